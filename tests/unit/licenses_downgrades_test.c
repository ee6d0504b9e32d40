#include "licenses/downgrades.h"

#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

static const struct ledger_file files[] = {
    {"downgrades.csv", "product,from_version,to_versions,condition,source,checked_on\n"
                       "Office,2024,2021;2019,always,s,2027-01-01\n"
                       "Office,2019,2016,maintenance,s,2027-01-01\n"
                       "Office,2016,2010,volume,s,2027-01-01\n"
                       "Office,2010,2024,,s,2027-01-01\n"
                       "Server,2025,2022、2019,volume,s,2027-01-01\n"
                       "Server,2025,2016,ときどき,s,2027-01-01\n"
                       "Server,2025,2016,maintenance,s,2027-01-01\n"
                       "Tool,8.6,8.4;7,,s,2027-01-01\n"},
};

/* M25: licence 2024, map 2024→{2021, 2019}: 2019 may be used, 2013 may not. */
static const struct {
    const char *product, *licensed;
    enum term is_maintained, is_volume;
    const char *installed;
    enum term allowed;
    const char *evidence;
} cases[] = {
    {"Office", "2024", TERM_NO, TERM_NO, "2019", TERM_YES, "downgrades.csv:2"},
    {"Office", "2024", TERM_NO, TERM_NO, "2021", TERM_YES, "downgrades.csv:2"},
    {"ＯＦＦＩＣＥ", "Version 2024", TERM_NO, TERM_NO, "2019 (16.0)", TERM_YES, "downgrades.csv:2"},
    {"Office", "2024", TERM_YES, TERM_YES, "2013", TERM_NO, ""},
    {"Office", "2021", TERM_YES, TERM_YES, "2019", TERM_NO, ""},
    /* one row after another, as far as the conditions hold */
    {"Office", "2024", TERM_YES, TERM_NO, "2016", TERM_YES, "downgrades.csv:3"},
    {"Office", "2024", TERM_NO, TERM_YES, "2016", TERM_NO, ""},
    {"Office", "2024", TERM_BLANK, TERM_YES, "2016", TERM_BLANK, "downgrades.csv:3"},
    {"Office", "2024", TERM_YES, TERM_YES, "2010", TERM_YES, "downgrades.csv:4"},
    {"Office", "2024", TERM_YES, TERM_BLANK, "2010", TERM_BLANK, "downgrades.csv:4"},
    {"Office", "2024", TERM_NO, TERM_YES, "2010", TERM_NO, ""},
    /* all the way round */
    {"Office", "2019", TERM_YES, TERM_YES, "2021", TERM_YES, "downgrades.csv:2"},
    {"Server", "2025", TERM_NO, TERM_YES, "2019", TERM_YES, "downgrades.csv:6"},
    {"Server", "2025", TERM_YES, TERM_NO, "2019", TERM_NO, ""},
    /* a condition that cannot be read may hold; one that surely holds goes first */
    {"Server", "2025", TERM_NO, TERM_NO, "2016", TERM_BLANK, "downgrades.csv:7"},
    {"Server", "2025", TERM_YES, TERM_NO, "2016", TERM_YES, "downgrades.csv:8"},
    /* versions as products/version.h compares them; a blank condition is none */
    {"Tool", "8.6", TERM_BLANK, TERM_BLANK, "8.4.2", TERM_YES, "downgrades.csv:9"},
    {"Tool", "8.6.1", TERM_BLANK, TERM_BLANK, "7.1", TERM_YES, "downgrades.csv:9"},
    {"Tool", "8.10", TERM_BLANK, TERM_BLANK, "7", TERM_NO, ""},
    {"Tool", "", TERM_BLANK, TERM_BLANK, "7", TERM_BLANK, ""},
    {"Tool", "8.6", TERM_BLANK, TERM_BLANK, "", TERM_BLANK, ""},
    {"Other", "2024", TERM_YES, TERM_YES, "2019", TERM_NO, ""},
};

static void test_cases(void **state) {
    CLEANUP(ledger_text_done) struct ledger_text ledger = ledger_text_read(files, ARRAY_LEN(files));
    CLEANUP(downgrades_free_cleanup) struct downgrades *downgrades = NULL;

    (void)state;
    assert_int_equal(downgrades_read(inventory_table(ledger.inventory, TABLE_DOWNGRADES), &downgrades, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct downgrade_right right = {str_from(cases[i].product), str_from(cases[i].licensed), cases[i].is_maintained,
                                        cases[i].is_volume};
        struct downgrade got = downgrades_find(downgrades, &right, str_from(cases[i].installed));
        print_message("%s %s → %s\n", cases[i].product, cases[i].licensed, cases[i].installed);
        assert_int_equal(got.is_allowed, cases[i].allowed);
        assert_true(str_eq(got.evidence, str_from(cases[i].evidence)));
    }
}

/* --- a second method: Warshall's closure of a matrix, once for each condition -------------------------------------
 */

enum { VERSIONS = 8, ROWS_MAX = 12 };

/* reaches[a][b]: how surely version b may be used under version a. */
static void close_over(enum term reaches[VERSIONS][VERSIONS]) {
    /* how sure: no < perhaps < yes */
    static const int rank[] = {[TERM_NO] = 0, [TERM_BLANK] = 1, [TERM_YES] = 2};

    for (int middle = 0; middle < VERSIONS; middle++) {
        for (int a = 0; a < VERSIONS; a++) {
            for (int b = 0; b < VERSIONS; b++) {
                enum term first = reaches[a][middle], second = reaches[middle][b];
                enum term way = rank[first] < rank[second] ? first : second;
                if (rank[way] > rank[reaches[a][b]]) {
                    reaches[a][b] = way;
                }
            }
        }
    }
}

static void write_rows(char *text, size_t size, enum term reaches[VERSIONS][VERSIONS], const enum term conditions[3]) {
    static const char *const words[] = {"always", "maintenance", "volume"};
    static const int rank[] = {[TERM_NO] = 0, [TERM_BLANK] = 1, [TERM_YES] = 2};
    int n = snprintf(text, size, "product,from_version,to_versions,condition\n"), rows = 1 + (int)(random() % ROWS_MAX);

    for (int i = 0; i < rows; i++) {
        int from = (int)(random() % VERSIONS), to = (int)(random() % VERSIONS), also = (int)(random() % VERSIONS);
        int condition = (int)(random() % 3);
        n += snprintf(text + n, size - (size_t)n, "P,%d,%d;%d,%s\n", 2000 + from, 2000 + to, 2000 + also,
                      words[condition]);
        enum term term = conditions[condition];
        reaches[from][to] = rank[term] > rank[reaches[from][to]] ? term : reaches[from][to];
        reaches[from][also] = rank[term] > rank[reaches[from][also]] ? term : reaches[from][also];
    }
}

static void check_all(const struct downgrades *downgrades, enum term reaches[VERSIONS][VERSIONS],
                      const enum term conditions[3]) {
    for (int a = 0; a < VERSIONS; a++) {
        for (int b = 0; b < VERSIONS; b++) {
            char from[8], to[8];
            snprintf(from, sizeof from, "%d", 2000 + a);
            snprintf(to, sizeof to, "%d", 2000 + b);
            struct downgrade_right right = {STR("P"), str_from(from), conditions[1], conditions[2]};
            assert_int_equal(downgrades_find(downgrades, &right, str_from(to)).is_allowed, reaches[a][b]);
        }
    }
}

static void test_random(void **state) {
    long count = test_count("downgrades_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        enum term reaches[VERSIONS][VERSIONS];
        const enum term conditions[3] = {TERM_YES, (enum term)(random() % 3), (enum term)(random() % 3)};
        char text[ROWS_MAX * 48 + 64];
        for (int a = 0; a < VERSIONS; a++) {
            for (int b = 0; b < VERSIONS; b++) {
                reaches[a][b] = TERM_NO;
            }
        }
        write_rows(text, sizeof text, reaches, conditions);
        close_over(reaches);
        struct ledger_file file = {"downgrades.csv", text};
        CLEANUP(ledger_text_done) struct ledger_text ledger = ledger_text_read(&file, 1);
        CLEANUP(downgrades_free_cleanup) struct downgrades *downgrades = NULL;
        const struct table *table = inventory_table(ledger.inventory, TABLE_DOWNGRADES);
        assert_int_equal(downgrades_read(table, &downgrades, NULL), ERR_OK);
        check_all(downgrades, reaches, conditions);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
