#include "report/record/examined.h"

#include "report/result/summary.h"

enum { TABLES_MAX = 4 };

/* The first that fits the beginning of a code counts. */
static const struct {
    const char *codes;
    const char *coverage;         /* a member of it that must not be 0; NULL: whatever it is */
    const char *rows[TABLES_MAX]; /* files one of which must have rows; none: whatever they are */
    const char *file;             /* one that must be there, with rows or none; NULL: any */
    bool by_audit;                /* reconcile does not look for it */
    bool knows_ends;              /* some end of support must be known */
} needs[] = {
    {"DIF-SW-", "software", {NULL}, NULL, false, false},
    {"DIF-MISSING", "expected", {NULL}, NULL, false, false},
    {"DIF-UNVERIFIED", "expected", {NULL}, NULL, false, false},
    {"DIF-ATTRIBUTE", "examined", {NULL}, NULL, false, false},
    {"DIF-IDENTITY", "examined", {NULL}, NULL, false, false},
    {"DIF-STATUS", NULL, {"devices"}, NULL, false, false},
    {"DIF-", NULL, {"snapshot/devices.csv"}, NULL, false, false},
    {"USE-", "examined", {NULL}, NULL, true, false},
    {"LIC-", NULL, {"licenses"}, NULL, true, false},
    {"SUP-PATCH", NULL, {"snapshot/devices.csv"}, "snapshot/updates.csv", true, false},
    {"SUP-", NULL, {"devices", "software", "snapshot/devices.csv"}, NULL, true, true},
    {"CON-", NULL, {"contracts", "circuits", "cloud", "domains"}, NULL, true, false},
    {"REU-LICENSE", NULL, {"licenses"}, NULL, true, false},
    {"REU-", NULL, {"devices"}, NULL, true, false},
};

/* WHAT is a file, or a table of the ledger in whatever file. Of what was refused nothing was compared. */
static bool is_input(const struct json_node *input, const char *what) {
    struct str file = json_text(json_get(input, "file"));

    if (json_node_is_true(json_get(input, "refused"))) {
        return false;
    }
    return str_eq(file, str_from(what)) ||
           (str_starts_with(file, STR("ledger/")) && str_eq(json_text(json_get(input, "table")), str_from(what)));
}

/* *RET_ROWS is of all that are WHAT. */
static bool find_input(const struct json_node *summary, const char *what, uint64_t *ret_rows) {
    const struct json_node *inputs = json_get(summary, "inputs");
    bool is_there = false;

    *ret_rows = 0;
    for (size_t i = 0; i < json_length(inputs); i++) {
        if (is_input(json_at(inputs, i), what)) {
            is_there = true;
            *ret_rows += summary_count(json_at(inputs, i), "rows");
        }
    }
    return is_there;
}

static bool has_rows(const struct json_node *summary, const char *const *files) {
    uint64_t rows = 0, all = 0;

    for (size_t i = 0; i < TABLES_MAX && files[i]; i++) {
        (void)find_input(summary, files[i], &rows);
        all += rows;
    }
    return !files[0] || all > 0;
}

/* Where no end of support is known, nothing is known to be supported. With a horizon later ends are not counted. */
static bool knows_support(const struct json_node *summary) {
    const struct json_node *classes = json_get(summary, "support"), *value;
    struct str class;
    uint64_t known = 0;

    for (size_t i = 0; json_member(classes, i, &class, &value); i++) {
        int64_t count = 0;
        known += json_to_integer(value, &count) && count > 0 && !str_eq(class, STR("unknown"));
    }
    return known > 0 || json_get(summary, "horizon");
}

enum record_extent record_examined(const struct json_node *summary, enum finding_code code) {
    bool is_audit = str_eq(json_text(json_get(summary, "command")), STR("audit")), is_there;
    struct str name = str_from(code_def(code)->name);
    size_t i = 0;
    uint64_t rows;

    while (i < ARRAY_LEN(needs) && !str_starts_with(name, str_from(needs[i].codes))) {
        i++;
    }
    if (i == ARRAY_LEN(needs) || (needs[i].by_audit && !is_audit)) { /* CHG- is for drift */
        return EXTENT_NOT_LOOKED;
    }
    is_there = (!needs[i].coverage || summary_count(json_get(summary, "coverage"), needs[i].coverage)) &&
               has_rows(summary, needs[i].rows) && (!needs[i].file || find_input(summary, needs[i].file, &rows)) &&
               (!needs[i].knows_ends || knows_support(summary));
    return is_there ? EXTENT_EXAMINED : EXTENT_NOTHING;
}
