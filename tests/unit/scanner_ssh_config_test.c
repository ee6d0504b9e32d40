#include "scanner/ssh/config.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void assert_err(const struct err *err, const char *file, unsigned line, unsigned column, const char *key) {
    assert_string_equal(err->file, file);
    assert_int_equal(err->line, line);
    assert_int_equal(err->column, column);
    assert_string_equal(err->arg[0], key);
}

/* user@address:port with its way, of a name that nothing else was given for. */
static void assert_route(struct ssh_config *config, const char *name, const char *expected) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct ssh_route route = {.address = str_from(name)};

    assert_int_equal(ssh_config_resolve(config, &route, NULL), ERR_OK);
    buffer_printf(&text, "%.*s%s%.*s:%u", STR_FMT(route.user), route.user.n ? "@" : "", STR_FMT(route.address),
                  route.port);
    if (route.hop_count) {
        buffer_append_cstr(&text, " via ");
        hops_write(route.hops, route.hop_count, &text);
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
}

static struct ssh_config *parse(const char *text) {
    struct ssh_config *config = ssh_config_new();

    assert_non_null(config);
    assert_int_equal(ssh_config_parse(config, str_from(text), "config", NULL, NULL), ERR_OK);
    return config;
}

/* The first value wins, whatever block it stands in. */
static void test_first_wins(void **state) {
    CLEANUP(ssh_config_free_cleanup)
    struct ssh_config *config = parse("User early\n"
                                      "Host web1\n"
                                      "    HostName 192.0.2.1\n"
                                      "    User late\n"
                                      "Host web*\n"
                                      "    HostName 192.0.2.2\n"
                                      "    Port 2222\n"
                                      "Host *\n"
                                      "    Port 22022\n");

    (void)state;
    assert_route(config, "web1", "early@192.0.2.1:2222");
    assert_route(config, "web2", "early@192.0.2.2:2222");
    assert_route(config, "db1", "early@db1:22022");
    assert_route(NULL, "db1", "db1:22");
}

/* What was given goes before all of it. */
static void test_given(void **state) {
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = parse("Port 2222\nUser x\nProxyJump gate\n");
    struct ssh_route route = {.address = STR("a"), .port = 22, .user = STR("audit"), .has_way = true};

    (void)state;
    assert_int_equal(ssh_config_resolve(config, &route, NULL), ERR_OK);
    assert_int_equal(route.port, 22);
    assert_true(str_eq(route.user, STR("audit")));
    assert_int_equal(route.hop_count, 0);
}

static void test_patterns(void **state) {
    static const struct {
        const char *patterns, *name;
        bool fits;
    } cases[] = {
        {"a", "a", true},
        {"a", "A", false},
        {"a b", "b", true},
        {"*.example.jp", "web.example.jp", true},
        {"*.example.jp", "example.jp", false},
        {"web?", "web1", true},
        {"web?", "web", false},
        {"10.1.*", "10.1.0.5", true},
        {"* !10.1.*", "10.1.0.5", false},
        {"!10.1.* *", "10.1.0.5", false},
        {"!10.1.* *", "10.2.0.5", true},
        {"!a", "b", false},
        {"*", "", true},
        {"a*b*c", "aXbXbXc", true},
        {"a*b*c", "aXbXbX", false},
        {"\"a\" # b", "b", false},
        {"a**?", "a", false},
        {"***a*******************************b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "Host %s\nPort 2222\n", cases[i].patterns);
        CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = parse(text);
        struct ssh_route route = {.address = str_from(cases[i].name)};
        assert_int_equal(ssh_config_resolve(config, &route, NULL), ERR_OK);
        assert_int_equal(route.port, cases[i].fits ? 2222 : 22);
    }
}

static void test_forms_of_lines(void **state) {
    CLEANUP(ssh_config_free_cleanup)
    struct ssh_config *config = parse("\xEF\xBB\xBF# a comment\r\n"
                                      "\r\n"
                                      "\tHOST=a \"b\"\r\n"
                                      "  hostname = \"192.0.2.7\" # trailing\r\n"
                                      "  user 'au'\\d\"it\"\r\n"
                                      "  Ciphers aes256-ctr,aes128-ctr\r\n"
                                      "  port=2222");

    (void)state;
    assert_route(config, "a", "au\\dit@192.0.2.7:2222");
    assert_route(config, "b", "au\\dit@192.0.2.7:2222");
    assert_route(config, "c", "c:22");
}

static void test_match(void **state) {
    CLEANUP(ssh_config_free_cleanup)
    struct ssh_config *config =
        parse("Match host a\n  Port 1\nMatch all\n  Port 2\nMatch exec \"true\"\n  User x\nHost a\n  HostKeyAlias b\n");
    const char *file;
    uint64_t line;

    (void)state;
    assert_route(config, "a", "a:2");
    assert_int_equal(ssh_config_unused(config, SSH_CONFIG_MATCH, &file, &line), 2);
    assert_string_equal(file, "config");
    assert_int_equal(line, 1);
    assert_int_equal(ssh_config_unused(config, SSH_CONFIG_HOST_KEY_ALIAS, &file, &line), 1);
    assert_int_equal(line, 8);
}

static void test_host_name(void **state) {
    CLEANUP(ssh_config_free_cleanup)
    struct ssh_config *config = parse("Host a\n HostName %h.%h.example.jp\nHost b\n HostName b%%\n");
    struct ssh_route route = {.address = STR("b")};
    struct err err;

    (void)state;
    assert_route(config, "a", "a.a.example.jp:22");
    assert_int_equal(ssh_config_resolve(config, &route, &err), ERR_VALUE);
    assert_err(&err, "config", 4, 11, "HostName");
}

/* The first hop may have a way of its own; a way through the host itself is none. */
static void test_ways(void **state) {
    CLEANUP(ssh_config_free_cleanup)
    struct ssh_config *config = parse("Host direct\n  ProxyJump none\n"
                                      "Host commanded\n  ProxyCommand none\n"
                                      "Host two\n  ProxyJump first:2222,second\n"
                                      "Host first\n  HostName first.example.jp\n"
                                      "  User hop\n  ProxyJump outer\n"
                                      "Host second\n  Port 2200\n  ProxyJump other\n"
                                      "Host outer\n  ProxyJump none\n"
                                      "Host *\n  ProxyJump gate\n");

    (void)state;
    assert_route(config, "direct", "direct:22");
    assert_route(config, "commanded", "commanded:22");
    assert_route(config, "two", "two:22 via outer,hop@first.example.jp:2222,second:2200");
    assert_route(config, "any", "any:22 via gate");
    assert_route(config, "gate", "gate:22");
    assert_route(config, "second", "second:2200 via gate,other");
}

static void test_given_hops(void **state) {
    CLEANUP(ssh_config_free_cleanup)
    struct ssh_config *config = parse("Host gate\n  HostName 192.0.2.1\n  User hop\n  Port 2222\n  ProxyJump outer\n");
    struct hop hops[] = {{.address = STR("gate"), .user = STR("me")}, {.address = STR("inner")}};
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct hop *completed;
    size_t count;

    (void)state;
    assert_int_equal(ssh_config_resolve_hops(config, hops, 2, &completed, &count, NULL), ERR_OK);
    hops_write(completed, count, &text);
    assert_true(str_eq(buffer_view(&text), STR("outer,me@192.0.2.1:2222,inner")));
    assert_int_equal(completed[2].port, 22);
}

static void test_refused_ways(void **state) {
    static const struct {
        const char *text;
        unsigned line, column;
        const char *key;
    } cases[] = {
        {"ProxyCommand ssh -W %h:%p gate\n", 1, 14, "ProxyCommand"},
        {"Host gate\n  ProxyCommand nc\nHost *\n  ProxyJump gate\n", 2, 16, "ProxyCommand"},
        {"ProxyJump a b\n", 1, 11, "ProxyJump"},
        {"Port 70000\n", 1, 6, "Port"},
        {"User \"two words\"\n", 1, 6, "User"},
        {"User a,b\n", 1, 6, "User"},
        {"User \xE7\x9B\xA3\nPort x\n", 2, 6, "Port"},
        {"Host x\n ProxyJump b\nHost b\n ProxyJump c\nHost c\n ProxyJump b\n", 4, 12, "ProxyJump"},
        {"Host x\n ProxyJump 1a,b,c,d,e,f,g,h\nHost 1a\n ProxyJump i\n", 4, 12, "ProxyJump"},
        {"Host x\n ProxyJump a1\nHost a1\n ProxyJump a2\nHost a2\n ProxyJump a3\nHost a3\n ProxyJump a4\n"
         "Host a4\n ProxyJump a5\nHost a5\n ProxyJump a6\nHost a6\n ProxyJump a7\nHost a7\n ProxyJump a8\n"
         "Host a8\n ProxyJump a9\n",
         18, 12, "ProxyJump"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = parse(cases[i].text);
        struct ssh_route route = {.address = STR("x")};
        struct err err = {0};
        assert_int_equal(ssh_config_resolve(config, &route, &err), ERR_VALUE);
        assert_err(&err, "config", cases[i].line, cases[i].column, cases[i].key);
        assert_true(str_eq(route.address, STR("x")));
    }
}

static void test_refused_lines(void **state) {
    static const struct {
        struct str text;
        unsigned line, column;
    } cases[] = {
        {STR("Host\n"), 1, 5},    {STR("\nHost a \"b\n"), 2, 8}, {STR("Port\n"), 1, 5},
        {STR("Port = \n"), 1, 8}, {STR("a\n=b\n"), 2, 1},        {STR("Port 22\n  \0\n"), 2, 3},
        {STR("User 'x\n"), 1, 6}, {STR("Match\n"), 1, 6},        {STR("Include # x\n"), 1, 9},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = ssh_config_new();
        struct err err = {0};
        assert_int_equal(ssh_config_parse(config, cases[i].text, "config", NULL, &err), ERR_SYNTAX);
        assert_string_equal(err.file, "config");
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
    }
}

/* Conditions of what is included stand within those of the Include line, and end with the file. */
static void test_include(void **state) {
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = NULL;

    (void)state;
    assert_int_equal(mkdir("ssh", 0700), 0);
    assert_int_equal(mkdir("ssh/d", 0700), 0);
    assert_int_equal(mkdir("home", 0700), 0);
    scratch_write("ssh/config", STR("Include d/*.conf ~/own none/*\n"
                                    "Host web*\n"
                                    "  Include inner\n"
                                    "  Port 2222\n"
                                    "Host *\n"
                                    "  User last\n"));
    scratch_write("ssh/d/20.conf", STR("Host a\n  Port 20\n"));
    scratch_write("ssh/d/10.conf", STR("Host a\n  Port 10\n"));
    scratch_write("ssh/d/30.off", STR("Port 30\n"));
    scratch_write("ssh/inner", STR("Host *1\n  User inner\nHost *\n"));
    scratch_write("home/own", STR("Host b\n  Port 40\n"));
    assert_int_equal(ssh_config_read("ssh/config", "home", &config, NULL), ERR_OK);
    assert_route(config, "a", "last@a:10");
    assert_route(config, "b", "last@b:40");
    assert_route(config, "web1", "inner@web1:2222");
    assert_route(config, "web2", "last@web2:2222");
    assert_route(config, "db1", "last@db1:22");
}

static void test_include_limits(void **state) {
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = NULL;
    struct err err;

    (void)state;
    scratch_write("self", STR("Port 1\nInclude self\n"));
    assert_int_equal(ssh_config_read("self", NULL, &config, &err), ERR_VALUE);
    assert_string_equal(err.arg[0], "Include");
    scratch_write("inner", STR("Host \"\n"));
    scratch_write("outer", STR("Include ~/x inner\n"));
    assert_int_equal(ssh_config_read("outer", NULL, &config, &err), ERR_SYNTAX);
    assert_string_equal(err.file, "inner");
    assert_int_equal(ssh_config_read("none", NULL, &config, &err), ERR_NOT_FOUND);
    assert_null(config);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_wins),
        cmocka_unit_test(test_given),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_forms_of_lines),
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_host_name),
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_given_hops),
        cmocka_unit_test(test_refused_ways),
        cmocka_unit_test(test_refused_lines),
        cmocka_unit_test_setup_teardown(test_include, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_include_limits, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
