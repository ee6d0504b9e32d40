#include "lifecycle/stock.h"

#include "lifecycle/distribution.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"

#include <stdio.h>
#include <stdlib.h>

/* --- a stock of a small ministry -----------------------------------------------------------------------------------
 */

struct stocked {
    struct ministry *ministry;
    struct pool *pool;
    struct pairing *pairing;
    struct title_rules *rules;
    struct policy policy;
    struct lifecycle_input input;
    struct lifecycle_run run;
    struct calendar_input dates;
    struct stock *stock;
};

static void stocked_free(struct stocked *stocked) {
    stock_free(stocked->stock);
    calendar_free(stocked->run.calendar);
    title_rules_free(stocked->rules);
    pairing_free(stocked->pairing);
    pool_free(stocked->pool);
    ministry_free(stocked->ministry);
    free(stocked);
}
DEFINE_CLEANUP(stocked, stocked_free)

static struct stocked *stocked_new(const struct ministry_text *text, unsigned threads) {
    struct stocked *stocked = calloc(1, sizeof *stocked);

    assert_non_null(stocked);
    stocked->ministry = ministry_new(text);
    stocked->policy = policy_default();
    assert_int_equal(pool_new(threads, &stocked->pool, NULL), ERR_OK);
    stocked->pairing = ministry_pairing(stocked->ministry);
    stocked->rules = ministry_rules(stocked->ministry);
    stocked->input = (struct lifecycle_input){
        .ledger = ministry_ledger(stocked->ministry),
        .snapshot = ministry_snapshot(stocked->ministry),
        .pairing = stocked->pairing,
        .policy = &stocked->policy,
        .rules = stocked->rules,
        .as_of = ledger_day("2027-03-31"),
        .observed_on = ledger_day("2027-03-31"),
    };
    stocked->dates = (struct calendar_input){stocked->input.ledger, NULL, stocked->rules, stocked->input.as_of};
    assert_int_equal(calendar_read(&stocked->dates, &stocked->run.calendar, NULL), ERR_OK);
    stocked->run.input = &stocked->input;
    stocked->run.pool = stocked->pool;
    assert_int_equal(stock_read(&stocked->run, &stocked->stock, NULL), ERR_OK);
    return stocked;
}

/* --- as text -------------------------------------------------------------------------------------------------------
 */

static void append_machine(struct stock_reader *reader, uint32_t machine, struct buffer *out) {
    struct finding finding = {0};

    stock_reader_set_machine(reader, &finding, machine);
    buffer_append(out, finding.subject);
    stock_reader_reset(reader);
}

static const char *const plan_columns[] = {
    [PLAN_NONE] = "",
    [PLAN_SOFTWARE] = "planned_end",
    [PLAN_DEVICE] = "planned_end",
    [PLAN_RENEWAL] = "renewal_planned_on",
    [PLAN_LEASE] = "lease_end",
};

/* " P1 observed software.csv:2 2028-03-31 planned_end" */
static void append_use(const struct stocked *stocked, struct stock_reader *reader, const struct stock_use *use,
                       bool with_rows, struct buffer *out) {
    const struct lifecycle_input *input = &stocked->input;

    buffer_append_char(out, ' ');
    append_machine(reader, use->machine, out);
    assert_true(use->is_listed || use->is_certain);
    buffer_append_cstr(out, !use->is_listed ? " observed" : use->is_certain ? " listed certain" : " listed perhaps");
    if (with_rows) {
        buffer_append_char(out, ' ');
        table_evidence(inventory_table(use->is_listed ? input->ledger : input->snapshot, use->table), use->row, out);
    }
    if (date_is_set(use->planned_end)) {
        struct civil civil = date_to_civil(use->planned_end);
        buffer_printf(out, " %d-%02d-%02d %s%s", civil.year, civil.month, civil.day,
                      use->plan == PLAN_SOFTWARE ? "software." : "", plan_columns[use->plan]);
    }
    assert_int_equal(use->plan == PLAN_NONE, !date_is_set(use->planned_end));
}

static unsigned count_machines(const struct stocked *stocked, const struct stock_item *item) {
    unsigned count = 0;

    for (uint32_t i = 0; i < item->use_count; i++) {
        const struct stock_use *use = stock_use(stocked->stock, item->first_use + i);
        count += i == 0 || use->machine != use[-1].machine;
    }
    return count;
}

static void append_item(const struct stocked *stocked, struct stock_reader *reader, uint32_t number, bool with_rows,
                        struct buffer *out) {
    const struct stock_item *item = stock_item(stocked->stock, number);

    buffer_append_cstr(out, support_subject_name(item->subject));
    buffer_append_cstr(out, ": ");
    buffer_append(out, item->name);
    buffer_append_cstr(out, " (");
    buffer_append(out, item->product);
    buffer_printf(out, ") %u:", count_machines(stocked, item));
    for (uint32_t i = 0; i < item->use_count; i++) {
        const struct stock_use *use = stock_use(stocked->stock, item->first_use + i);
        assert_int_equal(use->item, number);
        append_use(stocked, reader, use, with_rows, out);
        buffer_append_cstr(out, i + 1 < item->use_count ? "," : "");
    }
    buffer_append_char(out, '\n');
}

static void tell(const struct stocked *stocked, bool with_rows, struct buffer *out) {
    CLEANUP(stock_reader_free_cleanup) struct stock_reader *reader = NULL;

    assert_int_equal(stock_reader_new(stocked->stock, &reader, NULL), ERR_OK);
    for (uint32_t i = 0; i < stock_item_count(stocked->stock); i++) {
        append_item(stocked, reader, i, with_rows, out);
    }
    buffer_append_char(out, '\0');
    assert_false(out->failed);
    assert_int_equal(stock_reader_error(reader, NULL), ERR_OK);
}

/* --- cases ---------------------------------------------------------------------------------------------------------
 */

struct stock_case {
    const char *what;
    const char *assets, *devices;   /* NULL: those below */
    const char *listed, *installed; /* rows of asset_id,product,vendor,version,edition,kind,instance,planned_end, and of
                                       device_id,product,vendor,version,edition,source,instance */
    const char *stock;
};

/* P1 was observed, P2 without its software, P3 not at all; d4 is on no record; P5 is disposed of, and P6 a spare. */
static const char usual_assets[] = "asset_id,status\nP1,\nP2,\nP3,\nP5,disposed\nP6,spare\n";
static const char usual_devices[] = "device_id,asset_tag,sections_missing\nd1,P1,\nd2,P2,packages\nd4,,\n";
static const char products[] = "pattern,class,vendor,product,edition,version,licensable,source,checked_on\n"
                               "/^tool(?: (?<version>\\d+))?(?: \\(x(64|86)\\))?$/,product,Maker,Tool,,,,s,2027-01-01\n"
                               "/^tool pro(?: (?<version>\\d+))?/,product,Maker,Tool,Pro,,,s,2027-01-01\n"
                               "Tool Update*,update,Maker,Tool,,,,s,2027-01-01\n"
                               "Tool Help*,component,Maker,Tool,,,,s,2027-01-01\n"
                               "Engine*,runtime,Maker,Engine,,,,s,2027-01-01\n"
                               "httpd,product,Apache,Apache HTTP Server,,,,s,2027-01-01\n"
                               "/^windows server (?<version>\\d+)/,product,Microsoft,Windows Server,,,,s,2027-01-01\n";

static struct stocked *stocked_of(const struct stock_case *test) {
    char listed[4096], installed[4096];
    const struct ministry_table tables[] = {{false, TABLE_PRODUCTS, products}};
    const struct ministry_text text = {
        .assets = test->assets ? test->assets : usual_assets,
        .devices = test->devices ? test->devices : usual_devices,
        .listed = test->listed ? listed : NULL,
        .installed = installed,
        .others = tables,
        .other_count = ARRAY_LEN(tables),
    };

    snprintf(listed, sizeof listed, "asset_id,product,vendor,version,edition,kind,instance,planned_end\n%s",
             test->listed ? test->listed : "");
    snprintf(installed, sizeof installed, "device_id,product,vendor,version,edition,source,instance\n%s",
             test->installed ? test->installed : "");
    return stocked_new(&text, 1);
}

static void check_cases(const struct stock_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_of(&cases[i]);
        CLEANUP(buffer_done) struct buffer got = {0};
        tell(stocked, true, &got);
        if (strcmp(got.p, cases[i].stock) != 0) {
            fail_msg("%s:\n%snot\n%s", cases[i].what, got.p, cases[i].stock);
        }
    }
}

/* --- which side ----------------------------------------------------------------------------------------------------
 */

static const struct stock_case sides[] = {
    {"observed", NULL, NULL, NULL, "d1,Tool 3,,,,,\n", "software: Tool 3 (Tool) 1: P1 observed software.csv:2\n"},
    {"on a machine that is on no record", NULL, NULL, NULL, "d4,Tool 3,,,,,\n",
     "software: Tool 3 (Tool) 1: d4 observed software.csv:2\n"},
    {"of a device that is none", NULL, NULL, NULL, "d9,Tool 3,,,,,\n", ""},
    {"listed on a machine that was examined", NULL, NULL, "P1,Tool 3,,,,,,\n", "d1,Other,,,,,\n", ""},
    {"listed on one of which nothing was read, whatever the scan says", NULL, NULL, "P1,Tool 3,,,,,,\n", "",
     "software: Tool 3 (Tool) 1: P1 listed perhaps software.csv:2\n"},
    {"listed on one whose software was not read to its end", NULL, NULL, "P2,Tool 3,,,,,,\n", "d2,Other,,,,,\n",
     "software: Tool 3 (Tool) 1: P2 listed perhaps software.csv:2\n"},
    {"seen there all the same, in another version", NULL, NULL, "P2,Tool 3,,,,,,\n", "d2,Tool 4,,,,,\n",
     "software: Tool 4 (Tool) 1: P2 observed software.csv:2\n"},
    {"listed on one that was not observed", NULL, NULL, "P3,Tool 3,,,,,,\n", "",
     "software: Tool 3 (Tool) 1: P3 listed perhaps software.csv:2\n"},
    {"listed on one that is disposed of, and on a spare one", NULL, NULL, "P5,Tool 3,,,,,,\nP6,Tool 3,,,,,,\n", "", ""},
    {"listed for a machine of nobody", NULL, NULL, "P9,Tool 3,,,,,,\n", "", ""},
};

static void test_sides(void **state) {
    (void)state;
    check_cases(sides, ARRAY_LEN(sides));
}

/* --- which titles --------------------------------------------------------------------------------------------------
 */

static const struct stock_case titles[] = {
    {"no rule knows it, and no ledger", NULL, NULL, "P3,Saw,,,,,,\n", "d1,Thing,,1,,,\n",
     "software: Saw (Saw) 1: P3 listed perhaps software.csv:2\n"},
    {"no rule knows it, but the ledger lists it for another machine", NULL, NULL, "P3,Saw 1.0,,1.0,,,,\n",
     "d1,Saw 2.1,,2.1,,,\n",
     "software: Saw 1.0 (Saw) 1: P3 listed perhaps software.csv:2\n"
     "software: Saw 2.1 (Saw) 1: P1 observed software.csv:2\n"},
    {"patches and parts of a product are no products", NULL, NULL,
     "P3,Tool Update 7,,,,,,\nP3,Tool Help,,,,,,\nP3,Tool 3,,,,更新プログラム,,\n", "d1,Tool Update 7,,,,,\n", ""},
    {"a runtime counts where the ledger lists it", NULL, NULL, "P3,Engine,,2,,,,\n", "d1,Engine,,2.1,,,\n",
     "software: Engine 2 (Engine) 1: P3 listed perhaps software.csv:2\n"
     "software: Engine 2.1 (Engine) 1: P1 observed software.csv:2\n"},
    {"a runtime that the ledger does not list", NULL, NULL, NULL, "d1,Engine,,2.1,,,\n", ""},
    {"packages of the distribution go with it", NULL, NULL, "P3,httpd,,,,,,\n",
     "d1,httpd,Red Hat. Inc.,2.4.6-97.el7,,rpm,\nd4,httpd,,2.4.6,,dpkg,\n",
     "software: Apache HTTP Server (Apache HTTP Server) 1: P3 listed perhaps software.csv:2\n"},
    {"packages of others do not", NULL, NULL, NULL, "d1,httpd,IUS Community,2.4.6,,rpm,\nd4,httpd,,2.4.58,,registry,\n",
     "software: Apache HTTP Server 2.4.58 (Apache HTTP Server) 1: d4 observed software.csv:3\n"
     "software: Apache HTTP Server 2.4.6 (Apache HTTP Server) 1: P1 observed software.csv:2\n"},
};

static void test_titles(void **state) {
    (void)state;
    check_cases(titles, ARRAY_LEN(titles));
}

/* --- what is one thing ---------------------------------------------------------------------------------------------
 */

static const struct stock_case things[] = {
    {"architectures of one version", NULL, NULL, NULL, "d1,Tool 3 (x64),,,,,\nd1,Tool 3 (x86),,,,,\nd4,Tool 3,,,,,\n",
     "software: Tool 3 (Tool) 2: P1 observed software.csv:2, d4 observed software.csv:4\n"},
    {"a row that says the version of the title more exactly", NULL, NULL, NULL,
     "d1,Tool 3,,3.0.7,,,\nd4,Tool 3,,16.0,,,\n",
     "software: Tool 3 (Tool) 1: d4 observed software.csv:3\n"
     "software: Tool 3.0.7 (Tool) 1: P1 observed software.csv:2\n"},
    {"editions", NULL, NULL, NULL, "d1,Tool Pro 3,,,,,\nd1,Tool 3,,,,,\nd4,Tool 3,,,Lite,,\n",
     "software: Tool 3 (Tool) 1: P1 observed software.csv:2\n"
     "software: Tool 3 (Tool) 1: d4 observed software.csv:4\n"
     "software: Tool Pro 3 (Tool Pro) 1: P1 observed software.csv:3\n"},
    {"instances are uses of their own", NULL, NULL, NULL,
     "d1,Tool 3,,,,,ONE\nd1,Tool 3,,,,,TWO\nd1,Tool 3 (x64),,,,,one\nd1,Tool 3,,,,,\n",
     "software: Tool 3 (Tool) 1: P1 observed software.csv:2, P1 observed software.csv:3, P1 observed software.csv:4\n"},
    {"a title without a rule, whose version stands behind it", NULL, NULL,
     "P3,PostgreSQL 14,,14.9,,,,\nP3,Plain 2.5,,,,,,\n", "",
     "software: Plain 2.5 (Plain) 1: P3 listed perhaps software.csv:3\n"
     "software: PostgreSQL 14.9 (PostgreSQL) 1: P3 listed perhaps software.csv:2\n"},
};

static void test_things(void **state) {
    (void)state;
    check_cases(things, ARRAY_LEN(things));
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static const struct stock_case machines[] = {
    {"what was observed of a model goes before what is documented, and either will do",
     "asset_id,manufacturer,model\nP1,Fujitsu,RX2540 M5\nP2,NEC,R120h\nP3,NEC,R120h\n",
     "device_id,asset_tag,manufacturer,model\nd1,P1,FUJITSU,PRIMERGY RX2540 M6\nd2,P2,,\n", NULL, NULL,
     "hardware: FUJITSU PRIMERGY RX2540 M6 (FUJITSU PRIMERGY RX2540 M6) 1: P1 observed devices.csv:2\n"
     "hardware: NEC R120h (NEC R120h) 2: P2 listed certain devices.csv:3, P3 listed certain devices.csv:4\n"},
    {"the maker in front of the model already", "asset_id,manufacturer,model\nP1,HP,HP Z2 Tower\n", "device_id\n", NULL,
     NULL, "hardware: HP Z2 Tower (HP Z2 Tower) 1: P1 listed certain devices.csv:2\n"},
    {"virtual machines have no hardware",
     "asset_id,manufacturer,model,kind,virtual,virtual_host\n"
     "P1,NEC,A,仮想マシン,,\nP2,NEC,A,,有,\nP3,,VirtualBox,,,\nP4,NEC,A,,,P5\nP5,NEC,A,,,\n",
     "device_id,asset_tag,manufacturer,model,virtual\nd1,,VMware. Inc.,VMware7,\nd2,,Dell Inc.,R650,false\n", NULL,
     NULL,
     "hardware: Dell Inc. R650 (Dell Inc. R650) 1: d2 observed devices.csv:3\n"
     "hardware: NEC A (NEC A) 1: P5 listed certain devices.csv:6\n"},
    {"operating systems, as observed, else as documented",
     "asset_id,os_name,os_version,os_edition\nP1,Debian,11,\nP2,Debian,11,\nP3,Windows 10,10.0.19045,Pro\n",
     "device_id,asset_tag,os_name,os_version\nd1,P1,Debian GNU/Linux,12.9\nd2,P2,,\n", NULL, NULL,
     "os: Debian 11 (Debian) 1: P2 listed perhaps devices.csv:3\n"
     "os: Debian GNU/Linux 12.9 (Debian GNU/Linux) 1: P1 observed devices.csv:2\n"
     "os: Windows 10 Pro 10.0.19045 (Windows 10 Pro) 1: P3 listed perhaps devices.csv:4\n"},
    {"firmware of what lives by it",
     "asset_id,kind,manufacturer,model,firmware_version\nP1,L3SW,Cisco,C9300,\nP2,UPS,APC,SMT1500,9.4\nP3,PC,NEC,Mate,"
     "1.07\nP4,ルータ,Yamaha,RTX1220,\n",
     "device_id,asset_tag,kind,os_name,os_version,firmware_version,manufacturer,model\n"
     "d1,P1,,Cisco IOS XE,17.06.05,17.6r,,\nd4,P4,,RTX,,15.04.07,,\nd5,,firewall,,,7.2.5,Fortinet,FG-100F\n",
     NULL, NULL,
     "hardware: APC SMT1500 (APC SMT1500) 1: P2 listed certain devices.csv:3\n"
     "hardware: Cisco C9300 (Cisco C9300) 1: P1 listed certain devices.csv:2\n"
     "hardware: Fortinet FG-100F (Fortinet FG-100F) 1: d5 observed devices.csv:4\n"
     "hardware: NEC Mate (NEC Mate) 1: P3 listed certain devices.csv:4\n"
     "hardware: Yamaha RTX1220 (Yamaha RTX1220) 1: P4 listed certain devices.csv:5\n"
     "firmware: APC SMT1500 9.4 (APC SMT1500) 1: P2 listed perhaps devices.csv:3\n"
     "firmware: Fortinet FG-100F 7.2.5 (Fortinet FG-100F) 1: d5 observed devices.csv:4\n"
     "os: Cisco IOS XE 17.06.05 (Cisco IOS XE) 1: P1 observed devices.csv:2\n"
     "os: RTX 15.04.07 (RTX) 1: P4 observed devices.csv:3\n"},
    {"the operating system among the software", "asset_id,os_name\nP1,Windows Server 2022\nP3,\n", "device_id\n",
     "P1,Windows Server 2022 Standard,,,,,,\nP3,Windows Server 2019,,,,OS,,\nP1,Windows Server 2019,,,,OS,,\n", NULL,
     "os: Windows Server 2019 (Windows Server 2019) 1: P3 listed perhaps software.csv:3\n"
     "os: Windows Server 2022 (Windows Server 2022) 1: P1 listed perhaps devices.csv:2\n"},
    {"not in use", "asset_id,model,status,acquired_on\nP1,A,stopped,\nP2,A,stopped,\nP3,A,,2027-04-01\n",
     "device_id,asset_tag\nd2,P2\n", NULL, NULL, "hardware: A (A) 1: P2 listed certain devices.csv:3\n"},
};

static void test_machines(void **state) {
    (void)state;
    check_cases(machines, ARRAY_LEN(machines));
}

/* --- plans ---------------------------------------------------------------------------------------------------------
 */

static const struct stock_case plans[] = {
    {"of the machine",
     "asset_id,model,planned_end,renewal_planned_on,lease_end\nP1,A,2028-01-31,2028-02-29,2028-03-31\n"
     "P2,A,,2028-02-29,2028-03-31\nP3,A,,,令和10年3月31日\nP4,A,,,\n",
     "device_id\n", NULL, NULL,
     "hardware: A (A) 4: P1 listed certain devices.csv:2 2028-01-31 planned_end, P2 listed certain devices.csv:3 "
     "2028-02-29 "
     "renewal_planned_on, P3 listed certain devices.csv:4 2028-03-31 lease_end, P4 listed certain devices.csv:5\n"},
    {"of the software that is listed", "asset_id,planned_end\nP2,2028-01-31\nP3,2028-01-31\n", "device_id\n",
     "P2,Tool 3,,,,,,2029-01-31\nP3,Tool 3,,,,,,\n", NULL,
     "software: Tool 3 (Tool) 2: P2 listed perhaps software.csv:2 2029-01-31 software.planned_end, P3 listed perhaps "
     "software.csv:3 2028-01-31 planned_end\n"},
    {"of the software that was observed, by the row of its version", NULL, NULL,
     "P1,Tool 3,,,,,,2029-01-31\nP1,Tool 4,,4,,,,2030-01-31\nP2,Tool 4,,,,,,2031-01-31\n", "d1,Tool 4,,4.2,,,\n",
     "software: Tool 4 (Tool) 1: P2 listed perhaps software.csv:4 2031-01-31 software.planned_end\n"
     "software: Tool 4.2 (Tool) 1: P1 observed software.csv:2 2030-01-31 software.planned_end\n"},
    {"else by any of the product, the latest", NULL, NULL,
     "P1,Tool 3,,3,,,,2029-01-31\nP1,Tool 2,,2,,,,2029-02-28\nP1,Saw,,,,,,2031-01-31\n", "d1,Tool 5,,5,,,\n",
     "software: Tool 5 (Tool) 1: P1 observed software.csv:2 2029-02-28 software.planned_end\n"},
};

static void test_plans(void **state) {
    (void)state;
    check_cases(plans, ARRAY_LEN(plans));
}

/* --- hosts ---------------------------------------------------------------------------------------------------------
 */

/* P1 by number, P2 by the name of P5, P3 by a device id, P4 by the name of a device; d7 is listed by its host. */
static void test_hosts(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,hostname,virtual_host\nP1,,P5\nP2,,esx5.example\nP3,,d6\nP4,,esx6\nP5,ESX5,\nP6,,P6\n",
        .devices = "device_id,hostname,uuid\nd6,esx6.example,\nd7,,9456aa60-b1bc-4ff4-afa8-3e9c85eaa0e2\n",
        .guests = "device_id,name,uuid\nd6,seven,9456AA60-B1BC-4FF4-AFA8-3E9C85EAA0E2\n",
    };
    static const uint32_t hosts[] = {4, 4, 6, 6, STOCK_NONE, STOCK_NONE, STOCK_NONE, 6};
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 1);

    (void)state;
    assert_int_equal(stock_machine_numbers(stocked->stock), ARRAY_LEN(hosts));
    for (uint32_t i = 0; i < ARRAY_LEN(hosts); i++) {
        assert_int_equal(stock_machine(stocked->stock, i)->host, hosts[i]);
    }
    assert_int_equal(stock_machine(stocked->stock, 7)->device, 1);
    assert_int_equal(stock_machine(stocked->stock, 7)->asset, PAIRING_NONE);
}

static void test_what_is_examined(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,status\nP1,\nP2,\nP3,\nP4,disposed\n",
        .devices = "device_id,asset_tag,sections_missing\nd1,P1,disks\nd2,P2,disks;packages\nd3,P3,\n",
        .installed = "device_id,product\nd1,A\nd2,A\n",
    };
    static const bool examined[] = {true, false, false, false};
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 1);

    (void)state;
    for (uint32_t i = 0; i < ARRAY_LEN(examined); i++) {
        assert_int_equal(stock_machine(stocked->stock, i)->is_examined, examined[i]);
    }
    assert_int_equal(stock_machine(stocked->stock, 3)->asset, PAIRING_NONE);
}

/* --- findings are filled in ----------------------------------------------------------------------------------------
 */

static void test_reader(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,hostname,system,department,location,model\nP1,,Mail,総務課,本省A棟,A\n",
        .devices = "device_id,asset_tag,hostname,model\nd1,P1,srv1,\nd2,,srv2,B\n",
    };
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 1);
    CLEANUP(stock_reader_free_cleanup) struct stock_reader *reader = NULL;
    struct finding paired = {0}, lone = {0};

    (void)state;
    assert_int_equal(stock_reader_new(stocked->stock, &reader, NULL), ERR_OK);
    stock_reader_set_machine(reader, &paired, 0);
    stock_reader_set_machine(reader, &lone, 2);
    assert_int_equal(paired.subject_kind, SUBJECT_ASSET);
    assert_true(str_eq(paired.subject, STR("P1")) && str_eq(paired.device_id, STR("d1")));
    assert_true(str_eq(paired.hostname, STR("srv1")) && str_eq(paired.department, STR("総務課")));
    assert_int_equal(lone.subject_kind, SUBJECT_DEVICE);
    assert_true(str_eq(lone.subject, STR("d2")) && lone.asset_id.n == 0 && str_eq(lone.hostname, STR("srv2")));
    assert_null(stock_reader_asset(reader, 2));
    assert_int_equal(stock_reader_error(reader, NULL), ERR_OK);
}

/* --- distributions -------------------------------------------------------------------------------------------------
 */

static void test_distributions(void **state) {
    static const struct {
        const char *source, *vendor;
        bool is_it;
    } cases[] = {
        {"rpm", "Red Hat, Inc.", true},
        {"rpm", "SUSE LLC <https://www.suse.com/>", true},
        {"rpm", "", true},
        {"rpm", "Oracle and/or its affiliates", false},
        {"rpm", "Oracle America", true},
        {"rpm", "PostgreSQL Global Development Group", false},
        {"dpkg", "Debian", true},
        {"dpkg", "Google LLC", false},
        {"dpkg", "Red Hat", false},
        {"vib", "VMware", true},
        {"vib", "HPE", false},
        {"registry", "", false},
        {"registry", "Red Hat, Inc.", false},
        {"", "Debian", false},
        {"rpm", "Starred Hat", false},
        {"swlist", "PHP Group", false},
        {"swlist", "HP", true},
        {"app", "Apple", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(distribution_makes(str_from(cases[i].source), str_from(cases[i].vendor)), cases[i].is_it);
    }
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

enum { MACHINES = 60, TITLES = 12, LINES_MAX = 2000 };

struct lines {
    char *texts[LINES_MAX];
    size_t count;
};

static void add_line(struct lines *lines, const char *format, ...) PRINTF_LIKE(2, 3);
static void add_line(struct lines *lines, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    assert_true(lines->count < LINES_MAX);
    assert_true(vasprintf(&lines->texts[lines->count++], format, arguments) > 0);
    va_end(arguments);
}

/* In an order of its own, behind HEADING. */
static void shuffle(struct lines *lines, const char *heading, bool is_shuffled, struct buffer *out) {
    buffer_append_cstr(out, heading);
    for (size_t i = lines->count; is_shuffled && i > 1; i--) {
        size_t other = (size_t)random() % i;
        char *line = lines->texts[i - 1];
        lines->texts[i - 1] = lines->texts[other];
        lines->texts[other] = line;
    }
    for (size_t i = 0; i < lines->count; i++) {
        buffer_append_cstr(out, lines->texts[i]);
        free(lines->texts[i]);
    }
    buffer_append_char(out, '\0');
}

struct random_ministry {
    struct buffer assets, devices, listed, installed;
};

/* The same whenever it is called; every third machine was not seen, every fourth not read to its end. */
static void write_ministry(struct random_ministry *to, bool is_shuffled) {
    struct lines assets = {0}, devices = {0}, listed = {0}, installed = {0};

    for (int i = 0; i < MACHINES; i++) {
        add_line(&assets, "P%02d,NEC,R%d,%s\n", i, i % 4, i % 5 ? "" : "2028-03-31");
        if (i % 3) {
            add_line(&devices, "d%02d,P%02d,Debian,1%d,%s\n", i, i, i % 3, i % 4 ? "" : "packages");
        }
        for (int title = 0; title < TITLES; title++) {
            int version = i * 7 % 5 + title % 2;
            if ((i + title) % 4) {
                add_line(&listed, "P%02d,%s %d,,%d.1,%s\n", i, title % 2 ? "Tool" : "Saw", title, version,
                         title % 3 ? "" : "2029-03-31");
            }
            if ((i + title) % 5) {
                add_line(&installed, "d%02d,%s %d%s,,%d.1,%s\n", i, title % 2 ? "Tool" : "Saw", title,
                         title % 4 ? "" : " (x64)", version, title % 3 ? "" : "ONE");
                add_line(&installed, "d%02d,%s %d (x86),,%d.1,\n", i, title % 2 ? "Tool" : "saw", title, version);
            }
        }
    }
    shuffle(&assets, "asset_id,manufacturer,model,planned_end\n", is_shuffled, &to->assets);
    shuffle(&devices, "device_id,asset_tag,os_name,os_version,sections_missing\n", false, &to->devices);
    shuffle(&listed, "asset_id,product,vendor,version,planned_end\n", is_shuffled, &to->listed);
    shuffle(&installed, "device_id,product,vendor,version,instance\n", is_shuffled, &to->installed);
}

static void tell_random_ministry(bool is_shuffled, unsigned threads, struct buffer *out) {
    const struct ministry_table tables[] = {{false, TABLE_PRODUCTS, products}};
    struct random_ministry written = {0};

    write_ministry(&written, is_shuffled);
    const struct ministry_text text = {
        .assets = written.assets.p,
        .devices = written.devices.p,
        .listed = written.listed.p,
        .installed = written.installed.p,
        .others = tables,
        .other_count = ARRAY_LEN(tables),
    };
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, threads);
    tell(stocked, false, out);
    buffer_done(&written.assets);
    buffer_done(&written.devices);
    buffer_done(&written.listed);
    buffer_done(&written.installed);
}

static void test_order_and_threads_do_not_matter(void **state) {
    static const unsigned threads[] = {1, 2, 4};
    CLEANUP(buffer_done) struct buffer expected = {0};
    long rounds = test_count("lifecycle_stock_orders");

    (void)state;
    srandom((unsigned)test_seed());
    tell_random_ministry(false, 1, &expected);
    assert_true(expected.n > 10000);
    for (long i = 0; i < rounds; i++) {
        CLEANUP(buffer_done) struct buffer got = {0};
        tell_random_ministry(true, threads[(size_t)i % ARRAY_LEN(threads)], &got);
        assert_string_equal(got.p, expected.p);
    }
}

/* --- columns that are not coded ------------------------------------------------------------------------------------
 */

enum { UNCODED = (1 << 20) + 10 };

/* More owners, versions and identifiers than a column has codes for, in long runs titles as well: cells are read again.
 */
static void test_many_texts(void **state) {
    CLEANUP(buffer_done) struct buffer listed = {0}, got = {0};
    const struct ministry_table tables[] = {{false, TABLE_PRODUCTS, products}};

    (void)state;
    long titles_count = test_count("lifecycle_stock_titles");
    buffer_append_cstr(&listed, "asset_id,product,version,purl,planned_end\n");
    for (unsigned i = 0; i < UNCODED; i++) {
        bool is_ours = i % 400000 == 7;
        buffer_printf(&listed, "%s%u,%s %u,%u.1,pkg:generic/%u,%s\n", is_ours ? "P3" : "X", is_ours ? 3 : i,
                      is_ours ? "Tool" : "Thing", is_ours ? 3 : i % (unsigned)titles_count, is_ours ? 3 : i, i,
                      is_ours ? "2029-03-31" : "");
    }
    buffer_append_char(&listed, '\0');
    assert_false(listed.failed);
    const struct ministry_text text = {.assets = "asset_id\nP33\n",
                                       .devices = "device_id\nd1\n",
                                       .listed = listed.p,
                                       .installed = "device_id,product\nd1,Thing 5\n",
                                       .others = tables,
                                       .other_count = ARRAY_LEN(tables)};
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 2);
    tell(stocked, false, &got);
    assert_string_equal(got.p, "software: Thing 5 (Thing 5) 1: d1 observed\n"
                               "software: Tool 3.1 (Tool) 1: P33 listed perhaps 2029-03-31 software.planned_end\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_things),
        cmocka_unit_test(test_machines),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_what_is_examined),
        cmocka_unit_test(test_reader),
        cmocka_unit_test(test_distributions),
        cmocka_unit_test(test_order_and_threads_do_not_matter),
        cmocka_unit_test(test_many_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
