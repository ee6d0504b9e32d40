/* Credentials: credentials.yaml of a directory (memory_directory.h), which has the keys and secrets that it names. What
 * must hold for any bytes: a refusal names a file, and its place in the data, and says no secret; what is taken has
 * what its kind needs, under a name that stands once. */

#include "scanner/credential/credential.h"
#include "tests/fuzz/memory_directory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What $env:SECRET holds; nothing of it may be said. */
#define SECRET "correct horse battery staple"

static const char *variable(const char *name) {
    return strcmp(name, "SECRET") == 0 ? SECRET : NULL;
}

/* What the fuzzer has found out may stand where no secret does. */
static void check_refusal(const struct err *err, struct str input) {
    CHECK(err->file[0]);
    CHECK(str_contains(input, STR(SECRET)) || !(strstr(err->arg[0], SECRET) || strstr(err->arg[1], SECRET)));
    if (err->code == ERR_VALUE || err->code == ERR_UNKNOWN_KEY || err->code == ERR_MISSING_KEY ||
        err->code == ERR_SYNTAX || err->code == ERR_ENCODING) {
        CHECK(err->line > 0 && err->column > 0);
    }
}

static void check_snmp(const struct credential *credential) {
    const struct snmp_secrets *snmp = &credential->snmp;

    if (credential->kind != CREDENTIAL_SNMP_V3) {
        CHECK(snmp->community && *snmp->community && strlen(snmp->community) <= 255);
        return;
    }
    CHECK(credential->user.n > 0 && credential->user.n <= 32 && snmp->context.n <= 32);
    CHECK((snmp->auth != SNMP_AUTH_NONE) == (snmp->auth_password != NULL));
    CHECK((snmp->priv != SNMP_PRIV_NONE) == (snmp->priv_password != NULL));
    CHECK(snmp->auth != SNMP_AUTH_NONE || snmp->priv == SNMP_PRIV_NONE);
    CHECK(!snmp->auth_password || strlen(snmp->auth_password) >= 8);
}

static void check_credential(const struct credential *credential) {
    CHECK(credential->name.n > 0 && credential->line > 0);
    if (credential_method(credential) == SCAN_SNMP) {
        check_snmp(credential);
        return;
    }
    CHECK(credential->kind != CREDENTIAL_SSH_PASSWORD || credential->secret);
    CHECK(credential->kind != CREDENTIAL_SSH_KEY || credential->private_key);
    CHECK(credential->lock == KEY_LOCK_NONE || credential->secret);
    CHECK(!credential->snmp.community && !credential->snmp.auth_password);
}

static void check_store(const struct credential_store *store) {
    for (size_t i = 0; i < credential_count(store); i++) {
        check_credential(credential_at(store, i));
        for (size_t k = 0; k < i && i < 50; k++) {
            CHECK(!str_eq(credential_at(store, i)->name, credential_at(store, k)->name));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct credential_sources sources = {.environment = variable};
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    struct err err = {0};
    char path[PATH_MAX];

    memory_directory_path(&directory, "credentials.yaml", path, sizeof path);
    enum err_code code = credential_store_read(path, &sources, &store, &err);
    CHECK(code == err.code && !code == !!store);
    if (store) {
        check_store(store);
    } else {
        check_refusal(&err, (struct str){(const char *)data, size});
    }
    return 0;
}
