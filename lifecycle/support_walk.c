#include "lifecycle/support_walk.h"

struct support_walk_head {
    struct support_use use;
    uint32_t rank;    /* of its machine */
    uint32_t at, end; /* where the item's uses go on */
};

static bool goes_before(const struct support_walk_head *a, const struct support_walk_head *b) {
    return a->rank != b->rank ? a->rank < b->rank : a->use.item < b->use.item;
}

/* Lets the head sink to its place. */
static void sink(struct support_walk *walk, uint32_t at) {
    struct support_walk_head head = walk->heads[at];
    uint32_t child;

    while ((child = 2 * at + 1) < walk->count) {
        child += child + 1 < walk->count && goes_before(&walk->heads[child + 1], &walk->heads[child]);
        if (!goes_before(&walk->heads[child], &head)) {
            break;
        }
        walk->heads[at] = walk->heads[child];
        at = child;
    }
    walk->heads[at] = head;
}

static bool advance(const struct support_audit *audit, struct support_walk_head *head) {
    bool has_use = support_next_use(audit, &head->at, head->end, &head->use);

    head->rank = has_use ? stock_machine_rank(audit->stock, head->use.machine) : 0;
    return has_use;
}

bool support_walk_begin(const struct support_audit *audit, const struct support_group *group, struct arena *arena,
                        struct support_walk *ret_walk) {
    struct support_walk walk = {.audit = audit, .heads = arena_alloc_array(arena, group->count, sizeof *walk.heads)};

    for (uint32_t i = 0; walk.heads && i < group->count; i++) {
        const struct stock_item *item = stock_item(audit->stock, audit->order[group->first + i]);
        walk.heads[walk.count] =
            (struct support_walk_head){.at = item->first_use, .end = item->first_use + item->use_count};
        walk.count += advance(audit, &walk.heads[walk.count]);
    }
    for (uint32_t i = walk.count / 2; i-- > 0;) {
        sink(&walk, i);
    }
    *ret_walk = walk;
    return walk.heads != NULL;
}

bool support_walk_next(struct support_walk *walk, struct support_use *ret_use) {
    if (walk->count == 0) {
        return false;
    }
    *ret_use = walk->heads[0].use;
    if (!advance(walk->audit, &walk->heads[0])) {
        walk->heads[0] = walk->heads[--walk->count];
    }
    if (walk->count) {
        sink(walk, 0);
    }
    return true;
}

void support_machine_count_add(struct support_machine_count *count, const struct support_use *use) {
    bool is_new = count->all == 0 || count->machine != use->machine;

    if (is_new) {
        count->assets += use->quantity > 0;
        count->beyond += use->quantity > 0 ? use->quantity - 1 : 0;
        count->unclaimed += use->quantity == 0;
        count->all = count->assets + (count->beyond > count->unclaimed ? count->beyond : count->unclaimed);
    }
    count->machine = use->machine;
    count->is_certain = !is_new && count->is_certain;
    if (use->is_certain && !count->is_certain) {
        count->certain++;
        count->is_certain = true;
    }
}
