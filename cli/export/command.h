#pragma once
/* What the kinds of `genkyo export` share: their options, and what most of them are made of. */

#include "cli/command.h"
#include "report/export/export.h"

/* The choices of --from. */
enum export_direction { EXPORT_FROM_BOOK, EXPORT_FROM_FLOOR, EXPORT_FROM_BOTH };

struct export_options {
    const char *in, *out, *db, *zip, *ledger, *frozen, *before, *drift, *title, *snapshot;
    struct option_list devices;
    struct date since;
    const char *confidence, *tolerable, *system, *location;
    int64_t size; /* 0: not given */
    int64_t seed; /* -1: not given */
    int from;     /* enum export_direction */
    int by;       /* -1: not given; 0: location */
    bool sync;
};

struct export_kind;
typedef enum exit_status export_run(const struct cli *cli, const struct export_options *given,
                                    const struct export_kind *kind);
/* A row of the table of kinds (cli/cmd_export.c). */
struct export_kind {
    const struct command_part *part;
    unsigned needs; /* options that it cannot do without */
    export_run *run;
    /* for export_run_set: */
    enum export_text title;
    bool draws; /* a sample, as options say */
    enum err_code (*write)(const struct export_request *request, struct export_set **ret_set, struct err *err);
};

/* A set of files in a directory of its own, and, with --zip, the same as an archive. */
export_run export_run_set;
/* One file: a bill of materials of a snapshot. */
export_run export_run_bom;
