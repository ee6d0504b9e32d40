/* By which methods targets are tried, where a row says it and where it does not. */

#include "scanner/target/target.h"

#include "scanner/credential/credential.h"
#include "scanner/ssh/config.h"
#include "scanner/target/exclusions.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/target_rows.h"

#include <sys/stat.h>

static const struct target_options both = {.uses_ssh = true, .uses_snmp = true};

static void read_both(const char *text, struct arena *arena, struct target_list *list) {
    scratch_write("targets.csv", str_from(text));
    assert_int_equal(target_read_csv("targets.csv", &both, arena, list, NULL), ERR_OK);
}

static void test_methods(void **state) {
    static const char text[] = "address,port,method,user,jump\n"
                               "switch1,,snmp,,\n"
                               "10.1.0.0/30,,,audit,\n"
                               "10.2.0.1;10.2.0.2,1161,Snmp,,none\n"
                               "db1,2222,,,\n"
                               "2001:db8::1,10161,snmp,,\n"
                               "db2,,,,none\n"
                               "10.3.0.1,,,,gate\n";
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    read_both(text, arena, &list);
    assert_list(&list, "switch1|switch1|ns\n"
                       "10.1.0.0/30|10.1.0.1|i|audit|\n"
                       "10.1.0.0/30|10.1.0.1|ni\n"
                       "10.1.0.0/30|10.1.0.2|i|audit|\n"
                       "10.1.0.0/30|10.1.0.2|ni\n"
                       "10.2.0.1:1161|10.2.0.1:1161|ns\n"
                       "10.2.0.2:1161|10.2.0.2:1161|ns\n"
                       /* A port, and a way through other hosts, is SSH's. */
                       "db1:2222|db1:2222|s\n"
                       "[2001:db8::1]:10161|2001:db8::1:10161|ns\n"
                       "db2|db2|is\n"
                       "db2|db2|nis\n"
                       "10.3.0.1|10.3.0.1|s||gate\n");
    /* Members of a block share the entry's text, method by method, and the two methods the address's. */
    assert_ptr_equal(list.items[1].scope.p, list.items[3].scope.p);
    assert_ptr_equal(list.items[2].scope.p, list.items[4].scope.p);
    assert_ptr_equal(list.items[1].address.p, list.items[2].address.p);
    /* Without credentials for anything a blank method is SSH, as it is for SSH credentials alone. */
    assert_int_equal(read_text("address\n10.1.0.1\n", arena, &list, NULL), ERR_OK);
    assert_list(&list, "10.1.0.1|10.1.0.1|s\n");
}

static void test_one_method(void **state) {
    static const struct target_options snmp = {.uses_snmp = true};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    scratch_write("targets.csv", STR("address,method\n10.1.0.1,\n10.1.0.2,ssh\n"));
    assert_int_equal(target_read_csv("targets.csv", &snmp, arena, &list, NULL), ERR_OK);
    assert_list(&list, "10.1.0.1|10.1.0.1|ns\n"
                       "10.1.0.2|10.1.0.2|s\n");
}

/* Only what may be let in is asked; what nothing covers is recorded once. */
static void test_methods_that_are_covered(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    struct target_options options = both;
    struct target_list list;

    (void)state;
    scratch_write("credentials.yaml",
                  STR("credentials:\n"
                      "  - {name: servers, kind: ssh-agent, user: u, scope: [10.1.0.0/24, 10.2.0.0/24]}\n"
                      "  - {name: printers, kind: snmp-v2c, community: c, scope: [10.2.0.0/24, 10.3.0.0/24]}\n"));
    assert_int_equal(chmod("credentials.yaml", 0600), 0);
    assert_int_equal(credential_store_read("credentials.yaml", NULL, &store, NULL), ERR_OK);
    options.credentials = store;
    scratch_write("targets.csv", STR("address,method,credential\n"
                                     "10.1.0.1,,\n"
                                     "10.2.0.1,,\n"
                                     "10.3.0.1,,\n"
                                     "10.4.0.1,,\n"
                                     "web,,\n"
                                     "10.2.0.2,,servers\n"
                                     "copier,,printers\n"
                                     "10.4.0.2,snmp,\n"));
    assert_int_equal(target_read_csv("targets.csv", &options, arena, &list, NULL), ERR_OK);
    assert_list(&list, "10.1.0.1|10.1.0.1|s\n"
                       "10.2.0.1|10.2.0.1|is\n"
                       "10.2.0.1|10.2.0.1|nis\n"
                       "10.3.0.1|10.3.0.1|ns\n"
                       "10.4.0.1|10.4.0.1|s\n"
                       "web|web|is\n"
                       "web|web|nis\n"
                       "10.2.0.2|10.2.0.2|s\n"
                       "copier|copier|ns\n"
                       "10.4.0.2|10.4.0.2|ns\n");
}

static void test_methods_once(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list, other;

    (void)state;
    /* A method that is named anywhere is named; a half whose other half another row has does not answer for the host.
     */
    read_both("address,method\n"
              "10.1.0.1,\n"
              "10.1.0.1,snmp\n"
              "10.1.0.2,ssh\n"
              "10.1.0.2,\n"
              "10.1.0.3-4,\n"
              "10.1.0.4,\n",
              arena, &list);
    assert_list(&list, "10.1.0.1|10.1.0.1|is\n"
                       "10.1.0.1|10.1.0.1|ns\n"
                       "10.1.0.2|10.1.0.2|s\n"
                       "10.1.0.2|10.1.0.2|ni\n"
                       "10.1.0.3-4|10.1.0.3|i\n"
                       "10.1.0.3-4|10.1.0.3|ni\n"
                       "10.1.0.3-4|10.1.0.4|is\n"
                       "10.1.0.3-4|10.1.0.4|nis\n");
    /* One port may be both methods'. */
    read_both("address,port,method\na,1161,snmp\na,1161,ssh\na,1161,\n", arena, &list);
    assert_list(&list, "a:1161|a:1161|ns\n"
                       "a:1161|a:1161|s\n");
    read_both("address,port,method\na,1161,snmp\n", arena, &list);
    read_both("address,port,method\na,1161,ssh\n", arena, &other);
    assert_false(str_eq(list.digest, other.digest));
}

static void test_methods_and_exclusions(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list;

    (void)state;
    read_both("address\n10.1.0.1-3 !10.1.0.2\n10.1.0.2\n", arena, &list);
    assert_list(&list, "10.1.0.1-3|10.1.0.1|i\n"
                       "10.1.0.1-3|10.1.0.1|ni\n"
                       "10.1.0.1-3|10.1.0.3|i\n"
                       "10.1.0.1-3|10.1.0.3|ni\n"
                       "10.1.0.2|10.1.0.2|isx\n"
                       "10.1.0.2|10.1.0.2|nisx\n");
}

/* An alias is a name for SNMP, too; ports, users and ways are SSH's. Where the way leads through other hosts, a blank
 * method is SSH alone. (The last "far" has but the half that no other row has.) */
static void test_methods_and_ssh_config(void **state) {
    static const char config_text[] = "Host web*\n  HostName %h.example.jp\n  Port 2222\n  User www\n"
                                      "Host far\n  HostName 10.9.0.1\n  ProxyJump gate\n"
                                      "Host odd\n  ProxyCommand nc %h %p\n";
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = ssh_config_new();
    struct target_options options = both;
    struct target_list list;

    (void)state;
    options.ssh_config = config;
    assert_int_equal(ssh_config_parse(config, str_from(config_text), "config", NULL, NULL), ERR_OK);
    scratch_write("targets.csv", STR("address,method,jump\n"
                                     "web1,,\n"
                                     "web2,snmp,\n"
                                     "far,,\n"
                                     "far,snmp,\n"
                                     "far,,none\n"
                                     "odd,snmp,\n"));
    assert_int_equal(target_read_csv("targets.csv", &options, arena, &list, NULL), ERR_OK);
    assert_list(&list, "web1:2222|web1.example.jp:2222|is|www|\n"
                       "web1|web1.example.jp|nis\n"
                       "web2|web2.example.jp|ns\n"
                       "far|10.9.0.1|s||gate\n"
                       "far|10.9.0.1|ns\n"
                       "far|10.9.0.1|\n"
                       "odd|odd|ns\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_methods, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_one_method, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_methods_that_are_covered, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_methods_once, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_methods_and_exclusions, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_methods_and_ssh_config, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
