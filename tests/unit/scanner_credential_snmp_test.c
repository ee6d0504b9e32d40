/* Credentials of SNMP. */

#include "scanner/credential/credential.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/credentials.h"

#include <stdio.h>

static void assert_snmp(const struct credential *credential, enum credential_kind kind, enum snmp_auth auth,
                        enum snmp_priv priv) {
    assert_int_equal(credential->kind, kind);
    assert_int_equal(credential_method(credential), SCAN_SNMP);
    assert_int_equal(credential->snmp.auth, auth);
    assert_int_equal(credential->snmp.priv, priv);
}

static void test_snmp_kinds(void **state) {
    static const char text[] = "credentials:\n"
                               "  - name: switches\n"
                               "    kind: snmp-v3\n"
                               "    user: audit\n"
                               "    auth: SHA-256\n"
                               "    auth_password_from: file:keys/auth\n"
                               "    priv: AES-256\n"
                               "    priv_password_from: systemd:priv\n"
                               "    context: vlan-10\n"
                               "  - name: old-printers\n"
                               "    kind: snmp-v2c\n"
                               "    community_from: env:GENKYO_KEY_PASSPHRASE\n"
                               "    scope: [\"10.9.0.0/24\"]\n"
                               "  - {name: ups, kind: snmp-v1, community: open}\n"
                               "  - {name: open, kind: snmp-v3, user: guest}\n"
                               "  - {name: keys, kind: ssh-agent, user: ops}\n";
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    const struct snmp_secrets *snmp;

    (void)state;
    assert_int_equal(mkdir("keys", 0700) | mkdir("systemd", 0700), 0);
    write_private("keys/auth", "eight888\n");
    scratch_write("systemd/priv", STR("nine99999"));
    strcpy(passphrase, "printers");
    assert_int_equal(read_text(text, &store, NULL), ERR_OK);
    assert_int_equal(credential_count(store), 5);
    assert_snmp(credential_at(store, 0), CREDENTIAL_SNMP_V3, SNMP_AUTH_SHA256, SNMP_PRIV_AES256);
    snmp = &credential_at(store, 0)->snmp;
    assert_string_equal(snmp->auth_password, "eight888");
    assert_string_equal(snmp->priv_password, "nine99999");
    assert_str(snmp->context, "vlan-10");
    assert_null(snmp->community);
    assert_snmp(credential_at(store, 1), CREDENTIAL_SNMP_V2C, SNMP_AUTH_NONE, SNMP_PRIV_NONE);
    assert_string_equal(credential_at(store, 1)->snmp.community, "printers");
    assert_snmp(credential_at(store, 2), CREDENTIAL_SNMP_V1, SNMP_AUTH_NONE, SNMP_PRIV_NONE);
    assert_string_equal(credential_at(store, 2)->snmp.community, "open");
    assert_snmp(credential_at(store, 3), CREDENTIAL_SNMP_V3, SNMP_AUTH_NONE, SNMP_PRIV_NONE);
    assert_null(credential_at(store, 3)->snmp.auth_password);
    assert_int_equal(credential_method(credential_at(store, 4)), SCAN_SSH);
    assert_string_equal(credential_kind_word(credential_at(store, 1)), "snmp-v2c");
    assert_string_equal(credential_kind_word(credential_at(store, 4)), "ssh-agent");
    assert_int_equal(credential_inline_count(store), 1);
    /* A community goes over the network in clear; what v3 sends does not. */
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(credential_is_unscoped_community(credential_at(store, i)), i == 2);
        assert_false(credential_is_slow(credential_at(store, i)));
    }
}

/* The words, and what each stands for. */
static void test_protocols(void **state) {
    static const struct {
        const char *auth, *priv;
        enum snmp_auth expected_auth;
        enum snmp_priv expected_priv;
    } cases[] = {
        {"MD5", "DES", SNMP_AUTH_MD5, SNMP_PRIV_DES},
        {"SHA", "AES", SNMP_AUTH_SHA1, SNMP_PRIV_AES128},
        {"SHA-1", "AES-128", SNMP_AUTH_SHA1, SNMP_PRIV_AES128},
        {"SHA-224", "AES-192", SNMP_AUTH_SHA224, SNMP_PRIV_AES192},
        {"SHA-256", "AES-256", SNMP_AUTH_SHA256, SNMP_PRIV_AES256},
        {"SHA-384", "AES-192-C", SNMP_AUTH_SHA384, SNMP_PRIV_AES192_C},
        {"SHA-512", "AES-256-C", SNMP_AUTH_SHA512, SNMP_PRIV_AES256_C},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
        char text[512];
        assert_in_range(snprintf(text, sizeof text,
                                 "credentials:\n  - {name: a, kind: snmp-v3, user: u, auth: %s, "
                                 "auth_password: 12345678, priv: %s, priv_password: 12345678}\n",
                                 cases[i].auth, cases[i].priv),
                        1, sizeof text - 1);
        assert_int_equal(read_text(text, &store, NULL), ERR_OK);
        assert_snmp(credential_at(store, 0), CREDENTIAL_SNMP_V3, cases[i].expected_auth, cases[i].expected_priv);
    }
}

#define V3 "  - {name: a, kind: snmp-v3, user: u, "

static const struct {
    const char *entry;
    enum err_code code;
    unsigned line, column;
    const char *arg0, *arg1;
} snmp_refusals[] = {
    {"  - {name: a, kind: snmp-v1}\n", ERR_MISSING_KEY, 2, 5, "community", "snmp-v1"},
    {"  - {name: a, kind: snmp-v2c, community: ''}\n", ERR_MISSING_KEY, 2, 5, "community", "snmp-v2c"},
    {"  - {name: a, kind: snmp-v2c, community_from: 'file:empty'}\n", ERR_VALUE, 2, 47, "community_from",
     "1 to 255 bytes"},
    {"  - {name: a, kind: snmp-v2c, community_from: 'file:256'}\n", ERR_VALUE, 2, 47, "community_from",
     "1 to 255 bytes"},
    {"  - {name: a, kind: snmp-v2c, community: \"s3cret\\0more\"}\n", ERR_VALUE, 2, 42, "community", "no NUL byte"},
    {"  - {name: a, kind: snmp-v2c, community_from: 'file:nul'}\n", ERR_VALUE, 2, 47, "community_from", "no NUL byte"},
    {"  - {name: a, kind: snmp-v2c, community_from: 'file:public'}\n", ERR_NOT_PRIVATE, 0, 0, "", ""},
    {"  - {name: a, kind: snmp-v2c, community_from: 'env:NOT_SET'}\n", ERR_VALUE, 2, 47, "community_from",
     "env:NAME of a variable that is set"},
    {"  - {name: a, kind: snmp-v2c, community: x, community_from: 'env:X'}\n", ERR_VALUE, 2, 31, "community",
     "not together with community_from"},
    {"  - {name: a, kind: snmp-v3}\n", ERR_MISSING_KEY, 2, 5, "user", "snmp-v3"},
    {"  - {name: a, kind: snmp-v3, user: 123456789012345678901234567890123}\n", ERR_VALUE, 2, 36, "user",
     "at most 32 bytes (RFC 3414)"},
    {V3 "context: 123456789012345678901234567890123}\n", ERR_VALUE, 2, 48, "context", "at most 32 bytes (RFC 3411)"},
    {V3 "auth: sha}\n", ERR_VALUE, 2, 45, "auth", "MD5, SHA, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512"},
    {V3 "auth: SHA}\n", ERR_MISSING_KEY, 2, 5, "auth_password", "auth"},
    {V3 "auth: SHA, auth_password: s3cret7}\n", ERR_VALUE, 2, 65, "auth_password", "8 bytes or more (RFC 3414)"},
    {V3 "auth: SHA, auth_password_from: 'file:empty'}\n", ERR_VALUE, 2, 70, "auth_password_from",
     "8 bytes or more (RFC 3414)"},
    {V3 "auth_password: s3cret-s3cret}\n", ERR_MISSING_KEY, 2, 5, "auth", "auth_password"},
    {V3 "priv: AES, priv_password: s3cret-s3cret}\n", ERR_MISSING_KEY, 2, 5, "auth", "priv"},
    {V3 "auth: SHA, auth_password: s3cret-s3cret, priv: 3DES}\n", ERR_VALUE, 2, 86, "priv",
     "DES, AES, AES-128, AES-192, AES-256, AES-192-C, AES-256-C"},
    {V3 "auth: SHA, auth_password: s3cret-s3cret, priv: AES}\n", ERR_MISSING_KEY, 2, 5, "priv_password", "priv"},
    {V3 "auth: SHA, auth_password: s3cret-s3cret, priv: AES, priv_password: s3cret}\n", ERR_VALUE, 2, 106,
     "priv_password", "8 bytes or more (RFC 3414)"},
    {V3 "auth: SHA, auth_password: s3cret-s3cret, priv_password: s3cret-s3cret}\n", ERR_MISSING_KEY, 2, 5, "priv",
     "priv_password"},
    /* Keys of other kinds. */
    {V3 "community: s3cret}\n", ERR_VALUE, 2, 39, "community", "only with the kind snmp-v1, snmp-v2c"},
    {V3 "sudo: true}\n", ERR_VALUE, 2, 39, "sudo", "only with the kind ssh-key, ssh-agent, ssh-password"},
    {V3 "password: s3cret}\n", ERR_VALUE, 2, 39, "password", "only with the kind ssh-password"},
    {"  - {name: a, kind: snmp-v1, community: x, user: u}\n", ERR_VALUE, 2, 44, "user",
     "only with the kind ssh-key, ssh-agent, ssh-password, snmp-v3"},
    {"  - {name: a, kind: snmp-v1, community: x, auth: SHA}\n", ERR_VALUE, 2, 44, "auth", "only with the kind snmp-v3"},
    {"  - {name: a, kind: snmp-v2c, community: x, private_key: k}\n", ERR_VALUE, 2, 45, "private_key",
     "only with the kind ssh-key"},
    {"  - name: a\n    kind: ssh-agent\n    community_from: env:X\n", ERR_VALUE, 4, 5, "community_from",
     "only with the kind snmp-v1, snmp-v2c"},
    {"  - {name: a, kind: ssh-agent, priv: AES}\n", ERR_VALUE, 2, 32, "priv", "only with the kind snmp-v3"},
    {"  - {name: a, kind: ssh-agent, password: s3cret}\n", ERR_VALUE, 2, 32, "password",
     "only with the kind ssh-password"},
    {"  - {name: a, kind: ssh-password, password: x, passphrase: s3cret}\n", ERR_VALUE, 2, 48, "passphrase",
     "only with the kind ssh-key"},
};

static void test_snmp_refusals(void **state) {
    char long_community[256];

    (void)state;
    memset(long_community, 'c', sizeof long_community);
    scratch_write("256", (struct str){long_community, sizeof long_community});
    scratch_write("nul", (struct str){"s3cret\0more", 11});
    write_private("empty", "\n");
    assert_int_equal(chmod("256", 0600) | chmod("nul", 0600), 0);
    scratch_write("public", STR("s3cret\n"));
    assert_int_equal(chmod("public", 0644), 0);
    for (size_t i = 0; i < ARRAY_LEN(snmp_refusals); i++) {
        struct credential_store *store = NULL;
        struct err err = {0};
        char text[512];
        assert_in_range(snprintf(text, sizeof text, "credentials:\n%s", snmp_refusals[i].entry), 1, sizeof text - 1);
        assert_int_equal(read_text(text, &store, &err), snmp_refusals[i].code);
        assert_int_equal(err.line, snmp_refusals[i].line);
        assert_int_equal(err.column, snmp_refusals[i].line ? snmp_refusals[i].column : 0);
        assert_string_equal(err.arg[0], snmp_refusals[i].arg0);
        assert_string_equal(err.arg[1], snmp_refusals[i].arg1);
        assert_null(strstr(err.arg[0], "s3cret"));
        assert_null(strstr(err.arg[1], "s3cret"));
        assert_null(store);
    }
}

/* The longest that are allowed. */
static void test_snmp_limits(void **state) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    char community[255];

    (void)state;
    memset(community, 'c', sizeof community);
    scratch_write("255", (struct str){community, sizeof community});
    assert_int_equal(chmod("255", 0600), 0);
    assert_int_equal(read_text("credentials:\n"
                               "  - {name: a, kind: snmp-v2c, community_from: 'file:255'}\n"
                               "  - {name: b, kind: snmp-v3, user: 12345678901234567890123456789012,\n"
                               "     context: 12345678901234567890123456789012}\n",
                               &store, NULL),
                     ERR_OK);
    assert_int_equal(strlen(credential_at(store, 0)->snmp.community), 255);
    assert_int_equal(credential_at(store, 1)->user.n, 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_snmp_kinds, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_protocols, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_snmp_refusals, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_snmp_limits, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
