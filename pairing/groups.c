#include "pairing/groups.h"

#include "base/budget.h"

#include <sys/mman.h>

enum { BLOCK = 1024, OWNERS_PER_TASK = 1024, PARTS_MAX = 64, HUGE_PAGE = 2 << 20 };

/* The rows are divided into parts, which are counted and placed side by side. */
struct grouping {
    const struct row_groups_input *input;
    uint32_t rows, codes; /* codes: 0 where the column is not coded */
    uint32_t parts;
    uint32_t *owner_of; /* by code; by row where the column is not coded */
    uint32_t *next;     /* by part and owner: at first how many rows, then where the next one goes */
    struct row_groups groups;
};

struct block {
    uint32_t first, count;
    uint32_t owners[BLOCK];
};

static unsigned row_bits(uint32_t rows) {
    return rows > 1 ? bits_up_to(rows - 1) : 1;
}

unsigned row_groups_label_bits(uint32_t rows) {
    return 64 - row_bits(rows);
}

static uint32_t part_begin(const struct grouping *grouping, size_t part) {
    return (uint32_t)((uint64_t)grouping->rows * part / grouping->parts);
}

/* The owners of the next rows below END; false when there are no more. BLOCK begins as {first row, 0}. */
static bool next_block(const struct grouping *grouping, uint32_t end, struct block *block) {
    block->first += block->count;
    block->count = end - block->first < BLOCK ? end - block->first : BLOCK;
    if (grouping->codes == 0) {
        memcpy(block->owners, grouping->owner_of + block->first, block->count * sizeof block->owners[0]);
        return block->count > 0;
    }
    table_codes(grouping->input->table, grouping->input->column, block->first, block->count, block->owners);
    for (uint32_t i = 0; i < block->count; i++) {
        block->owners[i] = grouping->owner_of[block->owners[i]];
    }
    return block->count > 0;
}

/* --- owners --------------------------------------------------------------------------------------------------------
 */

static void find_owners_of_codes(void *context, size_t task, unsigned worker) {
    const struct grouping *grouping = context;
    const struct row_groups_input *input = grouping->input;
    uint32_t begin = (uint32_t)task * OWNERS_PER_TASK;

    (void)worker;
    for (uint32_t code = begin; code < grouping->codes && code - begin < OWNERS_PER_TASK; code++) {
        struct str text = table_code_text(input->table, input->column, code);
        grouping->owner_of[code] = input->owner(input->owner_context, text);
    }
}

static enum err_code find_owners_of_rows(void *context, size_t part, unsigned worker, struct err *err) {
    const struct grouping *grouping = context;
    const struct row_groups_input *input = grouping->input;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(input->table, &reader, err);

    (void)worker;
    for (uint32_t row = part_begin(grouping, part); code == ERR_OK && row < part_begin(grouping, part + 1); row++) {
        row_reader_move(reader, row);
        grouping->owner_of[row] = input->owner(input->owner_context, row_reader_text(reader, input->column));
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code find_owners(struct grouping *grouping, struct err *err) {
    struct pool *pool = grouping->input->pool;

    if (grouping->codes == 0) {
        return parallel_try(pool, grouping->parts, find_owners_of_rows, grouping, err);
    }
    parallel_for(pool, ((size_t)grouping->codes + OWNERS_PER_TASK - 1) / OWNERS_PER_TASK, find_owners_of_codes,
                 grouping);
    return ERR_OK;
}

/* --- counting sort -------------------------------------------------------------------------------------------------
 */

static void count_part(void *context, size_t part, unsigned worker) {
    const struct grouping *grouping = context;
    uint32_t owners = grouping->input->owners, *counts = grouping->next + part * owners;
    struct block block = {.first = part_begin(grouping, part)};

    (void)worker;
    while (next_block(grouping, part_begin(grouping, part + 1), &block)) {
        for (uint32_t i = 0; i < block.count; i++) {
            if (block.owners[i] < owners) {
                counts[block.owners[i]]++;
            }
        }
    }
}

/* The rows of an owner stand in order of their parts. */
static void add_up(struct grouping *grouping) {
    uint32_t owners = grouping->input->owners, total = 0;

    for (uint32_t owner = 0; owner < owners; owner++) {
        grouping->groups.first[owner] = total;
        for (uint32_t part = 0; part < grouping->parts; part++) {
            uint32_t *next = &grouping->next[(size_t)part * owners + owner], count = *next;
            *next = total;
            total += count;
        }
    }
    grouping->groups.first[owners] = total;
}

static void place_part(void *context, size_t part, unsigned worker) {
    const struct grouping *grouping = context;
    const struct row_groups_input *input = grouping->input;
    uint32_t *next = grouping->next + part * input->owners;
    struct block block = {.first = part_begin(grouping, part)};
    uint64_t labels[BLOCK] = {0};

    (void)worker;
    while (next_block(grouping, part_begin(grouping, part + 1), &block)) {
        if (input->labels) {
            input->labels(input->labels_context, block.first, block.count, labels);
        }
        for (uint32_t i = 0; i < block.count; i++) {
            if (block.owners[i] < input->owners) {
                uint64_t member = labels[i] << grouping->groups.row_bits | (block.first + i);
                grouping->groups.members[next[block.owners[i]]++] = member;
            }
        }
    }
}

/* Members are written all over the place: with large pages most of the time that takes is saved. */
static void ask_for_large_pages(void *array, size_t size) {
    uintptr_t begin = ((uintptr_t)array + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)array + size) & ~(uintptr_t)(HUGE_PAGE - 1);

    if (array && begin < end) {
        (void)madvise((char *)array + (begin - (uintptr_t)array), end - begin, MADV_HUGEPAGE);
    }
}

/* One part a thread, but fewer where their counts would take more memory than the rows. */
static uint32_t part_count(const struct row_groups_input *input, uint32_t rows) {
    uint32_t threads = pool_threads(input->pool), most = rows / (input->owners + 1) + 1;

    threads = threads < PARTS_MAX ? threads : PARTS_MAX;
    return threads < most ? threads : most;
}

static enum err_code begin(struct grouping *grouping, const struct row_groups_input *input, struct err *err) {
    struct budget *budget = input->table ? table_budget(input->table) : NULL;
    struct row_groups *groups = &grouping->groups;

    *grouping = (struct grouping){.input = input, .rows = input->table ? table_rows(input->table) : 0};
    grouping->codes = input->table ? table_code_count(input->table, input->column) : 0;
    grouping->parts = part_count(input, grouping->rows);
    size_t texts = grouping->codes ? grouping->codes : grouping->rows;
    grouping->owner_of = budget_alloc(budget, texts + 1, sizeof(uint32_t));
    grouping->next = budget_alloc(budget, (size_t)grouping->parts * input->owners + 1, sizeof(uint32_t));
    groups->first = budget_alloc(budget, (size_t)input->owners + 1, sizeof(uint32_t));
    groups->members = budget_alloc(budget, (size_t)grouping->rows + 1, sizeof *groups->members);
    groups->row_bits = row_bits(grouping->rows);
    ask_for_large_pages(groups->members, grouping->rows * sizeof *groups->members);
    bool is_ok = grouping->owner_of && grouping->next && groups->first && groups->members;
    return is_ok ? ERR_OK : err_no_memory(err);
}

enum err_code row_groups_build(const struct row_groups_input *input, struct row_groups *ret_groups, struct err *err) {
    struct grouping grouping;
    enum err_code code = begin(&grouping, input, err);

    if (code == ERR_OK && grouping.rows) {
        code = find_owners(&grouping, err);
    }
    if (code == ERR_OK && grouping.rows) {
        parallel_for(input->pool, grouping.parts, count_part, &grouping);
        add_up(&grouping);
        parallel_for(input->pool, grouping.parts, place_part, &grouping);
    }
    budget_drop(grouping.owner_of);
    budget_drop(grouping.next);
    if (code != ERR_OK) {
        row_groups_done(&grouping.groups);
        return code;
    }
    *ret_groups = grouping.groups;
    return ERR_OK;
}

void row_groups_done(struct row_groups *groups) {
    budget_drop(groups->first);
    budget_drop(groups->members);
    *groups = (struct row_groups){0};
}
