/* Chains of contracts, in tables, and at random against a calendar in which every day is looked at. */

#include "lifecycle/contract_chains.h"

#include "base/compiler.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNKNOWN CHAIN_DAY_UNKNOWN
#define ENDLESS CHAIN_DAY_ENDLESS

enum { TERMS_MAX = 12, DAYS = 48, TEXT_MAX = 1024 };

/* Contracts are numbered by their places; agreements are those numbers where AGREEMENT is 0. */
struct chain_case {
    const char *what;
    struct {
        uint32_t target, kind;
        int32_t start, end;
        uint32_t agreement;
    } terms[TERMS_MAX];    /* up to the first without days */
    const char *links;     /* "gap 0-1 11..14; " of earlier and later contract and days */
    const char *followers; /* by contract: its follower, or a dash; ! where one outlasts it, ? where one may follow */
};

static const struct chain_case chain_cases[] = {
    {"the next day continues", {{1, 0, 1, 10, 0}, {1, 0, 11, 20, 0}}, "", "1! -"},
    {"one day between", {{1, 0, 1, 10, 0}, {1, 0, 12, 20, 0}}, "gap 0-1 11..11; ", "1! -"},
    {"one day twice", {{1, 0, 1, 10, 0}, {1, 0, 10, 20, 0}}, "overlap 0-1 10..10; ", "1! -"},
    {"other targets", {{1, 0, 1, 10, 0}, {2, 0, 15, 20, 0}}, "", "- -"},
    {"inside", {{1, 0, 1, 30, 0}, {1, 0, 5, 10, 0}, {1, 0, 31, 40, 0}}, "overlap 0-1 5..10; ", "2! 2! -"},
    {"a gap behind the longer one",
     {{1, 0, 1, 30, 0}, {1, 0, 5, 10, 0}, {1, 0, 35, 40, 0}},
     "gap 0-2 31..34; overlap 0-1 5..10; ",
     "2! 2! -"},
    {"the same days", {{1, 0, 1, 10, 0}, {1, 0, 1, 10, 0}}, "overlap 0-1 1..10; ", "- -"},
    {"rows of one contract do not overlap", {{1, 0, 1, 10, 7}, {1, 0, 5, 20, 7}}, "", "1! -"},
    {"two kinds are two chains", {{1, 1, 1, 10, 0}, {1, 2, 5, 20, 0}}, "", "- -"},
    {"no kind is the kind that there is", {{1, 1, 1, 10, 0}, {1, 0, 5, 20, 0}}, "overlap 0-1 5..10; ", "1! -"},
    {"no kind beside two", {{1, 1, 1, 10, 0}, {1, 2, 1, 10, 0}, {1, 0, 5, 20, 0}}, "", "- - -"},
    {"without an end", {{1, 0, 1, ENDLESS, 0}, {1, 0, 5, 20, 0}}, "overlap 0-1 5..20; ", "- -!"},
    {"two without an end", {{1, 0, 1, ENDLESS, 0}, {1, 0, 5, ENDLESS, 0}}, "overlap 0-1 5..endless; ", "- -"},
    {"no first day", {{1, 0, 1, 10, 0}, {1, 0, UNKNOWN, 20, 0}}, "unclear 0-1 10..10; ", "1! -"},
    {"no first day, and no longer", {{1, 0, 1, 20, 0}, {1, 0, UNKNOWN, 10, 0}}, "", "- -!"},
    {"no last day", {{1, 0, 1, 10, 0}, {1, 0, 11, UNKNOWN, 0}}, "", "-? -?"},
    {"days of all years", {{1, 0, -700000, 0, 0}, {1, 0, 2900000, 2932896, 0}}, "gap 0-1 1..2899999; ", "1! -"},
};

static void describe_links(const struct chain_links *links, char *text, size_t size) {
    static const char *kinds[] = {"gap", "overlap", "unclear"};
    size_t n = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < links->count; i++) {
        const struct chain_link *link = &links->items[i];
        n += (size_t)snprintf(text + n, size - n, "%s %u-%u %d..", kinds[link->kind], link->earlier, link->later,
                              link->first);
        n += link->last == ENDLESS ? (size_t)snprintf(text + n, size - n, "endless; ")
                                   : (size_t)snprintf(text + n, size - n, "%d; ", link->last);
        assert_true(n < size);
    }
}

static void describe_followers(const struct chain_term *terms, uint32_t count, char *text, size_t size) {
    size_t n = 0;

    for (uint32_t contract = 0; contract < count; contract++) {
        for (uint32_t i = 0; i < count; i++) {
            if (terms[i].contract != contract) {
                continue;
            }
            n += (size_t)snprintf(text + n, size - n, contract ? " " : "");
            n += terms[i].follower == CHAIN_NONE ? (size_t)snprintf(text + n, size - n, "-")
                                                 : (size_t)snprintf(text + n, size - n, "%u", terms[i].follower);
            n += (size_t)snprintf(text + n, size - n, "%s%s", terms[i].is_outlasted ? "!" : "",
                                  terms[i].may_be_followed ? "?" : "");
            assert_true(n < size);
        }
    }
}

static void test_tables(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(chain_cases); i++) {
        const struct chain_case *c = &chain_cases[i];
        struct chain_term terms[TERMS_MAX];
        struct chain_links links;
        char text[TEXT_MAX];
        uint32_t count = 0;
        for (; count < TERMS_MAX && (c->terms[count].start || c->terms[count].end); count++) {
            uint32_t agreement = c->terms[count].agreement;
            terms[count] = (struct chain_term){.target = c->terms[count].target,
                                               .kind = c->terms[count].kind,
                                               .contract = count,
                                               .agreement = agreement ? agreement : 100 + count,
                                               .start = c->terms[count].start,
                                               .end = c->terms[count].end};
        }
        print_message("%s\n", c->what);
        assert_int_equal(chains_find(terms, count, &links, NULL), ERR_OK);
        describe_links(&links, text, sizeof text);
        assert_string_equal(text, c->links);
        describe_followers(terms, count, text, sizeof text);
        assert_string_equal(text, c->followers);
        chain_links_done(&links);
    }
}

static void test_none(void **state) {
    struct chain_links links;

    (void)state;
    assert_int_equal(chains_find(NULL, 0, &links, NULL), ERR_OK);
    assert_int_equal(links.count, 0);
    chain_links_done(&links);
}

/* --- at random ------------------------------------------------------------------------------------------------------
 */

static uint32_t pick_terms(struct chain_term *terms) {
    uint32_t count = 1 + pick(TERMS_MAX);

    for (uint32_t i = 0; i < count; i++) {
        int32_t start = (int32_t)pick(DAYS), end = start + (int32_t)pick(DAYS - (uint32_t)start);
        terms[i] = (struct chain_term){.target = pick(2),
                                       .kind = pick(3),
                                       .contract = i,
                                       .agreement = pick(4) ? 100 + i : 200,
                                       .start = start,
                                       .end = pick(8) ? end : UNKNOWN};
    }
    return count;
}

/* The second method: the kind that a contract counts as. */
static uint32_t kind_of(const struct chain_term *terms, uint32_t count, const struct chain_term *term) {
    uint32_t kind = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (terms[i].target == term->target && terms[i].kind) {
            if (kind && kind != terms[i].kind) {
                return term->kind;
            }
            kind = terms[i].kind;
        }
    }
    return term->kind ? term->kind : kind;
}

/* What the calendar of a chain says of a day. */
enum day_cover { DAY_OUTSIDE, DAY_GAP, DAY_ONCE, DAY_TWICE };

static enum day_cover cover_of_day(const struct chain_term *terms, const uint32_t *kinds, uint32_t count,
                                   uint32_t target, uint32_t kind, int32_t day) {
    uint32_t agreement = UINT32_MAX;
    bool is_covered = false, is_twice = false, has_before = false, has_behind = false;

    for (uint32_t i = 0; i < count; i++) {
        if (terms[i].target != target || kinds[i] != kind || terms[i].end == UNKNOWN) {
            continue;
        }
        has_before |= terms[i].end < day;
        has_behind |= terms[i].start > day;
        if (terms[i].start <= day && day <= terms[i].end) {
            is_twice |= is_covered && terms[i].agreement != agreement;
            is_covered = true;
            agreement = terms[i].agreement;
        }
    }
    if (is_covered) {
        return is_twice ? DAY_TWICE : DAY_ONCE;
    }
    return has_before && has_behind ? DAY_GAP : DAY_OUTSIDE;
}

static bool is_linked(const struct chain_links *links, enum chain_link_kind what, const uint32_t *kinds,
                      uint32_t target, uint32_t kind, int32_t day) {
    for (uint32_t i = 0; i < links->count; i++) {
        const struct chain_link *link = &links->items[i];
        if (link->kind == what && link->target == target && kinds[link->later] == kind && link->first <= day &&
            day <= link->last) {
            return true;
        }
    }
    return false;
}

static void check_days(const struct chain_term *given, const uint32_t *kinds, uint32_t count,
                       const struct chain_links *links) {
    for (uint32_t target = 0; target < 2; target++) {
        for (uint32_t kind = 0; kind < 3; kind++) {
            for (int32_t day = 0; day < DAYS; day++) {
                enum day_cover cover = cover_of_day(given, kinds, count, target, kind, day);
                assert_int_equal(is_linked(links, CHAIN_GAP, kinds, target, kind, day), cover == DAY_GAP);
                assert_int_equal(is_linked(links, CHAIN_OVERLAP, kinds, target, kind, day), cover == DAY_TWICE);
            }
        }
    }
}

/* Begins later than the other, or ends later, or is the later row. */
static bool is_behind(const struct chain_term *a, const struct chain_term *b) {
    return a->start != b->start ? a->start > b->start : a->end != b->end ? a->end > b->end : a->contract > b->contract;
}

static void check_followers(const struct chain_term *given, const uint32_t *kinds, uint32_t count,
                            const struct chain_term *found) {
    for (uint32_t i = 0; i < count; i++) {
        const struct chain_term *term = &given[found[i].contract], *follower = NULL;
        bool is_outlasted = false;
        for (uint32_t k = 0; k < count; k++) {
            const struct chain_term *other = &given[k];
            bool is_longer = other->target == term->target && kinds[k] == kinds[term->contract] &&
                             other->end != UNKNOWN && term->end != UNKNOWN && other->end > term->end;
            is_outlasted |= is_longer;
            if (is_longer && is_behind(other, term) && (!follower || is_behind(follower, other))) {
                follower = other;
            }
        }
        assert_int_equal(found[i].is_outlasted, is_outlasted);
        assert_int_equal(found[i].follower, follower ? follower->contract : CHAIN_NONE);
    }
}

static void shuffle(struct chain_term *terms, uint32_t count) {
    for (uint32_t i = count; i > 1; i--) {
        uint32_t k = pick(i);
        struct chain_term swapped = terms[i - 1];
        terms[i - 1] = terms[k];
        terms[k] = swapped;
    }
}

static void test_random(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long n = test_count("contract_chains_random"); n > 0; n--) {
        struct chain_term given[TERMS_MAX], terms[TERMS_MAX];
        struct chain_links links, again;
        uint32_t kinds[TERMS_MAX], count = pick_terms(given);
        for (uint32_t i = 0; i < count; i++) {
            kinds[i] = kind_of(given, count, &given[i]);
        }
        memcpy(terms, given, sizeof terms);
        assert_int_equal(chains_find(terms, count, &links, NULL), ERR_OK);
        check_days(given, kinds, count, &links);
        check_followers(given, kinds, count, terms);
        memcpy(terms, given, sizeof terms);
        shuffle(terms, count);
        assert_int_equal(chains_find(terms, count, &again, NULL), ERR_OK);
        assert_int_equal(links.count, again.count);
        assert_memory_equal(links.items, again.items, links.count * sizeof *links.items);
        chain_links_done(&links);
        chain_links_done(&again);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
