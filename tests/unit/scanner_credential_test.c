#include "scanner/credential.h"

#include "tests/unit/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <sys/stat.h>

/* The environment of these tests. */
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

static void write_private(const char *path, const char *text) {
    scratch_write(path, str_from(text));
    assert_int_equal(chmod(path, 0600), 0);
}

static enum err_code read_text(const char *text, struct credential_store **store, struct err *err) {
    write_private("credentials.yaml", text);
    return credential_store_read("credentials.yaml", &sources, store, err);
}

static void assert_str(struct str s, const char *expected) {
    assert_int_equal(s.n, strlen(expected));
    assert_memory_equal(s.p, expected, s.n);
}

static void test_all_kinds(void **state) {
    static const char text[] = "credentials:\n"
                               "  - name: servers\n"
                               "    kind: ssh-key\n"
                               "    user: audit\n"
                               "    private_key: keys/audit\n"
                               "    passphrase_from: env:GENKYO_KEY_PASSPHRASE\n"
                               "    sudo: true\n"
                               "    scope: [\"10.1.0.0/16\", \"site:hq\"]\n"
                               "  - name: agent\n"
                               "    kind: ssh-agent\n"
                               "    user: ops\n"
                               "  - name: switches\n"
                               "    kind: snmp-v3\n"
                               "    user: audit\n"
                               "    auth: SHA-256\n"
                               "    auth_password_from: file:/nowhere/snmp-auth\n"
                               "    priv: AES-256\n"
                               "    priv_password_from: file:/nowhere/snmp-priv\n"
                               "  - name: old-printers\n"
                               "    kind: snmp-v2c\n"
                               "    community_from: systemd:printers\n"
                               "    scope: [\"10.9.0.0/24\"]\n"
                               "  - name: plain\n"
                               "    kind: ssh-password\n"
                               "    user: admin\n"
                               "    password: \"open sesame\"\n"
                               "  - name: from-file\n"
                               "    kind: ssh-password\n"
                               "    password_from: file:keys/word\n"
                               "  - name: from-systemd\n"
                               "    kind: ssh-password\n"
                               "    password_from: systemd:word\n";
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    const struct credential *first;

    (void)state;
    assert_int_equal(mkdir("keys", 0700) | mkdir("systemd", 0700), 0);
    write_private("keys/audit", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    write_private("keys/word", "in a file\n");
    scratch_write("systemd/word", STR("from systemd"));
    assert_int_equal(read_text(text, &store, NULL), ERR_OK);
    assert_int_equal(credential_count(store), 5);
    first = credential_at(store, 0);
    assert_str(first->name, "servers");
    assert_int_equal(first->kind, CREDENTIAL_SSH_KEY);
    assert_str(first->user, "audit");
    assert_string_equal(first->private_key, "keys/audit");
    assert_str(first->key, "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    assert_string_equal(first->secret, "hunter2-env");
    assert_string_equal(passphrase, "***********");
    assert_true(first->use_sudo);
    assert_int_equal(first->scope.count, 2);
    assert_int_equal(credential_at(store, 1)->kind, CREDENTIAL_SSH_AGENT);
    assert_null(credential_at(store, 1)->secret);
    assert_false(credential_at(store, 1)->use_sudo);
    assert_string_equal(credential_at(store, 2)->secret, "open sesame");
    assert_string_equal(credential_at(store, 3)->secret, "in a file");
    assert_string_equal(credential_at(store, 4)->secret, "from systemd");
    assert_int_equal(credential_inline_count(store), 1);
}

/* Key files of ssh-keygen, their private halves cut short: what is looked at stands before them. */
static void test_key_files(void **state) {
    static const char rsa[] = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                              "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAACwAAAAdzc2gtcn\n"
                              "Nh\n"
                              "-----END OPENSSH PRIVATE KEY-----\n";
    static const char ed25519[] = "-----BEGIN OPENSSH PRIVATE KEY-----\r\n"
                                  "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\r\n"
                                  "QyNTUxOQAAACBl9QGi5sBdlSzl2zE8XKEWew4ASNQ8n8TfJOJcwuXZRAAAAA==\r\n"
                                  "-----END OPENSSH PRIVATE KEY-----\r\n";
    static const char torn[] = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                               "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
                               "-----END OPENSSH PRIVATE KEY-----\n";
    static const char text[] = "credentials:\n"
                               "  - {name: a, kind: ssh-key, private_key: rsa}\n"
                               "  - {name: b, kind: ssh-key, private_key: pem}\n"
                               "  - {name: c, kind: ssh-key, private_key: ed25519}\n"
                               "  - {name: d, kind: ssh-key, private_key: torn}\n";
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;

    (void)state;
    write_private("rsa", rsa);
    write_private("pem", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n");
    write_private("ed25519", ed25519);
    write_private("torn", torn);
    assert_int_equal(read_text(text, &store, NULL), ERR_OK);
    assert_true(credential_at(store, 0)->is_rsa_key);
    assert_true(credential_at(store, 1)->is_rsa_key);
    assert_false(credential_at(store, 2)->is_rsa_key);
    assert_false(credential_at(store, 3)->is_rsa_key);
    assert_str(credential_at(store, 2)->public_key,
               "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGX1AaLmwF2VLOXbMTxcoRZ7DgBI1DyfxN8k4lzC5dlE");
    assert_str(credential_at(store, 1)->public_key, "");
    assert_str(credential_at(store, 3)->public_key, "");
}

static void test_refusals(void **state) {
    static const struct {
        const char *entry;
        enum err_code code;
        unsigned line;
    } cases[] = {
        {"  - {name: a, kind: telnet}\n", ERR_VALUE, 2},
        {"  - {kind: ssh-agent}\n", ERR_MISSING_KEY, 2},
        {"  - {name: '', kind: ssh-agent}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-agent}\n  - {name: a, kind: ssh-agent}\n", ERR_VALUE, 3},
        {"  - {name: a, kind: ssh-agent, colour: red}\n", ERR_UNKNOWN_KEY, 2},
        {"  - {name: a, kind: ssh-key}\n", ERR_MISSING_KEY, 2},
        {"  - {name: a, kind: ssh-password}\n", ERR_MISSING_KEY, 2},
        {"  - {name: a, kind: ssh-key, private_key: missing}\n", ERR_NOT_FOUND, 0},
        {"  - {name: a, kind: ssh-key, private_key: public}\n", ERR_NOT_PRIVATE, 0},
        {"  - {name: a, kind: ssh-password, password_from: 'file:public'}\n", ERR_NOT_PRIVATE, 0},
        {"  - {name: a, kind: ssh-password, password_from: 'env:NOT_SET'}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-password, password_from: 'systemd:../public'}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-password, password_from: s3cret}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-password, password_from: 'vault:s3cret'}\n", ERR_VALUE, 2},
        {"  - name: a\n    kind: ssh-agent\n    scope:\n      - 10.0.0.0/8\n      - 10.0.0.0/33\n", ERR_VALUE, 6},
        {"  - {name: a, kind: ssh-agent, scope: ['site:']}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-agent, scope: []}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-agent, scope: hq}\n", ERR_VALUE, 2},
        {"  - {name: a, kind: ssh-agent, sudo: yes}\n", ERR_VALUE, 2},
    };

    (void)state;
    scratch_write("public", STR("s3cret\n"));
    assert_int_equal(chmod("public", 0644), 0);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct credential_store *store = NULL;
        struct err err = {0};
        char text[512];
        assert_in_range(snprintf(text, sizeof text, "credentials:\n%s", cases[i].entry), 1, sizeof text - 1);
        assert_int_equal(read_text(text, &store, &err), cases[i].code);
        assert_int_equal(err.line, cases[i].line);
        assert_null(store);
        assert_null(strstr(err.arg[0], "s3cret"));
        assert_null(strstr(err.arg[1], "s3cret"));
    }
}

/* Both at once is refused, and the secret is not repeated. */
static void test_value_and_source(void **state) {
    struct credential_store *store = NULL;
    struct err err = {0};

    (void)state;
    assert_int_not_equal(read_text("credentials:\n  - {name: a, kind: ssh-password, password: s3cret, "
                                   "password_from: 'env:GENKYO_KEY_PASSPHRASE'}\n",
                                   &store, &err),
                         ERR_OK);
    assert_null(strstr(err.arg[0], "s3cret"));
    assert_null(strstr(err.arg[1], "s3cret"));
}

static void test_file_must_be_private(void **state) {
    struct credential_store *store = NULL;

    (void)state;
    scratch_write("credentials.yaml", STR("credentials: []\n"));
    assert_int_equal(chmod("credentials.yaml", 0640), 0);
    assert_int_equal(credential_store_read("credentials.yaml", &sources, &store, NULL), ERR_NOT_PRIVATE);
}

static void test_scope(void **state) {
    static struct str scopes[] = {{"10.1.0.0/16", 11}, {"2001:db8::/32", 13}, {"site:hq", 7}};
    const struct credential everywhere = {.name = STR("any")};
    const struct credential some = {.name = STR("some"), .scope = {scopes, ARRAY_LEN(scopes)}};
    const struct target plain = {0};
    const struct target at_hq = {.site = STR("hq")};
    const struct target at_hq2 = {.site = STR("hq2")};
    const struct target wants_some = {.credential = STR("some")};
    const struct {
        const struct credential *credential;
        const struct target *target;
        const char *address;
        bool covers;
    } cases[] = {
        {&everywhere, &plain, "192.0.2.1", true}, {&everywhere, &wants_some, "10.1.2.3", false},
        {&some, &plain, "10.1.2.3", true},        {&some, &plain, "10.2.2.3", false},
        {&some, &plain, "2001:db8:1::1", true},   {&some, &plain, "2001:db9::1", false},
        {&some, &plain, "::ffff:10.1.2.3", true}, {&some, &at_hq, "192.0.2.1", true},
        {&some, &at_hq2, "192.0.2.1", false},     {&some, &plain, "web.example.jp", false},
        {&some, &wants_some, "10.1.2.3", true},   {&some, &wants_some, "192.0.2.1", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(credential_covers(cases[i].credential, cases[i].target, str_from(cases[i].address)),
                         cases[i].covers);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_kinds, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_key_files, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refusals, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_value_and_source, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_file_must_be_private, scratch_make, scratch_remove),
        cmocka_unit_test(test_scope),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
