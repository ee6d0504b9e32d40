#include "lifecycle/stock_drafts.h"

#include "base/budget.h"

#include <string.h>

enum { SLOTS_AT_FIRST = 1024, DRAFTS_AT_FIRST = 4096 };

#define NO_COLUMN STOCK_NO_COLUMN

const struct stock_source_def stock_sources[SOURCE_COUNT] = {
    [SOURCE_MODEL] = {SUPPORT_OF_HARDWARE,
                      {DEVICES_MODEL, DEVICES_MANUFACTURER, NO_COLUMN, NO_COLUMN, NO_COLUMN, NO_COLUMN}},
    [SOURCE_FIRMWARE] = {SUPPORT_OF_FIRMWARE,
                         {DEVICES_MODEL, DEVICES_MANUFACTURER, DEVICES_FIRMWARE_VERSION, NO_COLUMN, NO_COLUMN,
                          NO_COLUMN}},
    [SOURCE_SYSTEM] = {SUPPORT_OF_OS,
                       {DEVICES_OS_NAME, NO_COLUMN, DEVICES_OS_VERSION, DEVICES_OS_EDITION, NO_COLUMN, NO_COLUMN}},
    [SOURCE_SYSTEM_FIRMWARE] = {SUPPORT_OF_OS,
                                {DEVICES_OS_NAME, NO_COLUMN, DEVICES_FIRMWARE_VERSION, DEVICES_OS_EDITION, NO_COLUMN,
                                 NO_COLUMN}},
    [SOURCE_SOFTWARE] = {SUPPORT_OF_SOFTWARE,
                         {SOFTWARE_PRODUCT, SOFTWARE_VENDOR, SOFTWARE_VERSION, SOFTWARE_EDITION, SOFTWARE_PURL,
                          SOFTWARE_CPE}},
    [SOURCE_SYSTEM_LISTED] = {SUPPORT_OF_OS,
                              {SOFTWARE_PRODUCT, SOFTWARE_VENDOR, SOFTWARE_VERSION, SOFTWARE_EDITION, SOFTWARE_PURL,
                               SOFTWARE_CPE}},
};

static void clear_slots(struct stock_drafts *drafts) {
    memset(drafts->slots, 0xFF, drafts->slot_count * sizeof *drafts->slots);
}

bool stock_drafts_init(struct stock_drafts *drafts, struct budget *budget) {
    *drafts = (struct stock_drafts){.budget = budget, .slot_count = SLOTS_AT_FIRST};
    drafts->texts = intern_new_within(budget);
    drafts->slots = budget_alloc(budget, drafts->slot_count, sizeof *drafts->slots);
    drafts->combinations = budget_alloc(budget, drafts->slot_count / 2, sizeof *drafts->combinations);
    if (!drafts->texts || !drafts->slots || !drafts->combinations) {
        return false;
    }
    clear_slots(drafts);
    return intern_add(drafts->texts, STR_NONE) == 0;
}

void stock_drafts_done(struct stock_drafts *drafts) {
    intern_free(drafts->texts);
    budget_drop(drafts->combinations);
    budget_drop(drafts->slots);
    budget_drop(drafts->items);
    *drafts = (struct stock_drafts){0};
}

/* --- combinations --------------------------------------------------------------------------------------------------
 */

static uint64_t hash_of(const struct stock_combination *combination) {
    uint64_t hash = (uintptr_t)combination->table / sizeof(void *) + combination->source;

    for (unsigned i = 0; i < TEXT_COUNT; i++) {
        hash = (hash ^ combination->numbers[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return hash;
}

static bool is_same(const struct stock_combination *a, const struct stock_combination *b) {
    uint32_t difference = 0;

    for (unsigned i = 0; i < TEXT_COUNT; i++) {
        difference |= a->numbers[i] ^ b->numbers[i];
    }
    return difference == 0 && a->table == b->table && a->source == b->source;
}

/* Where the combination is, or would go; the number of slots is a power of two, and half of them are free. */
static uint32_t *slot_of(const struct stock_drafts *drafts, const struct stock_combination *combination,
                         uint64_t hash) {
    for (;; hash++) {
        uint32_t *slot = &drafts->slots[hash & (drafts->slot_count - 1)];
        if (*slot == UINT32_MAX || is_same(&drafts->combinations[*slot], combination)) {
            return slot;
        }
    }
}

static bool make_room_for_combinations(struct stock_drafts *drafts) {
    if (drafts->combination_count < drafts->slot_count / 2) {
        return true;
    }
    uint32_t slot_count = drafts->slot_count * 2;
    uint32_t *slots = slot_count ? budget_alloc(drafts->budget, slot_count, sizeof *slots) : NULL;
    struct stock_combination *combinations =
        slots ? budget_resize(drafts->budget, drafts->combinations, slot_count / 2, sizeof *combinations) : NULL;
    if (!combinations) {
        budget_drop(slots);
        return false;
    }
    budget_drop(drafts->slots);
    drafts->slots = slots;
    drafts->slot_count = slot_count;
    drafts->combinations = combinations;
    clear_slots(drafts);
    for (uint32_t i = 0; i < drafts->combination_count; i++) {
        *slot_of(drafts, &combinations[i], hash_of(&combinations[i])) = i;
    }
    return true;
}

/* The number of the combination; UINT32_MAX when memory is out. */
static uint32_t number_of(struct stock_drafts *drafts, const struct stock_combination *combination, uint64_t hash) {
    uint32_t *slot = slot_of(drafts, combination, hash);

    if (*slot != UINT32_MAX) {
        return *slot;
    }
    if (!make_room_for_combinations(drafts)) {
        return UINT32_MAX;
    }
    drafts->combinations[drafts->combination_count] = *combination;
    *slot_of(drafts, combination, hash) = drafts->combination_count;
    return drafts->combination_count++;
}

/* Numbers of texts are a thread's own, codes are not. */
uint32_t stock_drafts_find(const struct stock_drafts *drafts, const struct stock_drafts *others,
                           const struct stock_combination *combination) {
    bool are_codes = intern_count(drafts->texts) == 1 && intern_count(others->texts) == 1;
    return are_codes ? *slot_of(drafts, combination, hash_of(combination)) : UINT32_MAX;
}

/* INTERN_NONE when memory is out. */
static uint32_t number_cell(struct stock_drafts *drafts, const struct table *table, struct row_reader *reader,
                            unsigned column, uint32_t row) {
    uint32_t code = column == NO_COLUMN ? 0 : table_code(table, column, row);

    if (code != TABLE_UNCODED) {
        return code;
    }
    row_reader_move(reader, row);
    return intern_add(drafts->texts, row_reader_text(reader, column));
}

struct str stock_drafts_text(const struct stock_drafts *drafts, const struct stock_combination *combination,
                             enum stock_text text) {
    unsigned column = stock_sources[combination->source].columns[text];
    uint32_t number = combination->numbers[text];

    if (column == NO_COLUMN || number == 0) {
        return STR_NONE;
    }
    return table_code_count(combination->table, column) ? table_code_text(combination->table, column, number)
                                                        : intern_text(drafts->texts, number);
}

/* --- drafts --------------------------------------------------------------------------------------------------------
 */

static bool make_room_for_drafts(struct stock_drafts *drafts) {
    if (drafts->count + drafts->waiting_count <= drafts->capacity) {
        return true;
    }
    size_t capacity = drafts->capacity + drafts->capacity / 2 + DRAFTS_AT_FIRST;
    struct stock_draft *items = budget_resize(drafts->budget, drafts->items, capacity, sizeof *items);
    if (items) {
        drafts->items = items;
        drafts->capacity = capacity;
    }
    return items != NULL;
}

bool stock_drafts_settle(struct stock_drafts *drafts) {
    if (!make_room_for_drafts(drafts)) {
        return false;
    }
    for (unsigned i = 0; i < drafts->waiting_count; i++) {
        uint32_t likely = drafts->slots[drafts->waiting[i].hash & (drafts->slot_count - 1)];
        __builtin_prefetch(&drafts->combinations[likely == UINT32_MAX ? 0 : likely]);
    }
    for (unsigned i = 0; i < drafts->waiting_count; i++) {
        const struct stock_waiting *waiting = &drafts->waiting[i];
        uint32_t number = number_of(drafts, &waiting->combination, waiting->hash);
        if (number == UINT32_MAX) {
            return false;
        }
        drafts->items[drafts->count++] = (struct stock_draft){number, waiting->machine, waiting->row};
    }
    drafts->waiting_count = 0;
    return true;
}

bool stock_drafts_add(struct stock_drafts *drafts, const struct table *table, struct row_reader *reader,
                      enum stock_source source, uint32_t row, uint32_t machine) {
    struct stock_waiting *waiting = &drafts->waiting[drafts->waiting_count];

    waiting->combination = (struct stock_combination){.table = table, .source = source};
    waiting->machine = machine;
    waiting->row = row;
    for (unsigned i = 0; i < TEXT_COUNT; i++) {
        uint32_t number = number_cell(drafts, table, reader, stock_sources[source].columns[i], row);
        if (number == INTERN_NONE) {
            return false;
        }
        waiting->combination.numbers[i] = number;
    }
    waiting->hash = hash_of(&waiting->combination);
    __builtin_prefetch(&drafts->slots[waiting->hash & (drafts->slot_count - 1)]);
    return ++drafts->waiting_count < STOCK_WAITING_MAX || stock_drafts_settle(drafts);
}
