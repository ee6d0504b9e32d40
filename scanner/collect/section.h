#pragma once
/* What one run of the collector script sent back: sections, each between marker lines with a random 128-bit marker, an
 * exit status and a duration, which is for people who look at what was sent back. Noise before the first marker
 * (banners, .bashrc output) is skipped. A section whose end marker is missing is incomplete: what it would have told is
 * unknown, never absent. Pure function over bytes.
 *
 *   <marker> begin NAME
 *   …the section's bytes…
 *   <marker> end NAME STATUS MILLISECONDS
 *   <marker> done
 */

#include "base/arena.h"
#include "base/error.h"

struct section {
    struct str name;
    struct str body;
    int status;
    bool is_complete; /* its end marker is there */
};

struct section_list {
    struct section *items;
    size_t count;
    bool is_done; /* the last marker is there: nothing is missing at the end */
};

#define SECTIONS_MAX 256

/* Sections borrow OUTPUT; the array lives in ARENA. Unknown names are kept; a name that comes twice counts once (the
 * first). */
MUST_CHECK enum err_code section_split(struct str output, struct str marker, struct arena *arena,
                                       struct section_list *ret_list, struct err *err);
const struct section *section_find(const struct section_list *list, const char *name);
