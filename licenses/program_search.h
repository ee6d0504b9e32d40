#pragma once
/* Branch and bound over one part of a program. Where to look is asked of the relaxation; what is concluded rests on
 * integers alone (program_box.h): a node is closed only by an exact bound, by an exact contradiction, or because it is
 * one solution. Among open nodes the one with the least bound is next, after the last one's nearer child: so that the
 * bound of what is open rises, and solutions are found on the way. One thread. */

#include "licenses/program_part.h"

struct search;

/* PART is borrowed, and rows and bounds in it are narrowed as levels are settled. */
MUST_CHECK enum err_code search_new(struct part *part, struct search **ret_search, struct err *err);
void search_free(struct search *search);
DEFINE_CLEANUP(search, search_free)

struct search_outcome {
    bool has_solution; /* search_values() has one, maybe an earlier one */
    bool is_closed;    /* nothing better exists; without a solution: none exists */
    int64_t value;     /* of the objective */
    int64_t bound;     /* nothing less exists; of nothing: INT64_MAX */
    uint64_t nodes;
};

/* Minimises the form of row OBJECTIVE of the part (UINT32_MAX: any solution will do), visiting at most NODES nodes.
 * What is found is at least as good as what was there before. */
MUST_CHECK enum err_code search_minimise(struct search *search, uint32_t objective, uint64_t nodes,
                                         struct search_outcome *ret_outcome, struct err *err);
/* From now on the form of row OBJECTIVE must be no more than VALUE, which the present solution keeps. IS_CLOSED: it can
 * be no less either. */
void search_settle(struct search *search, uint32_t objective, int64_t value, bool is_closed);
/* Lexicographic: gives VARIABLES their smallest values one after the other, visiting at most NODES nodes for all. *RET
 * is false where the limit came first. */
MUST_CHECK enum err_code search_break_ties(struct search *search, uint64_t nodes, uint64_t *ret_nodes,
                                           bool *ret_is_unique, struct err *err);
/* By variable of the part; valid until the search is freed. */
const int64_t *search_values(const struct search *search);
