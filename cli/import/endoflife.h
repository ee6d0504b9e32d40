#pragma once
/* genkyo import endoflife: support data into the state directory. */

#include "base/calendar.h"
#include "cli/command.h"

struct import_endoflife_options {
    const char *state;       /* the directory; made where it is missing */
    const char *product;     /* of a v0 file; NULL: its name says */
    struct date observed_on; /* of data that do not say when they were made; DATE_NONE: nobody does */
};

/* Reads the files, - being standard input, and writes STATE/support anew, with what it had of other products. Says what
 * came of it. */
enum exit_status import_endoflife(const struct cli *cli, const struct import_endoflife_options *given, int count,
                                  char **paths);
