#include "lifecycle/support_walk.h"

#include <stdlib.h>

/* --- uses, machine by machine --------------------------------------------------------------------------------------
 */

static bool is_same_place(const struct stock_use *a, const struct stock_use *b) {
    return a->item == b->item && a->machine == b->machine;
}

const struct calendar_release *support_release_of(const struct support_audit *audit, uint32_t item) {
    return audit->items[item].release;
}

/* The ledger's support table goes before the end of a lease, and behind what is said of the machine or the software. */
static struct date plan_of(const struct stock_use *use, const struct calendar_release *release) {
    bool is_open = use->plan == PLAN_NONE || use->plan == PLAN_LEASE;
    return is_open && release && date_is_set(release->planned_end) ? release->planned_end : use->planned_end;
}

static void add_use(const struct support_audit *audit, const struct stock_use *use, struct support_use *sum) {
    struct date plan = plan_of(use, support_release_of(audit, use->item));

    sum->is_certain |= use->is_certain;
    if (date_is_set(plan) && (!date_is_set(sum->plan) || plan.days > sum->plan.days)) {
        sum->plan = plan;
    }
}

/* What a row says of a machine it says of all that it stands for; what was observed is one's. */
static uint32_t quantity_of(const struct support_audit *audit, const struct stock_use *use) {
    enum support_subject subject = stock_item(audit->stock, use->item)->subject;
    uint32_t quantity = audit->machines[use->machine].quantity;
    bool is_of_all = subject == SUPPORT_OF_HARDWARE || (subject != SUPPORT_OF_SOFTWARE && use->is_listed);

    return is_of_all || quantity == 0 ? quantity : 1;
}

bool support_next_use(const struct support_audit *audit, uint32_t *at, uint32_t end, struct support_use *ret_use) {
    const struct stock_use *uses = stock_use(audit->stock, 0);
    uint32_t first = *at;

    while (first > 0 && first < end && is_same_place(&uses[first - 1], &uses[first])) {
        first++;
    }
    if (first >= end) {
        return false;
    }
    const struct stock_use *use = &uses[first];
    struct support_use sum = {.item = use->item, .machine = use->machine, .first = first, .plan = DATE_NONE};
    sum.quantity = quantity_of(audit, use);
    uint32_t next = first;
    do {
        add_use(audit, &uses[next++], &sum);
    } while (next < audit->use_count && is_same_place(use, &uses[next]));
    *at = next;
    *ret_use = sum;
    return true;
}

/* --- verdicts ------------------------------------------------------------------------------------------------------
 */

static struct support_verdict judge(const struct support_audit *audit, const struct support_use *use,
                                    struct support_stage stage) {
    const struct lifecycle_input *input = audit->run->input;
    struct milestone end = stage.effective_end;

    if (stock_item(audit->stock, use->item)->subject == SUPPORT_OF_HARDWARE) {
        hardware_dates_limit(&audit->machines[use->machine].dates, &stage, input->as_of);
    }
    struct support_verdict verdict = support_judge(&stage, use->plan, input->as_of, input->policy->support_days);
    verdict.is_of_machine = verdict.end.day.days != end.day.days;
    return verdict;
}

/* What the extension saves relies on it; what it does not save is in trouble whether it is covered or not. */
struct support_verdict support_verdict_of(const struct support_audit *audit, const struct support_use *use) {
    const struct support_item *item = &audit->items[use->item];
    struct support_verdict bought = judge(audit, use, item->bought);

    if (audit->groups[audit->group_of[use->item]].cover == SUPPORT_COVERS_ALL) {
        return bought;
    }
    struct support_verdict plain = judge(audit, use, item->plain);
    if (plain.trouble == SUPPORT_NO_TROUBLE) {
        return plain;
    }
    bought.relies = bought.trouble == SUPPORT_NO_TROUBLE;
    return bought;
}

/* --- groups --------------------------------------------------------------------------------------------------------
 */

struct sorted_item {
    const struct stock_item *stock;
    const struct support_item *item;
    uint32_t number;
};

static int compare_numbers(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

static int compare_releases(const struct calendar_release *a, const struct calendar_release *b) {
    int order = str_cmp(a->product, b->product);

    order = order ? order : str_cmp(a->name, b->name);
    order = order ? order : str_cmp(a->label, b->label);
    return order ? order : compare_numbers(a->row, b->row);
}

/* 0: one group. Two items of one release are; of those without one, versions of a product that nobody knows, and what
 * is called the same. */
static int compare_groups(const struct sorted_item *a, const struct sorted_item *b) {
    int order = compare_numbers(a->stock->subject, b->stock->subject);

    order = order ? order : compare_numbers(a->item->knowledge, b->item->knowledge);
    if (order) {
        return order;
    }
    if (a->item->release) {
        return compare_releases(a->item->release, b->item->release);
    }
    return a->item->knowledge == SUPPORT_NO_PRODUCT ? str_cmp(a->stock->product, b->stock->product)
                                                    : str_cmp(a->stock->name, b->stock->name);
}

static int compare_items(const void *a, const void *b) {
    const struct sorted_item *x = a, *y = b;
    int order = compare_groups(x, y);

    return order ? order : compare_numbers(x->number, y->number);
}

static struct str subject_of(const struct sorted_item *sorted) {
    const struct calendar_release *release = sorted->item->release;

    if (release) {
        return release->label.n ? release->label : release->product;
    }
    return sorted->item->knowledge == SUPPORT_NO_PRODUCT ? sorted->stock->product : sorted->stock->name;
}

static void divide(struct support_audit *audit, const struct sorted_item *sorted) {
    for (uint32_t i = 0; i < audit->item_count; i++) {
        if (i == 0 || compare_groups(&sorted[i - 1], &sorted[i]) != 0) {
            audit->groups[audit->group_count++] = (struct support_group){.first = i, .subject = subject_of(&sorted[i])};
        }
        audit->groups[audit->group_count - 1].count++;
        audit->order[i] = sorted[i].number;
        audit->group_of[sorted[i].number] = audit->group_count - 1;
    }
}

enum err_code support_groups_make(struct support_audit *audit, struct err *err) {
    size_t count = audit->item_count ? audit->item_count : 1;
    struct sorted_item *sorted = calloc(count, sizeof *sorted);
    enum err_code code = ERR_OK;

    audit->order = calloc(count, sizeof *audit->order);
    audit->group_of = calloc(count, sizeof *audit->group_of);
    audit->groups = calloc(count, sizeof *audit->groups);
    if (!sorted || !audit->order || !audit->group_of || !audit->groups) {
        code = err_no_memory(err);
    } else {
        for (uint32_t i = 0; i < audit->item_count; i++) {
            sorted[i] = (struct sorted_item){stock_item(audit->stock, i), &audit->items[i], i};
        }
        qsort(sorted, audit->item_count, sizeof *sorted, compare_items);
        divide(audit, sorted);
    }
    free(sorted);
    return code;
}

/* --- how far extensions reach --------------------------------------------------------------------------------------
 */

/* Machines that would be in trouble without the extension. */
static bool count_relying(const struct support_audit *audit, struct support_group *group, struct arena *arena) {
    struct support_machine_count relying = {0};
    struct support_walk walk;
    struct support_use use;

    if (!support_walk_begin(audit, group, arena, &walk)) {
        return false;
    }
    while (support_walk_next(&walk, &use)) {
        if (judge(audit, &use, audit->items[use.item].plain).trouble != SUPPORT_NO_TROUBLE) {
            support_machine_count_add(&relying, &use);
        }
    }
    group->relying_all = relying.all;
    group->relying_certain = relying.certain;
    arena_reset(arena);
    return true;
}

static enum err_code cover_group(void *context, size_t task, unsigned worker, struct err *err) {
    const struct support_audit *audit = context;
    struct support_group *group = &audit->groups[task];
    const struct calendar_release *release = support_release_of(audit, audit->order[group->first]);

    if (!release || release->extension == CALENDAR_EXTENSION_FREE ||
        !support_extension_is_bought(release, audit->run->input->as_of)) {
        return ERR_OK;
    }
    if (!count_relying(audit, group, audit->workers[worker].arena)) {
        return err_no_memory(err);
    }
    if (!release->has_quantity) {
        group->cover = SUPPORT_COVERS_SOME;
    } else if (release->quantity < group->relying_all) {
        group->cover = SUPPORT_COVERS_PART;
    }
    return ERR_OK;
}

enum err_code support_groups_cover(struct support_audit *audit, struct err *err) {
    return parallel_try(audit->run->pool, audit->group_count, cover_group, audit, err);
}
