#include "licenses/assignments.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/office.h"

static struct office office_read(const char *assignments) {
    struct ledger_file files[] = {
        {"assignments.csv", assignments},
        {"licenses.csv", "license_id,product,quantity\nL-1,A,5\nL-2,B,5\nL-3,C,5\nl-3,C,5\n"},
        {"people.csv", "user_id,accounts,user_name\nE-1,sato,佐藤\nE-2,PC-2,鈴木\n"},
        {"devices.csv", "asset_id,hostname\nPC-1,pc1\nPC-2,pc2\n"},
    };

    return office_open(files, ARRAY_LEN(files));
}

static void test_columns(void **state) {
    CLEANUP(office_done)
    struct office office = office_read("ライセンス管理番号,割当区分,割当先,割当数,割当日,解除日,主・副区分,最終利用日\n"
                                       "L-1,利用者,佐藤,3,令和8年4月1日,2027-03-31,副,2027-03-01\n"
                                       "L-2,,PC-1,,,,,\n");
    const struct assignment *full = assignments_get(office.list, 0), *bare = assignments_get(office.list, 1);

    (void)state;
    assert_int_equal(assignments_count(office.list), 2);
    assert_int_equal(full->entitlement, 0);
    assert_str(full->license_id, "L-1");
    assert_int_equal(full->kind, ASSIGNEE_USER);
    assert_int_equal(full->person, 0);
    assert_int_equal(full->asset, UINT32_MAX);
    assert_str(full->assignee, "佐藤");
    assert_int_equal(full->quantity, 3);
    assert_int_equal(full->assigned_on.days, ledger_day("2026-04-01").days);
    assert_int_equal(full->released_on.days, ledger_day("2027-03-31").days);
    assert_int_equal(full->last_used_on.days, ledger_day("2027-03-01").days);
    assert_int_equal(full->is_primary, TERM_NO);
    assert_str(full->evidence, "assignments.csv:2");
    assert_int_equal(bare->quantity, 1);
    assert_false(bare->is_quantity_unclear || bare->is_assigned_unclear || bare->is_released_unclear);
    assert_false(date_is_set(bare->assigned_on) || date_is_set(bare->released_on) || date_is_set(bare->last_used_on));
    assert_int_equal(bare->is_primary, TERM_BLANK);
}

/* PC-2 is an asset, and somebody's account. */
static void test_assignees(void **state) {
    static const struct {
        const char *license_id, *kind, *assignee;
        uint32_t entitlement;
        int found_kind;
        uint32_t asset, person;
    } cases[] = {
        {"L-1", "", "PC-1", 0, ASSIGNEE_DEVICE, 0, PERSON_NONE},
        {"ｌ-1", "", "pc1.example.go.jp", 0, ASSIGNEE_DEVICE, 0, PERSON_NONE},
        {"L-2", "", "sato", 1, ASSIGNEE_USER, UINT32_MAX, 0},
        {"L-2", "", "PC-2", 1, WORD_BLANK, UINT32_MAX, PERSON_NONE},
        {"L-2", "device", "PC-2", 1, ASSIGNEE_DEVICE, 1, PERSON_NONE},
        {"L-2", "user", "PC-2", 1, ASSIGNEE_USER, UINT32_MAX, 1},
        {"L-2", "user", "PC-1", 1, ASSIGNEE_USER, UINT32_MAX, PERSON_NONE},
        {"L-2", "部署", "PC-1", 1, ASSIGNEE_DEPARTMENT, UINT32_MAX, PERSON_NONE},
        {"L-2", "", "総務課", 1, WORD_BLANK, UINT32_MAX, PERSON_NONE},
        {"L-9", "", "PC-1", ENTITLEMENT_NONE, ASSIGNEE_DEVICE, 0, PERSON_NONE},
        {"L-3", "", "PC-1", ENTITLEMENT_NONE, ASSIGNEE_DEVICE, 0, PERSON_NONE},
        {"", "", "PC-1", ENTITLEMENT_NONE, ASSIGNEE_DEVICE, 0, PERSON_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "license_id,assignee_kind,assignee,note\n%s,%s,%s,x\n", cases[i].license_id,
                 cases[i].kind, cases[i].assignee);
        CLEANUP(office_done) struct office office = office_read(text);
        const struct assignment *got = assignments_get(office.list, 0);
        print_message("%s", strchr(text, '\n') + 1);
        assert_int_equal(got->entitlement, cases[i].entitlement);
        assert_int_equal(got->kind, cases[i].found_kind);
        assert_int_equal(got->asset, cases[i].asset);
        assert_int_equal(got->person, cases[i].person);
    }
}

/* The day of the assignment and the day of the release belong to it. */
static void test_active(void **state) {
    static const struct {
        const char *assigned_on, *released_on;
        enum term state;
    } cases[] = {
        {"", "", TERM_YES},
        {"2027-03-31", "", TERM_YES},
        {"2027-04-01", "", TERM_NO},
        {"", "2027-03-31", TERM_YES},
        {"", "2027-03-30", TERM_NO},
        {"2027-03-31", "2027-03-31", TERM_YES},
        {"春", "", TERM_BLANK},
        {"", "返却済", TERM_BLANK},
        {"春", "2027-03-30", TERM_NO},
        {"2027-04-01", "返却済", TERM_NO},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "license_id,assignee,assigned_on,released_on\nL-1,PC-1,%s,%s\n",
                 cases[i].assigned_on, cases[i].released_on);
        CLEANUP(office_done) struct office office = office_read(text);
        const struct assignment *got = assignments_get(office.list, 0);
        print_message("%s", strchr(text, '\n') + 1);
        assert_int_equal(assignment_state(got, ledger_day("2027-03-31")), cases[i].state);
        assert_int_equal(assignment_is_active(got, ledger_day("2027-03-31")), cases[i].state != TERM_NO);
    }
}

static void test_unclear_quantity(void **state) {
    CLEANUP(office_done) struct office office = office_read("license_id,assignee,quantity\nL-1,PC-1,多数\n");
    const struct assignment *got = assignments_get(office.list, 0);

    (void)state;
    assert_int_equal(got->quantity, 1);
    assert_true(got->is_quantity_unclear);
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

static const char *const lines[] = {
    "L-2,user,sato,2027-01-01\n", "L-1,device,PC-2,\n",           "L-1,device,PC-1,2027-02-01\n",
    "L-9,device,PC-1,\n",         "L-1,device,pc-1,2027-01-01\n", "L-1,user,E-1,\n",
};
/* Lines in the order that the list has: rights, kinds, assignees, days; what is of no right last. */
static const unsigned in_order[] = {4, 2, 1, 5, 0, 3};

static void check_order(const struct office *office) {
    uint32_t first, count;

    for (uint32_t i = 0; i < ARRAY_LEN(in_order); i++) {
        const struct assignment *got = assignments_get(office->list, i);
        char day[11], text[128];
        date_format(got->assigned_on, day);
        snprintf(text, sizeof text, "%.*s,%s,%.*s,%s\n", STR_FMT(got->license_id),
                 got->kind == ASSIGNEE_USER ? "user" : "device", STR_FMT(got->assignee), day);
        assert_string_equal(text, lines[in_order[i]]);
    }
    assignments_of(office->list, 0, &first, &count);
    assert_true(first == 0 && count == 4);
    assignments_of(office->list, 1, &first, &count);
    assert_true(first == 4 && count == 1);
    assignments_of(office->list, 2, &first, &count);
    assert_int_equal(count, 0);
    assignments_of(office->list, ENTITLEMENT_NONE, &first, &count);
    assert_true(first == 5 && count == 1);
}

static void test_order(void **state) {
    (void)state;
    for (size_t shift = 0; shift < ARRAY_LEN(lines); shift++) {
        char text[512];
        size_t n = (size_t)snprintf(text, sizeof text, "license_id,assignee_kind,assignee,assigned_on\n");
        for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", lines[(i + shift) % ARRAY_LEN(lines)]);
        }
        CLEANUP(office_done) struct office office = office_read(text);
        check_order(&office);
    }
}

static void test_no_table(void **state) {
    CLEANUP(assignments_free_cleanup) struct assignments *list = NULL;
    CLEANUP(entitlements_free_cleanup) struct entitlements *entitlements = NULL;
    CLEANUP(people_free_cleanup) struct people *people = NULL;
    uint32_t first, count;

    (void)state;
    assert_int_equal(entitlements_read(NULL, NULL, &entitlements, NULL), ERR_OK);
    assert_int_equal(people_read(NULL, &people, NULL), ERR_OK);
    assert_int_equal(assignments_read(NULL, entitlements, people, NULL, &list, NULL), ERR_OK);
    assert_int_equal(assignments_count(list), 0);
    assignments_of(list, 0, &first, &count);
    assert_int_equal(count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),          cmocka_unit_test(test_assignees), cmocka_unit_test(test_active),
        cmocka_unit_test(test_unclear_quantity), cmocka_unit_test(test_order),     cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
