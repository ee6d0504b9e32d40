#include "pairing/relations.h"

#include "base/buffer.h"
#include "findings/license_records.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"

#include <stdio.h>
#include <stdlib.h>

#define TMPDIR "/tmp"

/* --- the edges of a small ministry ---------------------------------------------------------------------------------
 */

static void tell_all(struct relation_records *records, struct buffer *out) {
    struct relation_record record;
    bool more = true;

    while (relation_records_next(records, &more, &record, NULL) == ERR_OK && more) {
        buffer_printf(out, "%.*s: %s %.*s %s %s %.*s x%lld %s [%.*s|%.*s]\n", STR_FMT(record.system),
                      relation_kind_name(record.from.kind), STR_FMT(record.from.id), relation_name(record.relation),
                      relation_kind_name(record.to.kind), STR_FMT(record.to.id), (long long)record.count,
                      relation_basis_name(record.basis), STR_FMT(record.ledger_evidence),
                      STR_FMT(record.snapshot_evidence));
    }
    buffer_append_char(out, '\0');
}

/* The caller frees it. */
static char *tell(const struct ministry_text *text, unsigned threads, uint32_t told_max,
                  struct license_records *allocations) {
    struct ministry *ministry = ministry_new(text);
    struct pairing *pairing = ministry_pairing(ministry);
    struct pool *pool = NULL;
    struct title_rules *rules = ministry_rules(ministry);
    struct relation_machines *machines = NULL;
    struct relation_records *records = NULL;
    struct buffer out = {0};

    assert_int_equal(pool_new(threads, &pool, NULL), ERR_OK);
    const struct relation_input input = {ministry_ledger(ministry), ministry_snapshot(ministry), pairing,
                                         ledger_day("2027-03-31"), told_max};
    assert_int_equal(relation_machines_read(&input, pool, &machines, NULL), ERR_OK);
    assert_int_equal(relation_records_new(threads, 0, TMPDIR, &records, NULL), ERR_OK);
    const struct relations_input all = {machines, rules, allocations};
    assert_int_equal(relations_find(&all, pool, records, NULL), ERR_OK);
    assert_int_equal(relation_records_finish(records, pool, NULL), ERR_OK);
    tell_all(records, &out);
    relation_records_free(records);
    relation_machines_free(machines);
    title_rules_free(rules);
    pairing_free(pairing);
    pool_free(pool);
    ministry_free(ministry);
    return out.p;
}

static void assert_has(const char *told, const char *line) {
    if (!told || !strstr(told, line)) {
        fail_msg("not there: %s\nbut:\n%s", line, told ? told : "nothing");
    }
}

static void assert_has_not(const char *told, const char *part) {
    if (!told || strstr(told, part)) {
        fail_msg("there: %s\nof:\n%s", part, told ? told : "nothing");
    }
}

static const struct ministry_text small = {
    .assets = "asset_id,hostname,serial,kind,system,location,os_name,virtual_host,status\n"
              "P1,db1,S1,server,erp,A1,Debian 12,,active\n"
              "P2,esx1,S2,server,base,Ｍain hall rack 7,VMware ESXi 7,,active\n"
              "P3,vm1,S3,vm,erp,,Debian 12,esx1,active\n"
              "P4,old1,S4,server,erp,A1,,,disposed\n"
              "P5,sw1,S5,switch,net,A2,,,active\n",
    .devices = "device_id,hostname,serial,kind,location,os_name,os_version,virtual_host,observed_at\n"
               "d1,db1,S1,server,,Debian GNU/Linux,12.9,,2027-03-30T10:00:00+09:00\n"
               "d3,vm1,S3,vm,,Ubuntu,22.04,,2027-03-30T10:00:00+09:00\n"
               "d5,sw1,S5,switch,Ａ2,,,,2027-03-30T10:00:00+09:00\n"
               "d9,guest9,S9,vm,,Debian GNU/Linux,12.9,esx1,2027-03-30T10:00:00+09:00\n",
    .listed = "asset_id,product,version,license_id,kind\n"
              "P1,PostgreSQL,14,,\n"
              "P1,Ledger Suite,1,L1,\n"
              "P3,Ledger Suite,1,L1,\n"
              "P1,Ledger Suite Update,1,,update\n"
              "P4,PostgreSQL,14,,\n",
    .installed = "device_id,product,version,source\n"
                 "d1,PostgreSQL,14.9,registry\n"
                 "d9,PostgreSQL,14.9,registry\n"
                 "d1,libc6,2.36,dpkg\n",
    .neighbors = "device_id,port,protocol,remote_name\n"
                 "d5,1,lldp,db1\n"
                 "d5,2,fdb,vm1\n",
    .connections = "device,port,peer\n"
                   "P1,eth0,sw1\n",
    .others = (const struct ministry_table[]){{false, TABLE_LICENSES,
                                               "license_id,product,quantity,metric\n"
                                               "L1,Ledger Suite,5,device\n"
                                               "L2,Nothing,1,device\n"},
                                              {false, TABLE_CIRCUITS,
                                               "circuit_id,service,device\n"
                                               "N1,Wide,sw1\n"
                                               "N2,Lost,\n"},
                                              {false, TABLE_DOMAINS, "domain,expires_on\nexample.jp,2028-01-01\n"},
                                              {false, TABLE_FACILITIES,
                                               "facility_id,name\nF1,Main\nF2,Main hall\nF3,Elsewhere\n"},
                                              {false, TABLE_CLOUD, "service_id,service\nC1,Storage\n"},
                                              {false, TABLE_ASSIGNMENTS,
                                               "license_id,assignee_kind,assignee,released_on\n"
                                               "L2,device,P2,\n"
                                               "L2,device,P5,2026-01-01\n"}},
    .other_count = 6,
};

static void tells_each_kind_of_edge(void **state) {
    static const char *const lines[] = {
        "erp: hardware P1 belongs system erp x1 both [devices.csv:2|devices.csv:2]\n",
        ": vm d9 belongs system  x1 observed [|devices.csv:5]\n",
        "erp: hardware P1 located facility A1 x1 ledger [devices.csv:2|]\n",
        "net: hardware P5 located facility A2 x1 both [devices.csv:6|devices.csv:4]\n",
        "erp: hardware P2 hosts vm P3 x1 ledger [devices.csv:4|]\n",
        ": hardware P2 hosts vm d9 x1 observed [|devices.csv:5]\n",
        "erp: hardware P1 runs os Debian 12 x1 both [devices.csv:2|devices.csv:2]\n",
        "erp: vm P3 runs os Debian 12 x1 ledger [devices.csv:4|]\n",
        "erp: vm P3 runs os Ubuntu x1 observed [|devices.csv:3]\n",
        "erp: hardware P1 runs software PostgreSQL x1 both [software.csv:2|software.csv:2]\n",
        ": vm d9 runs software PostgreSQL x1 observed [|software.csv:4]\n",
        "erp: license L1 covers hardware P1 x1 ledger [software.csv:3|]\n",
        "erp: license L1 covers software Ledger Suite x2 ledger [|]\n",
        "base: license L2 covers hardware P2 x1 ledger [assignments.csv:2|]\n",
        ": license L2 belongs system  x1 ledger [licenses.csv:3|]\n",
        "base: hardware P2 located facility Main hall x1 ledger [devices.csv:3|]\n",
        ": facility Elsewhere belongs system  x1 ledger [facilities.csv:4|]\n",
        "net: circuit N1 connects hardware P5 x1 ledger [circuits.csv:2|]\n",
        ": circuit N2 belongs system  x1 ledger [circuits.csv:3|]\n",
        ": domain example.jp belongs system  x1 ledger [domains.csv:2|]\n",
        ": cloud C1 belongs system  x1 ledger [cloud.csv:2|]\n",
        "erp: hardware P1 connects hardware P5 x1 both [connections.csv:2|neighbors.csv:2]\n",
    };
    static const char *const absent[] = {"P4", "libc6", "Update", "P3 connects", "L2 covers hardware P5"};

    (void)state;
    char *told = tell(&small, 1, 0, NULL);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        assert_has(told, lines[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(absent); i++) {
        assert_has_not(told, absent[i]);
    }
    free(told);
}

static void does_not_depend_on_threads(void **state) {
    (void)state;
    for (uint32_t told_max = 0; told_max < 4; told_max++) {
        char *one = tell(&small, 1, told_max, NULL), *four = tell(&small, 4, told_max, NULL);
        assert_string_equal(one, four);
        free(one);
        free(four);
    }
}

/* --- large systems -------------------------------------------------------------------------------------------------
 */

static const struct ministry_text large = {
    .assets = "asset_id,hostname,kind,system,model,manufacturer,location,os_name,virtual_host,status\n"
              "P1,a1,server,small,,,,,,active\n"
              "P2,b1,pc,large,M1,NEC,F1,Windows 11,,active\n"
              "P3,b2,pc,large,M1,NEC,F1,Windows 11,,active\n"
              "P4,b3,pc,large,M2,NEC,F2,Windows 11,,active\n"
              "P5,b4,vm,large,,,,,a1,active\n",
    .listed = "asset_id,product,license_id\n"
              "P2,Writer,L1\n"
              "P3,Writer,L1\n"
              "P4,Writer,L1\n"
              "P1,Server,\n",
};

static void tells_large_systems_by_model(void **state) {
    static const char *const lines[] = {
        "small: hardware P1 belongs system small x1 ledger [devices.csv:2|]\n",
        "small: hardware P1 runs software Server x1 ledger [software.csv:5|]\n",
        "large: hardware NEC M1 @ large belongs system large x2 ledger [|]\n",
        "large: hardware NEC M2 @ large belongs system large x1 ledger [|]\n",
        "large: hardware NEC M1 @ large runs software Writer x2 ledger [|]\n",
        "large: hardware NEC M1 @ large runs os Windows 11 x2 ledger [|]\n",
        "large: hardware NEC M1 @ large located facility F1 x2 ledger [|]\n",
        "large: hardware P1 hosts vm vm @ large x1 ledger [|]\n",
        "large: license L1 covers software Writer x3 ledger [|]\n",
    };

    (void)state;
    char *told = tell(&large, 1, 1, NULL);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        assert_has(told, lines[i]);
    }
    assert_has_not(told, "P2");
    assert_has_not(told, "covers hardware");
    free(told);
    /* all five fit */
    told = tell(&large, 1, 5, NULL);
    assert_has_not(told, "@");
    assert_has(told, "large: license L1 covers hardware P2 x1 ledger [software.csv:2|]\n");
    free(told);
}

/* --- allocations ---------------------------------------------------------------------------------------------------
 */

/* The caller frees them. */
static struct license_records *records_of(const struct license_allocation *allocations, size_t count) {
    struct license_records *records = NULL;

    assert_int_equal(license_records_new(1, 0, TMPDIR, &records, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(license_records_add_allocation(records, 0, &allocations[i], NULL), ERR_OK);
    }
    assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
    return records;
}

static void takes_allocations(void **state) {
    static const struct license_allocation allocations[] = {
        {.license_id = {"L1", 2}, .product = {"Ledger Suite", 12}, .asset_id = {"P1", 2}, .quantity = 4},
        {.license_id = {"L1", 2}, .product = {"Ledger Suite", 12}, .asset_id = {"P3", 2}, .quantity = 3},
        {.license_id = {"L1", 2}, .product = {"Ledger Suite", 12}, .user_id = {"U1", 2}, .quantity = 2},
        /* called otherwise by the rules than by the ledger, whose software rows under it are of one product */
        {.license_id = {"L1", 2}, .product = {"Zeta", 4}, .asset_id = {"d9", 2}, .quantity = 1},
        {.license_id = {"L2", 2}, .product = {"Other", 5}, .asset_id = {"P2", 2}, .quantity = 1},
    };
    struct license_records *records = records_of(allocations, ARRAY_LEN(allocations));

    (void)state;
    char *told = tell(&small, 2, 0, records);
    assert_has(told, "erp: license L1 covers software Ledger Suite x7 both [|]\n");
    assert_has(told, "erp: license L1 covers hardware P1 x1 both [software.csv:3|]\n");
    assert_has(told, ": license L1 covers software Ledger Suite x3 both [|]\n"); /* the user, and d9 */
    assert_has(told, ": license L1 covers vm d9 x1 both [|]\n");
    assert_has(told, "base: license L2 covers software Other x1 both [|]\n");
    free(told);
    license_records_free(records);
}

/* A right without an id, of a ledger that lacks it, is none that anything could be said of. */
static void leaves_out_licenses_without_an_id(void **state) {
    static const struct license_allocation allocations[] = {
        {.product = {"Ledger Suite", 12}, .asset_id = {"P1", 2}, .quantity = 40},
        {.license_id = {"L1", 2}, .product = {"Ledger Suite", 12}, .asset_id = {"P1", 2}, .quantity = 4},
    };
    struct license_records *records = records_of(allocations, ARRAY_LEN(allocations));

    (void)state;
    char *told = tell(&small, 1, 0, records);
    assert_has(told, "erp: license L1 covers software Ledger Suite x4 both [|]\n");
    assert_has_not(told, "license  covers");
    free(told);
    license_records_free(records);
}

/* --- what machines are called ----------------------------------------------------------------------------------------
 */

static void tells_assets_without_a_number_apart(void **state) {
    static const struct ministry_text text = {
        .assets = "asset_id,hostname,kind,system,location,status\n"
                  ",web1,server,www,A1,active\n"
                  ",web2,server,www,A2,active\n",
    };

    (void)state;
    char *told = tell(&text, 1, 0, NULL);
    assert_has(told, "www: hardware web1 located facility A1 x1 ledger [devices.csv:2|]\n");
    assert_has(told, "www: hardware web2 located facility A2 x1 ledger [devices.csv:3|]\n");
    free(told);
}

/* Whatever columns other tables have. */
static void finds_observed_machines_by_name(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,hostname,kind,status\nP1,web1,server,active\n",
        .devices = "device_id,hostname,kind\nd9,rt9,router\n",
        .others = (const struct ministry_table[]){{false, TABLE_CIRCUITS, "circuit_id,service,device\nN1,Wide,rt9\n"}},
        .other_count = 1,
    };

    (void)state;
    char *told = tell(&text, 1, 0, NULL);
    assert_has(told, ": circuit N1 connects hardware d9 x1 ledger [circuits.csv:2|]\n");
    free(told);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_kind_of_edge),           cmocka_unit_test(does_not_depend_on_threads),
        cmocka_unit_test(tells_large_systems_by_model),      cmocka_unit_test(takes_allocations),
        cmocka_unit_test(leaves_out_licenses_without_an_id), cmocka_unit_test(tells_assets_without_a_number_apart),
        cmocka_unit_test(finds_observed_machines_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
