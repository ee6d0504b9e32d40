#include "lifecycle/contract_chains.h"

#include <stdlib.h>

void chain_links_done(struct chain_links *links) {
    free(links->items);
    *links = (struct chain_links){0};
}

/* --- order ----------------------------------------------------------------------------------------------------------
 */

static int sign_of(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* Where nobody says when one begins, it stands where it ends. */
static int32_t place_of(const struct chain_term *term) {
    return term->start == CHAIN_DAY_UNKNOWN ? term->end : term->start;
}

static int compare_terms(const void *a, const void *b) {
    const struct chain_term *x = a, *y = b;
    int sign = sign_of(x->target, y->target);

    sign = sign ? sign : sign_of(x->kind, y->kind);
    sign = sign ? sign : sign_of(place_of(x), place_of(y));
    sign = sign ? sign : sign_of(x->end, y->end);
    return sign ? sign : sign_of(x->contract, y->contract);
}

/* The terms of one target, in order: those without a kind come first. */
static void settle_kinds(struct chain_term *terms, uint32_t count) {
    uint32_t kind = terms[count - 1].kind, blank = 0;

    while (blank < count && terms[blank].kind == 0) {
        blank++;
    }
    if (blank == 0 || blank == count || terms[blank].kind != kind) {
        return;
    }
    for (uint32_t i = 0; i < blank; i++) {
        terms[i].kind = kind;
    }
    qsort(terms, count, sizeof *terms, compare_terms);
}

/* The end of those from BEGIN on that agree in target, or in kind as well. */
static uint32_t group_end(const struct chain_term *terms, uint32_t count, uint32_t begin, bool by_kind) {
    uint32_t end = begin + 1;

    while (end < count && terms[end].target == terms[begin].target &&
           (!by_kind || terms[end].kind == terms[begin].kind)) {
        end++;
    }
    return end;
}

/* --- links ----------------------------------------------------------------------------------------------------------
 */

/* What lies between the one that lasts longest so far and the next one; false: nothing. */
static bool link_of(const struct chain_term *top, const struct chain_term *next, struct chain_link *ret_link) {
    struct chain_link link = {.earlier = top->contract, .later = next->contract, .target = next->target};

    if (next->start == CHAIN_DAY_UNKNOWN) {
        link.kind = CHAIN_UNCLEAR;
        link.first = link.last = top->end;
        *ret_link = link;
        return next->end > top->end && next->agreement != top->agreement;
    }
    if (next->start <= top->end) {
        link.kind = CHAIN_OVERLAP;
        link.first = next->start;
        link.last = next->end < top->end ? next->end : top->end;
        *ret_link = link;
        return next->agreement != top->agreement;
    }
    link.kind = CHAIN_GAP;
    link.first = top->end + 1;
    link.last = next->start - 1;
    *ret_link = link;
    return link.first <= link.last;
}

static bool is_known(const struct chain_term *term) {
    return term->end != CHAIN_DAY_UNKNOWN;
}

/* The links of one chain; at most one a term. */
static void find_links(const struct chain_term *terms, uint32_t count, struct chain_links *links) {
    const struct chain_term *top = NULL;

    for (uint32_t i = 0; i < count; i++) {
        if (!is_known(&terms[i])) {
            continue;
        }
        if (top && link_of(top, &terms[i], &links->items[links->count])) {
            links->count++;
        }
        if (!top || terms[i].end > top->end) {
            top = &terms[i];
        }
    }
}

/* --- what goes on ---------------------------------------------------------------------------------------------------
 */

/* The next one that ends later than term I. From one that does not, its own follower is where to go on looking: all
 * between the two end no later than it. NEXT holds what was found of those behind I, COUNT for none. */
static uint32_t next_longer(const struct chain_term *terms, uint32_t count, const uint32_t *next, uint32_t i) {
    uint32_t k = i + 1;

    while (k < count && terms[k].end <= terms[i].end) {
        k = next[k];
    }
    return k;
}

static void find_followers(struct chain_term *terms, uint32_t count, uint32_t *next) {
    int32_t longest = CHAIN_DAY_UNKNOWN;
    bool has_unknown = false;

    for (uint32_t i = count; i-- > 0;) {
        next[i] = next_longer(terms, count, next, i);
        terms[i].follower = next[i] < count && is_known(&terms[i]) ? terms[next[i]].contract : CHAIN_NONE;
        longest = terms[i].end > longest ? terms[i].end : longest;
        has_unknown |= !is_known(&terms[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        terms[i].is_outlasted = is_known(&terms[i]) && terms[i].end < longest;
        terms[i].may_be_followed = has_unknown;
    }
}

static int compare_links(const void *a, const void *b) {
    const struct chain_link *x = a, *y = b;
    int sign = sign_of(x->kind, y->kind);

    sign = sign ? sign : sign_of(x->later, y->later);
    sign = sign ? sign : sign_of(x->earlier, y->earlier);
    return sign ? sign : sign_of(x->target, y->target);
}

void chain_links_sort(struct chain_links *links) {
    if (links->count) {
        qsort(links->items, links->count, sizeof *links->items, compare_links);
    }
}

enum err_code chains_find(struct chain_term *terms, uint32_t count, struct chain_links *ret_links, struct err *err) {
    struct chain_links links = {calloc((size_t)count + 1, sizeof *links.items), 0};
    uint32_t *next = calloc((size_t)count + 1, sizeof *next), end;

    if (!links.items || !next) {
        chain_links_done(&links);
        free(next);
        return err_no_memory(err);
    }
    if (count) {
        qsort(terms, count, sizeof *terms, compare_terms);
    }
    for (uint32_t i = 0; i < count; i = end) {
        end = group_end(terms, count, i, false);
        settle_kinds(terms + i, end - i);
    }
    for (uint32_t i = 0; i < count; i = end) {
        end = group_end(terms, count, i, true);
        find_links(terms + i, end - i, &links);
        find_followers(terms + i, end - i, next + i);
    }
    free(next);
    chain_links_sort(&links);
    *ret_links = links;
    return ERR_OK;
}
