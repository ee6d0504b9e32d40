#include "licenses/people.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/ledger_text.h"

struct crowd {
    struct ledger_text ledger;
    struct people *people;
};

static struct crowd crowd_read(const char *text) {
    struct ledger_file files[] = {{"people.csv", text}};
    struct crowd crowd = {.ledger = ledger_text_read(files, 1)};
    const struct table *table = inventory_table(crowd.ledger.inventory, TABLE_PEOPLE);

    assert_non_null(table);
    assert_int_equal(people_read(table, &crowd.people, NULL), ERR_OK);
    return crowd;
}

static void crowd_done(struct crowd *crowd) {
    people_free(crowd->people);
    ledger_text_done(&crowd->ledger);
}

static void test_columns(void **state) {
    CLEANUP(crowd_done)
    struct crowd crowd = crowd_read("職員番号,ログインID,氏名,所属,勤務国,管理者権限,退職日\n"
                                    "E-002,,鈴木 一,,,,\n"
                                    "E-001,\"MOF\\sato;sato2\",佐藤 花,総務課,JP,有,令和9年3月20日\n");
    const struct person *sato = people_get(crowd.people, 0), *suzuki = people_get(crowd.people, 1);

    (void)state;
    assert_int_equal(people_count(crowd.people), 2);
    assert_str(sato->user_id, "E-001");
    assert_str(sato->name, "佐藤 花");
    assert_str(sato->department, "総務課");
    assert_str(sato->country, "JP");
    assert_str(sato->evidence, "people.csv:3");
    assert_int_equal(sato->is_administrator, TERM_YES);
    assert_int_equal(sato->left_on.days, ledger_day("2027-03-20").days);
    assert_int_equal(sato->row, 1);
    assert_int_equal(suzuki->is_administrator, TERM_BLANK);
    assert_false(date_is_set(suzuki->left_on));
}

/* --- who it is -----------------------------------------------------------------------------------------------------
 */

static const char names[] = "user_id,accounts,user_name\n"
                            "E-001,MOF\\sato,佐藤 花\n"
                            "E-002,suzuki@example.go.jp、kiosk,鈴木 一\n"
                            "E-003,\"MOF\\kiosk,tanaka\",田中 実\n"
                            "tanaka,,田中 実\n"
                            "E-005,E-001,髙橋 進\n"
                            "E-006,-,高橋 進\n"
                            "MOF\\ito,なし,伊東 環\n"
                            ",yamada,山田 光\n"
                            ",none,-\n"
                            "E-010,kato,加藤 学\n"
                            "ｅ-010,katou,加藤 学\n"
                            "1111,,渡邊 望\n";

/* The user_id, or the name where there is none, of whom is found by any way, and by account alone; NULL: nobody. */
static const struct {
    const char *text, *any, *account;
} lookups[] = {
    {"E-001", "E-001", "E-005"}, /* an id to people, and to machines somebody's account */
    {"e-001", "E-001", "E-005"},
    {"Ｅ－００１", "E-001", "E-005"},
    {"sato", "E-001", "E-001"},
    {"SATO", "E-001", "E-001"},
    {"other\\Sato", "E-001", "E-001"},
    {"sato@example.go.jp", "E-001", "E-001"},
    {"MOF＼sato", "E-001", "E-001"},
    {"sato@", "E-001", "E-001"},
    {"suzuki", "E-002", "E-002"},
    {"MOF\\E-002", "E-002", "E-002"},
    {"sat", NULL, NULL},
    /* of several */
    {"kiosk", NULL, NULL},
    {"MOF\\kiosk", NULL, NULL},
    /* an id, and somebody else's account */
    {"tanaka", "tanaka", "E-003"},
    {"MOF\\tanaka", "E-003", "E-003"},
    /* an id with a domain */
    {"mof\\ito", "MOF\\ito", "MOF\\ito"},
    {"ito", "MOF\\ito", "MOF\\ito"},
    {"@", NULL, NULL},
    /* names: not on machines */
    {"佐藤　花", "E-001", NULL},
    {"田中 実", NULL, NULL},
    {"髙橋 進", "E-005", NULL},
    {"高橋 進", "E-006", NULL},
    {"高橋　進", NULL, NULL}, /* either */
    {"渡辺 望", "1111", NULL},
    /* no ids */
    {"yamada", "山田 光", "山田 光"},
    {"山田 光", "山田 光", NULL},
    {"", NULL, NULL},
    {"-", NULL, NULL},
    {"なし", NULL, NULL},
    {"none", NULL, NULL},
    {"1111", "1111", "1111"},
};

static const char *whom(const struct crowd *crowd, uint32_t number, char *text, size_t size) {
    if (number == PERSON_NONE) {
        return NULL;
    }
    const struct person *person = people_get(crowd->people, number);
    struct str id = person->user_id.n ? person->user_id : person->name;
    snprintf(text, size, "%.*s", STR_FMT(id));
    return text;
}

static void check_whom(const struct crowd *crowd, uint32_t number, const char *expected) {
    char text[64];
    const char *got = whom(crowd, number, text, sizeof text);

    if (!got != !expected || (got && strcmp(got, expected) != 0)) {
        fail_msg("%s, expected %s", got ? got : "nobody", expected ? expected : "nobody");
    }
}

static void test_lookups(void **state) {
    CLEANUP(crowd_done) struct crowd crowd = crowd_read(names);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lookups); i++) {
        print_message("%s\n", lookups[i].text);
        check_whom(&crowd, people_find(crowd.people, str_from(lookups[i].text)), lookups[i].any);
        check_whom(&crowd, people_find_account(crowd.people, str_from(lookups[i].text)), lookups[i].account);
    }
}

/* Rows of one id are one person: the same one, whichever way, and in any order of rows. */
static void test_same_id(void **state) {
    static const char *const orders[] = {
        "user_id,accounts,department\nE-1,a,X\nｅ-1,b,Y\nE-0,,\n",
        "user_id,accounts,department\nE-0,,\nｅ-1,b,Y\nE-1,a,X\n",
    };
    char departments[2][64];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(crowd_done) struct crowd crowd = crowd_read(orders[i]);
        assert_int_equal(people_count(crowd.people), 3);
        uint32_t number = people_find(crowd.people, STR("E-1"));
        assert_int_equal(number, 1);
        assert_int_equal(people_find(crowd.people, STR("a")), number);
        assert_int_equal(people_find_account(crowd.people, STR("b")), number);
        snprintf(departments[i], sizeof departments[i], "%.*s", STR_FMT(people_get(crowd.people, number)->department));
    }
    assert_string_equal(departments[0], departments[1]);
}

/* --- who may be one ------------------------------------------------------------------------------------------------
 */

/* Rows behind a heading, ids in order; pairs as numbers "0-1 2-3". */
static const struct {
    const char *what, *rows, *pairs;
} pair_cases[] = {
    {"T21: variants of a character", "E1,,髙橋\nE2,,高橋\n", "0-1"},
    {"half and full width", "E1,,ｻﾄｳ\nE2,,サトウ\n", "0-1"},
    {"case and domain of ids", "USER1,,\nuser1@,,\n", "0-1"},
    {"accounts", "E1,MOF\\sato,\nE2,SATO,\n", "0-1"},
    {"an id and an account", "E1,MOF\\e2,\nE2,,\n", "0-1"},
    {"written alike: told apart by their ids", "E1,,高橋\nE2,,高橋\n", ""},
    {"an account that is shared", "E1,kiosk,\nE2,kiosk,\n", ""},
    {"one person, twice", "E1,MOF\\sato;sato,佐藤\nE2,suzuki,鈴木\n", ""},
    {"two rows of one person", "E1,,髙橋\nｅ1,,高橋\n", ""},
    {"two reasons, one pair", "E1,MOF\\t,髙橋\nE2,t,高橋\n", "0-1"},
    {"three ways", "E1,,斉藤 龍\nE2,,齊藤 竜\nE3,,齊藤 龍\nE4,,斎藤 龍\n", "0-1 0-2 1-2"},
    {"a chain", "E1,a,髙橋\nE2,A@x,\nE3,,高橋\n", "0-1 0-2"},
    {"nothing written", "E1,,\nE2,-,なし\nE3,なし,-\n", ""},
};

static void test_pairs(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pair_cases); i++) {
        char text[256], got[64] = "";
        size_t count, n = 0;
        snprintf(text, sizeof text, "user_id,accounts,user_name\n%s", pair_cases[i].rows);
        CLEANUP(crowd_done) struct crowd crowd = crowd_read(text);
        const struct person_pair *pairs = people_perhaps_one(crowd.people, &count);
        for (size_t k = 0; k < count; k++) {
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%u-%u", k ? " " : "", pairs[k].a, pairs[k].b);
        }
        print_message("%s\n", pair_cases[i].what);
        assert_string_equal(got, pair_cases[i].pairs);
    }
}

/* What hundreds go by makes no pairs of all with all. */
static void test_many(void **state) {
    enum { EACH = 200, MOST = 16 };
    static char text[EACH * 64];
    size_t n = (size_t)snprintf(text, sizeof text, "user_id,user_name\n"), count;

    (void)state;
    for (int i = 0; i < EACH; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "E%03d,%s\n", i, i % 2 ? "髙橋" : "高橋");
    }
    CLEANUP(crowd_done) struct crowd crowd = crowd_read(text);
    const struct person_pair *pairs = people_perhaps_one(crowd.people, &count);
    assert_int_equal(count, EACH / 2 * MOST);
    for (size_t i = 0; i < count; i++) {
        assert_true(pairs[i].a < pairs[i].b && pairs[i].a % 2 != pairs[i].b % 2);
    }
}

static void test_no_table(void **state) {
    CLEANUP(people_free_cleanup) struct people *people = NULL;
    size_t count;

    (void)state;
    assert_int_equal(people_read(NULL, &people, NULL), ERR_OK);
    assert_int_equal(people_count(people), 0);
    assert_int_equal(people_find(people, STR("sato")), PERSON_NONE);
    assert_int_equal(people_find_account(people, STR("sato")), PERSON_NONE);
    people_perhaps_one(people, &count);
    assert_int_equal(count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns), cmocka_unit_test(test_lookups), cmocka_unit_test(test_same_id),
        cmocka_unit_test(test_pairs),   cmocka_unit_test(test_many),    cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
