#include "lifecycle/support_decision.h"

#include "inventory/words.h"

#include <assert.h>

enum fact { FACT_SECURITY, FACT_WITHDRAWAL, FACT_FAILURE, FACT_DECISION, FACT_OWNER, FACT_DAY, FACT_COUNT };

static const unsigned columns[] = {
    [FACT_SECURITY] = SUPPORT_RISK_SECURITY, [FACT_WITHDRAWAL] = SUPPORT_RISK_WITHDRAWAL,
    [FACT_FAILURE] = SUPPORT_RISK_FAILURE,   [FACT_DECISION] = SUPPORT_DECISION,
    [FACT_OWNER] = SUPPORT_DECIDED_BY,       [FACT_DAY] = SUPPORT_DECIDED_ON,
};
static_assert(ARRAY_LEN(columns) == FACT_COUNT, "a fact lacks its column");

static bool is_decided(const struct calendar_release *release) {
    return release->decision >= DECISION_EXTEND && release->decision <= DECISION_STOP;
}

/* Bit by fact. */
static unsigned facts_of(const struct calendar_release *release, struct date as_of) {
    bool has_day = date_is_set(release->decided_on) && release->decided_on.days <= as_of.days;

    return (unsigned)release->has_risk_security << FACT_SECURITY |
           (unsigned)release->has_risk_withdrawal << FACT_WITHDRAWAL |
           (unsigned)release->has_risk_failure << FACT_FAILURE | (unsigned)is_decided(release) << FACT_DECISION |
           (unsigned)(release->decided_by.n > 0) << FACT_OWNER | (unsigned)has_day << FACT_DAY;
}

/* 0: nothing is on record. */
static unsigned facts_on_record(const struct calendar_release *release, struct date as_of) {
    return release && release->row != UINT32_MAX ? facts_of(release, as_of) : 0;
}

bool support_decision_is_begun(const struct calendar_release *release, struct date as_of) {
    return facts_on_record(release, as_of) != 0;
}

struct str support_decision_word(const struct calendar_release *release) {
    return is_decided(release)
               ? schema_word(schema_column(TABLE_SUPPORT, SUPPORT_DECISION), (unsigned)release->decision)
               : STR_NONE;
}

bool support_decision_has_open_risk(const struct calendar_release *release) {
    return !release || release->row == UINT32_MAX || !release->has_risk_security;
}

bool support_decision_is_complete(const struct calendar_release *release, struct date as_of) {
    return facts_on_record(release, as_of) == (1U << FACT_COUNT) - 1;
}

struct str support_decision_lacks(const struct calendar_release *release, struct date as_of, struct arena *arena) {
    unsigned facts = facts_on_record(release, as_of);
    struct str lacks = STR_NONE;

    for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
        if (!(facts >> fact & 1)) {
            const char *name = schema_column(TABLE_SUPPORT, columns[fact])->name;
            lacks = arena_printf(arena, "%.*s%s%s", STR_FMT(lacks), lacks.n ? " " : "", name);
        }
    }
    return lacks;
}
