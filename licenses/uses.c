#include "licenses/uses.h"

#include "base/intern.h"
#include "inventory/words.h"
#include "licenses/row_place.h"
#include "licenses/use_scan.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct uses {
    const struct uses_input *input;
    struct intern *texts;
    struct use *items;
    size_t count;
    uint32_t *first; /* by family, and one more */
    uint32_t families;
};

enum side { SIDE_OF_LISTED, SIDE_OF_INSTALLED, SIDE_OF_SYSTEMS, SIDE_OF_LISTED_SYSTEMS, SIDES };

/* The rows of one table, while uses are made of them. */
struct source {
    const struct table *table;
    enum use_source use;
    struct use_columns columns;
    struct use_rows rows;
};

struct making {
    struct uses *uses;
    struct source sources[SIDES];
    struct use *listed; /* what the ledger lists, by machine and product */
    size_t listed_count;
    bool *is_free, *is_paid;   /* by product: as the ledger says */
    struct row_reader *reader; /* of what the ledger lists, while rows are compared */
    enum err_code code;        /* the first failure of that */
    struct err *err;
};

void uses_free(struct uses *uses) {
    if (uses) {
        intern_free(uses->texts);
        free(uses->items);
        free(uses->first);
        free(uses);
    }
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static void set_sources(struct making *making, const struct uses_input *input) {
    const struct use_columns software = {
        .owner = SOFTWARE_DEVICE_ID,
        .product = SOFTWARE_PRODUCT,
        .version = SOFTWARE_VERSION,
        .edition = SOFTWARE_EDITION,
        .instance = SOFTWARE_INSTANCE,
        .last_used_on = SOFTWARE_LAST_USED_ON,
    };
    const struct use_columns systems = {
        .owner = COLUMN_NONE,
        .product = DEVICES_OS_NAME,
        .version = DEVICES_OS_VERSION,
        .edition = DEVICES_OS_EDITION,
        .instance = COLUMN_NONE,
        .last_used_on = COLUMN_NONE,
    };
    making->sources[SIDE_OF_LISTED] = (struct source){input->listed, USE_LISTED, software, {0}};
    making->sources[SIDE_OF_LISTED].columns.owner = SOFTWARE_ASSET_ID;
    making->sources[SIDE_OF_LISTED].columns.licensed = input->licensed;
    making->sources[SIDE_OF_LISTED].columns.licensed_context = input->licensed_context;
    making->sources[SIDE_OF_INSTALLED] = (struct source){input->installed, USE_INSTALLED, software, {0}};
    making->sources[SIDE_OF_SYSTEMS] = (struct source){input->devices, USE_SYSTEM, systems, {0}};
    making->sources[SIDE_OF_LISTED_SYSTEMS] = (struct source){input->assets, USE_SYSTEM_LISTED, systems, {0}};
}

static uint32_t machine_by_text(const struct uses_input *input, enum use_source use, struct str text) {
    if (use == USE_LISTED) {
        return estate_find(input->estate, text);
    }
    uint32_t device = estate_device_by_id(input->estate, text);
    return device == PAIRING_NONE ? MACHINE_NONE : estate_of_device(input->estate, device);
}

/* Whose rows are whose: by code of the owner's cell, each looked up once; or by row where the column is not coded. */
struct owners {
    const struct uses_input *input;
    const struct source *source;
    struct row_reader *reader;
    uint32_t *machines; /* by code; MACHINE_NONE - 1: not looked up yet */
};

#define NOT_LOOKED_UP (MACHINE_NONE - 1)

static uint32_t machine_of_row(struct owners *owners, const struct use_row *row) {
    const struct source *source = owners->source;

    if (source->use == USE_SYSTEM) {
        return estate_of_device(owners->input->estate, row->row);
    }
    if (source->use == USE_SYSTEM_LISTED) {
        return estate_of_asset(owners->input->estate, row->row);
    }
    if (row->owner == TABLE_UNCODED) {
        row_reader_move(owners->reader, row->row);
        return machine_by_text(owners->input, source->use, row_reader_text(owners->reader, source->columns.owner));
    }
    uint32_t *machine = &owners->machines[row->owner];
    if (*machine == NOT_LOOKED_UP) {
        struct str text = table_code_text(source->table, source->columns.owner, row->owner);
        *machine = machine_by_text(owners->input, source->use, text);
    }
    return *machine;
}

static enum err_code owners_init(struct owners *owners, const struct uses_input *input, const struct source *source,
                                 struct err *err) {
    uint32_t codes = source->columns.owner == COLUMN_NONE ? 0 : table_code_count(source->table, source->columns.owner);

    *owners = (struct owners){.input = input, .source = source, .machines = malloc((codes + 1) * sizeof(uint32_t))};
    if (!owners->machines) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < codes; i++) {
        owners->machines[i] = NOT_LOOKED_UP;
    }
    return row_reader_new(source->table, &owners->reader, err);
}

/* Appends the rows of one source that have a machine to ITEMS. */
static enum err_code place_rows(const struct uses_input *input, const struct source *source, struct use *items,
                                size_t *count, struct err *err) {
    struct owners owners;

    if (source->rows.count == 0) {
        return ERR_OK;
    }
    enum err_code code = owners_init(&owners, input, source, err);
    for (size_t i = 0; i < source->rows.count && code == ERR_OK; i++) {
        const struct use_row *row = &source->rows.items[i];
        uint32_t machine = machine_of_row(&owners, row);
        if (machine == MACHINE_NONE) {
            continue;
        }
        items[(*count)++] = (struct use){.machine = machine,
                                         .product = row->product,
                                         .version = row->version,
                                         .instance = row->instance,
                                         .row = row->row,
                                         .listed = USE_NONE,
                                         .source = source->use,
                                         .last_used_on = row->last_used_on,
                                         .is_logged = source->use == USE_INSTALLED && date_is_set(row->last_used_on)};
    }
    if (code == ERR_OK) {
        code = row_reader_error(owners.reader, err);
    }
    row_reader_free(owners.reader);
    free(owners.machines);
    return code;
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

static int compare_u32(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

/* Numbers of products and texts depend on the order of rows, but not which uses are equal: it is enough here. Of equal
 * ones those that were observed come first. */
static int compare_uses(const void *a, const void *b) {
    const struct use *x = a, *y = b;
    int order = compare_u32(x->machine, y->machine);

    order = order ? order : compare_u32(x->product, y->product);
    order = order ? order : compare_u32(x->version, y->version);
    order = order ? order : compare_u32(x->instance, y->instance);
    order = order ? order : use_is_certain(y) - use_is_certain(x);
    order = order ? order : compare_u32(x->source, y->source);
    return order ? order : compare_u32(x->row, y->row);
}

static uint32_t machine_key(const struct uses *uses, const struct use *use) {
    (void)uses;
    return use->machine;
}

static uint32_t family_key(const struct uses *uses, const struct use *use) {
    return catalog_product(uses->input->catalog, use->product)->family;
}

/* Sorts by a key below KEYS, keeping the order among equals; O(uses + keys). The first of each key go to RET_FIRST (one
 * more than KEYS), which may be NULL. */
static enum err_code sort_by(struct uses *uses, uint32_t (*key)(const struct uses *, const struct use *), uint32_t keys,
                             uint32_t **ret_first, struct err *err) {
    uint32_t *first = calloc((size_t)keys + 2, sizeof *first);
    struct use *sorted = malloc((uses->count + 1) * sizeof *sorted);

    if (!first || !sorted) {
        free(first);
        free(sorted);
        return err_no_memory(err);
    }
    for (size_t i = 0; i < uses->count; i++) {
        first[key(uses, &uses->items[i]) + 2]++;
    }
    for (uint32_t k = 0; k < keys; k++) {
        first[k + 2] += first[k + 1];
    }
    for (size_t i = 0; i < uses->count; i++) {
        sorted[first[key(uses, &uses->items[i]) + 1]++] = uses->items[i];
    }
    free(uses->items);
    uses->items = sorted;
    if (ret_first) {
        *ret_first = first;
    } else {
        free(first);
    }
    return ERR_OK;
}

static size_t end_of_machine(const struct use *items, size_t count, size_t begin) {
    size_t end = begin + 1;
    while (end < count && items[end].machine == items[begin].machine) {
        end++;
    }
    return end;
}

static enum err_code sort_by_machine(struct uses *uses, struct err *err) {
    enum err_code code = sort_by(uses, machine_key, estate_numbers(uses->input->estate), NULL, err);

    for (size_t begin = 0, end; code == ERR_OK && begin < uses->count; begin = end) {
        end = end_of_machine(uses->items, uses->count, begin);
        qsort(uses->items + begin, end - begin, sizeof *uses->items, compare_uses);
    }
    return code;
}

/* --- what the ledger says ------------------------------------------------------------------------------------------
 */

/* Is the product, as the ledger has it, nothing that takes a right? Rights on record, or a row that says it is paid
 * for, go before. That something is an operating system, or a patch, says neither. */
static bool is_free(const struct making *making, uint32_t product) {
    const struct catalog *catalog = making->uses->input->catalog;
    return making->is_free[product] && !making->is_paid[product] &&
           !catalog_has_right(catalog, catalog_product(catalog, product)->family);
}

static enum err_code read_kinds(struct making *making, struct err *err) {
    const struct table *table = making->uses->input->listed;
    uint32_t products = catalog_product_count(making->uses->input->catalog);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    const struct use_rows *rows = &making->sources[SIDE_OF_LISTED].rows;

    making->is_free = calloc((size_t)products + 1, sizeof *making->is_free);
    making->is_paid = calloc((size_t)products + 1, sizeof *making->is_paid);
    if (!making->is_free || !making->is_paid) {
        return err_no_memory(err);
    }
    enum err_code code = rows->count ? row_reader_new(table, &reader, err) : ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < rows->count; i++) {
        row_reader_move(reader, rows->items[i].row);
        struct value kind = row_reader_value(reader, SOFTWARE_KIND);
        uint32_t product = rows->items[i].product;
        making->is_paid[product] |=
            kind.is_set && (kind.number == SOFTWARE_IS_COMMERCIAL || kind.number == SOFTWARE_IS_SHAREWARE);
        making->is_free[product] |=
            kind.is_set && (kind.number == SOFTWARE_IS_FREEWARE || kind.number == SOFTWARE_IS_INHOUSE);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, err) : code;
}

static bool is_same_product(const struct uses *uses, uint32_t a, uint32_t b) {
    const struct catalog *catalog = uses->input->catalog;
    return a == b || (catalog_product(catalog, a)->family == catalog_product(catalog, b)->family);
}

/* How well a row of the ledger fits a use on its machine; one more where it is the same instance. */
enum listed_fit { FIT_NONE, FIT_FAMILY = 2, FIT_PRODUCT = 4, FIT_VERSION = 6 };

static unsigned fit_of(const struct making *making, const struct use *listed, const struct use *use) {
    if (!is_same_product(making->uses, listed->product, use->product)) {
        return FIT_NONE;
    }
    unsigned fit = listed->product != use->product   ? FIT_FAMILY
                   : listed->version == use->version ? FIT_VERSION
                                                     : FIT_PRODUCT;
    return fit + (listed->instance == use->instance);
}

static struct date later(struct date a, struct date b) {
    return a.days > b.days ? a : b;
}

/* By what they say, since their numbers depend on the order of rows. */
static int compare_texts(const struct uses *uses, const struct use *a, const struct use *b) {
    const struct catalog *catalog = uses->input->catalog;
    int order = str_cmp(catalog_product(catalog, a->product)->name, catalog_product(catalog, b->product)->name);
    order = order ? order : str_cmp(uses_text(uses, a->version), uses_text(uses, b->version));
    return order ? order : str_cmp(uses_text(uses, a->instance), uses_text(uses, b->instance));
}

/* Of rows that say the same product, version and instance the one whose other cells have the lesser hash. */
static bool is_lesser_row(struct making *making, const struct use *a, const struct use *b) {
    const struct table *table = making->uses->input->listed;
    uint64_t x = 0, y = 0;

    if (making->code == ERR_OK) {
        making->code = row_hash(table, making->reader, a->row, &x, making->err);
    }
    if (making->code == ERR_OK) {
        making->code = row_hash(table, making->reader, b->row, &y, making->err);
    }
    return x < y;
}

static bool is_lesser(struct making *making, const struct use *a, const struct use *b) {
    int order = compare_texts(making->uses, a, b);
    return order < 0 || (order == 0 && is_lesser_row(making, a, b));
}

/* The row of the ledger that speaks of a use, among those of its machine; USE_NONE for none. */
static uint32_t listed_row_of(struct making *making, const struct use *use, size_t begin, size_t end) {
    const struct use *best = NULL;
    unsigned best_fit = FIT_NONE;

    for (size_t i = begin; i < end; i++) {
        const struct use *listed = &making->listed[i];
        unsigned fit = fit_of(making, listed, use);
        if (fit > best_fit || (best && fit == best_fit && is_lesser(making, listed, best))) {
            best_fit = fit;
            best = listed;
        }
    }
    return best ? best->row : USE_NONE;
}

/* As any of those rows that is about the product, or another edition of it, says. */
static struct date listed_day_of(const struct making *making, const struct use *use, size_t begin, size_t end) {
    struct date day = use->last_used_on;

    for (size_t i = begin; i < end; i++) {
        if (fit_of(making, &making->listed[i], use) != FIT_NONE) {
            day = later(day, making->listed[i].last_used_on);
        }
    }
    return day;
}

/* Of rows of the ledger that speak of one machine alike the one with the lesser texts comes first, whatever the order
 * of rows. */
static enum err_code join_listed(struct making *making, struct err *err) {
    struct uses *uses = making->uses;

    making->err = err;
    making->code = making->listed_count ? row_reader_new(uses->input->listed, &making->reader, err) : ERR_OK;
    for (size_t i = 0, at = 0; i < uses->count; i++) {
        while (at < making->listed_count && making->listed[at].machine < uses->items[i].machine) {
            at++;
        }
        size_t end = at;
        while (end < making->listed_count && making->listed[end].machine == uses->items[i].machine) {
            end++;
        }
        struct use *use = &uses->items[i];
        use->listed = listed_row_of(making, use, at, end);
        use->last_used_on = listed_day_of(making, use, at, end);
    }
    if (making->code == ERR_OK && making->reader) {
        making->code = row_reader_error(making->reader, err);
    }
    return making->code;
}

/* --- what counts ---------------------------------------------------------------------------------------------------
 */

static bool is_same_use(const struct use *a, const struct use *b) {
    return a->product == b->product && a->version == b->version && a->instance == b->instance;
}

static bool is_observed_on(const struct uses *uses, size_t begin, size_t end, const struct use *use) {
    for (size_t i = begin; i < end; i++) {
        if (use_is_certain(&uses->items[i]) && is_same_product(uses, uses->items[i].product, use->product)) {
            return true;
        }
    }
    return false;
}

/* What is documented only counts where the machine could not be examined. */
static bool counts(const struct making *making, size_t begin, size_t end, const struct use *use) {
    const struct uses *uses = making->uses;
    const struct machine *machine = estate_machine(uses->input->estate, use->machine);
    bool is_unseen = use->source == USE_SYSTEM_LISTED ? !machine->is_system_read : !machine->is_examined;

    if (machine->has_left || is_free(making, use->product)) {
        return false;
    }
    return use_is_certain(use) || (is_unseen && !is_observed_on(uses, begin, end, use));
}

/* Rows that are one use stand behind each other, and the first of them is kept. */
static void join_days(struct use *items, size_t begin, size_t end) {
    for (size_t i = end; i-- > begin + 1;) {
        if (is_same_use(&items[i], &items[i - 1])) {
            items[i - 1].last_used_on = later(items[i].last_used_on, items[i - 1].last_used_on);
            items[i - 1].is_logged |= items[i].is_logged;
        }
    }
}

static enum err_code keep_what_counts(struct making *making, struct err *err) {
    struct uses *uses = making->uses;
    size_t kept = 0;

    for (size_t begin = 0, end; begin < uses->count; begin = end) {
        end = end_of_machine(uses->items, uses->count, begin);
        bool *keeps = malloc((end - begin) * sizeof *keeps);
        if (!keeps) {
            return err_no_memory(err);
        }
        join_days(uses->items, begin, end);
        for (size_t i = begin; i < end; i++) {
            bool is_repeated = i > begin && is_same_use(&uses->items[i], &uses->items[i - 1]);
            keeps[i - begin] = !is_repeated && counts(making, begin, end, &uses->items[i]);
        }
        for (size_t i = begin; i < end; i++) {
            if (keeps[i - begin]) {
                uses->items[kept++] = uses->items[i];
            }
        }
        free(keeps);
    }
    uses->count = kept;
    return ERR_OK;
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static enum err_code scan_all(struct making *making, struct pool *pool, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; i < SIDES && code == ERR_OK; i++) {
        struct source *source = &making->sources[i];
        code = use_scan(source->table, &source->columns, making->uses->input->catalog, making->uses->texts, pool,
                        &source->rows, err);
    }
    return code;
}

static enum err_code place_all(struct making *making, struct err *err) {
    struct uses *uses = making->uses;
    size_t total = 0;
    enum err_code code = ERR_OK;

    for (unsigned i = 0; i < SIDES; i++) {
        total += making->sources[i].rows.count;
    }
    uses->items = malloc((total + 1) * sizeof *uses->items);
    if (!uses->items) {
        return err_no_memory(err);
    }
    for (unsigned i = 0; i < SIDES && code == ERR_OK; i++) {
        code = place_rows(uses->input, &making->sources[i], uses->items, &uses->count, err);
    }
    for (size_t i = 0; i < uses->count; i++) {
        estate_mark(uses->input->estate, uses->items[i].machine);
    }
    return code == ERR_OK ? estate_read(uses->input->estate, err) : code;
}

static enum err_code take_listed(struct making *making, struct err *err) {
    struct uses *uses = making->uses;

    making->listed = malloc((uses->count + 1) * sizeof *making->listed);
    if (!making->listed) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < uses->count; i++) {
        if (uses->items[i].source == USE_LISTED) {
            making->listed[making->listed_count++] = uses->items[i];
        }
    }
    return ERR_OK;
}

static enum err_code make(struct making *making, struct pool *pool, struct err *err) {
    struct uses *uses = making->uses;
    enum err_code code = scan_all(making, pool, err);

    if (code == ERR_OK) {
        code = read_kinds(making, err);
    }
    if (code == ERR_OK) {
        code = place_all(making, err);
    }
    if (code == ERR_OK) {
        code = sort_by_machine(uses, err);
    }
    if (code == ERR_OK) {
        code = take_listed(making, err);
    }
    if (code == ERR_OK) {
        code = keep_what_counts(making, err);
    }
    if (code == ERR_OK) {
        code = join_listed(making, err);
    }
    if (code == ERR_OK) {
        uses->families = catalog_family_count(uses->input->catalog);
        code = sort_by(uses, family_key, uses->families, &uses->first, err);
    }
    return code;
}

enum err_code uses_read(const struct uses_input *input, struct uses **ret_uses, struct err *err) {
    CLEANUP(uses_free_cleanup) struct uses *uses = calloc(1, sizeof *uses);
    struct making making = {.uses = uses};

    if (!uses || !(uses->texts = intern_new()) || intern_add(uses->texts, STR_NONE) == INTERN_NONE) {
        return err_no_memory(err);
    }
    uses->input = input;
    set_sources(&making, input);
    enum err_code code = make(&making, input->pool, err);
    for (unsigned i = 0; i < SIDES; i++) {
        use_rows_done(&making.sources[i].rows);
    }
    row_reader_free(making.reader);
    free(making.listed);
    free(making.is_free);
    free(making.is_paid);
    if (code == ERR_OK) {
        *ret_uses = TAKE_PTR(uses);
    }
    return code;
}

uint32_t uses_count(const struct uses *uses) {
    return (uint32_t)uses->count;
}

const struct use *uses_get(const struct uses *uses, uint32_t number) {
    return &uses->items[number];
}

void uses_of_family(const struct uses *uses, uint32_t family, uint32_t *ret_first, uint32_t *ret_count) {
    *ret_first = uses->first[family];
    *ret_count = uses->first[family + 1] - uses->first[family];
}

struct str uses_text(const struct uses *uses, uint32_t number) {
    return intern_text(uses->texts, number);
}

void use_evidence(const struct uses *uses, const struct use *use, struct buffer *out) {
    const struct uses_input *input = uses->input;
    const struct table *const tables[] = {
        [USE_INSTALLED] = input->installed,
        [USE_LISTED] = input->listed,
        [USE_SYSTEM] = input->devices,
        [USE_SYSTEM_LISTED] = input->assets,
    };
    table_evidence(tables[use->source], use->row, out);
}
