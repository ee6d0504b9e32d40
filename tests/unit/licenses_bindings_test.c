#include "licenses/bindings.h"

#include "tests/unit/support/audited.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static const char assets[] =
    "asset_id,serial,uuid,mac_addresses,hostname\n"
    "PC-1,SN-1,11223344-5566-7788-99aa-bbccddeeff00,00:1B:21:0A:0B:0C; 00:1B:21:0A:0B:0D,host1.example.go.jp\n"
    "PC-2,SN-2,,,host2\n"
    "PC-3,Default string,,52:54:00:12:34:56,\n"
    "PC-4,SN-4,,00:1B:21:00:00:04,\n"
    "PC-5,SN-5,,,host5\n";
/* The machine PC-4 has another network adapter, PC-5 a board that nobody wrote a number into. */
static const char devices[] = "device_id,asset_tag,serial,uuid,mac_addresses,hostname\n"
                              "d4,PC-4,SN-4,,00:1B:21:00:00:44,\n"
                              "d5,PC-5,To be filled by O.E.M.,,,host5\n"
                              "d6,,SN-6,,,host6\n";

static struct audited *read_rights(const char *bound_to, const char *form) {
    char licenses[512];
    const struct ministry_table tables[] = {{false, TABLE_LICENSES, licenses}};
    struct ministry_text text = {.assets = assets, .devices = devices, .others = tables, .other_count = 1};

    snprintf(licenses, sizeof licenses, "license_id,product,quantity,metric,bound_to,form\nL1,Tool,1,device,%s,%s\n",
             bound_to, form);
    struct audited *audited = audited_new(&text, 1, "2027-03-31");
    audited_read(audited);
    return audited;
}

/* The asset numbers, else device ids, of all machines that the first right is bound to, with blanks between. */
static void list_bound(struct audited *audited, char *text, size_t size) {
    CLEANUP(estate_free_cleanup) struct estate *estate = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    size_t n = 0;

    assert_int_equal(estate_new(&audited->audit.estate_input, &estate, NULL), ERR_OK);
    for (uint32_t i = 0; i < estate_numbers(estate); i++) {
        estate_mark(estate, i);
    }
    assert_int_equal(estate_read(estate, NULL), ERR_OK);
    text[0] = '\0';
    for (uint32_t i = 0; i < estate_numbers(estate); i++) {
        const struct machine *machine = estate_machine(estate, i);
        struct right_numbers bound = bindings_of(audited->audit.bindings, machine, arena);
        bool is_of_asset = machine->asset != PAIRING_NONE;
        if (bound.count && (is_of_asset || pairing_of_device(audited->pairing, machine->device).state != PAIR_ONE)) {
            assert_int_equal(bound.count, 1);
            assert_int_equal(bound.items[0], 0);
            struct str id = is_of_asset ? machine->asset_id : machine->device_id;
            n += (size_t)snprintf(text + n, size - n, "%s%.*s", n ? " " : "", STR_FMT(id));
        }
    }
}

static const struct {
    const char *what, *bound_to, *machines;
} cases[] = {
    {"asset number", "PC-1", "PC-1"},
    {"in another spelling", "ｐｃ-1", "PC-1"},
    {"of nothing on record", "PC-9", ""},
    {"serial number", "SN-2", "PC-2"},
    {"with a word before it", "S/N: sn-2", "PC-2"},
    {"of a device that is not on record", "SN-6", "d6"},
    {"UUID", "11223344-5566-7788-99aa-bbccddeeff00", "PC-1"},
    {"in braces", "{11223344-5566-7788-99AA-BBCCDDEEFF00}", "PC-1"},
    {"in the other byte order", "44332211-6655-8877-99aa-bbccddeeff00", "PC-1"},
    {"of another machine", "11223344-5566-7788-99aa-bbccddeeff01", ""},
    {"MAC address", "00:1b:21:0a:0b:0c", "PC-1"},
    {"in another grouping", "001B.210A.0B0D", "PC-1"},
    {"with hyphens", "00-1B-21-0A-0B-0C", "PC-1"},
    {"of a virtual machine", "52-54-00-12-34-56", "PC-3"},
    {"M22: that was there before another adapter", "00:1B:21:00:00:04", ""},
    {"that is there now", "00:1B:21:00:00:44", "PC-4"},
    {"name", "HOST2", "PC-2"},
    {"with its domain", "host1.example.go.jp", "PC-1"},
    {"without it", "host1", "PC-1"},
    {"of a device that is not on record", "host6", "d6"},
    {"a serial number on record, and a placeholder on the board", "SN-5", "PC-5"},
    {"a placeholder", "Default string", ""},
    {"another", "To be filled by O.E.M.", ""},
};

static void test_keys(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(audited_free_cleanup) struct audited *audited = read_rights(cases[i].bound_to, "");
        char got[128];
        list_bound(audited, got, sizeof got);
        if (strcmp(got, cases[i].machines) != 0) {
            fail_msg("%s, %s: \"%s\", not \"%s\"", cases[i].what, cases[i].bound_to, got, cases[i].machines);
        }
    }
}

/* Whether the ledger says to which machine. */
static void test_told(void **state) {
    static const struct {
        const char *bound_to;
        bool is_bound, is_told;
    } words[] = {
        {"SN-1", true, true},
        {"PC-9", true, true},
        {"不明", true, false},
        {"", false, false},
        {"Default string", true, false},
        {"52:54:00:12:34:56", true, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        CLEANUP(audited_free_cleanup) struct audited *audited = read_rights(words[i].bound_to, "");
        const struct right *right = rights_get(audited->audit.rights, 0);
        print_message("%s\n", words[i].bound_to);
        assert_int_equal(right_is_bound(right), words[i].is_bound);
        assert_int_equal(bindings_tell(audited->audit.bindings, right), words[i].is_told);
        assert_int_equal(bindings_are_none(audited->audit.bindings), !words[i].is_told);
    }
}

/* --- what comes of it ----------------------------------------------------------------------------------------------
 */

/* A use on PC-2 under a right that is bound to something. */
static void test_findings(void **state) {
    static const struct {
        const char *bound_to, *form, *findings;
    } uses[] = {
        {"SN-2", "oem", ""},
        {"SN-1", "oem", "LIC-OEM violation PC-2 bound_to\n"},
        {"SN-1", "", "LIC-MULTI violation PC-2 bound_to\n"},
        {"不明", "oem", "LIC-QUANTITY undetermined PC-2 Tool\n"},
        {"不明", "", "LIC-QUANTITY undetermined PC-2 Tool\n"},
        {"", "oem", "LIC-QUANTITY undetermined PC-2 Tool\n"},
        {"", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
        CLEANUP(buffer_done) struct buffer told = {0};
        char licenses[512];
        const struct ministry_table tables[] = {{false, TABLE_LICENSES, licenses}};
        struct ministry_text text = {
            .assets = assets,
            .devices = "device_id,asset_tag\nd2,PC-2\n",
            .installed = "device_id,product\nd2,Tool\n",
            .others = tables,
            .other_count = 1,
        };
        snprintf(licenses, sizeof licenses,
                 "license_id,vendor,product,quantity,metric,bound_to,form,end_on,terms_checked_on,certificate\n"
                 "L1,Maker,Tool,1,device,%s,%s,永続,2027-01-01,C1\n",
                 uses[i].bound_to, uses[i].form);
        CLEANUP(audited_free_cleanup) struct audited *audited = audited_new(&text, 1, "2027-03-31");
        audited_run(audited);
        audited_tell_findings_of(audited, STR("PC-2"), &told);
        assert_string_equal(told.p, uses[i].findings);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
