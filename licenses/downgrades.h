#pragma once
/* Which earlier versions a right may be used for: the rule table downgrades. A row leads from a licensed version to
 * versions that may be used in its place, always or on a condition; what may be used is what can be reached by one row
 * after another. Versions are compared by products/version.h. Constant once read: any thread. */

#include "inventory/term.h"
#include "licenses/rule_list.h"

struct downgrades;

/* TABLE may be NULL: there are none. Rows without product or versions are left out. */
MUST_CHECK enum err_code downgrades_read(const struct table *table, struct downgrades **ret_downgrades,
                                         struct err *err);
void downgrades_free(struct downgrades *downgrades);
DEFINE_CLEANUP(downgrades, downgrades_free)

/* A right, as far as downgrades ask. */
struct downgrade_right {
    struct str product, version; /* of a blank version nothing is known */
    enum term is_maintained;     /* on the day */
    enum term is_volume;         /* was it bought as a volume licence? */
};

struct downgrade {
    enum term is_allowed; /* TERM_BLANK: only if what is not known of the right were so */
    struct str evidence;  /* the row that leads there, owned by the downgrades; empty where none does */
};
/* May INSTALLED be used under the right by a downgrade? The licensed version itself is none. Work is bounded by the
 * rows of the product, times the versions that they name. TERM_BLANK as well when memory is out. */
struct downgrade downgrades_find(const struct downgrades *downgrades, const struct downgrade_right *right,
                                 struct str installed);
/* Is there any row about the product? */
bool downgrades_know(const struct downgrades *downgrades, struct str product);
