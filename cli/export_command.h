#pragma once
/* What the kinds of `genkyo export` share: their options, and what most of them are made of. */

#include "cli/command.h"
#include "report/export.h"

struct export_options {
    const char *in, *out, *db, *zip, *ledger, *frozen, *before, *drift, *title, *snapshot;
    struct option_list devices;
    struct date since;
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
    enum err_code (*write)(const struct export_request *request, struct export_set **ret_set, struct err *err);
};

/* A set of files in a directory of its own, and, with --zip, the same as an archive. */
export_run export_run_set;
/* One file: a bill of materials of a snapshot. */
export_run export_run_bom;
