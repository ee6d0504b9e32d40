#pragma once
/* Collectors: from sections to an observation. Each collector is a pure parser of one section in a file of its own,
 * here or in a folder; a table for each kind of system (linux.c, systems.c, windows/windows.c) says which section goes
 * to which, and which part is unknown when it is missing. To add a collector: a section in the script, a file, a line
 * in the table. Any thread. */

#include "scanner/collect/observation.h"
#include "scanner/collect/section.h"
#include "scanner/host_system.h"

/* What it means for the part that a section is not there, as long as nothing was cut off. */
enum section_role {
    SECTION_NEEDED, /* the part is unknown without it */
    SECTION_ONE_OF, /* the system has this one or another of the part, such as dpkg or rpm: one of them must be there
                       and yield rows, since a list without an entry was not understood */
    SECTION_EXTRA,  /* the system may have it beside those, such as snap, and it may be empty */
};

struct collector {
    const char *section; /* name in the script's output */
    const char *part;    /* what people call it in sections_complete and sections_missing: "packages"; NULL for a
                            section that only adds to what others tell */
    enum section_role role;
    void (*parse)(struct str body, struct observation *observation);
};

/* The collectors of one kind of system, told by what `uname -s` says, or else by having the first one's section. */
struct collector_set {
    const char *kernel; /* NULL: no `uname` */
    const char *kind;   /* of its machines, unless something says better; NULL: unknown */
    /* Written from manuals and not held against a recorded machine yet: what its sections tell is reported, but never
     * counts as whole, so that nothing is concluded from what they leave out. */
    bool is_best_effort;
    const struct collector *items;
    size_t count;
    bool (*is_readable)(struct str body); /* a section that is not tells nothing; NULL: all are */
};

/* Runs every collector over the sections; writes sections_missing of the devices row and the lists for probes:
 * *ret_complete and *ret_missing (parts, separated by ;), living in the observation's arena. A part is complete when
 * every section of it that is there came whole. "updates" and "guests" are in neither list where a system has no way to
 * tell. */
void collect_all(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                 struct str *ret_missing);

/* All sets: number 0, 1 … until NULL. */
const struct collector_set *collect_set(size_t number);

/* The scripts that are sent, exactly, one element a host_system; header lines are prepended when one is sent. */
const struct str *collect_scripts(void);
struct str collect_script_for(enum host_system system);
/* SHA-256 in hex of one script, and of all of them one behind the other: what a scan may have sent. */
struct str collect_script_sha256_for(enum host_system system);
struct str collect_script_sha256(void);
