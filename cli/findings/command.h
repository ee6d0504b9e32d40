#pragma once
/* What the parts of `genkyo findings` share: their options, the store, and how ids are given. */

#include "cli/command.h"
#include "history/findings.h"

/* How a list is written: choices of --format. */
enum findings_format { FINDINGS_TEXT, FINDINGS_CSV, FINDINGS_JSON };

struct findings_options {
    const char *db;
    struct option_list code, outcome, severity, status, system, department, location, asset, owner;
    bool open;
    int format; /* enum findings_format, -1 when not given */
    const char *who, *why;
    struct date until;
    bool dry_run;
};

/* ARGUMENTS are what is left behind the options and the name of the part. */
typedef enum exit_status findings_run(const struct cli *cli, const struct findings_options *given, int count,
                                      char **arguments);
findings_run findings_list, findings_show, findings_waive, findings_unwaive, findings_export, findings_apply;

/* The filters among the options; borrows from them. */
struct history_filter findings_filter(const struct findings_options *given);
/* Opens --db, which must be there; false when it could not be, which has been said. */
bool findings_open(const struct cli *cli, const struct findings_options *given, enum database_mode mode,
                   struct history **ret_history);
/* The ids that are given as arguments, at least one: COUNT in RET_IDS. False after a usage error. */
enum { FINDINGS_IDS_MAX = 1024 };
bool findings_read_ids(int count, char **arguments, uint64_t ret_ids[FINDINGS_IDS_MAX]);
/* "no finding has the id …", on stderr. */
void findings_say_unknown(const struct findings_options *given, uint64_t id);
