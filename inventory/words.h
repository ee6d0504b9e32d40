#pragma once
/* The value lists that code decides on, as numbers: the index of the word's group in its column (a value's `number`).
 * The order is that of the .def files; a unit test holds the two together. */

enum { WORD_BLANK = -1 /* in place of a word's number: the cell is blank, or its word unknown */ };

enum device_status {
    STATUS_ACTIVE,
    STATUS_SPARE,
    STATUS_STOCK,
    STATUS_STOPPED,
    STATUS_REPAIR,
    STATUS_RETURNED,
    STATUS_DISPOSED,
    STATUS_LOST,
};

enum device_kind {
    KIND_SERVER,
    KIND_PC,
    KIND_LAPTOP,
    KIND_TABLET,
    KIND_SWITCH,
    KIND_ROUTER,
    KIND_FIREWALL,
    KIND_WIRELESS,
    KIND_STORAGE,
    KIND_PRINTER,
    KIND_UPS,
    KIND_APPLIANCE,
    KIND_VM,
    KIND_OTHER,
};

enum probe_outcome {
    PROBE_ANSWERED,
    PROBE_PARTIAL,
    PROBE_NO_ANSWER,
    PROBE_AUTH_REFUSED,
    PROBE_NO_CREDENTIAL,
    PROBE_HOST_KEY_CHANGED,
    PROBE_HOST_KEY_UNKNOWN,
    PROBE_EXCLUDED,
    PROBE_ERROR,
    PROBE_NOT_FOUND, /* someone looked for it by hand, and it was not there */
    PROBE_OUTCOME_COUNT
};

/* devices.shared_use: how a device is used */
enum device_use {
    USE_PERSONAL,
    USE_SHARED,
    USE_VDI,
    USE_RDS,
};

/* devices.environment, software.environment */
enum environment {
    ENVIRONMENT_PRODUCTION,
    ENVIRONMENT_STAGING,
    ENVIRONMENT_TRAINING,
    ENVIRONMENT_DEVELOPMENT,
};

enum acquisition {
    ACQUISITION_PURCHASE,
    ACQUISITION_LEASE,
    ACQUISITION_RENTAL,
};

/* software.kind: what kind of software it is, and whether it is paid for */
enum software_kind {
    SOFTWARE_IS_COMMERCIAL,
    SOFTWARE_IS_FREEWARE,
    SOFTWARE_IS_SHAREWARE,
    SOFTWARE_IS_INHOUSE,
    SOFTWARE_IS_UPDATE,
    SOFTWARE_IS_SYSTEM,
};

/* software.role */
enum software_role {
    ROLE_ACTIVE,
    ROLE_PASSIVE,
};

/* licenses.metric: what is counted */
enum license_metric {
    METRIC_DEVICE,
    METRIC_INSTALL,
    METRIC_USER,
    METRIC_NAMED,
    METRIC_CONCURRENT,
    METRIC_SOCKET,
    METRIC_CORE,
    METRIC_POINTS,
    METRIC_VM,
    METRIC_HOST,
    METRIC_SERVER,
    METRIC_CAL_USER,
    METRIC_CAL_DEVICE,
    METRIC_CAL, /* of users or of devices: the ledger does not say */
    METRIC_SITE,
    METRIC_ENTERPRISE,
    METRIC_CONSUMPTION,
    METRIC_COUNT
};

/* licenses.form: how it was bought */
enum license_form {
    FORM_PACKAGE,
    FORM_VOLUME,
    FORM_OEM,
    FORM_PREINSTALL,
    FORM_SUBSCRIPTION,
    FORM_ACADEMIC,
    FORM_TRIAL,
};

/* licenses.shared_use: what the terms say about shared devices */
enum shared_terms {
    SHARED_FORBIDDEN,
    SHARED_PER_DEVICE,
    SHARED_PER_USER,
    SHARED_ACTIVATION,
};

/* licenses.round_scope: where a fraction is rounded up */
enum round_scope {
    ROUND_SERVER,
    ROUND_POOL,
};

/* licenses.count_from: the first day of a term */
enum count_from {
    COUNT_FROM_SAME_DAY,
    COUNT_FROM_NEXT_DAY,
};

/* licenses.maintenance_rule: may a part of the licences be maintained? */
enum maintenance_rule {
    MAINTENANCE_ALL,
    MAINTENANCE_PARTIAL,
};

/* assignments.assignee_kind */
enum assignee_kind {
    ASSIGNEE_DEVICE,
    ASSIGNEE_USER,
    ASSIGNEE_DEPARTMENT,
};

/* support.kind */
enum support_kind {
    SUPPORTED_HARDWARE,
    SUPPORTED_SOFTWARE,
    SUPPORTED_OS,
    SUPPORTED_FIRMWARE,
};

/* support.extension */
enum support_extension {
    EXTENSION_FREE,
    EXTENSION_PAID,
};

/* support.decision: what is done about an end of support */
enum support_decision {
    DECISION_EXTEND,
    DECISION_REPLACE,
    DECISION_RENEW,
    DECISION_STOP,
};

/* contracts.renewal */
enum contract_renewal {
    RENEWAL_AUTO,
    RENEWAL_MANUAL,
    RENEWAL_SINGLE_YEAR,
};

/* contracts.renewal_status */
enum renewal_status {
    RENEWAL_OPEN,
    RENEWAL_IN_PROGRESS,
    RENEWAL_RENEWED,
    RENEWAL_ENDING,
};

/* changes.approval */
enum change_approval {
    APPROVAL_APPROVED,
    APPROVAL_PENDING,
    APPROVAL_REJECTED,
};

/* cloud.model */
enum cloud_model {
    CLOUD_IAAS,
    CLOUD_PAAS,
    CLOUD_SAAS,
};

/* downgrades.condition: when a downgrade right holds */
enum downgrade_condition {
    DOWNGRADE_ALWAYS,
    DOWNGRADE_MAINTENANCE,
    DOWNGRADE_VOLUME,
};

/* aliases.kind */
enum alias_kind {
    ALIAS_VENDOR,
    ALIAS_COUNTRY,
    ALIAS_PLACE,
    ALIAS_UNIT,
};

/* neighbors.protocol: the first ones are told by the neighbour itself */
enum neighbor_protocol {
    NEIGHBOR_LLDP,
    NEIGHBOR_CDP,
    NEIGHBOR_EDP,
    NEIGHBOR_ARP,
    NEIGHBOR_FDB,
    NEIGHBOR_PROTOCOL_COUNT
};
