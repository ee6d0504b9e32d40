#include "cli/explain/licenses.h"

#include "base/buffer.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>

enum { ID_CHARACTERS = 200 };

static const struct label position_labels[] = {
    {"product", N_("Product"), LABEL_TEXT, true},
    {"edition", N_("Edition"), LABEL_TEXT, false},
    {"version", N_("Version"), LABEL_TEXT, false},
    {"metric", N_("Metric"), LABEL_TEXT, false},
    {"outcome", N_("Outcome"), LABEL_WORD, false},
    {"entitled", N_("Units on record"), LABEL_OWN, true},
    {"effective", N_("in force"), LABEL_OWN, false},
    {"spare", N_("to spare"), LABEL_OWN, false},
    {"recoverable", N_("assigned and not used"), LABEL_TEXT, false},
    {"need_min", N_("Needed at least"), LABEL_TEXT, true},
    {"need_max", N_("at most"), LABEL_TEXT, false},
    {"unexamined", N_("not certain"), LABEL_TEXT, false},
    {"allocated_direct", N_("Covered directly"), LABEL_TEXT, true},
    {"allocated_downgrade", N_("by downgrade rights"), LABEL_TEXT, false},
    {"allocated_suite", N_("as part of a suite"), LABEL_TEXT, false},
    {"allocated_second", N_("as second copies"), LABEL_TEXT, false},
    {"exempt", N_("needing none"), LABEL_TEXT, false},
    {"short_min", N_("Short at least"), LABEL_TEXT, true},
    {"short_max", N_("at most"), LABEL_TEXT, false},
    {"unit_price", N_("price of a unit"), LABEL_TEXT, false},
    {"true_up", N_("of what is short"), LABEL_TEXT, false},
    {"evidence", N_("Rows of the ledger"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};
static const struct label demand_labels[] = {
    {"product", N_("Product"), LABEL_TEXT, true},
    {"version", N_("Version"), LABEL_TEXT, false},
    {"metric", N_("Metric"), LABEL_TEXT, false},
    {"asset_id", N_("Asset"), LABEL_TEXT, false},
    {"user_id", N_("User"), LABEL_TEXT, false},
    {"units", N_("Units"), LABEL_TEXT, true},
    {"missing", N_("of these missing"), LABEL_TEXT, false},
    {"state", N_("State"), LABEL_OWN, false},
    {"certain", N_("Certain"), LABEL_OWN, false},
    {"arithmetic", N_("Counted"), LABEL_TEXT, true},
    {"evidence", N_("Rows"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};
static const struct label allocation_labels[] = {
    {"license_id", N_("Licence"), LABEL_TEXT, true}, {"product", N_("Product"), LABEL_TEXT, false},
    {"asset_id", N_("Asset"), LABEL_TEXT, false},    {"user_id", N_("User"), LABEL_TEXT, false},
    {"quantity", N_("Units"), LABEL_TEXT, true},     {"right", N_("Right"), LABEL_OWN, false},
    {"reason", N_("Reason"), LABEL_TEXT, false},     {NULL, NULL, LABEL_TEXT, false},
};

/* --- which rows ----------------------------------------------------------------------------------------------------
 */

/* Findings with these codes are about a product that `field` names; but a word says what of it does not fit. */
static const char product_codes[] = "LIC-QUANTITY|LIC-UNLICENSED|LIC-SPARE";
static const char field_words[] = "version|edition|maintenance";

static struct str product_of(const struct explain_concern *concern) {
    return str_is_listed(product_codes, concern->code) && !str_is_listed(field_words, concern->field) ? concern->field
                                                                                                      : STR_NONE;
}

static bool is_of(struct str value, struct str concerned) {
    return concerned.n && str_eq(value, concerned);
}

/* Products are called with their editions, which positions have in a column of their own. */
static bool position_is_wanted(const struct explain_concern *concern, const struct explain_section *section,
                               const struct str *cells) {
    struct str name = product_of(concern), edition = explain_cell(section, cells, "edition");

    if (is_of(explain_cell(section, cells, "product"), name)) {
        return true;
    }
    return name.n && edition.n && str_drop_suffix(&name, edition) && str_drop_suffix(&name, STR(" ")) &&
           str_eq(explain_cell(section, cells, "product"), name);
}

/* Of the asset, the user or the licence; where the concern names none of them, of the product alone. */
static bool row_is_wanted(const struct explain_concern *concern, const struct explain_section *section,
                          const struct str *cells) {
    static const char *const ids[] = {"asset_id", "user_id", "license_id"};
    struct str product = product_of(concern);
    bool is_concerned = product.n && !concern->asset_id.n && !concern->device_id.n && !concern->subject.n;

    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct str id = explain_cell(section, cells, ids[i]);
        is_concerned = is_concerned || is_of(id, concern->subject) || is_of(id, concern->asset_id) ||
                       is_of(id, concern->device_id);
    }
    return is_concerned && (!product.n || str_eq(explain_cell(section, cells, "product"), product));
}

static const struct explain_section positions = {"license_position.csv", N_("Position of the product"), position_labels,
                                                 position_is_wanted};
static const struct explain_section demands = {"license_demand.csv", N_("What needs rights"), demand_labels,
                                               row_is_wanted};
static const struct explain_section allocations = {"license_allocation.csv", N_("Rights that cover it"),
                                                   allocation_labels, row_is_wanted};

/* --- showing them --------------------------------------------------------------------------------------------------
 */

/* The rows of whom it concerns; where the file has none of the product for them, as the finding is about the product
 * or a title, all of the product. */
static enum err_code show_concerned(const struct cli *cli, const char *dir, const struct explain_section *section,
                                    const struct explain_concern *concern, struct err *err) {
    struct explain_concern product = *concern;
    uint64_t rows = 0;
    enum err_code code = explain_rows_show(cli, dir, section, concern, &rows, err);

    if (code != ERR_OK || rows > 0 || concern->asset_id.n || concern->device_id.n) {
        return code;
    }
    product.subject = STR_NONE;
    return explain_rows_show(cli, dir, section, &product, &rows, err);
}

struct shortage {
    const struct explain_concern *concern;
    bool is_short; /* a position that was shown */
};

static enum err_code look_for_shortage(void *context, const struct str *cells, struct err *err) {
    (void)err;
    struct shortage *shortage = context;
    struct str missing = explain_cell(&positions, cells, "short_max");

    shortage->is_short |=
        missing.n && !str_eq(missing, STR("0")) && position_is_wanted(shortage->concern, &positions, cells);
    return ERR_OK;
}

/* --- how many units each licence gives -----------------------------------------------------------------------------
 */

/* Rows of a licence stand one behind the other. */
struct totals {
    struct str product;
    struct buffer license; /* whose units are being added up */
    int64_t units;
    uint64_t licenses;
};

static void end_total(struct totals *totals) {
    struct buffer safe = {0};

    if (totals->units && totals->licenses++ == 0) {
        printf("\n%s\n", _("Units of the product that each licence gives"));
    }
    if (totals->units && totals->licenses <= EXPLAIN_ROWS_SHOWN) {
        text_for_terminal(buffer_view(&totals->license), ID_CHARACTERS, &safe);
        printf("  %.*s: %" PRId64 "\n", STR_FMT(buffer_view(&safe)), totals->units);
    }
    totals->units = 0;
    buffer_done(&safe);
}

static enum err_code add_to_total(void *context, const struct str *cells, struct err *err) {
    (void)err;
    struct totals *totals = context;
    struct str license = explain_cell(&allocations, cells, "license_id");
    uint64_t units;

    if (!str_eq(explain_cell(&allocations, cells, "product"), totals->product) ||
        !str_to_u64(explain_cell(&allocations, cells, "quantity"), &units) ||
        units > (uint64_t)(INT64_MAX - totals->units)) {
        return ERR_OK;
    }
    if (!str_eq(license, buffer_view(&totals->license))) {
        end_total(totals);
        buffer_reset(&totals->license);
        buffer_append(&totals->license, license);
    }
    totals->units += (int64_t)units;
    return ERR_OK;
}

static enum err_code show_totals(const char *dir, struct str product, struct err *err) {
    struct totals totals = {.product = product};
    enum err_code code = explain_rows_read(dir, &allocations, add_to_total, &totals, err);

    if (code == ERR_OK) {
        end_total(&totals);
        explain_rows_say_rest(totals.licenses);
    }
    if (code == ERR_OK && totals.license.failed) {
        code = err_no_memory(err);
    }
    buffer_done(&totals.license);
    return code;
}

bool license_code_has_figures(struct str code) {
    return str_starts_with(code, STR("LIC-")) && !str_eq(code, STR("LIC-TITLE"));
}

enum err_code explain_licenses(const struct cli *cli, const char *dir, const struct explain_concern *concern,
                               struct err *err) {
    struct shortage shortage = {.concern = concern};
    uint64_t rows;
    enum err_code code = explain_rows_show(cli, dir, &positions, concern, &rows, err);

    if (code == ERR_OK) {
        code = show_concerned(cli, dir, &demands, concern, err);
    }
    if (code == ERR_OK) {
        code = show_concerned(cli, dir, &allocations, concern, err);
    }
    if (code == ERR_OK) {
        code = explain_rows_read(dir, &positions, look_for_shortage, &shortage, err);
    }
    return code == ERR_OK && shortage.is_short ? show_totals(dir, product_of(concern), err) : code;
}
