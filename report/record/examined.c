#include "report/record/examined.h"

#include "report/result/summary.h"

enum { TABLES_MAX = 4 };

/* The first that fits the beginning of a code counts. */
static const struct {
    const char *codes;
    const char *coverage;         /* a member of it that must not be 0; NULL: whatever it is */
    const char *rows[TABLES_MAX]; /* files one of which must have rows; none: whatever they are */
    const char *known; /* counts of rows by what they were found to be, some of which must be known; NULL: any */
    bool by_audit;     /* reconcile does not look for it */
    bool needs_all;    /* none of the files may have been refused */
} needs[] = {
    {"DIF-SW-", "software", {NULL}, NULL, false, false},
    {"DIF-MISSING", "expected", {NULL}, NULL, false, false},
    {"DIF-UNVERIFIED", "expected", {NULL}, NULL, false, false},
    {"DIF-ATTRIBUTE", "examined", {NULL}, NULL, false, false},
    {"DIF-IDENTITY", "examined", {NULL}, NULL, false, false},
    {"DIF-STATUS", NULL, {"devices"}, NULL, false, false},
    {"DIF-", NULL, {"snapshot/devices.csv"}, NULL, false, false},
    {"USE-", "logins", {NULL}, NULL, true, false},
    {"LIC-", NULL, {"licenses"}, NULL, true, false},
    {"SUP-PATCH", "updates", {NULL}, NULL, true, false},
    {"SUP-", NULL, {"devices", "software", "snapshot/devices.csv"}, "support", true, false},
    {"CON-", NULL, {"contracts", "circuits", "cloud", "domains"}, "contracts", true, true},
    {"REU-LICENSE", NULL, {"licenses"}, NULL, true, false},
    {"REU-", NULL, {"devices"}, NULL, true, false},
};

/* WHAT is a file, or a table of the ledger in whatever file. */
static bool is_input(const struct json_node *input, const char *what) {
    struct str file = json_text(json_get(input, "file"));

    return str_eq(file, str_from(what)) ||
           (str_starts_with(file, STR("ledger/")) && str_eq(json_text(json_get(input, "table")), str_from(what)));
}

/* Rows of all that are WHAT, and whether one of these was refused: of that nothing was compared. */
static uint64_t count_rows(const struct json_node *summary, const char *what, bool *has_refused) {
    const struct json_node *inputs = json_get(summary, "inputs");
    uint64_t rows = 0;

    for (size_t i = 0; i < json_length(inputs); i++) {
        const struct json_node *input = json_at(inputs, i);
        bool is_refused = json_node_is_true(json_get(input, "refused"));
        if (is_input(input, what)) {
            *has_refused |= is_refused;
            rows += is_refused ? 0 : summary_count(input, "rows");
        }
    }
    return rows;
}

static bool has_rows(const struct json_node *summary, const char *const *files, bool needs_all) {
    bool has_refused = false;
    uint64_t rows = 0;

    for (size_t i = 0; i < TABLES_MAX && files[i]; i++) {
        rows += count_rows(summary, files[i], &has_refused);
    }
    return !files[0] || (rows > 0 && !(needs_all && has_refused));
}

/* Where no end is known, nothing is known to be supported, or under contract. What comes after the horizon is known as
 * well. */
static bool knows(const struct json_node *summary, const char *member) {
    const struct json_node *states = json_get(summary, member), *value;
    uint64_t known = summary_count(json_get(summary, "beyond_horizon"), member);
    struct str state;

    for (size_t i = 0; json_member(states, i, &state, &value); i++) {
        int64_t count = 0;
        known += json_to_integer(value, &count) && count > 0 && !str_eq(state, STR("unknown"));
    }
    return known > 0;
}

enum record_extent record_examined(const struct json_node *summary, enum finding_code code) {
    bool is_audit = str_eq(json_text(json_get(summary, "command")), STR("audit")), is_there;
    struct str name = str_from(code_def(code)->name);
    size_t i = 0;

    while (i < ARRAY_LEN(needs) && !str_starts_with(name, str_from(needs[i].codes))) {
        i++;
    }
    if (i == ARRAY_LEN(needs) || (needs[i].by_audit && !is_audit)) { /* CHG- is for drift */
        return EXTENT_NOT_LOOKED;
    }
    is_there = (!needs[i].coverage || summary_count(json_get(summary, "coverage"), needs[i].coverage)) &&
               has_rows(summary, needs[i].rows, needs[i].needs_all) &&
               (!needs[i].known || knows(summary, needs[i].known));
    return is_there ? EXTENT_EXAMINED : EXTENT_NOTHING;
}
