#pragma once
/* From an inventory of Ansible to a list of targets (targets.csv). One thread at a time. */

#include "base/output.h"
#include "scanner/target/ansible_inventory.h"

struct ansible_counts {
    size_t written;
    size_t other_connections; /* hosts that are not reached over SSH: left out */
    size_t unusable;          /* hosts whose way cannot be told: left out */
};

/* Writes the hosts that are reached over SSH, in the order of their names, with SITE as theirs. A value that is a
 * template or runs a command is counted where it is set (ansible_setting.unusable): without the user's name a host is
 * written, without its address, port, connection or way it is left out. Other values that cannot be are errors with
 * their place. To be called once for a finished inventory. */
MUST_CHECK enum err_code ansible_targets_write(struct ansible_inventory *inventory, struct str site,
                                               struct output *output, struct ansible_counts *ret_counts,
                                               struct err *err);
/* Is the setting a template ({{ … }}), or encrypted? Else it is a command. */
bool ansible_is_template(const struct ansible_setting *setting);
