#include "cli/explain/lifecycle.h"

#include "findings/finding.h"

static const struct label support_labels[] = {
    {"product", N_("Product"), LABEL_TEXT, true},
    {"version", N_("Version"), LABEL_TEXT, false},
    {"release", N_("Release"), LABEL_TEXT, false},
    {"count", N_("in use"), LABEL_TEXT, false},
    {"class", N_("Support"), LABEL_WORD, true},
    {"outcome", N_("Outcome"), LABEL_WORD, false},
    {"active_end", N_("Active support ends"), LABEL_WORD, true},
    {"support_end", N_("support ends"), LABEL_WORD, false},
    {"extended_end", N_("extension ends"), LABEL_WORD, false},
    {"effective_end", N_("What counts"), LABEL_WORD, true},
    {"planned_end", N_("planned end of use"), LABEL_TEXT, false},
    {"gap_days", N_("days beyond support"), LABEL_TEXT, false},
    {"decision", N_("decision"), LABEL_OWN, false},
    {"source", N_("Source"), LABEL_TEXT, true},
    {"checked_on", N_("checked on"), LABEL_TEXT, false},
    {"evidence", N_("Rows"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};
static const struct label contract_labels[] = {
    {"kind", N_("Kind"), LABEL_WORD, true},
    {"id", N_("Number or name"), LABEL_TEXT, false},
    {"title", N_("Title"), LABEL_TEXT, false},
    {"vendor", N_("Other party"), LABEL_TEXT, false},
    {"state", N_("State"), LABEL_WORD, true},
    {"start_on", N_("begins"), LABEL_TEXT, false},
    {"end_on", N_("ends"), LABEL_WORD, false},
    {"next", N_("followed by"), LABEL_TEXT, false},
    {"notice_deadline", N_("Notice until"), LABEL_TEXT, true},
    {"due_on", N_("to be done by"), LABEL_TEXT, false},
    {"days_left", N_("days left"), LABEL_TEXT, false},
    {"evidence", N_("Rows"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};
static const struct label reuse_labels[] = {
    {"asset_id", N_("Asset"), LABEL_TEXT, true},
    {"license_id", N_("Licence"), LABEL_TEXT, false},
    {"model", N_("What it is"), LABEL_TEXT, false},
    {"quantity", N_("Units"), LABEL_TEXT, false},
    {"code", N_("Finding"), LABEL_TEXT, true},
    {"hold_reason", N_("Reason"), LABEL_TEXT, false},
    {"state", N_("Status"), LABEL_TEXT, true},
    {"stopped_on", N_("stopped on"), LABEL_TEXT, false},
    {"storage_location", N_("stored at"), LABEL_TEXT, false},
    {"accounting_status", N_("accounting"), LABEL_TEXT, false},
    {"working", N_("Works"), LABEL_OWN, true},
    {"data_erased", N_("data erased"), LABEL_OWN, false},
    {"support_end", N_("support ends"), LABEL_WORD, false},
    {"evidence", N_("Rows"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};

/* --- which rows ----------------------------------------------------------------------------------------------------
 */

/* Do two lists of rows, "devices.csv:2 support.csv:7", name one in common? */
static bool share_a_row(struct str rows, struct str others) {
    struct str row, other;

    while (evidence_cut(&rows, &row)) {
        for (struct str rest = others; evidence_cut(&rest, &other);) {
            if (str_eq(row, other) && !str_eq(row, STR("…"))) {
                return true;
            }
        }
    }
    return false;
}

/* The product with its version, as findings about it have it for their subject. */
static bool is_product(struct str subject, struct str product, struct str version) {
    return str_drop_prefix(&subject, product) &&
           (version.n ? str_drop_prefix(&subject, STR(" ")) && str_eq(subject, version) : !subject.n);
}

/* Findings about a machine have the product, and the version that was found. */
static bool support_is_named(const struct explain_concern *concern, const struct explain_section *section,
                             const struct str *cells) {
    struct str product = explain_cell(section, cells, "product"), version = explain_cell(section, cells, "version");

    return is_product(concern->subject, product, version) ||
           (str_eq(concern->field, product) && (!concern->observed.n || str_eq(concern->observed, version)));
}

static bool contract_is_named(const struct explain_concern *concern, const struct explain_section *section,
                              const struct str *cells) {
    return str_eq(explain_cell(section, cells, "id"), concern->subject);
}

static bool reuse_is_named(const struct explain_concern *concern, const struct explain_section *section,
                           const struct str *cells) {
    struct str asset = explain_cell(section, cells, "asset_id"), license = explain_cell(section, cells, "license_id");

    return str_eq(asset.n ? asset : license, concern->subject);
}

static bool rests_on_same(const struct explain_concern *concern, const struct explain_section *section,
                          const struct str *cells) {
    return share_a_row(explain_cell(section, cells, "evidence"), concern->ledger_evidence);
}

/* Where no row of a list is named, those count that rest on what the finding rests on: the model of a machine, the
 * contract that a device stands in. */
static const struct list {
    const char *codes; /* what they begin with */
    struct explain_section named, related;
} lists[] = {
    {"SUP-",
     {"support.csv", N_("Support"), support_labels, support_is_named},
     {"support.csv", N_("Support"), support_labels, rests_on_same}},
    {"CON-",
     {"contracts.csv", N_("Contracts"), contract_labels, contract_is_named},
     {"contracts.csv", N_("Contracts"), contract_labels, rests_on_same}},
    {"REU-",
     {"reuse_candidates.csv", N_("Reuse"), reuse_labels, reuse_is_named},
     {"reuse_candidates.csv", N_("Reuse"), reuse_labels, rests_on_same}},
};

static const struct list *list_of(struct str code) {
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        if (str_starts_with(code, str_from(lists[i].codes))) {
            return &lists[i];
        }
    }
    return NULL;
}

bool lifecycle_code_has_rows(struct str code) {
    return list_of(code) != NULL;
}

enum err_code explain_lifecycle(const struct cli *cli, const char *dir, const struct explain_concern *concern,
                                struct err *err) {
    const struct list *list = list_of(concern->code);
    uint64_t rows = 0;
    enum err_code code = explain_rows_show(cli, dir, &list->named, concern, &rows, err);

    return code == ERR_OK && rows == 0 ? explain_rows_show(cli, dir, &list->related, concern, &rows, err) : code;
}
