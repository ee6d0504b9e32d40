#pragma once
/* Where the secrets of a credentials file come from: the file itself, the environment, a file that is as private, or a
 * credential of the systemd service. They are read into the vault, and no other copy stays behind. One thread. */

#include "scanner/credential/credential.h"
#include "scanner/credential/vault.h"

struct secret_variable; /* of the environment, that held secrets */

struct secret_reading {
    const char *path;                         /* of the file, for errors */
    int directory;                            /* relative paths start here */
    bool is_guarded;                          /* it is that of the service's credentials */
    const struct credential_sources *sources; /* NULL: secrets of the environment and of systemd are refused */
    struct vault *vault;
    struct arena *scratch;
    struct err *err;
    struct secret_variable *variables; /* NULL at first */
};

/* A secret X as it stands in an entry of the file, be it X or X_from. */
struct secret_cell {
    const struct yaml_node *entry;
    const char *key, *from_key;
    struct str value, source;
};

/* *RET_SECRET, NUL-terminated and in the vault, is left alone where the entry has none. */
MUST_CHECK enum err_code secret_read(struct secret_reading *reading, const struct secret_cell *cell, char **ret_secret);
/* Is the file PATH, from the reading's directory on, as private as one with secrets must be? ERR_NOT_PRIVATE: no.
 * systemd guards the directory of credentials itself, and may own its files as root: their mode is not judged. */
MUST_CHECK enum err_code secret_check_private(const struct secret_reading *reading, const char *path);
/* The bytes of a file of at most 1 MiB, in the vault, from DIRECTORY on. Whether it is private is not looked at. */
MUST_CHECK enum err_code secret_read_file(const struct secret_reading *reading, int directory, const char *path,
                                          struct str *ret_bytes);
/* Fills the reading's error and returns its code: the secret stands at its place in the file, and must be ALLOWED. */
enum err_code secret_refuse(const struct secret_reading *reading, const struct secret_cell *cell, const char *allowed);
/* To be called when everything has been read: several credentials may name one variable. */
void secret_forget_variables(const struct secret_reading *reading);
