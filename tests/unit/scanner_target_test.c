#include "scanner/target.h"

#include "tests/unit/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>

static enum err_code read_text(const char *text, struct arena *arena, struct target_list *list, struct err *err) {
    scratch_write("targets.csv", str_from(text));
    return target_read_csv("targets.csv", arena, list, err);
}

static void assert_str(struct str s, const char *expected) {
    assert_int_equal(s.n, strlen(expected));
    assert_memory_equal(s.p, expected, s.n);
}

static void test_columns_in_any_order(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    assert_int_equal(read_text("\xEF\xBB\xBFSite,credential,address,PORT,user,method\r\n"
                               "hq,servers,web-1.example.jp,2222,audit,SSH\r\n"
                               "\r\n"
                               ",,[2001:DB8::1],,,\r\n",
                               arena, &list, NULL),
                     ERR_OK);
    assert_int_equal(list.count, 2);
    assert_str(list.items[0].address, "web-1.example.jp");
    assert_str(list.items[0].scope, "web-1.example.jp:2222");
    assert_int_equal(list.items[0].port, 2222);
    assert_str(list.items[0].user, "audit");
    assert_str(list.items[0].credential, "servers");
    assert_str(list.items[0].site, "hq");
    assert_true(list.items[0].is_single);
    assert_str(list.items[1].address, "2001:DB8::1");
    assert_str(list.items[1].scope, "2001:DB8::1");
    assert_int_equal(list.items[1].port, 22);
    assert_str(list.items[1].site, "");
}

static void test_cp932(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str bytes = scratch_encode("CP932", STR("address,site\n10.0.0.1,本庁\n"));
    struct target_list list;

    (void)state;
    scratch_write("targets.csv", bytes);
    free((void *)(uintptr_t)bytes.p);
    assert_int_equal(target_read_csv("targets.csv", arena, &list, NULL), ERR_OK);
    assert_str(list.items[0].site, "本庁");
}

static void test_duplicates(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    assert_int_equal(read_text("address,port,site\n"
                               "Web.example.jp,,first\n"
                               "10.0.0.1,,\n"
                               "web.EXAMPLE.jp,22,second\n"
                               "::ffff:10.0.0.1,,\n"
                               "10.0.0.1,2222,\n"
                               "2001:db8::1,,\n"
                               "2001:DB8:0::1,,\n",
                               arena, &list, NULL),
                     ERR_OK);
    assert_int_equal(list.count, 4);
    assert_str(list.items[0].site, "first");
    assert_str(list.items[1].address, "10.0.0.1");
    assert_int_equal(list.items[2].port, 2222);
    assert_str(list.items[3].address, "2001:db8::1");
}

static void test_digest(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list one, shuffled, other;

    (void)state;
    assert_int_equal(read_text("address,user\na,x\nb,\nc,\n", arena, &one, NULL), ERR_OK);
    assert_int_equal(read_text("user,address\n,c\n,b\nx,a\n,B\n", arena, &shuffled, NULL), ERR_OK);
    assert_int_equal(read_text("address,user\na,\nb,x\nc,\n", arena, &other, NULL), ERR_OK);
    assert_int_equal(one.digest.n, 32);
    assert_true(str_eq(one.digest, shuffled.digest));
    assert_false(str_eq(one.digest, other.digest));
}

static void test_refusals(void **state) {
    static const struct {
        const char *text;
        enum err_code code;
        unsigned line, column;
        const char *arg;
    } cases[] = {
        {"address,method\n10.0.0.1,ssh\n10.0.0.2,snmp\n", ERR_VALUE, 3, 10, "method"},
        {"address,method\n10.0.0.2,telnet\n", ERR_VALUE, 2, 10, "method"},
        {"site,address\n本庁,10.0.0.0/24\n", ERR_VALUE, 2, 4, "address"},
        {"address\n10.0.0.1-10.0.0.9\n", ERR_VALUE, 2, 1, "address"},
        {"address\n10.0.0.1-9\n", ERR_VALUE, 2, 1, "address"},
        {"address\nhost:22\n", ERR_VALUE, 2, 1, "address"},
        {"address\n-oProxyCommand=x\n", ERR_VALUE, 2, 1, "address"},
        {"address\na b\n", ERR_VALUE, 2, 1, "address"},
        {"address,port\na,0\n", ERR_VALUE, 2, 3, "port"},
        {"address,port\na,65536\n", ERR_VALUE, 2, 3, "port"},
        {"address,port\na,ssh\n", ERR_VALUE, 2, 3, "port"},
        {"address,port\n,22\n", ERR_MISSING_KEY, 2, 1, "address"},
        {"port,site\n22,hq\n", ERR_MISSING_KEY, 1, 0, "address"},
        {"", ERR_MISSING_KEY, 0, 0, "address"},
        {"address,adress\na,b\n", ERR_UNKNOWN_KEY, 1, 9, "adress"},
        {"address,Address\na,b\n", ERR_VALUE, 1, 9, "address"},
        {"address\na,b\n", ERR_SYNTAX, 2, 3, NULL},
        {"address\n\"a\n", ERR_SYNTAX, 2, 1, NULL},
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct target_list list;
        struct err err = {0};
        assert_int_equal(read_text(cases[i].text, arena, &list, &err), cases[i].code);
        assert_int_equal(err.code, cases[i].code);
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
        if (cases[i].arg) {
            assert_string_equal(err.arg[0], cases[i].arg);
        }
    }
}

static void test_from_ledger(void **state) {
    static const char devices[] = "資産管理番号,ホスト名,IPアドレス,状態\n"
                                  "A1,web1,10.0.0.1;10.0.0.2,運用中\n"
                                  "A2,db1.example.jp,,\n"
                                  "A3,old1,10.0.0.3,廃棄済\n"
                                  "A4,spare1,10.0.0.4,予備\n"
                                  "A5,localhost,127.0.0.1,運用中\n"
                                  "A6,web1,010.000.000.001,運用中\n"
                                  "A7,,,運用中\n";
    const struct read_options options = {.tmpdir = "/tmp"};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    struct target_list list;

    (void)state;
    assert_int_equal(mkdir("ledger", 0700), 0);
    scratch_write("ledger/devices.csv", str_from(devices));
    assert_int_equal(ledger_read("ledger", &options, diagnostics, &ledger, NULL), ERR_OK);
    assert_int_equal(target_from_ledger(ledger, arena, &list, NULL), ERR_OK);
    assert_int_equal(list.count, 2);
    assert_str(list.items[0].address, "10.0.0.1");
    assert_str(list.items[1].address, "db1.example.jp");
    assert_int_equal(list.items[1].port, 22);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_columns_in_any_order, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_cp932, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_duplicates, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_digest, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refusals, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_from_ledger, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
