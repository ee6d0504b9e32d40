#include "findings/lifecycle_record.h"

#include <assert.h>

static const char *const class_names[] = {
    [SUPPORT_UNKNOWN] = "unknown",         [SUPPORT_BEFORE] = "before",     [SUPPORT_STANDARD] = "standard",
    [SUPPORT_MAINTENANCE] = "maintenance", [SUPPORT_EXTENDED] = "extended", [SUPPORT_ENDED] = "ended",
};
static_assert(ARRAY_LEN(class_names) == SUPPORT_CLASS_COUNT, "a class lacks its name");

static const char *const subject_names[] = {
    [SUPPORT_OF_HARDWARE] = "hardware",
    [SUPPORT_OF_SOFTWARE] = "software",
    [SUPPORT_OF_OS] = "os",
    [SUPPORT_OF_FIRMWARE] = "firmware",
};

static const char *const kind_names[] = {
    [CONTRACT_OF_MAINTENANCE] = "contract", [CONTRACT_OF_DOMAIN] = "domain", [CONTRACT_OF_CERTIFICATE] = "certificate",
    [CONTRACT_OF_CIRCUIT] = "circuit",      [CONTRACT_OF_CLOUD] = "cloud",
};
static_assert(ARRAY_LEN(kind_names) == CONTRACT_KIND_COUNT, "a kind lacks its name");

static const char *const state_names[] = {
    [CONTRACT_UNKNOWN] = "unknown", [CONTRACT_FUTURE] = "future",   [CONTRACT_ACTIVE] = "active",
    [CONTRACT_DUE] = "due",         [CONTRACT_OVERDUE] = "overdue", [CONTRACT_RENEWED] = "renewed",
    [CONTRACT_ENDED] = "ended",
};
static_assert(ARRAY_LEN(state_names) == CONTRACT_STATE_COUNT, "a state lacks its name");

const char *support_class_name(enum support_class support) {
    assert((unsigned)support < SUPPORT_CLASS_COUNT);
    return class_names[support];
}

const char *support_subject_name(enum support_subject subject) {
    assert((unsigned)subject < ARRAY_LEN(subject_names));
    return subject_names[subject];
}

const char *contract_kind_name(enum contract_kind kind) {
    assert((unsigned)kind < CONTRACT_KIND_COUNT);
    return kind_names[kind];
}

const char *contract_state_name(enum contract_state state) {
    assert((unsigned)state < CONTRACT_STATE_COUNT);
    return state_names[state];
}

/* clang-format off */
#define SUPPORT(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct support_record, MEMBER), 0}
#define SUPPORT_WORD(MEMBER, LIMIT) {RECORD_WORD, offsetof(struct support_record, MEMBER), LIMIT}
static const struct record_part support_parts[] = {
    SUPPORT(KEY_DATE, effective_end.day), SUPPORT(KEY, product), SUPPORT(KEY, version), SUPPORT(KEY_DATE, planned_end),
    SUPPORT_WORD(subject, ARRAY_LEN(subject_names)), SUPPORT(TEXT, release),
    SUPPORT_WORD(effective_end.word, DATE_WORD_RENEWING + 1), SUPPORT(NUMBER, count),
    SUPPORT_WORD(support, SUPPORT_CLASS_COUNT), SUPPORT(MILESTONE, active_end), SUPPORT(MILESTONE, support_end),
    SUPPORT(MILESTONE, extended_end), SUPPORT(FLAG, has_gap), SUPPORT(NUMBER, gap_days), SUPPORT(TEXT, decision),
    SUPPORT(TEXT, source), SUPPORT(DATE, checked_on), SUPPORT_WORD(outcome, OUTCOME_COUNT), SUPPORT(TEXT, evidence),
};

#define CONTRACT(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct contract_record, MEMBER), 0}
static const struct record_part contract_parts[] = {
    CONTRACT(KEY_DATE, due_on), {RECORD_KEY_WORD, offsetof(struct contract_record, kind), CONTRACT_KIND_COUNT},
    CONTRACT(KEY, id), CONTRACT(TEXT, title), CONTRACT(TEXT, vendor), CONTRACT(DATE, start_on),
    CONTRACT(MILESTONE, end_on), CONTRACT(DATE, notice_deadline), CONTRACT(FLAG, has_days_left),
    CONTRACT(NUMBER, days_left), {RECORD_WORD, offsetof(struct contract_record, state), CONTRACT_STATE_COUNT},
    CONTRACT(TEXT, next), CONTRACT(TEXT, evidence),
};

#define REUSE(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct reuse_record, MEMBER), 0}
static const struct record_part reuse_parts[] = {
    {RECORD_KEY_WORD, offsetof(struct reuse_record, code), CODE_COUNT}, REUSE(KEY, asset_id), REUSE(KEY, license_id),
    REUSE(TEXT, model), REUSE(NUMBER, quantity), REUSE(DATE, stopped_on), REUSE(TEXT, storage_location),
    REUSE(TEXT, status), REUSE(TEXT, working), REUSE(TEXT, data_erased), REUSE(MILESTONE, support_end),
    REUSE(TEXT, accounting_status), REUSE(TEXT, hold_reason), REUSE(TEXT, evidence),
};
/* clang-format on */

const struct record_shape lifecycle_record_shapes[LIFECYCLE_RECORD_COUNT] = {
    [LIFECYCLE_RECORD_SUPPORT] = {support_parts, ARRAY_LEN(support_parts), sizeof(struct support_record)},
    [LIFECYCLE_RECORD_CONTRACT] = {contract_parts, ARRAY_LEN(contract_parts), sizeof(struct contract_record)},
    [LIFECYCLE_RECORD_REUSE] = {reuse_parts, ARRAY_LEN(reuse_parts), sizeof(struct reuse_record)},
};
static_assert(sizeof(struct support_record) <= RECORD_SIZE_MAX && sizeof(struct contract_record) <= RECORD_SIZE_MAX &&
                  sizeof(struct reuse_record) <= RECORD_SIZE_MAX,
              "a record does not fit");
