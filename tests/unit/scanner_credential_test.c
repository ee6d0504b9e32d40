#include "scanner/credential/credential.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/credentials.h"

#include <stdio.h>
#include <sys/stat.h>

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

/* The file itself, and a key beside it, are credentials of the service: whose they are is not looked at. */
static void test_file_of_systemd(void **state) {
    static const char text[] = "credentials:\n"
                               "  - {name: key, kind: ssh-key, user: audit, private_key: audit, passphrase: hunter2}\n"
                               "  - {name: word, kind: ssh-password, user: audit, password: word}\n";
    static const char *const others[] = {"systemd:", "systemd:../credentials", "systemd:absent"};
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    struct credential_store *none = NULL;

    (void)state;
    assert_int_equal(mkdir("systemd", 0700), 0);
    scratch_write("systemd/all", str_from(text));
    scratch_write("systemd/audit", STR("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    assert_int_equal(chmod("systemd/all", 0440) | chmod("systemd/audit", 0440), 0);
    assert_int_equal(credential_store_read("systemd:all", &sources, &store, NULL), ERR_OK);
    assert_int_equal(credential_count(store), 2);
    assert_str(credential_at(store, 0)->key, "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    assert_string_equal(credential_at(store, 1)->secret, "word");
    assert_int_equal(credential_inline_count(store), 0);
    assert_int_equal(credential_store_read("systemd:all", NULL, &none, NULL), ERR_USAGE);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        assert_int_equal(credential_store_read(others[i], &sources, &none, NULL), i < 2 ? ERR_USAGE : ERR_NOT_FOUND);
    }
}

/* Files elsewhere must be as private as ever. */
static void test_other_files_of_systemd(void **state) {
    struct credential_store *store = NULL;

    (void)state;
    assert_int_equal(mkdir("systemd", 0700) | mkdir("systemd/keys", 0700), 0);
    scratch_write("systemd/all", STR("credentials:\n  - {name: a, kind: ssh-key, user: b, private_key: keys/a}\n"));
    scratch_write("systemd/keys/a", STR("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    assert_int_equal(chmod("systemd/keys/a", 0644), 0);
    assert_int_equal(credential_store_read("systemd:all", &sources, &store, NULL), ERR_NOT_PRIVATE);
    scratch_write("systemd/all",
                  STR("credentials:\n  - {name: a, kind: ssh-password, password_from: 'file:keys/a'}\n"));
    assert_int_equal(credential_store_read("systemd:all", &sources, &store, NULL), ERR_NOT_PRIVATE);
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

/* What is for one transport is not sent over the other, be it named, or in scope. */
static void test_methods_are_apart(void **state) {
    const struct credential ssh = {.name = STR("a"), .kind = CREDENTIAL_SSH_PASSWORD};
    const struct credential snmp = {.name = STR("a"), .kind = CREDENTIAL_SNMP_V1};
    const struct target over_ssh = {.method = SCAN_SSH, .credential = STR("a")};
    const struct target over_snmp = {.method = SCAN_SNMP, .credential = STR("a")};

    (void)state;
    assert_true(credential_covers(&ssh, &over_ssh, STR("10.1.2.3")));
    assert_true(credential_covers(&snmp, &over_snmp, STR("10.1.2.3")));
    assert_false(credential_covers(&ssh, &over_snmp, STR("10.1.2.3")));
    assert_false(credential_covers(&snmp, &over_ssh, STR("10.1.2.3")));
}

static void test_what_may_cover(void **state) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    static const struct {
        struct target target;
        bool covered;
    } cases[] = {
        {{.address = STR("10.9.0.1"), .method = SCAN_SNMP}, true},
        {{.address = STR("10.8.0.1"), .method = SCAN_SNMP}, false},
        {{.address = STR("10.9.0.1"), .method = SCAN_SSH}, false},
        /* A name may turn out to be in the block. */
        {{.address = STR("printer1"), .method = SCAN_SNMP}, true},
        {{.address = STR("printer1"), .method = SCAN_SSH}, false},
        {{.address = STR("printer1"), .method = SCAN_SNMP, .credential = STR("printers")}, true},
        {{.address = STR("printer1"), .method = SCAN_SNMP, .credential = STR("others")}, false},
        {{.address = STR("10.9.0.1"), .method = SCAN_SNMP, .credential = STR("others")}, false},
    };

    (void)state;
    assert_int_equal(read_text("credentials:\n"
                               "  - {name: printers, kind: snmp-v2c, community: x, scope: ['10.9.0.0/24']}\n",
                               &store, NULL),
                     ERR_OK);
    assert_true(credential_store_has(store, SCAN_SNMP));
    assert_false(credential_store_has(store, SCAN_SSH));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(credential_store_may_cover(store, &cases[i].target), cases[i].covered);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_kinds, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_key_files, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refusals, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_value_and_source, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_file_must_be_private, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_file_of_systemd, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_other_files_of_systemd, scratch_make, scratch_remove),
        cmocka_unit_test(test_scope),
        cmocka_unit_test(test_methods_are_apart),
        cmocka_unit_test_setup_teardown(test_what_may_cover, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
