#pragma once
/* Targets as they are gathered, from a file of them or from a ledger: completed by what the OpenSSH client's
 * configuration says of them, held against what is excluded, and one a method where none was named. One thread. */

#include "scanner/target/list.h"

/* A list as it grows, and what it is read with. */
struct gathering {
    struct target_builder list;
    struct ssh_config *ssh_config; /* NULL: none */
    struct exclusions *exclusions; /* finished; NULL: none */
    bool uses[SCAN_METHODS];
    const struct credential_store *credentials; /* NULL: any target may be covered */
    struct err *err;
};

/* Takes over what the list is read with. */
void gathering_set_options(struct gathering *gathering, const struct target_options *options);
/* The targets, one or one a method, that COMMON stands for; its port 0 and empty texts are what was not given. HAS_WAY:
 * its hops, or that there are none, were given, so that the configuration's do not count. */
MUST_CHECK enum err_code gathering_complete(struct gathering *gathering, struct target common, bool has_way,
                                            bool has_method, struct target ret_targets[SCAN_METHODS],
                                            size_t *ret_count);
/* ENTRY as given; with the port where it is not the usual one, so that two entries of one host can be told apart. */
struct str gathering_scope(struct str entry, const struct target *target, struct arena *arena);
/* Copies the target, whose texts are borrowed. ERR_TOO_LARGE beyond TARGETS_MAX. */
MUST_CHECK enum err_code gathering_add(struct gathering *gathering, const struct target *target);
