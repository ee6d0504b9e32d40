#include "cli/explain_licenses.h"

#include "base/buffer.h"
#include "base/text.h"
#include "cli/labels.h"
#include "cli/result_read.h"

#include <inttypes.h>
#include <stdio.h>

/* Rows of a kind that are shown, and of an id. */
enum { ROWS_SHOWN = 20, ID_CHARACTERS = 200 };

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

/* What is shown of one file. */
struct section {
    const char *file;
    const char *heading;
    const struct label *labels;
    bool (*is_wanted)(const struct license_concern *concern, const struct section *section, const struct str *cells);
};

/* A section on its way. */
struct showing {
    const struct cli *cli;
    const struct section *section;
    struct license_concern concern;
    uint64_t rows;        /* wanted so far */
    bool has_units_short; /* in a position that was shown */
};

static struct str cell(const struct section *section, const struct str *cells, const char *name) {
    return labels_value(section->labels, cells, name);
}

/* --- which rows ----------------------------------------------------------------------------------------------------
 */

/* Findings with these codes are about a product that `field` names; but a word says what of it does not fit. */
static const char product_codes[] = "LIC-QUANTITY|LIC-UNLICENSED|LIC-SPARE";
static const char field_words[] = "version|edition|maintenance";

static struct str product_of(const struct license_concern *concern) {
    return str_is_listed(product_codes, concern->code) && !str_is_listed(field_words, concern->field) ? concern->field
                                                                                                      : STR_NONE;
}

static bool is_of(struct str value, struct str concerned) {
    return concerned.n && str_eq(value, concerned);
}

/* Products are called with their editions, which positions have in a column of their own. */
static bool position_is_wanted(const struct license_concern *concern, const struct section *section,
                               const struct str *cells) {
    struct str name = product_of(concern), edition = cell(section, cells, "edition");

    if (is_of(cell(section, cells, "product"), name)) {
        return true;
    }
    return name.n && edition.n && str_drop_suffix(&name, edition) && str_drop_suffix(&name, STR(" ")) &&
           str_eq(cell(section, cells, "product"), name);
}

/* Of the asset, the user or the licence; where the concern names none of them, of the product alone. */
static bool row_is_wanted(const struct license_concern *concern, const struct section *section,
                          const struct str *cells) {
    static const char *const ids[] = {"asset_id", "user_id", "license_id"};
    struct str product = product_of(concern);
    bool is_concerned = product.n && !concern->asset_id.n && !concern->device_id.n && !concern->subject.n;

    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct str id = cell(section, cells, ids[i]);
        is_concerned = is_concerned || is_of(id, concern->subject) || is_of(id, concern->asset_id) ||
                       is_of(id, concern->device_id);
    }
    return is_concerned && (!product.n || str_eq(cell(section, cells, "product"), product));
}

static const struct section positions = {"license_position.csv", N_("Position of the product"), position_labels,
                                         position_is_wanted};
static const struct section demands = {"license_demand.csv", N_("What needs rights"), demand_labels, row_is_wanted};
static const struct section allocations = {"license_allocation.csv", N_("Rights that cover it"), allocation_labels,
                                           row_is_wanted};

/* --- showing them --------------------------------------------------------------------------------------------------
 */

static void show_row(void *context, const struct str *cells) {
    struct showing *showing = context;
    const struct section *section = showing->section;

    if (!section->is_wanted(&showing->concern, section, cells)) {
        return;
    }
    if (showing->rows++ == 0) {
        printf("\n%s\n", _(section->heading));
    }
    if (showing->rows <= ROWS_SHOWN) {
        labels_print(showing->cli, section->labels, cells, 2, 4);
    }
    struct str missing = cell(section, cells, "short_max");
    showing->has_units_short = showing->has_units_short || (missing.n && !str_eq(missing, STR("0")));
}

static void say_rest(uint64_t rows) {
    if (rows > ROWS_SHOWN) {
        printf(_("  and %llu more\n"), (unsigned long long)rows - ROWS_SHOWN);
    }
}

static enum err_code read_file(const char *dir, const struct section *section, result_row *row, void *context,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer path = {0};
    const char *names[LABELS_MAX];
    size_t count = labels_names(section->labels, names);

    buffer_printf(&path, "%s/%s", dir, section->file);
    buffer_append_char(&path, '\0');
    return path.failed ? err_no_memory(err) : result_read_rows(path.p, names, count, row, context, err);
}

static enum err_code show(const char *dir, const struct section *section, struct showing *showing, struct err *err) {
    showing->section = section;
    showing->rows = 0;
    enum err_code code = read_file(dir, section, show_row, showing, err);
    if (code == ERR_OK) {
        say_rest(showing->rows);
    }
    return code;
}

/* The rows of whom it concerns; where the file has none of the product for them, as the finding is about the product
 * or a title, all of the product. */
static enum err_code show_concerned(const char *dir, const struct section *section, struct showing *showing,
                                    struct err *err) {
    struct license_concern concern = showing->concern;
    enum err_code code = show(dir, section, showing, err);

    if (code == ERR_OK && showing->rows == 0 && !concern.asset_id.n && !concern.device_id.n) {
        showing->concern.subject = STR_NONE;
        code = show(dir, section, showing, err);
        showing->concern = concern;
    }
    return code;
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
    if (totals->units && totals->licenses <= ROWS_SHOWN) {
        text_for_terminal(buffer_view(&totals->license), ID_CHARACTERS, &safe);
        printf("  %.*s: %" PRId64 "\n", STR_FMT(buffer_view(&safe)), totals->units);
    }
    totals->units = 0;
    buffer_done(&safe);
}

static void add_to_total(void *context, const struct str *cells) {
    struct totals *totals = context;
    struct str license = cell(&allocations, cells, "license_id");
    uint64_t units;

    if (!str_eq(cell(&allocations, cells, "product"), totals->product) ||
        !str_to_u64(cell(&allocations, cells, "quantity"), &units) || units > (uint64_t)(INT64_MAX - totals->units)) {
        return;
    }
    if (!str_eq(license, buffer_view(&totals->license))) {
        end_total(totals);
        buffer_reset(&totals->license);
        buffer_append(&totals->license, license);
    }
    totals->units += (int64_t)units;
}

static enum err_code show_totals(const char *dir, struct str product, struct err *err) {
    struct totals totals = {.product = product};
    enum err_code code = read_file(dir, &allocations, add_to_total, &totals, err);

    if (code == ERR_OK) {
        end_total(&totals);
        say_rest(totals.licenses);
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

enum err_code explain_licenses(const struct cli *cli, const char *dir, const struct license_concern *concern,
                               struct err *err) {
    struct showing showing = {.cli = cli, .concern = *concern};
    enum err_code code = show(dir, &positions, &showing, err);

    if (code == ERR_OK) {
        code = show_concerned(dir, &demands, &showing, err);
    }
    if (code == ERR_OK) {
        code = show_concerned(dir, &allocations, &showing, err);
    }
    return code == ERR_OK && showing.has_units_short ? show_totals(dir, product_of(concern), err) : code;
}
