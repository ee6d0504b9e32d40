#include "licenses/term_words.h"

#include "licenses/name_fit.h"
#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

#define B (1U << PURPOSE_BUSINESS)
#define D (1U << PURPOSE_DEVELOPMENT)
#define T (1U << PURPOSE_TEST)
#define R (1U << PURPOSE_TRAINING)
#define A (1U << PURPOSE_ACADEMIC)
#define P (1U << PURPOSE_PRIVATE)
#define E (1U << PURPOSE_EVALUATION)
#define N (1U << PURPOSE_NONCOMMERCIAL)

static const struct ledger_file files[] = {
    {"aliases.csv", "kind,word,canonical,source,checked_on\n"
                    "国,ワシントン,米国,s,2027-01-01\n"
                    "国,在外,US,s,2027-01-01\n"
                    "country,在外,DE,s,2027-01-01\n" /* who knows */
                    "国,北欧,北ヨーロッパ,s,2027-01-01\n"
                    "場所,本省,霞が関,s,2027-01-01\n"
                    "場所,３号館,霞が関,s,2027-01-01\n"
                    "場所,,霞が関,s,2027-01-01\n"
                    "場所,分室,霞が関,s,2027-01-01\n"
                    "場所,分室,大阪,s,2027-01-01\n"
                    "ベンダー,ふらんす,フランス,s,2027-01-01\n"},
};

struct tables {
    struct ledger_text ledger;
    struct term_words *words, *plain; /* with the aliases, and without any */
};

static int tables_make(void **state) {
    struct tables *tables = calloc(1, sizeof *tables);

    tables->ledger = ledger_text_read(files, ARRAY_LEN(files));
    const struct table *table = inventory_table(tables->ledger.inventory, TABLE_ALIASES);
    assert_non_null(table);
    assert_int_equal(term_words_read(table, &tables->words, NULL), ERR_OK);
    assert_int_equal(term_words_read(NULL, &tables->plain, NULL), ERR_OK);
    *state = tables;
    return 0;
}

static int tables_free(void **state) {
    struct tables *tables = *state;

    if (!tables) {
        return 0; /* they could not be made */
    }
    term_words_free(tables->words);
    term_words_free(tables->plain);
    ledger_text_done(&tables->ledger);
    free(tables);
    return 0;
}

/* --- the lists themselves ------------------------------------------------------------------------------------------
 */

struct row {
    const char *key, *words;
};
static const struct row country_rows[] = {
#define COUNTRY(CODE, NAMES) {CODE, NAMES},
#include "licenses/country.def"
};
static const struct row region_rows[] = {
#define REGION(CODES, NAMES) {CODES, NAMES},
#include "licenses/country_region.def"
};
static const struct row purpose_rows[] = {
#define PURPOSE(TERM, USE, WORDS) {#TERM, WORDS},
#include "licenses/purpose.def"
};
static const struct row own_rows[] = {
#define OWN(WORDS) {"", WORDS},
#include "licenses/own_word.def"
};

enum { SEEN_MAX = 4096 };
struct seen {
    struct str words[SEEN_MAX];
    size_t count;
};

/* Folded, and in no other place of the list. */
static void check_word(struct seen *seen, struct str word) {
    struct buffer folded = {0};

    name_fold(word, &folded);
    if (word.n == 0 || !str_eq(word, buffer_view(&folded))) {
        fail_msg("\"%.*s\" is not folded", STR_FMT(word));
    }
    for (size_t i = 0; i < seen->count; i++) {
        if (str_eq(seen->words[i], word)) {
            fail_msg("%.*s stands twice", STR_FMT(word));
        }
    }
    assert_true(seen->count < SEEN_MAX);
    seen->words[seen->count++] = word;
    buffer_done(&folded);
}

static void check_words(struct seen *seen, const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct str rest = str_from(rows[i].words), word;
        while (str_cut(&rest, '|', &word)) {
            check_word(seen, word);
        }
    }
}

static void test_lists(void **state) {
    static struct seen countries, purposes, own;

    (void)state;
    check_words(&countries, country_rows, ARRAY_LEN(country_rows));
    check_words(&countries, region_rows, ARRAY_LEN(region_rows));
    for (size_t i = 0; i < ARRAY_LEN(country_rows); i++) {
        char code[2] = {str_lower_char(country_rows[i].key[0]), str_lower_char(country_rows[i].key[1])};
        check_word(&countries, (struct str){code, 2});
        countries.count--; /* CODE is gone in a moment, and the codes are in order */
    }
    check_words(&purposes, purpose_rows, ARRAY_LEN(purpose_rows));
    check_words(&own, own_rows, ARRAY_LEN(own_rows));
}

static bool is_country(struct str code) {
    for (size_t i = 0; i < ARRAY_LEN(country_rows); i++) {
        if (str_eq(code, str_from(country_rows[i].key))) {
            return true;
        }
    }
    return false;
}

/* ISO 3166-1 has 249 countries, the European Union 27 members, the European Economic Area 30. */
static void test_countries(void **state) {
    static const size_t members[] = {27, 30, 3, 2};

    (void)state;
    assert_int_equal(ARRAY_LEN(country_rows), 249);
    for (size_t i = 0; i < ARRAY_LEN(country_rows); i++) {
        const struct row *row = &country_rows[i];
        assert_true(strlen(row->key) == 2 && row->words[3] == '|'); /* the code of three letters goes first */
        assert_true(i == 0 || strcmp(country_rows[i - 1].key, row->key) < 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        struct str rest = str_from(region_rows[i].key), code;
        size_t count = 0;
        while (str_cut(&rest, ' ', &code)) {
            assert_true(is_country(code));
            count++;
        }
        assert_int_equal(count, members[i]);
    }
}

/* --- purposes ------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *text;
    unsigned term, use;
} purpose_cases[] = {
    {"業務", B, B},
    {"業務利用", B, B},
    {"本番", B, B},
    {"本番環境", B, B},
    {"Production", B, B},
    {"production use only", B, B},
    {"ＰＲＯＤ", B, B},
    {"開発", D, D},
    {"開発用", D, D},
    {"開発環境のみ", D, D},
    {"For development", D, D},
    {"テスト", T, T},
    {"検証用途", T, T},
    {"検証専用", T, T},
    {"staging environment", T, T},
    {"開発及び検証", D | T, D | T},
    {"非本番環境", D | T | R | E, D | T | R},
    {"研修用", R, R},
    {"Training purposes", R, R},
    {"教育", A, R | A},
    {"教育機関向け", A, A},
    {"学術", A, A},
    {"アカデミック", A, A},
    {"試用", E, E},
    {"評価用", E, E},
    {"個人利用", P, 0}, /* somebody's own machine at the office */
    {"私用", P, P},
    {"非商用", N, N},
    {"non-commercial use", N, N},
    {"全目的", B | D | T | R | A | P | E | N, 0},
    /* machines are called by what they are for, licences are not */
    {"検証サーバ", 0, T},
    {"業務端末", 0, B},
    {"開発用 PC", 0, D},
    {"評価機", 0, E},
    {"test server", 0, T},
    /* in no list */
    {"研究", 0, 0},
    {"ファイルサーバ", 0, 0},
    {"用", 0, 0},
    {"のみ", 0, 0},
    {"業務以外の開発", 0, 0},
    {"", 0, 0},
};

static void test_purposes(void **state) {
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(purpose_cases); i++) {
        struct buffer folded = {0};
        name_fold(str_from(purpose_cases[i].text), &folded);
        unsigned term = term_purposes(tables->words, buffer_view(&folded), PURPOSE_OF_TERM);
        unsigned use = term_purposes(tables->words, buffer_view(&folded), PURPOSE_OF_USE);
        if (term != purpose_cases[i].term || use != purpose_cases[i].use) {
            fail_msg("%s: %#x, %#x", purpose_cases[i].text, term, use);
        }
        buffer_done(&folded);
    }
}

static void test_parts(void **state) {
    static const struct {
        const char *text, *parts; /* with | between them */
    } cases[] = {
        {"開発・検証", "開発|検証"},
        {"dev/test", "dev|test"},
        {"jp,us , de", "jp|us|de"},
        {"開発及び検証並びに研修", "開発|検証|研修"},
        {"a and b or c", "a|b|c"},
        {"android", "android"},
        {"・開発・", "開発"},
        {"/,", ""},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str rest = str_from(cases[i].text), part;
        struct buffer parts = {0};
        while (term_next_part(&rest, &part)) {
            if (parts.n) {
                buffer_append_char(&parts, '|');
            }
            buffer_append(&parts, part);
        }
        assert_true(str_eq(buffer_view(&parts), str_from(cases[i].parts)));
        buffer_done(&parts);
    }
}

/* --- countries -----------------------------------------------------------------------------------------------------
 */

static void test_codes(void **state) {
    static const struct {
        const char *text, *code, *plain; /* with the aliases, and without */
    } cases[] = {
        {"日本", "JP", "JP"},
        {"ｊｐ", "JP", "JP"},
        {"JPN", "JP", "JP"},
        {"日本国内のみ", "JP", "JP"},
        {"日本限定", "JP", "JP"},
        {"アメリカ合衆国", "US", "US"},
        {"u.s.", "US", "US"},
        {"Korea, Republic of", "KR", "KR"},
        {"ボスニア・ヘルツェゴビナ", "BA", "BA"},
        {"CÔTE D’IVOIRE", "côte d’ivoire", "côte d’ivoire"}, /* another apostrophe */
        {"Côte d'Ivoire", "CI", "CI"},
        {"ワシントン", "US", "ワシントン"},
        {"在外", "在外", "在外"},
        {"北欧", "北欧", "北欧"},
        {"ふらんす", "ふらんす", "ふらんす"}, /* an alias of vendors */
        {"EU", "eu", "eu"},                   /* no country */
        {"国内", "国内", "国内"},
        {"火星", "火星", "火星"},
        {"", "", ""},
    };
    const struct tables *tables = *state;
    struct buffer folded = {0};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str code = term_country(tables->words, str_from(cases[i].text), &folded);
        if (!str_eq(code, str_from(cases[i].code))) {
            fail_msg("%s: %.*s", cases[i].text, STR_FMT(code));
        }
        code = term_country(tables->plain, str_from(cases[i].text), &folded);
        assert_true(str_eq(code, str_from(cases[i].plain)));
    }
    buffer_done(&folded);
}

static void test_country_fits(void **state) {
    static const struct {
        const char *text, *country;
        bool is_home;
        enum term fits;
    } cases[] = {
        {"日本", "JP", true, TERM_YES},
        {"日本", "US", false, TERM_NO},
        {"jp,us", "US", false, TERM_YES},
        {"日本・米国", "DE", false, TERM_NO},
        {"eu", "DE", false, TERM_YES},
        {"eu", "NO", false, TERM_NO},
        {"eu", "GB", false, TERM_NO},
        {"eea", "NO", false, TERM_YES},
        {"eu域内", "FR", false, TERM_YES},
        {"国内", "JP", true, TERM_YES},
        {"国内のみ", "US", false, TERM_NO},
        {"ワシントン", "US", false, TERM_YES},
        /* nobody has laid down what it is */
        {"アジア", "JP", true, TERM_BLANK},
        {"アジア", "アジア", false, TERM_YES},
        {"日本及びアジア", "JP", true, TERM_YES},
        {"日本及びアジア", "DE", false, TERM_BLANK},
        {"日本", "火星", false, TERM_BLANK},
        {"火星", "火星", false, TERM_YES},
        {"日本以外", "US", false, TERM_BLANK},
    };
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum term fits =
            term_country_fits(tables->words, str_from(cases[i].text), str_from(cases[i].country), cases[i].is_home);
        if (fits != cases[i].fits) {
            fail_msg("%s, %s: %d", cases[i].text, cases[i].country, fits);
        }
    }
}

/* --- places, and ourselves -----------------------------------------------------------------------------------------
 */

static void test_places(void **state) {
    static const struct {
        const char *name, *place;
        enum term fits, plain;
    } cases[] = {
        {"霞が関", "本省 5F", TERM_YES, TERM_NO},
        {"本省", "霞ヶ関 5F", TERM_YES, TERM_NO},
        {"本省", "3号館", TERM_YES, TERM_NO},
        {"霞が関", "分室", TERM_NO, TERM_NO}, /* two rows, which do not agree */
        {"大阪", "本省", TERM_NO, TERM_NO},
        {"大阪", "大阪 3F", TERM_YES, TERM_YES},
    };
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buffer name = {0}, place = {0};
        name_fold(str_from(cases[i].name), &name);
        name_fold(str_from(cases[i].place), &place);
        print_message("%s, %s\n", cases[i].name, cases[i].place);
        assert_int_equal(term_place_fits(tables->words, buffer_view(&name), buffer_view(&place)), cases[i].fits);
        assert_int_equal(term_place_fits(tables->plain, buffer_view(&name), buffer_view(&place)), cases[i].plain);
        buffer_done(&name);
        buffer_done(&place);
    }
}

static void test_own(void **state) {
    (void)state;
    assert_true(term_is_own(STR("当省")));
    assert_true(term_is_own(STR("ourselves")));
    assert_false(term_is_own(STR("(株)受託")));
    assert_false(term_is_own(STR_NONE));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),  cmocka_unit_test(test_countries), cmocka_unit_test(test_purposes),
        cmocka_unit_test(test_parts),  cmocka_unit_test(test_codes),     cmocka_unit_test(test_country_fits),
        cmocka_unit_test(test_places), cmocka_unit_test(test_own),
    };
    return cmocka_run_group_tests(tests, tables_make, tables_free);
}
