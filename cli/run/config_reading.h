#pragma once
/* What the parts of reading genkyo.yaml share. One thread at a time. */

#include "cli/run/config.h"
#include "scanner/credential/vault.h"

struct run_config_reading {
    const char *path;     /* of the file */
    struct str directory; /* of it, with the / behind; empty for the working directory */
    struct arena *arena;  /* of the configuration */
    struct vault *vault;  /* for its secrets */
    bool has_inline_secret;
    struct err *err;
};

/* Fills the reading's error and returns its code: what stands at NODE must be ALLOWED. */
enum err_code run_config_refuse(const struct run_config_reading *reading, const struct yaml_node *node, const char *key,
                                const char *allowed);
/* Likewise where what stands at NODE, which OF names, lacks KEY. */
enum err_code run_config_missing(const struct run_config_reading *reading, const struct yaml_node *node,
                                 const char *key, const char *of);
/* From the file's directory on, with a NUL behind; an empty one stays empty. */
struct str run_config_resolve(const struct run_config_reading *reading, struct str path);
/* The section `notify`; NODE NULL: nobody is told. */
MUST_CHECK enum err_code run_config_read_notify(struct run_config_reading *reading, const struct yaml_node *node,
                                                struct run_notify *notify);
