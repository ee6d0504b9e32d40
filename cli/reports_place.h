#pragma once
/* Where reports that are made again go: beside the results, or into a directory of their own. They are written into a
 * directory of that one, reports.partial, and then each takes the place of the one of before, so that a report is the
 * old one or the new one, whole. One thread. */

#include "base/error.h"

struct reports_place {
    const char *path; /* borrowed */
    int fd;           /* of the directory; -1: not open */
    int partial_fd;   /* of reports.partial in it: where to write */
};

/* The directory PATH is made if it is not there, not those above it. What a killed run left half done is removed. */
MUST_CHECK enum err_code reports_place_open(const char *path, struct reports_place *ret_place, struct err *err);
/* Puts all that was written where it belongs. SYNC: it is on the disk then. */
MUST_CHECK enum err_code reports_place_commit(struct reports_place *place, bool sync, struct err *err);
/* Removes what was not committed, and closes. */
void reports_place_done(struct reports_place *place);
