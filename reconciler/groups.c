#include "reconciler/groups.h"

#include "base/budget.h"

#include <stdlib.h>

enum { UNRESOLVED = UINT32_MAX - 1 };

struct grouping {
    const struct table *table;
    unsigned column;
    uint32_t (*owner)(void *context, struct str reference);
    void *context;
    struct row_reader *reader;
    uint32_t *owner_of_code; /* coded columns: filled when first needed */
    uint32_t *owner_of_row;
};

static uint32_t owner_of(struct grouping *grouping, uint32_t row) {
    uint32_t code = table_code(grouping->table, grouping->column, row);
    if (code == TABLE_UNCODED) {
        row_reader_move(grouping->reader, row);
        return grouping->owner(grouping->context, row_reader_text(grouping->reader, grouping->column));
    }
    if (grouping->owner_of_code[code] == UNRESOLVED) {
        struct str text = table_code_text(grouping->table, grouping->column, code);
        grouping->owner_of_code[code] = grouping->owner(grouping->context, text);
    }
    return grouping->owner_of_code[code];
}

static enum err_code find_owners(struct grouping *grouping, struct err *err) {
    uint32_t codes = table_code_count(grouping->table, grouping->column), rows = table_rows(grouping->table);
    enum err_code code = row_reader_new(grouping->table, &grouping->reader, err);
    if (code != ERR_OK) {
        return code;
    }
    grouping->owner_of_code = malloc(((size_t)codes + 1) * sizeof(uint32_t));
    grouping->owner_of_row = budget_alloc(table_budget(grouping->table), (size_t)rows + 1, sizeof(uint32_t));
    if (!grouping->owner_of_code || !grouping->owner_of_row) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < codes; i++) {
        grouping->owner_of_code[i] = UNRESOLVED;
    }
    for (uint32_t row = 0; row < rows; row++) {
        grouping->owner_of_row[row] = owner_of(grouping, row);
    }
    return row_reader_error(grouping->reader, err);
}

/* Counting sort of the rows by owner: first[o + 1] starts as the first place of owner o and walks to its end, which is
 * where the next owner starts. */
static void place_rows(const struct grouping *grouping, uint32_t owners, struct row_groups *groups) {
    uint32_t rows = table_rows(grouping->table);

    for (uint32_t row = 0; row < rows; row++) {
        if (grouping->owner_of_row[row] < owners) {
            groups->first[grouping->owner_of_row[row] + 2]++;
        }
    }
    for (uint32_t i = 2; i < owners + 2; i++) {
        groups->first[i] += groups->first[i - 1];
    }
    for (uint32_t row = 0; row < rows; row++) {
        if (grouping->owner_of_row[row] < owners) {
            groups->rows[groups->first[grouping->owner_of_row[row] + 1]++] = row;
        }
    }
}

enum err_code row_groups_build(const struct table *table, unsigned column, uint32_t owners,
                               uint32_t (*owner)(void *context, struct str reference), void *context,
                               struct row_groups *ret_groups, struct err *err) {
    struct grouping grouping = {.table = table, .column = column, .owner = owner, .context = context};
    uint32_t rows = table ? table_rows(table) : 0;
    struct budget *budget = table ? table_budget(table) : NULL;
    struct row_groups groups = {budget_alloc(budget, (size_t)owners + 2, sizeof(uint32_t)),
                                budget_alloc(budget, (size_t)rows + 1, sizeof(uint32_t))};
    enum err_code code = groups.first && groups.rows ? ERR_OK : err_no_memory(err);

    if (code == ERR_OK && table) {
        code = find_owners(&grouping, err);
    }
    if (code == ERR_OK && table) {
        place_rows(&grouping, owners, &groups);
    }
    row_reader_free(grouping.reader);
    free(grouping.owner_of_code);
    budget_drop(grouping.owner_of_row);
    if (code != ERR_OK) {
        row_groups_done(&groups);
        return code;
    }
    *ret_groups = groups;
    return ERR_OK;
}

void row_groups_done(struct row_groups *groups) {
    budget_drop(groups->first);
    budget_drop(groups->rows);
    *groups = (struct row_groups){0};
}
