#pragma once
/* The least that must be licensed, whatever is there: the rule table minimums. A row's pattern
 * (licenses/rule_pattern.h) is held against the product, and against the product with its edition behind a blank; the
 * longest pattern wins. Constant once read: any thread. */

#include "licenses/rule_pattern.h"

struct minimums;

/* TABLE may be NULL: there are none. Patterns that cannot be used go to DIAGNOSTICS, which may be NULL, and their rows
 * are left out. */
MUST_CHECK enum err_code minimums_read(const struct table *table, struct diagnostics *diagnostics,
                                       struct minimums **ret_minimums, struct err *err);
void minimums_free(struct minimums *minimums);
DEFINE_CLEANUP(minimums, minimums_free)

/* 0: there is no such minimum. */
struct minimum {
    int64_t per_socket, per_server, per_vm; /* cores */
    int64_t users_per_processor;
    bool is_listed;      /* a row fits; without one nothing is a minimum */
    bool is_torn;        /* rows of equally long patterns differ; each figure is the largest they say */
    struct str evidence; /* the row, or the first of those that differ; owned by the minimums */
};
/* MATCHER as in rule_pattern_fits. */
struct minimum minimums_find(const struct minimums *minimums, struct regex_matcher *matcher, struct str product,
                             struct str edition);

/* Sockets of a host that have as many cores as each other. */
struct equal_sockets {
    int64_t sockets, cores; /* of each */
};
/* What a host with all these sockets needs; false when it is beyond 2^63. */
bool minimum_of_host(const struct minimum *minimum, const struct equal_sockets *parts, size_t count,
                     int64_t *ret_cores);
int64_t minimum_of_vm(const struct minimum *minimum, int64_t cores);
/* USERS on so many processors, as the product counts them; false when it is beyond 2^63. */
bool minimum_of_users(const struct minimum *minimum, int64_t users, int64_t processors, int64_t *ret_users);
