#pragma once
/* How large a machine may be that an edition is used on: the rule table edition_limits. Constant once read: any
 * thread. */

#include "inventory/term.h"
#include "licenses/rule_list.h"

struct edition_limits;

/* TABLE may be NULL: there are none. Rows without product or figure are left out. */
MUST_CHECK enum err_code edition_limits_read(const struct table *table, struct edition_limits **ret_limits,
                                             struct err *err);
void edition_limits_free(struct edition_limits *limits);
DEFINE_CLEANUP(edition_limits, edition_limits_free)

/* Rows of the edition go before rows without one, which are for all editions; of several the strictest counts. */
struct edition_limit {
    bool is_listed;
    bool is_unlimited;
    int64_t max_sockets;
    struct str evidence; /* the row, owned by the limits */
};
struct edition_limit edition_limits_find(const struct edition_limits *limits, struct str product, struct str edition);

/* May it be used on a machine with so many occupied sockets (below 0: not known)? TERM_BLANK when the limit matters and
 * the sockets are not known, or when no limit is on record. */
enum term edition_limit_allows(const struct edition_limit *limit, int64_t sockets);
