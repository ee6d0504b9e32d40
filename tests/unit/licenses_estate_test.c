#include "licenses/estate.h"

#include "inventory/words.h"
#include "tests/unit/support/audited.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

/* Accounts as observed, people as documented: kato is an administrator, nobody knows ono. */
static const char people[] = "user_id,accounts,user_name,administrator,country\n"
                             "U1,sato,佐藤 一,,\nU2,suzuki,鈴木 二,,US\nU3,kato,加藤 三,yes,\n";
static const char places[] = "site,pattern,country,source,checked_on\n"
                             "霞が関,本館*,,s,2027-01-01\n大使館,仏*,FR,s,2027-01-01\n";

struct office {
    struct audited *audited;
    struct estate *estate;
};

static struct office office_new(const struct ministry_text *text) {
    struct office office = {.audited = audited_new(text, 1, "2027-03-31")};

    audited_read(office.audited);
    assert_int_equal(estate_new(&office.audited->audit.estate_input, &office.estate, NULL), ERR_OK);
    for (uint32_t i = 0; i < estate_numbers(office.estate); i++) {
        assert_null(estate_machine(office.estate, i));
        estate_mark(office.estate, i);
    }
    assert_int_equal(estate_read(office.estate, NULL), ERR_OK);
    return office;
}

static void office_done(struct office *office) {
    estate_free(office->estate);
    audited_free(office->audited);
}

/* --- facts as text -------------------------------------------------------------------------------------------------
 */

static struct str word(unsigned column, int number) {
    return number < 0 ? STR_NONE : schema_word(schema_column(TABLE_DEVICES, column), (unsigned)number);
}

static void append_users(const struct estate *estate, const struct machine *machine, struct buffer *out) {
    for (uint32_t i = 0; i < machine->users.count; i++) {
        buffer_append_cstr(out, i ? " " : "");
        buffer_append(out, estate_user_id(estate, machine->users.items[i]));
    }
    buffer_append_cstr(out, machine->users.is_told ? " (told)" : "");
}

static void append_day(struct date day, struct buffer *out) {
    char text[11] = "";

    if (date_is_set(day)) {
        date_format(day, text);
    }
    buffer_append_cstr(out, text);
}

static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    {"asset", offsetof(struct machine, asset_id)},          {"device", offsetof(struct machine, device_id)},
    {"hostname", offsetof(struct machine, hostname)},       {"system", offsetof(struct machine, system)},
    {"department", offsetof(struct machine, department)},   {"location", offsetof(struct machine, location)},
    {"serial", offsetof(struct machine, serial)},           {"uuid", offsetof(struct machine, uuid)},
    {"macs", offsetof(struct machine, mac_addresses)},      {"host_name", offsetof(struct machine, host_name)},
    {"cluster", offsetof(struct machine, cluster)},         {"purpose", offsetof(struct machine, setting.purpose)},
    {"country", offsetof(struct machine, setting.country)}, {"site", offsetof(struct machine, setting.site)},
    {"owner", offsetof(struct machine, setting.owner)},     {"model", offsetof(struct machine, processors.model)},
};

static bool append_text(const struct machine *machine, const char *fact, struct buffer *out) {
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (strcmp(texts[i].name, fact) == 0) {
            buffer_append(out, *(const struct str *)((const char *)machine + texts[i].offset));
            return true;
        }
    }
    return false;
}

static void append_host(const struct estate *estate, const struct machine *machine, struct buffer *out) {
    if (machine->host != MACHINE_NONE) {
        const struct machine *host = estate_machine(estate, machine->host);
        assert_non_null(host);
        buffer_append(out, host->asset_id.n ? host->asset_id : host->device_id);
    }
}

static void append_fact(const struct estate *estate, const struct machine *machine, const char *fact,
                        struct buffer *out) {
    static const char *const terms[] = {[TERM_NO] = "no", [TERM_YES] = "yes", [TERM_BLANK] = ""};

    if (append_text(machine, fact, out)) {
        return;
    }
    if (strcmp(fact, "users") == 0) {
        append_users(estate, machine, out);
    } else if (strcmp(fact, "several") == 0) {
        buffer_append_cstr(out, machine->setting.has_several_users ? "yes" : "no");
    } else if (strcmp(fact, "abroad") == 0) {
        buffer_append_cstr(out, machine->setting.is_abroad ? "yes" : "no");
    } else if (strcmp(fact, "examined") == 0) {
        buffer_append_cstr(out, machine->is_examined ? "yes" : "no");
    } else if (strcmp(fact, "left") == 0) {
        buffer_append_cstr(out, machine->has_left ? "yes" : "no");
    } else if (strcmp(fact, "virtual") == 0) {
        buffer_append_cstr(out, terms[machine->is_virtual]);
    } else if (strcmp(fact, "host") == 0) {
        append_host(estate, machine, out);
    } else if (strcmp(fact, "since") == 0) {
        append_day(machine->country_since, out);
    } else if (strcmp(fact, "kind") == 0) {
        buffer_append(out, word(DEVICES_KIND, machine->kind));
    } else if (strcmp(fact, "environment") == 0) {
        buffer_append(out, word(DEVICES_ENVIRONMENT, machine->setting.environment));
    } else if (strcmp(fact, "shared") == 0) {
        buffer_append(out, word(DEVICES_SHARED_USE, machine->setting.shared_use));
    } else if (strcmp(fact, "processors") == 0) {
        buffer_printf(out, "%d sockets of %d, %d cores", (int)machine->processors.sockets,
                      (int)machine->processors.cores_per_socket, (int)machine->processors.cores);
    } else {
        fail_msg("no fact %s", fact);
    }
}

/* A fact of the machine that is P1, or d1 where it has no asset. */
struct estate_case {
    const char *what;
    const char *headings, *asset, *device; /* without asset_id and device_id; NULL: there is none */
    const char *fact, *expected;
};

static void check_case(const struct estate_case *test) {
    char assets[512], devices[512];
    const struct ministry_table tables[] = {{false, TABLE_PEOPLE, people}};
    struct ministry_text text = {
        .assets = assets, .devices = devices, .places = places, .others = tables, .other_count = 1};
    CLEANUP(buffer_done) struct buffer got = {0};

    snprintf(assets, sizeof assets, "asset_id,%s\n%s%s%sP9,%s\n", test->headings, test->asset ? "P1," : "",
             test->asset ? test->asset : "", test->asset ? "\n" : "", "");
    snprintf(devices, sizeof devices, "device_id,asset_tag,%s\n%s%s\n", test->headings, test->device ? "d1,P1," : "",
             test->device ? test->device : "");
    CLEANUP(office_done) struct office office = office_new(&text);
    uint32_t number = estate_find(office.estate, test->asset ? STR("P1") : STR("d1"));
    assert_int_not_equal(number, MACHINE_NONE);
    append_fact(office.estate, estate_machine(office.estate, number), test->fact, &got);
    buffer_append_char(&got, '\0');
    if (strcmp(got.p, test->expected) != 0) {
        fail_msg("%s: %s is \"%s\", not \"%s\"", test->what, test->fact, got.p, test->expected);
    }
}

static void check_cases(const struct estate_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check_case(&cases[i]);
    }
}

/* --- which side ----------------------------------------------------------------------------------------------------
 */

static const struct estate_case sides[] = {
    {"both", "serial", "S1", "S1", "asset", "P1"},
    {"both", "serial", "S1", "S1", "device", "d1"},
    {"no device", "serial", "S1", NULL, "device", ""},
    {"no asset", "serial", NULL, "S1", "asset", ""},
    /* as observed */
    {"observed", "serial", "S1", "S2", "serial", "S2"},
    {"not observed", "serial", "S1", "", "serial", "S1"},
    {"observed only", "serial", NULL, "S2", "serial", "S2"},
    {"a placeholder on the board", "serial", "S1", "Default string", "serial", "S1"},
    {"placeholders on both sides", "serial", "不明", "Default string", "serial", "Default string"},
    {"observed", "uuid", "11223344-5566-7788-99aa-bbccddeeff00", "11223344-5566-7788-99aa-bbccddeeff01", "uuid",
     "11223344-5566-7788-99aa-bbccddeeff01"},
    {"a placeholder", "uuid", "11223344-5566-7788-99aa-bbccddeeff00", "00000000-0000-0000-0000-000000000000", "uuid",
     "11223344-5566-7788-99aa-bbccddeeff00"},
    {"observed", "mac_addresses", "00:1B:21:00:00:01", "00:1B:21:00:00:02", "macs", "00:1B:21:00:00:02"},
    {"observed", "cpu_model", "Old", "New", "model", "New"},
    {"observed", "cpu_sockets", "1", "2", "processors", "2 sockets of -1, -1 cores"},
    {"observed", "virtual_host", "h1", "h2", "host_name", "h2"},
    {"observed", "virtual", "no", "yes", "virtual", "yes"},
    /* as documented */
    {"documented", "hostname", "pc1", "pc2", "hostname", "pc1"},
    {"not documented", "hostname", "", "pc2", "hostname", "pc2"},
    {"documented", "system", "A", "B", "system", "A"},
    {"documented", "department", "会計課", "人事課", "department", "会計課"},
    {"documented", "location", "本館1F", "別館", "location", "本館1F"},
    {"documented", "kind", "laptop", "pc", "kind", "laptop"},
    {"not documented", "kind", "", "pc", "kind", "pc"},
    {"documented", "environment", "本番", "", "environment", "production"},
    {"documented", "purpose", "研修", "", "purpose", "研修"},
    {"documented", "owner", "委託先", "", "owner", "委託先"},
    {"documented", "shared_use", "共有", "", "shared", "shared"},
    {"documented", "cluster", "C1", "", "cluster", "C1"},
    {"documented", "country_since", "2027-01-01", "", "since", "2027-01-01"},
    {"by the table of places", "location", "本館1F", "", "site", "霞が関"},
    {"which does not have it", "location", "別館", "", "site", ""},
};

static void test_sides(void **state) {
    (void)state;
    check_cases(sides, ARRAY_LEN(sides));
}

static const struct estate_case states[] = {
    {"observed", "sections_missing", "", "", "examined", "yes"},
    {"other parts were not read", "sections_missing", "", "users; disks", "examined", "yes"},
    {"software was not read", "sections_missing", "", "users; packages", "examined", "no"},
    {"not observed", "serial", "S1", NULL, "examined", "no"},
    {"in use", "status", "active", NULL, "left", "no"},
    {"disposed of", "status", "disposed", NULL, "left", "yes"},
    {"returned", "status", "returned", NULL, "left", "yes"},
    {"stopped", "status", "stopped", NULL, "left", "no"},
    {"disposed of, and observed all the same", "status", "disposed", "", "left", "no"},
    {"a physical machine", "kind", "server", "", "virtual", ""},
    {"a virtual one by its kind", "kind", "vm", "", "virtual", "yes"},
};

static void test_states(void **state) {
    (void)state;
    check_cases(states, ARRAY_LEN(states));
}

static const struct estate_case processors[] = {
    {"all of it", "cpu_sockets,cores_per_socket,cpu_cores", "", "2,8,16", "processors", "2 sockets of 8, 16 cores"},
    {"cores follow", "cpu_sockets,cores_per_socket,cpu_cores", "2,8,", NULL, "processors", "2 sockets of 8, 16 cores"},
    {"T16: as written", "cpu_sockets,cores_per_socket,cpu_cores", ",,8コア×２", NULL, "processors",
     "2 sockets of -1, 16 cores"},
    {"T16: no number", "cpu_sockets,cores_per_socket,cpu_cores", ",,多数", NULL, "processors",
     "-1 sockets of -1, -1 cores"},
    {"nothing", "cpu_sockets,cores_per_socket,cpu_cores", ",,", NULL, "processors", "-1 sockets of -1, -1 cores"},
};

static void test_processors(void **state) {
    (void)state;
    check_cases(processors, ARRAY_LEN(processors));
}

/* --- countries -----------------------------------------------------------------------------------------------------
 */

/* The policy says JP. */
static const struct estate_case countries[] = {
    {"of the device", "country,user_id", "US,U1", "", "country", "US"},
    {"which is abroad", "country,user_id", "US,U1", "", "abroad", "yes"},
    {"of the device before its user's", "country,user_id", "FR,U2", "", "country", "FR"},
    {"of its place", "country,user_id,location", ",U2,仏2F", "", "country", "FR"},
    {"of the device before its place's", "country,user_id,location", "US,,仏2F", "", "country", "US"},
    {"of a place without", "country,user_id,location", ",U2,本館1F", "", "country", "US"},
    {"of its user", "country,user_id", ",U2", "", "country", "US"},
    {"abroad as well", "country,user_id", ",U2", "", "abroad", "yes"},
    {"of the policy", "country,user_id", ",U1", "", "country", "JP"},
    {"which is not abroad", "country,user_id", ",U1", "", "abroad", "no"},
    {"of the policy, where the user is not known", "country,user_id", ",U9", "", "country", "JP"},
    {"nor is it in another spelling", "country,user_id", "日本,U1", "", "abroad", "no"},
};

static void test_countries(void **state) {
    (void)state;
    check_cases(countries, ARRAY_LEN(countries));
}

/* --- users ---------------------------------------------------------------------------------------------------------
 */

struct user_case {
    const char *what;
    const char *asset;    /* user_id,user_name,shared_use */
    const char *accounts; /* user_id,last_login_at of d1 */
    const char *users, *several;
};

/* usage_days is 90: the first day that counts is 2026-12-31. In Japan it begins at 15:00 of the day before, UTC. */
static const struct user_case users[] = {
    {"by the ledger", "U1,,", "", "U1 (told)", "no"},
    {"in another spelling", "ｕ1,,", "", "U1 (told)", "no"},
    {"by an account", "SATO,,", "", "U1 (told)", "no"},
    {"by name", ",佐藤　一,", "", "U1 (told)", "no"},
    {"somebody who is not on record", "Ｘ-1,,", "", "x-1 (told)", "no"},
    {"whoever else was seen", "U1,,", "suzuki,2027-03-30T00:00:00Z\n", "U1 (told)", "no"},
    {"several were seen", "U1,,", "suzuki,2027-03-30T00:00:00Z\nsato,2027-03-30T00:00:00Z\n", "U1 (told)", "yes"},
    {"by accounts", ",,", "sato,2027-03-30T00:00:00Z\n", "U1", "no"},
    {"with a domain", ",,", "MOF\\Sato,2027-03-30T00:00:00Z\n", "U1", "no"},
    {"two", ",,", "suzuki,2027-03-30T00:00:00Z\nsato,2027-03-30T00:00:00Z\n", "U1 U2", "yes"},
    {"one twice", ",,", "sato,2027-03-29T00:00:00Z\nMOF\\sato,2027-03-30T00:00:00Z\n", "U1", "no"},
    {"administrators do not count", ",,", "kato,2027-03-30T00:00:00Z\nsato,2027-03-30T00:00:00Z\n", "U1", "no"},
    {"nor accounts of nobody", ",,", "ono,2027-03-30T00:00:00Z\n", "", "no"},
    {"nor those without a login", ",,", "sato,\n", "", "no"},
    {"the first day that counts", ",,", "sato,2026-12-30T15:00:00Z\n", "U1", "no"},
    {"a second before", ",,", "sato,2026-12-30T14:59:59Z\n", "", "no"},
    {"in another time zone", ",,", "sato,2026-12-31T00:30:00+09:00\n", "U1", "no"},
    {"of a shared device those who were seen", "U1,,共有", "suzuki,2027-03-30T00:00:00Z\n", "U2", "no"},
    {"of a shared device nobody", "U1,,共有", "", "", "no"},
    {"of a personal one", "U1,,個人", "suzuki,2027-03-30T00:00:00Z\n", "U1 (told)", "no"},
    {"nobody", ",,", "", "", "no"},
};

static void check_users(const struct user_case *test) {
    char assets[256], accounts[512] = "device_id,user_id,last_login_at,source\nd9,suzuki,2027-03-30T00:00:00Z,login\n";
    struct ministry_table tables[] = {{false, TABLE_PEOPLE, people}, {true, TABLE_ACCOUNTS, accounts}};
    struct ministry_text text = {
        .assets = assets, .devices = "device_id,asset_tag\nd9,P9\nd1,P1\n", .others = tables, .other_count = 2};
    CLEANUP(buffer_done) struct buffer got = {0};
    struct str rest = str_from(test->accounts), line;
    size_t n = strlen(accounts);

    snprintf(assets, sizeof assets, "asset_id,user_id,user_name,shared_use\nP1,%s\nP9,,,\n", test->asset);
    while (str_cut(&rest, '\n', &line)) {
        n += line.n ? (size_t)snprintf(accounts + n, sizeof accounts - n, "d1,%.*s,login\n", STR_FMT(line)) : 0;
    }
    CLEANUP(office_done) struct office office = office_new(&text);
    const struct machine *machine = estate_machine(office.estate, estate_find(office.estate, STR("P1")));
    append_users(office.estate, machine, &got);
    buffer_append_char(&got, '\0');
    if (strcmp(got.p, test->users) != 0) {
        fail_msg("%s: \"%s\", not \"%s\"", test->what, got.p, test->users);
    }
    assert_int_equal(machine->setting.has_several_users, strcmp(test->several, "yes") == 0);
}

static void test_users(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(users); i++) {
        check_users(&users[i]);
    }
}

static void test_user_numbers(void **state) {
    const struct ministry_table tables[] = {{false, TABLE_PEOPLE, people}};
    struct ministry_text text = {
        .assets = "asset_id,user_id\nP1,U2\nP2,Ｘ-1\nP3,x-1\nP4,y-1\n", .others = tables, .other_count = 1};
    CLEANUP(office_done) struct office office = office_new(&text);
    uint32_t stranger = estate_user_by_id(office.estate, STR("X-1"));

    (void)state;
    assert_int_equal(stranger, estate_machine(office.estate, 1)->users.items[0]);
    assert_int_equal(stranger, estate_machine(office.estate, 2)->users.items[0]);
    assert_int_equal(estate_person(office.estate, stranger), PERSON_NONE);
    assert_true(str_eq(estate_user_id(office.estate, stranger), STR("x-1")));
    uint32_t known = estate_user_by_id(office.estate, STR("suzuki"));
    assert_int_equal(known, estate_machine(office.estate, 0)->users.items[0]);
    assert_int_equal(estate_person(office.estate, known), known);
    assert_int_equal(estate_user_by_id(office.estate, STR("z-1")), UINT32_MAX);
}

/* --- numbers and hosts ---------------------------------------------------------------------------------------------
 */

static void test_numbers(void **state) {
    struct ministry_text text = {
        .assets = "asset_id,hostname\nP1,host1\nP2,host2\n",
        .devices = "device_id,asset_tag,hostname\nd1,,other\nd2,P2,host2\n",
    };
    CLEANUP(office_done) struct office office = office_new(&text);
    struct estate *estate = office.estate;

    (void)state;
    assert_int_equal(estate_numbers(estate), 4);
    assert_int_equal(estate_of_asset(estate, 1), 1);
    assert_int_equal(estate_of_device(estate, 1), 1); /* it is P2 */
    assert_int_equal(estate_of_device(estate, 0), 2); /* it is on no record */
    assert_int_equal(estate_device_by_id(estate, STR("d2")), 1);
    assert_int_equal(estate_device_by_id(estate, STR("d3")), PAIRING_NONE);
    assert_int_equal(estate_find(estate, STR("p1")), 0);
    assert_int_equal(estate_find(estate, STR("HOST2.example.go.jp")), 1);
    assert_int_equal(estate_find(estate, STR("d1")), 2);
    assert_int_equal(estate_find(estate, STR("d2")), 1);
    assert_int_equal(estate_find(estate, STR("P3")), MACHINE_NONE);
    assert_true(estate_compare(estate_machine(estate, 0), estate_machine(estate, 1)) < 0);
    assert_true(estate_compare(estate_machine(estate, 1), estate_machine(estate, 2)) > 0); /* ids first of none */
    assert_int_equal(estate_compare(estate_machine(estate, 1), estate_machine(estate, 1)), 0);
}

/* Hosts are read with what runs on them, though nobody marked them. */
static void test_hosts(void **state) {
    static const struct {
        const char *vm, *host;
    } hosts[] = {{"V1", "H1"}, {"V2", "H1"}, {"V3", ""}, {"V4", "H2"}, {"V5", ""}, {"H2", "H1"}};
    struct ministry_text text = {
        .assets = "asset_id,hostname,kind,virtual_host\nV1,v1,vm,H1\nV2,v2,vm,host1.example.go.jp\nV3,v3,vm,H9\n"
                  "V4,v4,vm,host2\nV5,v5,vm,\nH1,host1,server,\nH2,host2,vm,H1\n",
    };
    struct audited *audited = audited_new(&text, 1, "2027-03-31");
    struct estate *estate = NULL;

    (void)state;
    audited_read(audited);
    assert_int_equal(estate_new(&audited->audit.estate_input, &estate, NULL), ERR_OK);
    for (uint32_t i = 0; i < 5; i++) {
        estate_mark(estate, i);
    }
    assert_int_equal(estate_read(estate, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        CLEANUP(buffer_done) struct buffer got = {0};
        const struct machine *machine = estate_machine(estate, estate_find(estate, str_from(hosts[i].vm)));
        assert_non_null(machine);
        append_host(estate, machine, &got);
        buffer_append_char(&got, '\0');
        assert_string_equal(got.p, hosts[i].host);
    }
    estate_free(estate);
    audited_free(audited);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides),     cmocka_unit_test(test_states), cmocka_unit_test(test_processors),
        cmocka_unit_test(test_countries), cmocka_unit_test(test_users),  cmocka_unit_test(test_user_numbers),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
