#include "lifecycle/stock_software.h"

#include "base/budget.h"
#include "inventory/words.h"
#include "lifecycle/distribution.h"
#include "lifecycle/stock_observed.h"

#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 16, BLOCK = 1024, PROMISES_AT_FIRST = 1024 };

/* Set in the number of a machine whose software is known better than the ledger does. */
#define EXAMINED (UINT32_C(1) << 31)

/* One of the two tables, and what its codes mean. Where a column is not coded, cells are read. */
struct software_side {
    struct stock_build *build;
    const struct table *table;
    bool is_listed;
    unsigned owner_column;
    const struct product_title *titles; /* by code; NULL */
    bool *is_of_interest;               /* by code of the title */
    uint32_t *machines;                 /* by code of the owner; NULL. Of a listed one with EXAMINED where it was */
    uint32_t *makers;           /* by code of the maker: the sources (a bit each) of which it is a distribution's; of a
                                 * listed one 1 or 0 */
    unsigned char *source_bits; /* by code of the source: which bit that is */
    bool has_promises;
    bool *has_software;                    /* by machine; of what was observed */
    const struct stock_observed *observed; /* what the ledger need not tell any more */
};

/* A row at hand. */
struct software_row {
    const struct software_side *side;
    struct stock_worker *worker;
    struct row_reader *reader;
    uint32_t row;
};

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

static struct str text_of(const struct software_row *row, unsigned column) {
    uint32_t code = table_code(row->side->table, column, row->row);

    if (code != TABLE_UNCODED) {
        return code ? table_code_text(row->side->table, column, code) : STR_NONE;
    }
    row_reader_move(row->reader, row->row);
    return row_reader_text(row->reader, column);
}

static struct value value_of(const struct software_row *row, unsigned column) {
    uint32_t code = table_code(row->side->table, column, row->row);

    if (code != TABLE_UNCODED) {
        return code ? *table_code_value(row->side->table, column, code) : (struct value){0};
    }
    row_reader_move(row->reader, row->row);
    return row_reader_value(row->reader, column);
}

static const struct product_title *title_of(const struct software_row *row) {
    const struct software_side *side = row->side;

    return side->titles ? &side->titles[table_code(side->table, SOFTWARE_PRODUCT, row->row)]
                        : product_titles_by_text(side->build->titles, side->table, text_of(row, SOFTWARE_PRODUCT));
}

static uint32_t machine_by_text(const struct software_side *side, struct str text) {
    const struct stock_machines *machines = side->build->machines;

    if (text.n == 0) {
        return STOCK_NONE;
    }
    if (!side->is_listed) {
        return stock_machines_by_device_id(machines, text);
    }
    uint32_t machine = stock_machines_by_name(machines, text);
    return machine != STOCK_NONE && machines->items[machine].is_examined ? machine | EXAMINED : machine;
}

static uint32_t machine_of(const struct software_row *row) {
    const struct software_side *side = row->side;

    return side->machines ? side->machines[table_code(side->table, side->owner_column, row->row)]
                          : machine_by_text(side, text_of(row, side->owner_column));
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

/* What the ledger lists is one where the machine has a system, with which it is judged. */
static bool is_listed_of_distribution(const struct software_row *row, uint32_t machine) {
    const struct software_side *side = row->side;

    if (!side->build->machines->facts[machine].has_system) {
        return false;
    }
    return side->makers ? side->makers[table_code(side->table, SOFTWARE_VENDOR, row->row)] != 0
                        : distribution_is_maker(text_of(row, SOFTWARE_VENDOR));
}

/* Is it a package of the distribution, judged with the operating system? */
static bool is_of_distribution(const struct software_row *row) {
    const struct software_side *side = row->side;

    if (!side->makers || !side->source_bits) {
        return distribution_makes(text_of(row, SOFTWARE_SOURCE), text_of(row, SOFTWARE_VENDOR));
    }
    unsigned bit = side->source_bits[table_code(side->table, SOFTWARE_SOURCE, row->row)];
    return side->makers[table_code(side->table, SOFTWARE_VENDOR, row->row)] >> bit & 1;
}

static bool promise(const struct software_row *row, uint32_t machine, uint32_t identity) {
    struct stock_promises *promises = &row->worker->promises;
    struct value day = value_of(row, SOFTWARE_PLANNED_END);

    if (!day.is_set) {
        return true;
    }
    if (promises->count == promises->capacity) {
        size_t capacity = promises->capacity + promises->capacity / 2 + PROMISES_AT_FIRST;
        struct stock_promise *items = budget_resize(row->side->build->budget, promises->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        promises->items = items;
        promises->capacity = capacity;
    }
    promises->items[promises->count++] = (struct stock_promise){machine, identity, row->row, day.date};
    return true;
}

/* What is documented counts where nobody could look, unless some of the product was seen there all the same. */
static bool is_known_better(const struct software_row *row, uint32_t machine, const struct product_title *title) {
    return row->side->is_listed && stock_observed_has(row->side->observed, machine, title->identity);
}

static bool add(const struct software_row *row, enum stock_source source, uint32_t machine) {
    return stock_drafts_add(&row->worker->drafts, row->side->table, row->reader, source, row->row, machine);
}

/* The operating system stands with the device, where either side has it. */
static bool add_counting(const struct software_row *row, uint32_t machine, const struct product_title *title,
                         bool is_system) {
    const struct stock_facts *facts = &row->side->build->machines->facts[machine];

    if (is_system) {
        return facts->has_system || add(row, SOURCE_SYSTEM_LISTED, machine);
    }
    bool is_named = title->family != FAMILY_NONE && title->family == facts->system;
    return is_named || add(row, SOURCE_SOFTWARE, machine);
}

/* False when memory is out. */
static bool read_row(const struct software_row *row) {
    const struct software_side *side = row->side;
    const struct product_title *title = title_of(row);
    struct value kind = value_of(row, SOFTWARE_KIND);

    if (!title->is_of_interest || (kind.is_set && kind.number == SOFTWARE_IS_UPDATE) ||
        (!side->is_listed && is_of_distribution(row))) {
        return true;
    }
    uint32_t machine = machine_of(row);
    if (machine == STOCK_NONE) {
        return true;
    }
    if (side->has_promises && !promise(row, machine & ~EXAMINED, title->identity)) {
        return false;
    }
    if (machine & EXAMINED || is_known_better(row, machine, title) ||
        (side->is_listed && is_listed_of_distribution(row, machine))) {
        return true;
    }
    return add_counting(row, machine, title, kind.is_set && kind.number == SOFTWARE_IS_SYSTEM);
}

/* Threads may write the same at once. */
static void note_software(const struct software_side *side, uint32_t machine) {
    if (machine != STOCK_NONE && !__atomic_load_n(&side->has_software[machine], __ATOMIC_RELAXED)) {
        __atomic_store_n(&side->has_software[machine], true, __ATOMIC_RELAXED);
    }
}

static void note_block(const struct software_row *first, uint32_t count, const uint32_t *products) {
    const struct software_side *side = first->side;
    struct software_row row = *first;
    uint32_t owners[BLOCK];

    if (side->is_listed) {
        return;
    }
    if (side->machines) {
        table_codes(side->table, side->owner_column, first->row, count, owners);
    }
    for (uint32_t i = 0; i < count; i++, row.row++) {
        if (products[i] != 0) {
            note_software(side, side->machines ? side->machines[owners[i]] : machine_of(&row));
        }
    }
}

static bool read_block(const struct software_row *first, uint32_t count) {
    const struct software_side *side = first->side;
    struct software_row row = *first;
    uint32_t products[BLOCK];

    table_codes(side->table, SOFTWARE_PRODUCT, first->row, count, products);
    note_block(first, count, products);
    for (uint32_t i = 0; i < count; i++, row.row++) {
        bool is_of_interest = !side->titles || side->is_of_interest[products[i]];
        if (is_of_interest && !read_row(&row)) {
            return false;
        }
    }
    return true;
}

static enum err_code read_rows(void *context, size_t task, unsigned number, struct err *err) {
    const struct software_side *side = context;
    struct stock_worker *worker = &side->build->workers[number];
    uint32_t first = (uint32_t)task * ROWS_PER_TASK, rows = table_rows(side->table);
    uint32_t end = rows - first < ROWS_PER_TASK ? rows : first + ROWS_PER_TASK;
    struct software_row row = {side, worker, side->is_listed ? worker->listed : worker->installed, first};

    while (row.row < end) {
        uint32_t count = end - row.row < BLOCK ? end - row.row : BLOCK;
        if (!read_block(&row, count)) {
            return err_no_memory(err);
        }
        row.row += count;
    }
    return ERR_OK;
}

/* --- codes ---------------------------------------------------------------------------------------------------------
 */

static bool mark_titles(struct software_side *side) {
    uint32_t count = table_code_count(side->table, SOFTWARE_PRODUCT);

    side->titles = product_titles_by_code(side->build->titles, side->table);
    if (!side->titles) {
        return true;
    }
    side->is_of_interest = malloc(((size_t)count + 1) * sizeof *side->is_of_interest);
    for (uint32_t code = 0; side->is_of_interest && code < count; code++) {
        side->is_of_interest[code] = side->titles[code].is_of_interest;
    }
    return side->is_of_interest != NULL;
}

/* Codes of a column; 1, the blank cell's, where the file lacks it; 0 where it is not coded. */
static uint32_t codes_of(const struct table *table, unsigned column) {
    return table_has_column(table, column) ? table_code_count(table, column) : 1;
}

static bool find_machines(struct software_side *side) {
    uint32_t count = codes_of(side->table, side->owner_column);

    if (count == 0) {
        return true;
    }
    side->machines = budget_alloc(side->build->budget, count, sizeof *side->machines);
    for (uint32_t code = 0; side->machines && code < count; code++) {
        struct str text = code ? table_code_text(side->table, side->owner_column, code) : STR_NONE;
        side->machines[code] = machine_by_text(side, text);
    }
    return side->machines != NULL;
}

static struct str maker_of_code(const struct software_side *side, uint32_t code) {
    return code ? table_code_text(side->table, SOFTWARE_VENDOR, code) : STR_NONE;
}

static bool mark_listed_makers(struct software_side *side) {
    uint32_t makers = codes_of(side->table, SOFTWARE_VENDOR);

    side->makers = makers ? calloc(makers, sizeof *side->makers) : NULL;
    for (uint32_t maker = 0; side->makers && maker < makers; maker++) {
        side->makers[maker] = distribution_is_maker(maker_of_code(side, maker));
    }
    return makers == 0 || side->makers;
}

/* Which sources a maker is a distribution's of; with SOURCES not coded, or too many, rows are looked at one by one. */
static bool mark_makers(struct software_side *side) {
    uint32_t sources = codes_of(side->table, SOFTWARE_SOURCE), makers = codes_of(side->table, SOFTWARE_VENDOR);

    if (side->is_listed) {
        return mark_listed_makers(side);
    }
    if (sources == 0 || sources > 32 || makers == 0) {
        return true;
    }
    side->source_bits = malloc(sources);
    side->makers = calloc(makers, sizeof *side->makers);
    if (!side->source_bits || !side->makers) {
        return false;
    }
    for (uint32_t source = 0; source < sources; source++) {
        struct str name = source ? table_code_text(side->table, SOFTWARE_SOURCE, source) : STR_NONE;
        side->source_bits[source] = (unsigned char)source;
        for (uint32_t maker = 0; maker < makers; maker++) {
            side->makers[maker] |= (uint32_t)distribution_makes(name, maker_of_code(side, maker)) << source;
        }
    }
    return true;
}

static void side_done(struct software_side *side) {
    free(side->is_of_interest);
    free(side->makers);
    free(side->source_bits);
    budget_drop(side->machines);
}

static enum err_code read_side(struct software_side *side, struct err *err) {
    uint32_t rows = side->table ? table_rows(side->table) : 0;
    enum err_code code = ERR_OK;

    if (rows == 0) {
        return ERR_OK;
    }
    side->has_promises = side->is_listed && table_has_column(side->table, SOFTWARE_PLANNED_END) &&
                         table_code_count(side->table, SOFTWARE_PLANNED_END) != 1;
    if (!mark_titles(side) || !find_machines(side) || !mark_makers(side)) {
        code = err_no_memory(err);
    }
    if (code == ERR_OK) {
        code =
            parallel_try(side->build->pool, ((size_t)rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK, read_rows, side, err);
    }
    side_done(side);
    return code == ERR_OK ? stock_build_settle(side->build, err) : code;
}

/* --- both tables ---------------------------------------------------------------------------------------------------
 */

/* Of a machine without any title nothing was read, whatever the scan says. */
static void find_examined(struct stock_machines *machines, const bool *has_software) {
    for (uint32_t number = 0; number < machines->numbers; number++) {
        machines->items[number].is_examined = machines->facts[number].is_read && has_software[number];
    }
}

static enum err_code read_installed(struct stock_build *build, struct err *err) {
    bool *has_software = budget_alloc(build->budget, (size_t)build->machines->numbers + 1, sizeof *has_software);
    struct software_side side = {
        .build = build, .table = build->installed, .owner_column = SOFTWARE_DEVICE_ID, .has_software = has_software};

    if (!has_software) {
        return err_no_memory(err);
    }
    enum err_code code = read_side(&side, err);
    find_examined(build->machines, has_software);
    budget_drop(has_software);
    return code;
}

static enum err_code read_listed(struct stock_build *build, struct err *err) {
    CLEANUP(stock_observed_done) struct stock_observed observed = {0};
    struct software_side side = {.build = build,
                                 .table = build->listed,
                                 .is_listed = true,
                                 .owner_column = SOFTWARE_ASSET_ID,
                                 .observed = &observed};
    enum err_code code = build->listed ? stock_observed_find(build, &observed, err) : ERR_OK;

    return code == ERR_OK ? read_side(&side, err) : code;
}

enum err_code stock_software_read(struct stock_build *build, struct err *err) {
    enum err_code code = read_installed(build, err);
    return code == ERR_OK ? read_listed(build, err) : code;
}
