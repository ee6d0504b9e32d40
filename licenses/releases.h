#pragma once
/* When versions of products became generally available: the rule table releases. From that follows which versions a
 * right with maintenance may use: those that were out when it ended. Versions are compared by products/version.h.
 * Constant once read: any thread. */

#include "inventory/term.h"
#include "licenses/rule_list.h"

struct releases;

/* TABLE may be NULL: there are none. Rows without product, version or day are left out. */
MUST_CHECK enum err_code releases_read(const struct table *table, struct releases **ret_releases, struct err *err);
void releases_free(struct releases *releases);
DEFINE_CLEANUP(releases, releases_free)

/* When a version came out. The rows that count are those that say the version itself or, less exactly, what it belongs
 * to (8 for 8.6), the most exact of them; where there are none, all that are more exact than VERSION is. */
struct release {
    struct date earliest, latest; /* the same day where one is on record; DATE_NONE where none is */
    struct str evidence;          /* the row of the latest day, owned by the releases */
};
struct release releases_find(const struct releases *releases, struct str product, struct str version);

/* May the version be used under maintenance that ended, or will end, on a day (DATE_NONE: not on record)? It must have
 * been out on that day. TERM_BLANK when the records do not say. */
enum term release_is_covered(const struct release *release, struct date maintenance_end);
