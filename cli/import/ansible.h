#pragma once
/* genkyo import ansible: targets from inventories of Ansible. */

#include "cli/command.h"

/* Reads the files, - being standard input, and creates OUT, which must not exist. SITE may be NULL. Says what came of
 * it. */
enum exit_status import_ansible(const struct cli *cli, const char *out, const char *site, int count, char **paths);
