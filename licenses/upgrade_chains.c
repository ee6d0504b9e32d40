#include "licenses/upgrade_chains.h"

#include "base/intern.h"
#include "base/text.h"
#include "inventory/reference_key.h"

#include <stdlib.h>

/* --- names ---------------------------------------------------------------------------------------------------------
 */

/* The rights that a name may mean, by their numbers. */
struct meaning {
    uint32_t count, first, second;
};

struct chains {
    struct entitlement *items;
    const struct str *ids;
    uint32_t count;
    struct arena *arena;
    struct intern *names; /* products and SKUs, folded */
    struct meaning *meanings;
    bool *is_named; /* whose base is named so, not by an id */
};

static void add_meaning(struct meaning *meaning, uint32_t number) {
    if (meaning->count && (meaning->first == number || meaning->second == number)) {
        return; /* its product is written like its SKU */
    }
    if (meaning->count == 0) {
        *meaning = (struct meaning){1, number, number};
    } else {
        meaning->second = meaning->count == 1 ? number : meaning->second;
        meaning->count++;
    }
}

static enum err_code add_name(const struct chains *chains, struct str name, uint32_t number, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(name, &folded);
    if (folded.n == 0) {
        return folded.failed ? err_no_memory(err) : ERR_OK;
    }
    uint32_t known = intern_add(chains->names, buffer_view(&folded));
    if (folded.failed || known == INTERN_NONE) {
        return err_no_memory(err);
    }
    add_meaning(&chains->meanings[known], number);
    return ERR_OK;
}

static enum err_code collect_names(const struct chains *chains, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < chains->count; i++) {
        code = add_name(chains, chains->items[i].title, i, err);
        code = code ? code : add_name(chains, chains->items[i].sku, i, err);
    }
    return code;
}

/* --- bases ---------------------------------------------------------------------------------------------------------
 */

static struct meaning find_id(const struct chains *chains, struct str id) {
    struct meaning meaning = {0};
    uint32_t low = 0, high = chains->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(chains->ids[middle], id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < chains->count && str_eq(chains->ids[low], id) && meaning.count < 3; low++) {
        add_meaning(&meaning, low);
    }
    return meaning;
}

/* What a right of a name is, other than NUMBER itself where there is another; ENTITLEMENT_NONE when there are more. */
static uint32_t only_one(const struct meaning *meaning, uint32_t number) {
    if (meaning->count == 2 && (meaning->first == number || meaning->second == number)) {
        return meaning->first == number ? meaning->second : meaning->first;
    }
    return meaning->count == 1 ? meaning->first : ENTITLEMENT_NONE;
}

static void note(struct entitlement *entitlement, enum entitlement_fact fact) {
    entitlement->facts |= UINT32_C(1) << fact;
}

static enum err_code find_base(const struct chains *chains, uint32_t number, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct entitlement *entitlement = &chains->items[number];

    if (entitlement->upgrade_of.n == 0) {
        return ERR_OK;
    }
    text_fold(entitlement->upgrade_of, &folded);
    if (folded.failed) {
        return err_no_memory(err);
    }
    struct meaning meaning = find_id(chains, buffer_view(&folded));
    uint32_t name = meaning.count ? INTERN_NONE : intern_find(chains->names, buffer_view(&folded));
    chains->is_named[number] = name != INTERN_NONE;
    meaning = name == INTERN_NONE ? meaning : chains->meanings[name];
    entitlement->base = only_one(&meaning, number);
    if (meaning.count == 0 && reference_key_is_id(entitlement->upgrade_of)) {
        note(entitlement, FACT_BASE);
    } else if (entitlement->base == ENTITLEMENT_NONE) {
        note(entitlement, FACT_BASE_UNCLEAR);
    }
    return ERR_OK;
}

/* --- chains --------------------------------------------------------------------------------------------------------
 */

enum walk_state { WALK_NEW, WALK_NOW, WALK_OVER };

/* Cuts the circle that goes through NUMBER. Where a name led into it, that may have been the wrong right. */
static void cut_circle(const struct chains *chains, uint32_t number) {
    struct entitlement *items = chains->items;
    uint32_t at = number;
    bool is_named = false;

    do {
        is_named |= chains->is_named[at];
        at = items[at].base;
    } while (at != number);
    do {
        uint32_t next = items[at].base;
        items[at].base = ENTITLEMENT_NONE;
        note(&items[at], is_named ? FACT_BASE_UNCLEAR : FACT_BASE_CIRCULAR);
        at = next;
    } while (at != number);
}

/* Every right has one base at most, so that a walk along them ends, or comes back to where it has been. */
static void cut_circles(const struct chains *chains, unsigned char *states) {
    const struct entitlement *items = chains->items;

    for (uint32_t i = 0; i < chains->count; i++) {
        uint32_t at = i;
        while (at != ENTITLEMENT_NONE && states[at] == WALK_NEW) {
            states[at] = WALK_NOW;
            at = items[at].base;
        }
        bool is_circle = at != ENTITLEMENT_NONE && states[at] == WALK_NOW;
        for (uint32_t back = i; back != ENTITLEMENT_NONE && states[back] == WALK_NOW; back = items[back].base) {
            states[back] = WALK_OVER;
        }
        if (is_circle) {
            cut_circle(chains, at);
        }
    }
}

/* A right, and how many it is an upgrade of, one by way of another. */
struct step {
    uint32_t depth, number;
};

enum { DEPTH_UNKNOWN = UINT32_MAX };

/* From NUMBER up to what is known, and once more to write down what was counted. */
static void find_depth(const struct entitlement *items, struct step *steps, uint32_t number) {
    uint32_t count = 0, at = number;

    for (; at != ENTITLEMENT_NONE && steps[at].depth == DEPTH_UNKNOWN; at = items[at].base) {
        count++;
    }
    uint32_t depth = count + (at == ENTITLEMENT_NONE ? 0 : steps[at].depth + 1);
    for (at = number; at != ENTITLEMENT_NONE && steps[at].depth == DEPTH_UNKNOWN; at = items[at].base) {
        steps[at].depth = --depth;
    }
}

static int compare_steps(const void *a, const void *b) {
    const struct step *x = a, *y = b;

    if (x->depth != y->depth) {
        return x->depth < y->depth ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

static enum err_code put_in_order(const struct chains *chains, uint32_t *ret_order, struct err *err) {
    struct step *steps = arena_alloc_array(chains->arena, (size_t)chains->count + 1, sizeof *steps);
    unsigned char *states = arena_alloc_array(chains->arena, (size_t)chains->count + 1, sizeof *states);

    if (!steps || !states) {
        return err_no_memory(err);
    }
    cut_circles(chains, states);
    for (uint32_t i = 0; i < chains->count; i++) {
        steps[i] = (struct step){DEPTH_UNKNOWN, i};
    }
    for (uint32_t i = 0; i < chains->count; i++) {
        find_depth(chains->items, steps, i);
    }
    qsort(steps, chains->count, sizeof *steps, compare_steps);
    for (uint32_t i = 0; i < chains->count; i++) {
        ret_order[i] = steps[i].number;
    }
    return ERR_OK;
}

enum err_code upgrade_chains_link(struct entitlement *items, const struct str *ids, uint32_t count, uint32_t *ret_order,
                                  struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(intern_free_cleanup) struct intern *names = intern_new();

    if (!arena || !names) {
        return err_no_memory(err);
    }
    struct chains chains = {
        .items = items,
        .ids = ids,
        .count = count,
        .arena = arena,
        .names = names,
        .meanings = arena_alloc_array(arena, (size_t)count * 2 + 1, sizeof *chains.meanings),
        .is_named = arena_alloc_array(arena, (size_t)count + 1, sizeof *chains.is_named),
    };
    if (!chains.meanings || !chains.is_named) {
        return err_no_memory(err);
    }
    enum err_code code = collect_names(&chains, err);
    for (uint32_t i = 0; !code && i < count; i++) {
        code = find_base(&chains, i, err);
    }
    return code ? code : put_in_order(&chains, ret_order, err);
}
