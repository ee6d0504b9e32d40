#include "lifecycle/stock_uses.h"

#include "base/budget.h"
#include "base/hash.h"
#include "base/radix_sort.h"
#include "base/text.h"
#include "lifecycle/stock_promises.h"

#include <stdlib.h>

enum { ITEMS_PER_TASK = 16 };

/* A use as a number: the rank of its machine, its row, whether that is one of software, and whether the ledger has it.
 * Numbers in order are uses in order. */
#define MEMBER_ROW_BITS (32 + STOCK_FLAG_BITS)

struct making {
    struct stock_build *build;
    struct stock_items *items;
    uint64_t *members; /* by item */
    size_t *first;     /* by item, and one more: where its members begin */
    size_t *next;      /* by thread and item: where the next one goes */
    uint32_t *counts;  /* by item: uses, once rows were folded */
    uint64_t *scratch; /* by thread: for as many members as any item has */
    size_t largest;
    size_t *kept; /* by item, and one more: where its uses begin */
    struct stock_ledger_plans plans;
    struct stock_use *uses;
};

/* --- by item -------------------------------------------------------------------------------------------------------
 */

static void count_drafts(void *context, size_t worker, unsigned thread) {
    const struct making *making = context;
    const struct stock_drafts *drafts = &making->build->workers[worker].drafts;
    const uint32_t *numbers = making->items->of_combination[worker];
    size_t *next = making->next + worker * making->items->count;

    (void)thread;
    for (size_t i = 0; i < drafts->count; i++) {
        next[numbers[drafts->items[i].combination] >> STOCK_FLAG_BITS]++;
    }
}

static size_t add_up(struct making *making) {
    uint32_t items = making->items->count;
    size_t total = 0;

    for (uint32_t item = 0; item < items; item++) {
        making->first[item] = total;
        for (unsigned worker = 0; worker < making->build->worker_count; worker++) {
            size_t *next = &making->next[(size_t)worker * items + item], count = *next;
            *next = total;
            total += count;
        }
    }
    making->first[items] = total;
    return total;
}

static void place_drafts(void *context, size_t worker, unsigned thread) {
    const struct making *making = context;
    const struct stock_build *build = making->build;
    const struct stock_drafts *drafts = &build->workers[worker].drafts;
    const uint32_t *numbers = making->items->of_combination[worker];
    size_t *next = making->next + worker * making->items->count;

    (void)thread;
    for (size_t i = 0; i < drafts->count; i++) {
        const struct stock_draft *draft = &drafts->items[i];
        uint32_t number = numbers[draft->combination], flags = number & ((1U << STOCK_FLAG_BITS) - 1);
        uint64_t rank = build->machines->ranks[draft->machine];
        making->members[next[number >> STOCK_FLAG_BITS]++] =
            rank << MEMBER_ROW_BITS | (uint64_t)draft->row << STOCK_FLAG_BITS | flags;
    }
}

/* Frees the drafts, which are as many as the rows. */
static enum err_code place_all(struct making *making, struct err *err) {
    struct stock_build *build = making->build;
    uint32_t items = making->items->count;

    making->first = budget_alloc(build->budget, (size_t)items + 1, sizeof *making->first);
    making->next = budget_alloc(build->budget, (size_t)items * build->worker_count + 1, sizeof *making->next);
    making->counts = budget_alloc(build->budget, (size_t)items + 1, sizeof *making->counts);
    making->kept = budget_alloc(build->budget, (size_t)items + 1, sizeof *making->kept);
    if (!making->first || !making->next || !making->counts || !making->kept) {
        return err_no_memory(err);
    }
    parallel_for(build->pool, build->worker_count, count_drafts, making);
    size_t total = add_up(making);
    making->members = budget_alloc(build->budget, total + 1, sizeof *making->members);
    if (!making->members) {
        return err_no_memory(err);
    }
    parallel_for(build->pool, build->worker_count, place_drafts, making);
    for (unsigned i = 0; i < build->worker_count; i++) {
        stock_drafts_done(&build->workers[i].drafts);
    }
    budget_drop(making->next);
    making->next = NULL;
    return ERR_OK;
}

/* --- rows of one use -----------------------------------------------------------------------------------------------
 */

static bool is_listed(uint64_t member) {
    return member & STOCK_FLAG_LISTED;
}

static uint32_t row_of(uint64_t member) {
    return (uint32_t)(member >> STOCK_FLAG_BITS);
}

static uint64_t rank_of(uint64_t member) {
    return member >> MEMBER_ROW_BITS;
}

/* Each named instance is a use of its own: what tells them apart. */
static uint64_t instance_of(const struct making *making, struct stock_worker *worker, uint64_t member) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    const struct table *table = is_listed(member) ? making->build->listed : making->build->installed;
    struct row_reader *reader = is_listed(member) ? worker->listed : worker->installed;
    uint32_t code = table_code(table, SOFTWARE_INSTANCE, row_of(member));

    if (code == 0) {
        return 0;
    }
    row_reader_move(reader, row_of(member));
    text_fold(row_reader_text(reader, SOFTWARE_INSTANCE), &folded);
    return folded.n ? hash64(buffer_view(&folded)) : 0;
}

/* A row among those of one machine. */
struct told {
    uint64_t instance, member;
};

static int compare_told(const void *a, const void *b) {
    const struct told *x = a, *y = b;
    int order = (x->instance > y->instance) - (x->instance < y->instance);

    return order ? order : (x->member > y->member) - (x->member < y->member);
}

/* Keeps the first row of each instance, in order of rows; returns how many. 0: memory is out. */
static size_t fold_machine(const struct making *making, struct stock_worker *worker, uint64_t *members, size_t count) {
    struct told *told = malloc(count * sizeof *told);
    size_t kept = 0;

    for (size_t i = 0; told && i < count; i++) {
        told[i] = (struct told){instance_of(making, worker, members[i]), members[i]};
    }
    if (told) {
        qsort(told, count, sizeof *told, compare_told);
    }
    for (size_t i = 0; told && i < count; i++) {
        if (i == 0 || told[i].instance != told[i - 1].instance) {
            members[kept++] = told[i].member;
        }
    }
    free(told);
    if (kept > 1) {
        uint64_t spare[48], *scratch = kept <= ARRAY_LEN(spare) ? spare : malloc(kept * sizeof *scratch);
        if (!scratch) {
            return 0;
        }
        radix_sort(members, kept, scratch);
        if (scratch != spare) {
            free(scratch);
        }
    }
    return kept;
}

static bool fold_item(const struct making *making, unsigned thread, uint32_t item) {
    struct stock_worker *worker = &making->build->workers[thread];
    uint64_t *members = making->members + making->first[item];
    size_t count = making->first[item + 1] - making->first[item], kept = 0;
    struct stock_item *of = &stock_items_entry(making->items, item)->item;

    radix_sort(members, count, making->scratch + thread * making->largest);
    for (size_t begin = 0, end; begin < count; begin = end) {
        end = begin + 1;
        while (end < count && rank_of(members[end]) == rank_of(members[begin])) {
            end++;
        }
        size_t of_machine = 1;
        if (end - begin > 1) {
            of_machine = fold_machine(making, worker, members + begin, end - begin);
        }
        if (of_machine == 0) {
            return false;
        }
        memmove(members + kept, members + begin, of_machine * sizeof *members);
        kept += of_machine;
    }
    making->counts[item] = (uint32_t)kept;
    of->use_count = (uint32_t)kept;
    return true;
}

static enum err_code fold_items(void *context, size_t task, unsigned worker, struct err *err) {
    const struct making *making = context;
    uint32_t first = (uint32_t)task * ITEMS_PER_TASK;

    for (uint32_t item = first; item < making->items->count && item - first < ITEMS_PER_TASK; item++) {
        if (!fold_item(making, worker, item)) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

static enum err_code fold_all(struct making *making, struct err *err) {
    struct stock_build *build = making->build;
    uint32_t items = making->items->count;

    for (uint32_t item = 0; item < items; item++) {
        size_t count = making->first[item + 1] - making->first[item];
        making->largest = count > making->largest ? count : making->largest;
    }
    making->scratch = budget_alloc(build->budget, making->largest * build->worker_count + 1, sizeof *making->scratch);
    if (!making->scratch) {
        return err_no_memory(err);
    }
    enum err_code code =
        parallel_try(build->pool, ((size_t)items + ITEMS_PER_TASK - 1) / ITEMS_PER_TASK, fold_items, making, err);
    budget_drop(making->scratch);
    making->scratch = NULL;
    return code;
}

/* --- uses ----------------------------------------------------------------------------------------------------------
 */

/* Of a row of the ledger's as it says itself, or one that tells of the same use; of what was observed as any row says
 * that is about the product, rather one about the version. */
static struct date planned_end_of(const struct making *making, struct stock_worker *worker,
                                  const struct stock_use *use) {
    const struct stock_entry *entry = stock_items_entry(making->items, use->item);
    struct str version = entry->item.version;

    if (use->table != TABLE_SOFTWARE || !making->plans.first) {
        return DATE_NONE;
    }
    if (!use->is_listed) {
        return stock_ledger_plans_find(&making->plans, worker->listed, use->machine, entry->identity, version);
    }
    return stock_ledger_plans_of_row(&making->plans, worker->listed, use->machine, use->row);
}

static struct stock_use use_of(const struct making *making, struct stock_worker *worker, uint32_t item,
                               uint64_t member) {
    const struct stock_machines *machines = making->build->machines;
    enum support_subject subject = stock_items_entry(making->items, item)->item.subject;
    struct stock_use use = {
        .item = item,
        .machine = machines->by_rank[rank_of(member)],
        .row = row_of(member),
        .table = member & STOCK_FLAG_SOFTWARE ? TABLE_SOFTWARE : TABLE_DEVICES,
        .is_listed = is_listed(member),
        .is_certain = !is_listed(member) || subject == SUPPORT_OF_HARDWARE,
    };
    struct date day = planned_end_of(making, worker, &use);
    const struct stock_plan *plan = &machines->facts[use.machine].plan;

    use.planned_end = date_is_set(day) ? day : plan->day;
    use.plan = (unsigned char)(date_is_set(day) ? PLAN_SOFTWARE : plan->source);
    return use;
}

static void fill_items(void *context, size_t task, unsigned worker) {
    const struct making *making = context;
    uint32_t first = (uint32_t)task * ITEMS_PER_TASK;

    for (uint32_t item = first; item < making->items->count && item - first < ITEMS_PER_TASK; item++) {
        const uint64_t *members = making->members + making->first[item];
        struct stock_use *uses = making->uses + making->kept[item];
        for (uint32_t i = 0; i < making->counts[item]; i++) {
            uses[i] = use_of(making, &making->build->workers[worker], item, members[i]);
        }
    }
}

static enum err_code fill_all(struct making *making, size_t *ret_count, struct err *err) {
    struct stock_build *build = making->build;
    uint32_t items = making->items->count;
    size_t total = 0;

    for (uint32_t item = 0; item < items; item++) {
        making->kept[item] = total;
        stock_items_entry(making->items, item)->item.first_use = (uint32_t)total;
        total += making->counts[item];
    }
    if (total >= UINT32_MAX) {
        return err_set(err, ERR_TOO_LARGE, "software.csv", STR("2^32"), STR_NONE);
    }
    making->uses = budget_alloc(build->budget, total + 1, sizeof *making->uses);
    if (!making->uses) {
        return err_no_memory(err);
    }
    parallel_for(build->pool, ((size_t)items + ITEMS_PER_TASK - 1) / ITEMS_PER_TASK, fill_items, making);
    *ret_count = total;
    return ERR_OK;
}

static void making_done(struct making *making) {
    budget_drop(making->members);
    budget_drop(making->first);
    budget_drop(making->next);
    budget_drop(making->counts);
    budget_drop(making->kept);
    budget_drop(making->scratch);
    budget_drop(making->uses);
    stock_ledger_plans_done(&making->plans);
}

enum err_code stock_uses_build(struct stock_build *build, struct stock_items *items, struct stock_uses *ret_uses,
                               struct err *err) {
    struct making making = {.build = build, .items = items};
    struct stock_uses uses = {0};
    enum err_code code = place_all(&making, err);

    if (code == ERR_OK) {
        code = fold_all(&making, err);
    }
    if (code == ERR_OK) {
        code = stock_ledger_plans_build(build, &making.plans, err);
    }
    if (code == ERR_OK) {
        code = fill_all(&making, &uses.count, err);
    }
    if (code == ERR_OK) {
        uses.items = making.uses;
        making.uses = NULL;
        *ret_uses = uses;
    }
    making_done(&making);
    return code;
}

void stock_uses_done(struct stock_uses *uses) {
    budget_drop(uses->items);
    *uses = (struct stock_uses){0};
}
