#include "scanner/target/target.h"

#include "base/buffer.h"
#include "scanner/ssh/config.h"
#include "scanner/target/exclusions.h"
#include "scanner/target/ledger.h"
#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/target_rows.h"

#include <stdlib.h>
#include <sys/stat.h>

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
    assert_int_equal(target_read_csv("targets.csv", NULL, arena, &list, NULL), ERR_OK);
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

static void test_blocks_and_ranges(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    assert_int_equal(read_text("address,port\n"
                               "10.1.0.0/30,\n"
                               "10.1.0.4/31 10.1.0.6/32,2222\n"
                               "\"10.2.0.9-10.2.0.10;10.3.0.254-255\nweb;[2001:db8::]/127\",\n",
                               arena, &list, NULL),
                     ERR_VALUE);
    assert_int_equal(read_text("address,port\n"
                               "10.1.0.0/30,\n"
                               "10.1.0.4/31 10.1.0.6/32,2222\n"
                               "\"10.2.0.9-10.2.0.10;10.3.0.254-255\nweb;2001:db8::/127\",\n",
                               arena, &list, NULL),
                     ERR_OK);
    assert_list(&list, "10.1.0.0/30|10.1.0.1|\n"
                       "10.1.0.0/30|10.1.0.2|\n"
                       "10.1.0.4/31:2222|10.1.0.4:2222|\n"
                       "10.1.0.4/31:2222|10.1.0.5:2222|\n"
                       "10.1.0.6/32:2222|10.1.0.6:2222|s\n"
                       "10.2.0.9-10.2.0.10|10.2.0.9|\n"
                       "10.2.0.9-10.2.0.10|10.2.0.10|\n"
                       "10.3.0.254-255|10.3.0.254|\n"
                       "10.3.0.254-255|10.3.0.255|\n"
                       "web|web|s\n"
                       "2001:db8::/127|2001:db8::|\n"
                       "2001:db8::/127|2001:db8::1|\n");
    /* One text for all members of a block. */
    assert_ptr_equal(list.items[0].scope.p, list.items[1].scope.p);
    assert_ptr_equal(list.items[2].scope.p, list.items[3].scope.p);
}

/* The first entry has an address, but naming it singly anywhere makes it count. */
static void test_overlaps(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    assert_int_equal(read_text("address,user\n"
                               "10.1.0.1-3,first\n"
                               "10.1.0.2,second\n"
                               "10.1.0.3-4,third\n"
                               "10.1.0.0/29,fourth\n",
                               arena, &list, NULL),
                     ERR_OK);
    assert_list(&list, "10.1.0.1-3|10.1.0.1||first|\n"
                       "10.1.0.1-3|10.1.0.2|s|first|\n"
                       "10.1.0.1-3|10.1.0.3||first|\n"
                       "10.1.0.3-4|10.1.0.4||third|\n"
                       "10.1.0.0/29|10.1.0.5||fourth|\n"
                       "10.1.0.0/29|10.1.0.6||fourth|\n");
}

static void test_exclusions(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(exclusions_free_cleanup) struct exclusions *exclusions = exclusions_new();
    const struct target_options options = {.exclusions = exclusions};
    struct target_list list, plain;

    (void)state;
    assert_int_equal(exclusions_add(exclusions, STR("10.2.0.0/16")), NET_RANGE_READ);
    assert_int_equal(exclusions_add(exclusions, STR("PRINTER")), NET_RANGE_IS_NAME);
    scratch_write("targets.csv", STR("address\n"
                                     "10.1.0.0/29 !10.1.0.3-4\n"
                                     "10.1.0.4\n"
                                     "10.2.0.1;10.2.0.2-9\n"
                                     "printer web\n"
                                     "!10.1.0.6\n"));
    assert_int_equal(target_read_csv("targets.csv", &options, arena, &list, NULL), ERR_OK);
    assert_list(&list, "10.1.0.0/29|10.1.0.1|\n"
                       "10.1.0.0/29|10.1.0.2|\n"
                       "10.1.0.0/29|10.1.0.5|\n"
                       "10.1.0.4|10.1.0.4|sx\n"
                       "10.2.0.1|10.2.0.1|sx\n"
                       "printer|printer|sx\n"
                       "web|web|s\n");
    /* What is excluded is part of what was asked for. */
    assert_int_equal(read_text("address\na\nb\n", arena, &plain, NULL), ERR_OK);
    assert_int_equal(read_text("address\na\nb\n!b\n", arena, &list, NULL), ERR_OK);
    assert_false(str_eq(plain.digest, list.digest));
}

/* One private range at two sites. */
static void test_jump(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list, other;

    (void)state;
    assert_int_equal(read_text("address,jump,site\n"
                               "10.0.0.1-2,audit@Gate1,east\n"
                               "10.0.0.1-2,\"gate1,gate2:2222\",west\n"
                               "10.0.0.2,none,\n"
                               "10.0.0.2,audit@gate1:22,again\n",
                               arena, &list, NULL),
                     ERR_OK);
    assert_list(&list, "10.0.0.1-2|10.0.0.1|||audit@gate1\n"
                       "10.0.0.1-2|10.0.0.2|s||audit@gate1\n"
                       "10.0.0.1-2|10.0.0.1|||gate1,gate2:2222\n"
                       "10.0.0.1-2|10.0.0.2|||gate1,gate2:2222\n"
                       "10.0.0.2|10.0.0.2|s\n");
    assert_str(list.items[2].site, "west");
    assert_int_equal(list.items[0].hops[0].port, 22);
    assert_int_equal(read_text("address,jump\na,g\n", arena, &list, NULL), ERR_OK);
    assert_int_equal(read_text("address,jump\na,h\n", arena, &other, NULL), ERR_OK);
    assert_false(str_eq(list.digest, other.digest));
}

/* What the row says goes before the configuration; names in it are told by what they stand for. */
static void test_ssh_config(void **state) {
    static const char config_text[] = "Host web*\n  HostName %h.example.jp\n  Port 2222\n  User www\n"
                                      "Host 10.1.0.2 !10.1.0.3\n  ProxyJump gate\n"
                                      "Host alias\n  HostName 10.1.0.1\n"
                                      "Host gate\n  HostName gate.example.jp\n  User hop\n"
                                      "Host odd\n  ProxyCommand nc %h %p\n";
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = ssh_config_new();
    const struct target_options options = {.ssh_config = config};
    struct target_list list;
    struct err err;

    (void)state;
    assert_int_equal(ssh_config_parse(config, str_from(config_text), "config", NULL, NULL), ERR_OK);
    scratch_write("targets.csv", STR("address,port,user,jump\n"
                                     "web1,,,\n"
                                     "web2,22,root,gate\n"
                                     "10.1.0.1-3,,,\n"
                                     "alias,,,\n"
                                     "odd !odd,,,\n"));
    assert_int_equal(target_read_csv("targets.csv", &options, arena, &list, NULL), ERR_OK);
    assert_list(&list, "web1:2222|web1.example.jp:2222|s|www|\n"
                       "web2|web2.example.jp|s|root|hop@gate.example.jp\n"
                       "10.1.0.1-3|10.1.0.1|s\n"
                       "10.1.0.1-3|10.1.0.2|||hop@gate.example.jp\n"
                       "10.1.0.1-3|10.1.0.3|\n"
                       "odd|odd|sx\n");
    scratch_write("targets.csv", STR("address\nodd\n"));
    assert_int_equal(target_read_csv("targets.csv", &options, arena, &list, &err), ERR_VALUE);
    assert_string_equal(err.file, "config");
    assert_int_equal(err.line, 13);
}

static void test_a_million(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer text = {0};
    struct target_list list;
    struct err err;

    (void)state;
    /* 15 blocks of 65,534 are 983,010; 16,990 more make a million. */
    buffer_append_cstr(&text, "address\n");
    for (unsigned i = 0; i < 15; i++) {
        buffer_printf(&text, "10.%u.0.0/16\n", i);
    }
    buffer_append_cstr(&text, "10.20.0.0-10.20.66.93\n");
    scratch_write("targets.csv", buffer_view(&text));
    assert_int_equal(target_read_csv("targets.csv", NULL, arena, &list, NULL), ERR_OK);
    assert_int_equal(list.count, 1000000);
    /* A struct of 120 bytes, an address of up to 16, and what the arena adds. */
    assert_in_range(arena_footprint(arena), 0, 200ul * 1000000);
    buffer_append_cstr(&text, "web\n");
    scratch_write("targets.csv", buffer_view(&text));
    assert_int_equal(target_read_csv("targets.csv", NULL, arena, &list, &err), ERR_VALUE);
    assert_int_equal(err.line, 18);
}

static void test_refusals(void **state) {
    static const struct {
        const char *text;
        enum err_code code;
        unsigned line, column;
        const char *arg;
    } cases[] = {
        {"address,method\n10.0.0.1,ssh\n10.0.0.2,both\n", ERR_VALUE, 3, 10, "method"},
        {"address,method,jump\n10.0.0.1,snmp,none\n10.0.0.2,snmp,gate\n", ERR_VALUE, 3, 15, "jump"},
        {"address,method,user\n10.0.0.1,SNMP,\n10.0.0.2,SNMP,audit\n", ERR_VALUE, 3, 15, "user"},
        {"address,method\n10.0.0.2,telnet\n", ERR_VALUE, 2, 10, "method"},
        {"site,address\n本庁,10.0.0.1/24\n", ERR_VALUE, 2, 4, "address"},
        {"address\n10.0.0.9-10.0.0.1\n", ERR_VALUE, 2, 1, "address"},
        {"site,address\n本庁,\"10.0.0.1;\n10.0.0.256\"\n", ERR_VALUE, 2, 1, "address"},
        {"address\n10.0.0.1 web !10.0.0.1/8\n", ERR_VALUE, 2, 15, "address"},
        {"address\n10.0.0.1;!\n", ERR_VALUE, 2, 11, "address"},
        {"address\nweb;10.0.0.0/15\n", ERR_VALUE, 2, 5, "address"},
        {"address\n2001:db8::/111\n", ERR_VALUE, 2, 1, "address"},
        {"address\n2001:db8::/0\n", ERR_VALUE, 2, 1, "address"},
        {"address,jump\na,gate:0\n", ERR_VALUE, 2, 3, "jump"},
        {"address,jump\na,\"b,,c\"\n", ERR_VALUE, 2, 3, "jump"},
        {"address\nhost:22\n", ERR_VALUE, 2, 1, "address"},
        {"address\n-oProxyCommand=x\n", ERR_VALUE, 2, 1, "address"},
        {"address\na b?\n", ERR_VALUE, 2, 3, "address"},
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
    assert_int_equal(target_from_ledger(ledger, NULL, arena, &list, NULL), ERR_OK);
    assert_int_equal(list.count, 2);
    assert_str(list.items[0].address, "10.0.0.1");
    assert_str(list.items[1].address, "db1.example.jp");
    assert_int_equal(list.items[1].port, 22);
    assert_int_equal(
        target_from_ledger(ledger, &(struct target_options){.uses_ssh = true, .uses_snmp = true}, arena, &list, NULL),
        ERR_OK);
    assert_list(&list, "10.0.0.1|10.0.0.1|is\n"
                       "10.0.0.1|10.0.0.1|nis\n"
                       "db1.example.jp|db1.example.jp|is\n"
                       "db1.example.jp|db1.example.jp|nis\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_columns_in_any_order, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_cp932, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_duplicates, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_digest, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_blocks_and_ranges, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_overlaps, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_exclusions, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_jump, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_ssh_config, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_a_million, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refusals, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_from_ledger, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
