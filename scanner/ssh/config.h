#pragma once
/* Configurations of the OpenSSH client (ssh_config(5)): what a name given on the command line stands for. Understood
 * are Host, HostName, Port, User, ProxyJump, ProxyCommand (only to say that it is not run), Include and Match all; the
 * first value wins. Other keywords are passed over. See docs/formats/targets.md. One thread at a time. */

#include "scanner/target/hop.h"

struct ssh_config;

/* What is in a configuration, but plays no part here. */
enum ssh_config_unused {
    SSH_CONFIG_MATCH,          /* Match blocks with other criteria than all */
    SSH_CONFIG_HOST_KEY_ALIAS, /* host keys are looked up by HostName */
    SSH_CONFIG_UNUSED_COUNT
};

/* Follows an Include line in FILE. PATTERN is one of its arguments. It may call ssh_config_parse. */
struct ssh_config_include {
    enum err_code (*follow)(void *context, struct ssh_config *config, struct str pattern, const char *file,
                            struct err *err);
    void *context;
};

/* NULL when memory is out. */
struct ssh_config *ssh_config_new(void);
void ssh_config_free(struct ssh_config *config);
DEFINE_CLEANUP(ssh_config, ssh_config_free)
/* Adds what BYTES say behind what is there; within an Include, under its conditions. BYTES and FILE are copied.
 * INCLUDE NULL: Include lines are passed over. */
MUST_CHECK enum err_code ssh_config_parse(struct ssh_config *config, struct str bytes, const char *file,
                                          const struct ssh_config_include *include, struct err *err);
/* From disk, with what it includes: relative to the directory of the file that includes, ~/ to HOME (NULL: such files
 * are not there). */
MUST_CHECK enum err_code ssh_config_read(const char *path, const char *home, struct ssh_config **ret_config,
                                         struct err *err);

/* How to reach a host. Before: what was given; 0, empty and has_way false where nothing was. After: all of it. */
struct ssh_route {
    struct str address; /* the name given; then HostName */
    struct str user;
    uint16_t port; /* then 22 where nothing says otherwise */
    bool has_way;  /* the hops were given, be it that there are none */
    const struct hop *hops;
    size_t hop_count;
};

/* Fills in what was not given; texts live as long as CONFIG, which may be NULL. A ProxyCommand that applies, a HostName
 * that is none and a loop of ProxyJump are errors with their place. */
MUST_CHECK enum err_code ssh_config_resolve(struct ssh_config *config, struct ssh_route *route, struct err *err);
/* The same for hops that were given: each is looked up, and the first one's own way goes before it. HOPS are filled in
 * where they stand. */
MUST_CHECK enum err_code ssh_config_resolve_hops(struct ssh_config *config, struct hop *hops, size_t count,
                                                 const struct hop **ret_hops, size_t *ret_count, struct err *err);
/* How often it was met; *RET_FILE and *RET_LINE of the first. */
size_t ssh_config_unused(const struct ssh_config *config, enum ssh_config_unused what, const char **ret_file,
                         uint64_t *ret_line);
