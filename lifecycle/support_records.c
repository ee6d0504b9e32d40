/* Rows of support.csv: what is in use by how long it is to be used. Where an extension was bought for a part, which of
 * the machines have it is not known, and the release has two rows for all of them. */

#include "inventory/row_cells.h"
#include "lifecycle/support_age.h"
#include "lifecycle/support_decision.h"
#include "lifecycle/support_walk.h"

/* Uses of an item that end alike. */
struct tier {
    struct support_verdict verdict;
    enum outcome outcome;
    struct support_machine_count machines;
    uint32_t first; /* use, by the stock's number */
};

struct tiers {
    struct tier *items;
    uint32_t count, capacity;
};

static enum outcome worse_of(enum outcome a, enum outcome b) {
    return a > b ? a : b;
}

static int compare_days(struct date a, struct date b) {
    return (a.days > b.days) - (a.days < b.days);
}

static int compare_tiers(const struct tier *a, const struct tier *b) {
    int order = compare_days(a->verdict.plan, b->verdict.plan);

    order = order ? order : compare_days(a->verdict.end.day, b->verdict.end.day);
    order = order ? order : (int)a->verdict.end.word - (int)b->verdict.end.word;
    return order ? order : (int)a->verdict.support - (int)b->verdict.support;
}

static uint32_t find_place(const struct tiers *tiers, const struct tier *tier) {
    uint32_t low = 0, high = tiers->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_tiers(&tiers->items[middle], tier) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool tiers_add(struct tiers *tiers, const struct tier *tier, const struct support_use *use,
                      struct arena *arena) {
    uint32_t place = find_place(tiers, tier);

    if (place < tiers->count && compare_tiers(&tiers->items[place], tier) == 0) {
        support_machine_count_add(&tiers->items[place].machines, use);
        tiers->items[place].outcome = worse_of(tiers->items[place].outcome, tier->outcome);
        return true;
    }
    struct tier *items = arena_grow(arena, tiers->items, tiers->count, 1, &tiers->capacity, sizeof *items);
    if (!items) {
        return false;
    }
    tiers->items = items;
    memmove(&items[place + 1], &items[place], (tiers->count - place) * sizeof *items);
    items[place] = *tier;
    support_machine_count_add(&items[place].machines, use);
    tiers->count++;
    return true;
}

/* --- what is said of a use -----------------------------------------------------------------------------------------
 */

/* The worst that is said of the item, whoever uses it and for how long. */
static enum outcome outcome_of_item(const struct support_audit *audit, uint32_t item) {
    if (support_answer_is_old(audit->run->input, &stock_item(audit->stock, item)->answer)) {
        return OUTCOME_UNDETERMINED;
    }
    bool is_told = audit->items[item].latest_version.n || support_sale_is_told(audit, item);
    return is_told ? OUTCOME_NOTICE : OUTCOME_CONFORMING;
}

static enum outcome outcome_of_use(const struct support_audit *audit, const struct support_use *use,
                                   const struct support_verdict *verdict) {
    const struct support_item *item = &audit->items[use->item];

    if (verdict->trouble != SUPPORT_NO_TROUBLE) {
        bool is_decided = support_decision_is_complete(item->release, audit->run->input->as_of);
        return is_decided ? OUTCOME_NOTICE : use->is_certain ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    }
    if (verdict->support == SUPPORT_UNKNOWN || verdict->is_unplanned || verdict->relies || verdict->is_open) {
        return OUTCOME_UNDETERMINED;
    }
    return verdict->is_due || verdict->support == SUPPORT_EXTENDED ? OUTCOME_NOTICE : OUTCOME_CONFORMING;
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

static void fill_release(struct support_worker *worker, const struct calendar_release *release,
                         struct support_record *record) {
    record->active_end = release->active_end;
    record->support_end = release->support_end;
    record->extended_end = release->extended_end;
    record->decision = support_decision_word(release);
    record->source = release->source;
    record->checked_on = release->known_on;
    record->evidence = release->evidence;
    record->release = release->name.n
                          ? arena_printf(worker->arena, "%.*s/%.*s", STR_FMT(release->product), STR_FMT(release->name))
                          : release->product;
}

/* Where no release says anything, the first row that the thing stands in. */
static struct str evidence_of(const struct support_audit *audit, struct support_worker *worker, uint32_t number) {
    const struct lifecycle_input *input = audit->run->input;
    const struct stock_use *use = stock_use(audit->stock, number);

    return row_evidence(inventory_table(use->is_listed ? input->ledger : input->snapshot, use->table), use->row,
                        worker->arena);
}

/* Where it is the ledger's row of the first machine that gives the end, that row, behind the release's. */
static struct str evidence_of_end(const struct support_audit *audit, struct support_worker *worker,
                                  const struct tier *tier, const struct calendar_release *release) {
    const struct table *devices = inventory_table(audit->run->input->ledger, TABLE_DEVICES);
    uint32_t machine = stock_use(audit->stock, tier->first)->machine;
    struct str place = row_evidence(devices, stock_machine(audit->stock, machine)->asset, worker->arena);

    return release ? arena_printf(worker->arena, "%.*s %.*s", STR_FMT(release->evidence), STR_FMT(place)) : place;
}

static struct support_record record_of(const struct support_audit *audit, struct support_worker *worker,
                                       uint32_t number, const struct tier *tier) {
    const struct stock_item *item = stock_item(audit->stock, number);
    const struct support_item *judged = &audit->items[number];
    struct support_record record = {
        .product = item->product,
        .version = item->version,
        .count = tier->machines.all,
        .support = tier->verdict.support,
        .effective_end = tier->verdict.end,
        .planned_end = tier->verdict.plan,
        .has_gap = tier->verdict.has_gap,
        .gap_days = tier->verdict.gap_days,
        .subject = item->subject,
        .outcome = tier->outcome,
        .checked_on = DATE_NONE,
        .active_end = MILESTONE_NONE,
        .support_end = MILESTONE_NONE,
        .extended_end = MILESTONE_NONE,
    };

    if (judged->release) {
        fill_release(worker, judged->release, &record);
    } else {
        record.evidence = evidence_of(audit, worker, tier->first);
    }
    return record;
}

static enum err_code add_record(const struct support_audit *audit, unsigned worker, const struct support_record *record,
                                struct err *err) {
    enum err_code code = arena_failed(audit->workers[worker].arena) ? err_no_memory(err) : ERR_OK;
    return code == ERR_OK ? lifecycle_records_add_support(audit->run->records, worker, record, err) : code;
}

static enum err_code collect_tiers(const struct support_audit *audit, struct arena *arena, uint32_t number,
                                   struct tiers *tiers, struct err *err) {
    const struct stock_item *item = stock_item(audit->stock, number);
    uint32_t at = item->first_use, end = item->first_use + item->use_count;
    struct support_use use;

    while (support_next_use(audit, &at, end, &use)) {
        struct support_verdict verdict = support_verdict_of(audit, &use);
        enum outcome outcome = worse_of(outcome_of_use(audit, &use, &verdict), outcome_of_item(audit, number));
        struct tier tier = {.verdict = verdict, .outcome = outcome, .first = use.first};
        if (!tiers_add(tiers, &tier, &use, arena)) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

static enum err_code record_item(const struct support_audit *audit, unsigned worker, uint32_t number, struct err *err) {
    struct support_worker *own = &audit->workers[worker];
    struct tiers tiers = {0};
    enum err_code code = collect_tiers(audit, own->arena, number, &tiers, err);

    for (uint32_t i = 0; code == ERR_OK && i < tiers.count; i++) {
        const struct tier *tier = &tiers.items[i];
        struct support_record record = record_of(audit, own, number, tier);
        if (tier->verdict.is_of_machine) {
            record.evidence = evidence_of_end(audit, own, tier, support_release_of(audit, number));
        }
        code = add_record(audit, worker, &record, err);
    }
    arena_reset(own->arena);
    return code;
}

/* --- an extension for a part ---------------------------------------------------------------------------------------
 */

/* The machines of a group, and until when all of them are to be used; DATE_NONE: they differ, or nobody says. */
struct extent {
    struct support_machine_count machines;
    struct date plan;
    bool has_plan;
};

static void extent_add(struct extent *extent, const struct support_use *use) {
    bool is_common = extent->machines.all == 0 || (extent->has_plan && extent->plan.days == use->plan.days);

    extent->has_plan = is_common;
    extent->plan = is_common ? use->plan : DATE_NONE;
    support_machine_count_add(&extent->machines, use);
}

static enum err_code measure(const struct support_audit *audit, struct arena *arena, const struct support_group *group,
                             struct extent *extent, struct err *err) {
    struct support_walk walk;
    struct support_use use;

    if (!support_walk_begin(audit, group, arena, &walk)) {
        return err_no_memory(err);
    }
    while (support_walk_next(&walk, &use)) {
        extent_add(extent, &use);
    }
    return ERR_OK;
}

/* COUNT machines at the stage, for as long as all of them are to be used. */
static enum err_code record_part(const struct support_audit *audit, unsigned worker, const struct support_group *group,
                                 const struct support_stage *stage, struct date plan, int64_t count, struct err *err) {
    const struct lifecycle_input *input = audit->run->input;
    const struct calendar_release *release = support_release_of(audit, audit->order[group->first]);
    bool is_decided = support_decision_is_complete(release, input->as_of);
    struct tier tier = {.verdict = support_judge(stage, plan, input->as_of, input->policy->support_days),
                        .outcome = OUTCOME_NOTICE,
                        .machines = {.all = count}};

    if (tier.verdict.is_unplanned) {
        tier.outcome = OUTCOME_UNDETERMINED;
    } else if (tier.verdict.trouble != SUPPORT_NO_TROUBLE && !is_decided) {
        tier.outcome = release->quantity < group->relying_certain ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    }
    tier.outcome = worse_of(tier.outcome, outcome_of_item(audit, audit->order[group->first]));
    struct support_record record = record_of(audit, &audit->workers[worker], audit->order[group->first], &tier);
    if (group->count > 1) {
        record.product = release->product;
        record.version = release->name;
    }
    return add_record(audit, worker, &record, err);
}

static enum err_code record_parts(const struct support_audit *audit, unsigned worker, const struct support_group *group,
                                  struct err *err) {
    struct support_worker *own = &audit->workers[worker];
    const struct support_item *item = &audit->items[audit->order[group->first]];
    int64_t bought = item->release->quantity;
    struct extent extent = {.plan = DATE_NONE};
    enum err_code code = measure(audit, own->arena, group, &extent, err);

    if (code == ERR_OK && bought > 0) {
        code = record_part(audit, worker, group, &item->bought, extent.plan, bought, err);
    }
    code = code == ERR_OK
               ? record_part(audit, worker, group, &item->plain, extent.plan, extent.machines.all - bought, err)
               : code;
    arena_reset(own->arena);
    return code;
}

static enum err_code record_group(void *context, size_t task, unsigned worker, struct err *err) {
    const struct support_audit *audit = context;
    const struct support_group *group = &audit->groups[task];
    enum err_code code = ERR_OK;

    if (group->cover == SUPPORT_COVERS_PART) {
        return record_parts(audit, worker, group, err);
    }
    for (uint32_t i = 0; code == ERR_OK && i < group->count; i++) {
        code = record_item(audit, worker, audit->order[group->first + i], err);
    }
    return code;
}

enum err_code support_audit_records(struct support_audit *audit, struct err *err) {
    return parallel_try(audit->run->pool, audit->group_count, record_group, audit, err);
}
