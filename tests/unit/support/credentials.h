#pragma once
/* Files of credentials, for tests in a directory of their own; and an environment for them. */

#include "scanner/credential/credential.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <sys/stat.h>

/* The variables of these tests: one, which is overwritten once it has been read, and a directory of systemd. */
static char passphrase[] = "hunter2-env";

static const char *environment(const char *name) {
    return strcmp(name, "GENKYO_KEY_PASSPHRASE") == 0   ? passphrase
           : strcmp(name, "CREDENTIALS_DIRECTORY") == 0 ? "systemd"
                                                        : NULL;
}

static void forget(const char *name) {
    if (strcmp(name, "GENKYO_KEY_PASSPHRASE") == 0) {
        memset(passphrase, '*', sizeof passphrase - 1);
    }
}

static const struct credential_sources sources = {environment, forget};

static inline void write_private(const char *path, const char *text) {
    scratch_write(path, str_from(text));
    assert_int_equal(chmod(path, 0600), 0);
}

static inline enum err_code read_text(const char *text, struct credential_store **store, struct err *err) {
    write_private("credentials.yaml", text);
    return credential_store_read("credentials.yaml", &sources, store, err);
}
