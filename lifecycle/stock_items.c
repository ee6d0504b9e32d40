#include "lifecycle/stock_items.h"

#include "base/budget.h"
#include "lifecycle/stock_names.h"

#include <stdlib.h>

enum { ITEMS_PER_TASK = 64, ENTRIES_AT_FIRST = 1024 };

/* A thing while others of its like may still be found. */
struct candidate {
    struct stock_words words;
    struct str purl, cpe; /* the least that any says */
};

struct numbering {
    const struct stock_build *build;
    struct stock_items *items;
    struct intern *keys;
    struct stock_makers makers;
    struct candidate *candidates; /* by number of the key */
    uint32_t capacity;
};

void stock_items_drop_combinations(struct stock_items *items) {
    for (unsigned i = 0; items->of_combination && i < items->workers; i++) {
        budget_drop(items->of_combination[i]);
    }
    free(items->of_combination);
    items->of_combination = NULL;
}

void stock_items_done(struct stock_items *items) {
    stock_items_drop_combinations(items);
    for (unsigned i = 0; i < items->finder_count; i++) {
        calendar_finder_free(items->finders[i]);
    }
    free(items->finders);
    free(items->entries);
    arena_free(items->arena);
    *items = (struct stock_items){0};
}

/* --- numbers -------------------------------------------------------------------------------------------------------
 */

static struct str least_text(struct str a, struct str b) {
    return a.n == 0 || (b.n && str_cmp(b, a) < 0) ? b : a;
}

static bool make_room(struct numbering *numbering, uint32_t number) {
    if (number < numbering->capacity) {
        return true;
    }
    uint32_t capacity = numbering->capacity * 2 + ENTRIES_AT_FIRST;
    struct candidate *candidates = reallocarray(numbering->candidates, capacity, sizeof *candidates);
    if (candidates) {
        numbering->candidates = candidates;
        numbering->capacity = capacity;
    }
    return candidates != NULL;
}

/* INTERN_NONE when memory is out. */
static uint32_t number_words(struct numbering *numbering, const struct stock_words *words) {
    CLEANUP(buffer_done) struct buffer key = {0};
    uint32_t known = intern_count(numbering->keys);

    stock_words_append_key(words, &numbering->makers, &key);
    uint32_t number = key.failed ? INTERN_NONE : intern_add(numbering->keys, buffer_view(&key));
    if (number == INTERN_NONE || !make_room(numbering, number)) {
        return INTERN_NONE;
    }
    struct candidate *candidate = &numbering->candidates[number];
    if (number >= known) {
        *candidate = (struct candidate){*words, words->purl, words->cpe};
        return number;
    }
    candidate->purl = least_text(candidate->purl, words->purl);
    candidate->cpe = least_text(candidate->cpe, words->cpe);
    if (stock_words_compare(words, &candidate->words) < 0) {
        candidate->words = *words;
    }
    return number;
}

/* Most of what one thread has found the first one has found as well. */
static bool number_combinations(struct numbering *numbering, unsigned worker) {
    const struct stock_drafts *first = &numbering->build->workers[0].drafts;
    const struct stock_drafts *drafts = &numbering->build->workers[worker].drafts;
    uint32_t *numbers = budget_alloc(numbering->build->budget, (size_t)drafts->combination_count + 1, sizeof *numbers);

    numbering->items->of_combination[worker] = numbers;
    for (uint32_t i = 0; numbers && i < drafts->combination_count; i++) {
        const struct stock_combination *combination = &drafts->combinations[i];
        uint32_t known = worker ? stock_drafts_find(first, drafts, combination) : UINT32_MAX;
        if (known != UINT32_MAX) {
            numbers[i] = numbering->items->of_combination[0][known];
            continue;
        }
        struct stock_words words = stock_words_of(numbering->build->titles, drafts, combination);
        numbers[i] = number_words(numbering, &words);
        if (numbers[i] == INTERN_NONE) {
            return false;
        }
    }
    return numbers != NULL;
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

static struct stock_entry entry_of(const struct candidate *candidate, struct arena *arena) {
    const struct stock_words *words = &candidate->words;
    struct str product = stock_words_product(words, arena);

    return (struct stock_entry){
        .item = {.subject = words->subject,
                 .title = arena_dup(arena, words->title),
                 .vendor = arena_dup(arena, words->vendor),
                 .version = arena_dup(arena, words->version),
                 .edition = arena_dup(arena, words->edition),
                 .name = stock_words_name(words, product, arena),
                 .product = product},
        .purl = arena_dup(arena, candidate->purl),
        .cpe = arena_dup(arena, candidate->cpe),
        .identity = words->named ? words->named->identity : UINT32_MAX,
    };
}

struct placed {
    struct stock_entry entry;
    uint32_t number;
};

static int compare_placed(const void *left, const void *right) {
    static const int places[] = {
        [SUPPORT_OF_HARDWARE] = 0, [SUPPORT_OF_FIRMWARE] = 1, [SUPPORT_OF_OS] = 2, [SUPPORT_OF_SOFTWARE] = 3};
    const struct stock_item *a = &((const struct placed *)left)->entry.item;
    const struct stock_item *b = &((const struct placed *)right)->entry.item;
    const struct str x[] = {a->name, a->vendor, a->version, a->edition, a->title};
    const struct str y[] = {b->name, b->vendor, b->version, b->edition, b->title};
    int order = places[a->subject] - places[b->subject];

    for (size_t i = 0; i < ARRAY_LEN(x) && order == 0; i++) {
        order = str_cmp(x[i], y[i]);
    }
    return order;
}

static uint32_t flags_of(const struct stock_build *build, const struct table *table) {
    bool is_listed = table == build->assets || table == build->listed;
    bool is_software = table == build->installed || table == build->listed;

    return (is_listed ? STOCK_FLAG_LISTED : 0) | (is_software ? STOCK_FLAG_SOFTWARE : 0);
}

static void renumber(const struct numbering *numbering, const uint32_t *places) {
    const struct stock_build *build = numbering->build;

    for (unsigned i = 0; i < build->worker_count; i++) {
        const struct stock_drafts *drafts = &build->workers[i].drafts;
        uint32_t *numbers = numbering->items->of_combination[i];
        for (uint32_t at = 0; at < drafts->combination_count; at++) {
            numbers[at] = places[numbers[at]] << STOCK_FLAG_BITS | flags_of(build, drafts->combinations[at].table);
        }
    }
}

static bool put_in_order(const struct numbering *numbering) {
    struct stock_items *items = numbering->items;
    uint32_t count = intern_count(numbering->keys);
    struct placed *placed = calloc((size_t)count + 1, sizeof *placed);
    uint32_t *places = calloc((size_t)count + 1, sizeof *places);

    items->entries = calloc((size_t)count + 1, sizeof *items->entries);
    bool is_ok = placed && places && items->entries;
    for (uint32_t i = 0; is_ok && i < count; i++) {
        placed[i] = (struct placed){entry_of(&numbering->candidates[i], items->arena), i};
    }
    if (is_ok && count) {
        qsort(placed, count, sizeof *placed, compare_placed);
    }
    for (uint32_t i = 0; is_ok && i < count; i++) {
        items->entries[i] = placed[i].entry;
        places[placed[i].number] = i;
    }
    if (is_ok) {
        items->count = count;
        renumber(numbering, places);
    }
    free(placed);
    free(places);
    return is_ok && !arena_failed(items->arena);
}

enum err_code stock_items_build(const struct stock_build *build, struct stock_items *items, struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *keys = intern_new();
    struct numbering numbering = {.build = build, .items = items, .keys = keys};

    items->workers = build->worker_count;
    items->arena = arena_new();
    items->of_combination = calloc(build->worker_count, sizeof *items->of_combination);
    bool is_ok = keys && items->arena && items->of_combination && stock_makers_init(&numbering.makers);
    for (unsigned i = 0; is_ok && i < build->worker_count; i++) {
        is_ok = number_combinations(&numbering, i);
    }
    is_ok = is_ok && put_in_order(&numbering);
    free(numbering.candidates);
    stock_makers_done(&numbering.makers);
    return is_ok ? ERR_OK : err_no_memory(err);
}

/* --- the calendar --------------------------------------------------------------------------------------------------
 */

static enum err_code look_up(void *context, size_t task, unsigned worker, struct err *err) {
    const struct stock_items *items = context;
    uint32_t first = (uint32_t)task * ITEMS_PER_TASK;
    enum err_code code = ERR_OK;

    for (uint32_t i = first; i < items->count && i - first < ITEMS_PER_TASK && code == ERR_OK; i++) {
        struct stock_entry *entry = &items->entries[i];
        const struct calendar_query query = {
            .subject = entry->item.subject,
            .title = entry->item.title,
            .vendor = entry->item.vendor,
            .version = entry->item.version,
            .edition = entry->item.edition,
            .purl = entry->purl,
            .cpe = entry->cpe,
        };
        code = calendar_find(items->finders[worker], &query, &entry->item.answer, err);
    }
    return code;
}

enum err_code stock_items_look_up(struct stock_items *items, const struct calendar *calendar, struct pool *pool,
                                  struct err *err) {
    unsigned threads = pool_threads(pool);
    enum err_code code = ERR_OK;

    items->finders = calloc(threads, sizeof(struct calendar_finder *));
    if (!items->finders) {
        return err_no_memory(err);
    }
    for (; items->finder_count < threads && code == ERR_OK; items->finder_count += code == ERR_OK) {
        code = calendar_finder_new(calendar, &items->finders[items->finder_count], err);
    }
    return code == ERR_OK
               ? parallel_try(pool, ((size_t)items->count + ITEMS_PER_TASK - 1) / ITEMS_PER_TASK, look_up, items, err)
               : code;
}
