#include "products/rules.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

/* --- what was reported ---------------------------------------------------------------------------------------------
 */

struct reports {
    char text[4096];
};

static void note(void *context, enum title_rule_problem problem, const struct title_rule *rule, size_t character,
                 struct str detail) {
    static const char *const names[RULE_PROBLEM_COUNT] = {"syntax",  "too-large", "no-literal",
                                                          "refused", "twice",     "limit"};
    struct reports *reports = context;
    size_t n = strlen(reports->text);

    snprintf(reports->text + n, sizeof reports->text - n, "%llu %s %zu %.*s\n", (unsigned long long)rule->line,
             names[problem], character, STR_FMT(detail));
}

static struct title_rules *make_rules(const struct title_rule *rules, size_t count, struct reports *reports) {
    struct title_rule_report report = {reports, note};
    struct title_rules *made = NULL;

    assert_int_equal(title_rules_new(rules, count, reports ? &report : NULL, &made, NULL), ERR_OK);
    return made;
}

static struct title_matcher *make_matcher(const struct title_rules *rules) {
    struct title_matcher *matcher = NULL;
    assert_int_equal(title_matcher_new(rules, &matcher, NULL), ERR_OK);
    return matcher;
}

/* Rules that are a pattern each, on the lines 1, 2, 3 … */
static struct title_rules *make_patterns(const char *const *patterns, size_t count, struct reports *reports) {
    struct title_rule *rules = calloc(count + 1, sizeof *rules);

    assert_non_null(rules);
    for (size_t i = 0; i < count; i++) {
        rules[i].pattern = str_from(patterns[i]);
        rules[i].title_class = TITLE_PRODUCT;
        rules[i].file = STR("products.csv");
        rules[i].line = i + 1;
    }
    struct title_rules *made = make_rules(rules, count, reports);
    free(rules);
    return made;
}

/* --- order and captures --------------------------------------------------------------------------------------------
 */

static const char *const ordered[] = {
    "Google Chrome",                                      /* 1 */
    "Google *",                                           /* 2 */
    "/^google chrome (?<version>[0-9.]+) beta/",          /* 3: its literal is as long as the next one's */
    "Google Chrome*",                                     /* 4 */
    "/^(google|foo)/",                                    /* 5: no literal, last */
    "Microsoft Office *",                                 /* 6 */
    "/office (?<edition>[a-z ]+?) (?<version>20\\d\\d)/", /* 7 */
    "Same literal a*",                                    /* 8 */
    "Same literal ?*",                                    /* 9: shorter */
    "*Same literal A",                                    /* 10: as long as 8, which comes first */
    "Tool 1.0",                                           /* 11 */
    "Tool",                                               /* 12: its own stem */
    "Other 2.5",                                          /* 13 */
    "Other 2.6",                                          /* 14: the same stem */
    "/(abcd|dcba)x/ abcd",                                /* 15: found only where abcd stands */
};

static const struct {
    const char *title;
    uint64_t line; /* 0: none */
    enum title_grade grade;
    const char *version, *edition;
} found[] = {
    {"Google Chrome", 1, TITLE_GRADE_EXACT, "", ""},
    {"ＧＯＯＧＬＥ　Chrome ", 1, TITLE_GRADE_EXACT, "", ""},
    {"Google Chrome 126.0", 4, TITLE_GRADE_RULE, "", ""},
    {"Google Chrome 126.0 Beta", 3, TITLE_GRADE_RULE, "126.0", ""},
    {"Google Earth", 2, TITLE_GRADE_RULE, "", ""},
    {"googlex", 5, TITLE_GRADE_RULE, "", ""},
    {"Microsoft Office Professional Plus 2019", 6, TITLE_GRADE_RULE, "", ""},
    {"Office Professional Plus 2019", 7, TITLE_GRADE_RULE, "2019", "professional plus"},
    {"Same Literal A", 8, TITLE_GRADE_RULE, "", ""},
    {"Same Literal B", 9, TITLE_GRADE_RULE, "", ""},
    {"Tool 1.0", 11, TITLE_GRADE_EXACT, "", ""},
    {"Tool 3.0 (64-bit)", 12, TITLE_GRADE_FOLD, "", ""},
    {"Other 3.0", 13, TITLE_GRADE_FOLD, "", ""},
    {"abcdx", 15, TITLE_GRADE_RULE, "", ""},
    {"dcbax", 0, TITLE_GRADE_SOURCE, "", ""},
    {"dcbax abcd", 15, TITLE_GRADE_RULE, "", ""},
    {"nothing", 0, TITLE_GRADE_SOURCE, "", ""},
    {"", 0, TITLE_GRADE_SOURCE, "", ""},
    {"ab", 0, TITLE_GRADE_SOURCE, "", ""},
};

static void test_order(void **state) {
    struct reports reports = {""};
    struct title_rules *rules = make_patterns(ordered, ARRAY_LEN(ordered), &reports);
    struct title_matcher *matcher = make_matcher(rules);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(found); i++) {
        struct title_match match;
        assert_int_equal(title_matcher_find(matcher, str_from(found[i].title), &match, NULL), ERR_OK);
        uint64_t line = match.rule ? match.rule->line : 0;
        if (line != found[i].line || match.grade != found[i].grade ||
            !str_eq(match.version, str_from(found[i].version)) || !str_eq(match.edition, str_from(found[i].edition))) {
            fail_msg("%s: line %llu, %s, version %.*s, edition %.*s", found[i].title, (unsigned long long)line,
                     title_grade_name(match.grade), STR_FMT(match.version), STR_FMT(match.edition));
        }
    }
    assert_string_equal(reports.text, "5 no-literal 0 \n");
    title_matcher_free(matcher);
    title_rules_free(rules);
}

/* --- problems ------------------------------------------------------------------------------------------------------
 */

static void test_problems(void **state) {
    static const char *const patterns[] = {"/ab(c/", "/日本[/", "Tool", "tool", "/x\\Cabc/", ""};
    struct reports reports = {""};
    struct title_rules *rules = make_patterns(patterns, ARRAY_LEN(patterns), &reports);

    (void)state;
    /* columns by the position where PCRE2 stops, behind the slash */
    assert_string_equal(reports.text, "1 syntax 6 missing closing parenthesis\n"
                                      "2 syntax 5 missing terminating ] for character class\n"
                                      "4 twice 0 products.csv:3\n"
                                      "5 syntax 5 using \\C is disabled by the application\n");
    assert_int_equal(title_rules_count(rules), ARRAY_LEN(patterns));
    title_rules_free(rules);
}

static void test_unfiltered(void **state) {
    enum { COUNT = TITLE_UNFILTERED_MAX + 2 };
    struct reports reports = {""};
    struct title_rule rules[COUNT] = {0};
    char texts[COUNT][16];
    struct title_match match;

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof texts[i], "/^%c%c$|no/", 'a' + i / 26, 'a' + i % 26);
        rules[i] =
            (struct title_rule){.pattern = str_from(texts[i]), .title_class = TITLE_PRODUCT, .line = (uint64_t)i + 1};
    }
    struct title_rules *made = make_rules(rules, COUNT, &reports);
    struct title_matcher *matcher = make_matcher(made);
    assert_non_null(strstr(reports.text, "100 no-literal 0 \n101 refused 0 \n102 refused 0 \n"));
    assert_int_equal(title_matcher_find(matcher, STR("dv"), &match, NULL), ERR_OK);
    assert_int_equal(match.rule->line, 100);
    assert_int_equal(title_matcher_find(matcher, STR("dw"), &match, NULL), ERR_OK);
    assert_null(match.rule);
    title_matcher_free(matcher);
    title_rules_free(made);
}

/* An expression that backtracks without end is given up, said once, and the next rule gets its turn. */
static void test_limits(void **state) {
    static const char *const patterns[] = {"/office(a+)+(a+)+$/", "Office*", "/xyz(?:(?:a|aa)*b)*c/"};
    struct reports reports = {""};
    struct title_rules *rules = make_patterns(patterns, ARRAY_LEN(patterns), &reports);
    struct title_matcher *matcher = make_matcher(rules);
    struct title_rule_report report = {&reports, note};
    struct title_match match;
    char title[128] = "office";

    (void)state;
    memset(title + 6, 'a', 60);
    strcpy(title + 66, "!");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(title_matcher_find(matcher, str_from(title), &match, NULL), ERR_OK);
        assert_non_null(match.rule);
        assert_int_equal(match.rule->line, 2);
    }
    title_matcher_report(matcher, &report);
    assert_string_equal(reports.text, "1 limit 0 \n");
    title_matcher_free(matcher);
    title_rules_free(rules);
}

/* A title of any length costs little. */
static void test_long_title(void **state) {
    static const char *const patterns[] = {"Office*", "/of+ice/"};
    struct title_rules *rules = make_patterns(patterns, ARRAY_LEN(patterns), NULL);
    struct title_matcher *matcher = make_matcher(rules);
    size_t size = 10 << 20;
    char *title = malloc(size);
    struct title_match match;

    (void)state;
    assert_non_null(title);
    memset(title, 'a', size);
    memcpy(title, "office", 6);
    assert_int_equal(title_matcher_find(matcher, (struct str){title, size}, &match, NULL), ERR_OK);
    assert_null(match.rule);
    assert_int_equal(title_matcher_find(matcher, (struct str){title, TITLE_MATCH_MAX}, &match, NULL), ERR_OK);
    assert_non_null(match.rule);
    free(title);
    title_matcher_free(matcher);
    title_rules_free(rules);
}

/* --- every pattern against every title -----------------------------------------------------------------------------
 */

enum { PATTERNS = 40, TITLES = 40, TEXT_MAX = 64 };

/* A random pattern, and what is known of it without asking the code under test. */
struct known {
    char pattern[TEXT_MAX];
    char kind;        /* p, g, r */
    size_t longest;   /* of the literal runs */
    regex_t compiled; /* POSIX: another library */
    bool is_compiled;
};

static unsigned long random_state;

static unsigned next_random(unsigned below) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

static void append(char *to, const char *text) {
    assert_true(strlen(to) + strlen(text) < TEXT_MAX);
    strcat(to, text);
}

static void append_letters(char *to, unsigned least, unsigned most) {
    unsigned n = least + next_random(most - least + 1);
    for (unsigned i = 0; i < n; i++) {
        append(to, (const char[]){(char)('a' + next_random(3)), '\0'});
    }
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static void make_known(struct known *known) {
    static const char *const gaps[] = {"[0-9]+", "(a|bc)", ".", "[ab]*", "(abc)?"};
    unsigned pieces = 1 + next_random(3);

    *known = (struct known){.kind = "pgr"[next_random(3)]};
    if (known->kind == 'p') {
        append_letters(known->pattern, 2, 4);
        append(known->pattern, next_random(3) ? "" : " 1.2");
        return;
    }
    append(known->pattern, known->kind == 'r' ? "/" : next_random(2) ? "*" : "");
    for (unsigned i = 0; i < pieces; i++) {
        size_t before = strlen(known->pattern);
        append_letters(known->pattern, 0, 4);
        known->longest = larger(known->longest, strlen(known->pattern) - before);
        append(known->pattern, known->kind == 'r' ? gaps[next_random(ARRAY_LEN(gaps))] : next_random(2) ? "*" : "?");
    }
    if (known->kind == 'r') {
        char body[TEXT_MAX];
        strcpy(body, known->pattern + 1);
        append(known->pattern, "/");
        assert_int_equal(regcomp(&known->compiled, body, REG_EXTENDED | REG_ICASE), 0);
        known->is_compiled = true;
    }
}

static bool naive_glob(const char *glob, const char *title) {
    if (*glob == '\0') {
        return *title == '\0';
    }
    if (*glob == '*') {
        return naive_glob(glob + 1, title) || (*title && naive_glob(glob, title + 1));
    }
    return *title && (*glob == '?' || *glob == *title) && naive_glob(glob + 1, title + 1);
}

static bool stems_are_same(const char *a, const char *b) {
    struct buffer x = {0}, y = {0};
    title_stem(str_from(a), &x);
    title_stem(str_from(b), &y);
    bool is_same = str_eq(buffer_view(&x), buffer_view(&y));

    buffer_done(&x);
    buffer_done(&y);
    return is_same;
}

static bool is_own_stem(const char *text) {
    return strstr(text, "1.2") == NULL;
}

/* The number of the rule, or -1: by going through all of them. */
static int naive_find(const struct known *all, const char *title) {
    int best = -1;

    for (int i = 0; i < PATTERNS; i++) {
        if (all[i].kind == 'p' && strcmp(all[i].pattern, title) == 0) {
            return i;
        }
    }
    for (int i = 0; i < PATTERNS; i++) {
        bool fits = all[i].kind == 'g'   ? naive_glob(all[i].pattern, title)
                    : all[i].kind == 'r' ? regexec(&all[i].compiled, title, 0, NULL, 0) == 0
                                         : false;
        size_t length = all[i].longest < 3 ? 0 : all[i].longest;
        size_t best_length = best < 0 || all[best].longest < 3 ? 0 : all[best].longest;
        if (fits && (best < 0 || length > best_length)) {
            best = i;
        }
    }
    for (int i = 0, found_stem = best; i < PATTERNS && found_stem < 0; i++) {
        if (all[i].kind == 'p' && stems_are_same(all[i].pattern, title) &&
            (best < 0 || (is_own_stem(all[i].pattern) && !is_own_stem(all[best].pattern)))) {
            best = i;
        }
    }
    return best;
}

static void compare_once(void) {
    struct known all[PATTERNS];
    const char *texts[PATTERNS];

    for (int i = 0; i < PATTERNS; i++) {
        make_known(&all[i]);
        texts[i] = all[i].pattern;
    }
    struct title_rules *rules = make_patterns(texts, PATTERNS, NULL);
    struct title_matcher *matcher = make_matcher(rules);
    for (int i = 0; i < TITLES; i++) {
        char title[TEXT_MAX] = "";
        struct title_match match;
        append_letters(title, 1, 9);
        append(title, next_random(3) ? "" : next_random(2) ? " 1.3" : "7");
        int expected = naive_find(all, title);
        assert_int_equal(title_matcher_find(matcher, str_from(title), &match, NULL), ERR_OK);
        int actual = match.rule ? (int)match.rule->line - 1 : -1;
        if (actual != expected) {
            fail_msg("%s: %s, not %s", title, actual < 0 ? "none" : texts[actual],
                     expected < 0 ? "none" : texts[expected]);
        }
    }
    title_matcher_free(matcher);
    title_rules_free(rules);
    for (int i = 0; i < PATTERNS; i++) {
        if (all[i].is_compiled) {
            regfree(&all[i].compiled);
        }
    }
}

static void test_random(void **state) {
    long count = test_count("title_rules_random");

    (void)state;
    random_state = test_seed();
    for (long i = 0; i < count; i++) {
        compare_once();
    }
}

/* --- speed ---------------------------------------------------------------------------------------------------------
 * The figure wanted is 10,000 patterns and 200,000 distinct titles in seconds on one core (long runs, release build).
 */

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *const makers[] = {"Microsoft", "Adobe",           "Trend Micro", "富士通",
                                     "日立",      "Hewlett-Packard", "Oracle"};
static const char *const things[] = {"Office", "管理ツール", "Agent",  "Client",
                                     "Server", "Driver",     "Viewer", "Manager"};

/* Product number NUMBER: many share their makers and kinds, as real ones do. */
static void product_name(unsigned number, char *to, size_t size) {
    static const char *const syllables[] = {"ka", "mi", "to", "ra", "ne", "su", "lo", "vi", "xe", "po", "qu", "zi"};
    snprintf(to, size, "%s %s%s%s%s %s", makers[number % 7], syllables[number % 12], syllables[number / 12 % 12],
             syllables[number / 144 % 12], syllables[number / 1728 % 12], things[number / 7 % 8]);
}

static void pattern_of(unsigned number, char *to, size_t size) {
    char name[96];
    product_name(number, name, sizeof name);
    switch (number % 3) {
    case 0:
        snprintf(to, size, "%s*", name);
        break;
    case 1:
        snprintf(to, size, "/^%s (?<edition>Standard|Professional)? ?(?<version>[0-9.]+)/", name);
        break;
    default:
        snprintf(to, size, "*%s ? *", name);
    }
}

static void test_speed(void **state) {
    long titles = test_count("title_rules_titles");
    unsigned patterns = (unsigned)(titles / 20);
    struct title_rule *rules = calloc(patterns, sizeof *rules);
    char(*texts)[256] = calloc(patterns, sizeof *texts);
    long matched = 0;

    (void)state;
    assert_non_null(rules);
    assert_non_null(texts);
    for (unsigned i = 0; i < patterns; i++) {
        pattern_of(i, texts[i], sizeof texts[i]);
        rules[i] = (struct title_rule){.pattern = str_from(texts[i]), .title_class = TITLE_PRODUCT, .line = i + 1};
    }
    double start = seconds();
    struct title_rules *made = make_rules(rules, patterns, NULL);
    struct title_matcher *matcher = make_matcher(made);
    double built = seconds();
    for (long i = 0; i < titles; i++) {
        char name[128], title[256];
        struct title_match match;
        product_name((unsigned)i % (patterns * 2), name, sizeof name); /* every other one is in the table */
        snprintf(title, sizeof title, "%s %s%ld.%ld", name, i % 2 ? "Standard " : "", i % 9, i);
        assert_int_equal(title_matcher_find(matcher, str_from(title), &match, NULL), ERR_OK);
        matched += match.rule != NULL;
    }
    print_message("%u patterns built in %.3f s, %ld titles matched in %.3f s (%ld recognised)\n", patterns,
                  built - start, titles, seconds() - built, matched);
    assert_true(matched > titles / 4 && matched < titles * 3 / 4);
    title_matcher_free(matcher);
    title_rules_free(made);
    free(rules);
    free(texts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),  cmocka_unit_test(test_problems),   cmocka_unit_test(test_unfiltered),
        cmocka_unit_test(test_limits), cmocka_unit_test(test_long_title), cmocka_unit_test(test_random),
        cmocka_unit_test(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
