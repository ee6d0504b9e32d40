#pragma once
/* The work of genkyo scan, for whoever has its inputs from elsewhere than the command line. */

#include "base/compiler.h"
#include "cli/command.h"

/* Paths: NULL where there is none. Numbers: 0 is as usual. */
struct scan_command_options {
    const char *targets, *from_ledger; /* one of these */
    const char *credentials, *out, *known_hosts, *previous, *ssh_config;
    struct option_list exclude;
    int64_t sessions, timeout_s, connect_timeout_s, rate, subnet_rate;
    bool resume, keep_raw, trust_new, dry_run;
};

/* What is wrong has been printed. *RET_INTERRUPTED, where a snapshot was written: a signal ended the scan early. */
MUST_CHECK enum exit_status scan_command_do(const struct cli *cli, const struct scan_command_options *given,
                                            bool *ret_interrupted);
