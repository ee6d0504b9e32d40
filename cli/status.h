#pragma once
/* Exit status of genkyo. 2 beats 3 beats 1. */

enum exit_status {
    EXIT_DONE = 0,    /* done, nothing at or above --fail-on */
    EXIT_FOUND = 1,   /* done, and there is something */
    EXIT_REFUSED = 2, /* usage, configuration or unusable input: nothing was written */
    EXIT_PARTIAL = 3, /* done in part */
};
