#pragma once
/* The value lists that code decides on, as numbers: the index of the word's group in its column (a value's `number`).
 * The order is that of the .def files; a unit test holds the two together. */

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
    PROBE_EXCLUDED,
    PROBE_ERROR,
    PROBE_OUTCOME_COUNT
};
