#include "licenses/ties.h"

#include "licenses/license_ids.h"
#include "tests/unit/support/audited.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

/* PC-1 … PC-4 are used by A, b, "C D" and nobody. */
static const char assets[] = "asset_id,hostname,user_id\nPC-1,pc1,A\nPC-2,pc2,b\nPC-3,pc3,Ｃ\nPC-4,pc4,\n";
static const char people[] =
    "user_id,accounts,user_name\nA,account-a,佐藤 一\nB,account-b,鈴木 二\nC,,田中 三\nD,,\nPC-4,,\n";
static const char licenses[] = "license_id,product,quantity,metric\n"
                               "L1,Tool,5,device\nL2,Tool,5,user\nl3,Tool,5,named\nL4,Saw,5,device\n"
                               "L9,Saw,5,device\nL9,Saw,6,device\n";

static struct audited *read_ties(const char *assignments, bool has_people) {
    char text[1024];
    const struct ministry_table tables[] = {
        {false, TABLE_LICENSES, licenses},
        {false, TABLE_PEOPLE, has_people ? people : NULL},
        {false, TABLE_ASSIGNMENTS, text},
    };
    struct ministry_text ministry = {
        .assets = assets,
        .listed = "asset_id,product\nPC-1,Tool\nPC-2,Tool\nPC-3,Tool\nPC-4,Tool\n",
        .others = tables,
        .other_count = ARRAY_LEN(tables),
    };

    snprintf(text, sizeof text, "license_id,assignee_kind,assignee,assigned_on,released_on\n%s", assignments);
    struct audited *audited = audited_new(&ministry, 1, "2027-03-31");
    audited_read(audited);
    return audited;
}

static void append(const struct audited *audited, const char *owner, struct tie_list list, char *text, size_t size) {
    size_t n = strlen(text);

    for (uint32_t i = 0; i < list.count; i++) {
        struct str id = entitlements_get(audited->audit.entitlements, list.items[i])->license_id;
        n += (size_t)snprintf(text + n, size - n, "%s%s: %.*s", n ? ", " : "", owner, STR_FMT(id));
        assert_true(n < size);
    }
}

/* "1: L1, 2: L1, A: L2": by row of the asset and by user. */
static void list_ties(const struct audited *audited, char *text, size_t size) {
    static const char *const users[] = {"A", "B", "C", "D", "PC-4"};
    const struct ties *ties = audited->audit.ties;

    text[0] = '\0';
    for (uint32_t i = 0; i < 4; i++) {
        char owner[2] = {(char)('1' + i), '\0'};
        append(audited, owner, ties_of_asset(ties, i), text, size);
    }
    for (size_t i = 0; i < ARRAY_LEN(users); i++) {
        uint32_t user = estate_user_by_id(audited->audit.estate, str_from(users[i]));
        if (user != UINT32_MAX) {
            append(audited, users[i], ties_of_user(ties, user), text, size);
        }
    }
}

struct tie_case {
    const char *what, *rows, *ties;
    const char *without_people; /* NULL: the same */
};

static const struct tie_case cases[] = {
    {"an asset by its number", "L1,device,PC-1,2026-04-01,\n", "1: L1", NULL},
    {"by its name", "L1,device,pc2,2026-04-01,\n", "2: L1", NULL},
    {"whatever the ledger says it is", "L1,,ＰＣ-1,2026-04-01,\n", "1: L1", NULL},
    {"no asset on record", "L1,device,PC-9,2026-04-01,\n", "", NULL},
    {"a user", "L2,user,A,2026-04-01,\n", "A: L2", NULL},
    {"in another spelling", "L2,user,Ｂ,2026-04-01,\n", "B: L2", NULL},
    {"by an account", "L2,user,account-a,2026-04-01,\n", "A: L2", ""},
    {"somebody who uses nothing", "L2,user,D,2026-04-01,\n", "D: L2", ""},
    {"nobody on record", "L2,user,E,2026-04-01,\n", "", NULL},
    {"both", "L2,user,A,2026-04-01,\nL1,device,PC-1,2026-04-01,\n", "1: L1, A: L2", NULL},
    {"in order", "L2,user,A,,\nL1,user,A,,\nl3,user,A,,\n", "A: L1, A: L2, A: l3", NULL},
    {"twice is once", "L1,device,PC-1,2026-04-01,\nL1,device,pc1,2026-05-01,\n", "1: L1", NULL},
    {"by an id in another spelling", "ｌ１,device,PC-1,,\nL3,device,PC-1,,\n", "1: L1, 1: l3", NULL},
    {"released before", "L1,device,PC-1,2026-04-01,2027-03-30\n", "", NULL},
    {"on the day of the release it still is", "L1,device,PC-1,2026-04-01,2027-03-31\n", "1: L1", NULL},
    {"from tomorrow on", "L1,device,PC-1,2027-04-01,\n", "", NULL},
    {"from today on", "L1,device,PC-1,2027-03-31,\n", "1: L1", NULL},
    {"released and given again", "L1,device,PC-1,2026-04-01,2026-05-01\nL1,device,PC-2,2026-05-02,\n", "2: L1", NULL},
    {"a right that is not on record", "L8,device,PC-1,2026-04-01,\n", "", NULL},
    {"an id that two rights have", "L9,device,PC-1,2026-04-01,\n", "", NULL},
    {"said to be a device, and the name of somebody", "L1,device,A,2026-04-01,\n", "", NULL},
    {"said to be a department", "L1,department,A,2026-04-01,\n", "", NULL},
    {"a device or somebody", "L1,,PC-4,2026-04-01,\n", "", "4: L1"},
    {"said to be somebody", "L1,user,PC-4,2026-04-01,\n", "PC-4: L1", ""},
    {"a department", "L1,department,会計課,2026-04-01,\n", "", NULL},
};

static void check_case(const struct tie_case *test, bool has_people) {
    CLEANUP(audited_free_cleanup) struct audited *audited = read_ties(test->rows, has_people);
    const char *expected = has_people || !test->without_people ? test->ties : test->without_people;
    char got[256];

    list_ties(audited, got, sizeof got);
    if (strcmp(got, expected) != 0) {
        fail_msg("%s, %s people: \"%s\", not \"%s\"", test->what, has_people ? "with" : "without", got, expected);
    }
}

static void test_ties(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_case(&cases[i], true);
        check_case(&cases[i], false);
    }
}

static void test_has_any(void **state) {
    CLEANUP(audited_free_cleanup)
    struct audited *audited =
        read_ties("L1,device,PC-9,,\nL2,user,A,2026-04-01,2026-05-01\nL4,department,会計課,,\n", true);
    static const bool has_any[] = {true, false, false, true, false, false};

    (void)state;
    assert_int_equal(entitlements_count(audited->audit.entitlements), ARRAY_LEN(has_any));
    for (uint32_t i = 0; i < ARRAY_LEN(has_any); i++) {
        assert_int_equal(ties_has_any(audited->audit.ties, i), has_any[i]);
    }
}

static void test_ids(void **state) {
    static const struct {
        const char *id;
        uint32_t number;
    } ids[] = {
        {"L1", 0}, {"l1", 0}, {"Ｌ２", 1}, {"L3", 2}, {"L4", 3}, {"L9", ENTITLEMENT_NONE}, {"L5", ENTITLEMENT_NONE}};
    CLEANUP(audited_free_cleanup) struct audited *audited = read_ties("", true);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        uint32_t number;
        assert_int_equal(license_ids_find(audited->audit.entitlements, str_from(ids[i].id), &number, NULL), ERR_OK);
        assert_int_equal(number, ids[i].number);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_has_any),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
