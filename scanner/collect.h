#pragma once
/* Collectors: from sections to an observation. Each collector is a pure parser of one section in a file of its own
 * (collect_<what>.c); the table in collect.c says which section goes to which, and which columns are unknown when it is
 * missing. To add a collector: a section in collect_posix.sh, a file, a line in the table. Any thread. */

#include "scanner/observation.h"
#include "scanner/section.h"

struct collector {
    const char *section; /* name in the script's output */
    const char *part;    /* what people call it in sections_complete and sections_missing: "packages"; NULL for a
                            section that only adds to what others tell */
    bool is_alternative; /* the system has this section or another one of the part, such as dpkg or rpm */
    void (*parse)(struct str body, struct observation *observation);
};

/* Runs every collector over the sections; writes sections_missing of the devices row and the lists for probes:
 * *ret_complete and *ret_missing (parts, separated by ;), living in the observation's arena. */
void collect_all(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                 struct str *ret_missing);

/* The tables of collectors one after the other, from 0, for those that go through all of them; NULL behind the last. */
const struct collector *collect_table(size_t number, size_t *ret_count);

/* The script that is sent, exactly, and its SHA-256 in hex. MARKER is prepended as its first line when sent. */
struct str collect_script(void);
struct str collect_script_sha256(void);
