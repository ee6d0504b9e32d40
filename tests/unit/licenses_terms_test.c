#include "licenses/terms.h"

#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

/* D of the worked cases. */
#define DAY       "2027-03-31"
#define CHECKED   "2027-03-31"
#define UNCHECKED NULL

static const struct ledger_file files[] = {
    {"aliases.csv", "kind,word,canonical,source,checked_on\n"
                    "国,在米公館,アメリカ合衆国,s,2027-01-01\n"
                    "場所,本省,霞が関,s,2027-01-01\n"},
};

struct tables {
    struct ledger_text ledger;
    struct term_words *words;
};

static int tables_make(void **state) {
    struct tables *tables = calloc(1, sizeof *tables);

    tables->ledger = ledger_text_read(files, ARRAY_LEN(files));
    const struct table *table = inventory_table(tables->ledger.inventory, TABLE_ALIASES);
    assert_non_null(table);
    assert_int_equal(term_words_read(table, &tables->words, NULL), ERR_OK);
    *state = tables;
    return 0;
}

static int tables_free(void **state) {
    struct tables *tables = *state;

    term_words_free(tables->words);
    ledger_text_done(&tables->ledger);
    free(tables);
    return 0;
}

enum { PARTS_MAX = 4 };
struct parts {
    struct str items[PARTS_MAX];
};

static struct word_list list_of(const char *text, struct parts *parts) {
    struct word_list list = {.items = parts->items};
    struct str rest = str_from(text), part;

    while (text && str_cut(&rest, '|', &part)) {
        assert_true(list.count < PARTS_MAX);
        parts->items[list.count++] = part;
    }
    return list;
}

/* A right without terms, and a use of which nothing is known. */
static struct entitlement right_of(const char *checked_on) {
    return (struct entitlement){.metric = METRIC_DEVICE,
                                .form = WORD_BLANK,
                                .shared_use = WORD_BLANK,
                                .terms_checked_on = ledger_day(checked_on)};
}

static struct setting blank_setting(void) {
    return (struct setting){.environment = WORD_BLANK, .shared_use = WORD_BLANK};
}

/* All other terms are fine, as they ask nothing. */
static void check(const struct tables *tables, const struct entitlement *right, const struct setting *setting,
                  enum soft_term term, enum term fits, const char *what) {
    struct term_verdict verdict = terms_check(tables->words, right, setting, ledger_day(DAY));
    unsigned bit = 1U << term;

    if (verdict.broken != (fits == TERM_NO ? bit : 0) || verdict.unknown != (fits == TERM_BLANK ? bit : 0)) {
        fail_msg("%s: broken %#x, unknown %#x", what, verdict.broken, verdict.unknown);
    }
}

/* --- viewpoint 1 ---------------------------------------------------------------------------------------------------
 */

static const struct purpose_case {
    const char *purposes; /* with | between them; NULL: blank */
    int form;
    const char *checked_on;
    int environment;
    const char *use;
    enum term fits;
} purpose_cases[] = {
    /* V1: a development licence on a production server, a blank environment, an academic licence in a ministry */
    {"開発|検証", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {"開発|検証", WORD_BLANK, UNCHECKED, WORD_BLANK, "", TERM_BLANK},
    {"教育機関", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {"開発|検証", WORD_BLANK, CHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {"開発|検証", WORD_BLANK, UNCHECKED, ENVIRONMENT_STAGING, "", TERM_YES},
    {"開発・検証", WORD_BLANK, UNCHECKED, ENVIRONMENT_DEVELOPMENT, "", TERM_YES},
    {"dev/test", WORD_BLANK, UNCHECKED, ENVIRONMENT_DEVELOPMENT, "", TERM_YES},
    {"開発|検証", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "", TERM_NO},
    {"開発", WORD_BLANK, UNCHECKED, ENVIRONMENT_STAGING, "", TERM_NO},
    {"非本番", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "", TERM_YES},
    {"非本番", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    /* T14, whatever the environment, and where only the form says so */
    {"教育機関", WORD_BLANK, UNCHECKED, WORD_BLANK, "", TERM_NO},
    {"アカデミック", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "", TERM_NO},
    {NULL, FORM_ACADEMIC, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {NULL, FORM_ACADEMIC, CHECKED, WORD_BLANK, "", TERM_NO},
    {"業務", FORM_ACADEMIC, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_YES}, /* it says more than the form */
    {"制限なし", FORM_ACADEMIC, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_YES},
    {"教育機関", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "教育機関", TERM_YES},
    {"教育機関", WORD_BLANK, UNCHECKED, WORD_BLANK, "教育", TERM_BLANK}, /* training, or a school */
    {"教育機関", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "教育", TERM_NO},
    /* M30 */
    {NULL, FORM_TRIAL, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {"評価", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {NULL, FORM_TRIAL, CHECKED, ENVIRONMENT_STAGING, "", TERM_YES},
    {NULL, FORM_TRIAL, UNCHECKED, ENVIRONMENT_DEVELOPMENT, "", TERM_BLANK},
    {NULL, FORM_TRIAL, UNCHECKED, WORD_BLANK, "", TERM_BLANK},
    {NULL, FORM_TRIAL, UNCHECKED, WORD_BLANK, "試用", TERM_YES},
    {NULL, FORM_TRIAL, UNCHECKED, ENVIRONMENT_PRODUCTION, "評価", TERM_BLANK}, /* one of the two is wrong */
    /* business is all that an organisation does */
    {"業務", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_YES},
    {"業務", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "", TERM_YES},
    {"業務", WORD_BLANK, UNCHECKED, WORD_BLANK, "", TERM_YES},
    {"業務利用", WORD_BLANK, UNCHECKED, WORD_BLANK, "ファイルサーバ", TERM_YES},
    {"業務", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "私用", TERM_BLANK},
    {"業務", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "個人用", TERM_YES}, /* the machine of one person */
    {"非商用", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    {"個人", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_NO},
    /* what the use says of itself */
    {"開発|検証", WORD_BLANK, UNCHECKED, WORD_BLANK, "検証用", TERM_YES},
    {"開発|検証", WORD_BLANK, UNCHECKED, WORD_BLANK, "業務用", TERM_NO},
    {"開発|検証", WORD_BLANK, UNCHECKED, WORD_BLANK, "開発・研修", TERM_BLANK},
    {"開発|検証", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "開発", TERM_BLANK},
    {"検証", WORD_BLANK, UNCHECKED, ENVIRONMENT_STAGING, "検証・業務", TERM_BLANK},
    {"研修", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "教育", TERM_YES},
    /* words that are in no list */
    {"研究", WORD_BLANK, UNCHECKED, WORD_BLANK, "研究", TERM_YES},
    {"研究", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "研究", TERM_YES},
    {"研究・開発", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "研究", TERM_YES},
    {"ＧＩＳ解析", WORD_BLANK, UNCHECKED, WORD_BLANK, "gis解析", TERM_YES},
    {"研究", WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_BLANK},
    {"研究|開発", WORD_BLANK, UNCHECKED, ENVIRONMENT_DEVELOPMENT, "", TERM_YES},
    /* blank purposes */
    {NULL, WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "", TERM_YES},
    {NULL, WORD_BLANK, UNCHECKED, WORD_BLANK, "", TERM_YES},
    {NULL, WORD_BLANK, UNCHECKED, WORD_BLANK, "研究", TERM_YES},
    {NULL, WORD_BLANK, UNCHECKED, ENVIRONMENT_STAGING, "", TERM_BLANK},
    {NULL, WORD_BLANK, UNCHECKED, WORD_BLANK, "研修", TERM_BLANK},
    {NULL, WORD_BLANK, UNCHECKED, ENVIRONMENT_PRODUCTION, "研修", TERM_YES},
    {NULL, WORD_BLANK, CHECKED, ENVIRONMENT_STAGING, "", TERM_YES},
    {NULL, WORD_BLANK, "2027-04-01", ENVIRONMENT_STAGING, "", TERM_BLANK}, /* not yet checked on the day */
    {"制限なし", WORD_BLANK, UNCHECKED, ENVIRONMENT_STAGING, "", TERM_YES},
    {"全目的", WORD_BLANK, UNCHECKED, ENVIRONMENT_TRAINING, "", TERM_YES},
};

static void test_purposes(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(purpose_cases); i++) {
        const struct purpose_case *row = &purpose_cases[i];
        struct parts parts;
        struct entitlement right = right_of(row->checked_on);
        struct setting setting = blank_setting();
        char what[128];

        right.purposes = list_of(row->purposes, &parts);
        right.form = row->form;
        setting.environment = row->environment;
        setting.purpose = str_from(row->use);
        snprintf(what, sizeof what, "%zu: %s, %d, %s", i, row->purposes ? row->purposes : "–", row->environment,
                 row->use);
        check(*state, &right, &setting, SOFT_PURPOSE, row->fits, what);
    }
}

/* --- viewpoint 4 ---------------------------------------------------------------------------------------------------
 */

static const struct country_case {
    const char *countries, *checked_on, *country;
    bool is_abroad;
    enum term fits;
} country_cases[] = {
    {"JP", UNCHECKED, "US", true, TERM_NO}, /* V4: at an embassy */
    {"JP", CHECKED, "米国", true, TERM_NO},
    {"日本", UNCHECKED, "在米公館", true, TERM_NO},
    {"日本|米国", UNCHECKED, "在米公館", true, TERM_YES},
    {"JP", UNCHECKED, "日本", false, TERM_YES},
    {"国内のみ", UNCHECKED, "JP", false, TERM_YES},
    {"国内のみ", UNCHECKED, "DE", true, TERM_NO},
    {"国内のみ", UNCHECKED, "国内", true, TERM_YES}, /* whoever compared the two as texts */
    {"日本", UNCHECKED, "国内", false, TERM_BLANK},
    {"EU", UNCHECKED, "ドイツ", true, TERM_YES},
    {"EU", UNCHECKED, "JP", false, TERM_NO},
    {"アジア", UNCHECKED, "JP", false, TERM_BLANK},
    {"JP", UNCHECKED, "大使館", true, TERM_BLANK},
    /* the country is not known */
    {"JP", UNCHECKED, "", false, TERM_BLANK},
    {"全世界", UNCHECKED, "", false, TERM_YES},
    {NULL, UNCHECKED, "", false, TERM_YES},
    /* no country is said */
    {"全世界", UNCHECKED, "US", true, TERM_YES},
    {"JP|制限なし", UNCHECKED, "US", true, TERM_YES},
    {NULL, UNCHECKED, "JP", false, TERM_YES},
    {NULL, UNCHECKED, "US", true, TERM_BLANK},
    {NULL, CHECKED, "US", true, TERM_YES},
    {NULL, "2027-04-01", "US", true, TERM_BLANK},
};

static void test_countries(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(country_cases); i++) {
        const struct country_case *row = &country_cases[i];
        struct parts parts;
        struct entitlement right = right_of(row->checked_on);
        struct setting setting = blank_setting();
        char what[128];

        right.countries = list_of(row->countries, &parts);
        setting.country = str_from(row->country);
        setting.is_abroad = row->is_abroad;
        snprintf(what, sizeof what, "%zu: %s, %s", i, row->countries ? row->countries : "–", row->country);
        check(*state, &right, &setting, SOFT_COUNTRY, row->fits, what);
    }
}

/* --- sites and departments -----------------------------------------------------------------------------------------
 */

static const struct site_case {
    const char *sites, *site, *location;
    enum term fits;
} site_cases[] = {
    /* M18 */
    {"霞が関", "", "大阪", TERM_NO},
    {"霞が関", "", "霞が関合同庁舎3号館 5F", TERM_YES},
    {"霞が関", "霞が関", "3号館", TERM_YES},
    {"霞が関", "", "霞ヶ関", TERM_YES},
    {"霞が関", "大阪", "3号館", TERM_NO},
    {"霞が関|大阪", "大阪", "", TERM_YES},
    {"霞が関", "", "本省 5F", TERM_YES}, /* an alias */
    {"本省", "霞が関", "", TERM_YES},
    {"霞が関", "", "", TERM_BLANK},
    {"霞が関", "", "財務省霞が関庁舎", TERM_BLANK},
    {"霞が関 3号館", "霞が関", "", TERM_BLANK},
    {"制限なし", "", "大阪", TERM_YES},
    {NULL, "", "大阪", TERM_YES},
    {NULL, "", "", TERM_YES},
};

static void test_sites(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(site_cases); i++) {
        const struct site_case *row = &site_cases[i];
        struct parts parts;
        struct entitlement right = right_of(UNCHECKED);
        struct setting setting = blank_setting();
        char what[128];

        right.metric = METRIC_SITE;
        right.sites = list_of(row->sites, &parts);
        setting.site = str_from(row->site);
        setting.location = str_from(row->location);
        snprintf(what, sizeof what, "%zu: %s, %s", i, row->sites ? row->sites : "–", row->location);
        check(*state, &right, &setting, SOFT_SITE, row->fits, what);
    }
}

static const struct department_case {
    int metric;
    const char *departments, *checked_on, *department, *owner;
    enum term fits;
} department_cases[] = {
    {METRIC_DEVICE, "情報管理課", UNCHECKED, "情報管理課", "", TERM_YES},
    {METRIC_DEVICE, "総務省", UNCHECKED, "総務省情報管理課", "", TERM_YES},
    {METRIC_DEVICE, "情報管理課", UNCHECKED, "会計課", "", TERM_NO},
    {METRIC_DEVICE, "情報管理課|会計課", UNCHECKED, "会計課", "", TERM_YES},
    {METRIC_DEVICE, "情報管理課", UNCHECKED, "", "", TERM_BLANK},
    {METRIC_DEVICE, "情報管理課", UNCHECKED, "総務省情報管理課", "", TERM_BLANK},
    {METRIC_DEVICE, "制限なし", UNCHECKED, "会計課", "", TERM_YES},
    {METRIC_DEVICE, NULL, UNCHECKED, "会計課", "㈱受託", TERM_YES},
    {METRIC_DEVICE, "情報管理課", UNCHECKED, "情報管理課", "㈱リース", TERM_YES}, /* counted by machines: leased */
    {METRIC_DEVICE, "省内", UNCHECKED, "会計課", "㈱リース", TERM_YES},
    /* M19: a contractor's machine under an enterprise licence */
    {METRIC_ENTERPRISE, "省内", UNCHECKED, "会計課", "㈱受託", TERM_NO},
    {METRIC_ENTERPRISE, "省内", UNCHECKED, "", "㈱受託", TERM_NO},
    {METRIC_SITE, "省内", UNCHECKED, "会計課", "㈱受託", TERM_NO},
    {METRIC_ENTERPRISE, "会計課", UNCHECKED, "会計課", "㈱受託", TERM_NO},
    {METRIC_ENTERPRISE, "会計課", CHECKED, "会計課", "㈱受託", TERM_NO},
    {METRIC_ENTERPRISE, "会計課|㈱受託", UNCHECKED, "会計課", "(株)受託", TERM_YES},
    {METRIC_ENTERPRISE, "省内", UNCHECKED, "会計課", "", TERM_YES},
    {METRIC_ENTERPRISE, "省内", UNCHECKED, "", "自組織", TERM_YES},
    {METRIC_ENTERPRISE, "会計課", UNCHECKED, "会計課", "Own", TERM_YES},
    {METRIC_ENTERPRISE, "会計課", UNCHECKED, "人事課", "自組織", TERM_NO},
    {METRIC_ENTERPRISE, "会計課", UNCHECKED, "会計課", "会計課", TERM_YES},
    {METRIC_ENTERPRISE, "省内", UNCHECKED, "総務省会計課", "総務省", TERM_BLANK}, /* is that us? */
    {METRIC_ENTERPRISE, NULL, UNCHECKED, "会計課", "㈱受託", TERM_BLANK},
    {METRIC_ENTERPRISE, NULL, UNCHECKED, "会計課", "", TERM_YES},
    {METRIC_ENTERPRISE, NULL, CHECKED, "会計課", "㈱受託", TERM_YES},
};

static void test_departments(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(department_cases); i++) {
        const struct department_case *row = &department_cases[i];
        struct parts parts;
        struct entitlement right = right_of(row->checked_on);
        struct setting setting = blank_setting();
        char what[128];

        right.metric = row->metric;
        right.departments = list_of(row->departments, &parts);
        setting.department = str_from(row->department);
        setting.owner = str_from(row->owner);
        snprintf(what, sizeof what, "%zu: %s, %s, %s", i, row->departments ? row->departments : "–", row->department,
                 row->owner);
        check(*state, &right, &setting, SOFT_DEPARTMENT, row->fits, what);
    }
}

/* --- viewpoint 5 ---------------------------------------------------------------------------------------------------
 */

enum { SILENT, SILENT_CHECKED, FORBIDDEN, PER_DEVICE, PER_USER, ACTIVATION, TERM_ROWS };
static const struct {
    int shared_use;
    const char *checked_on;
} shared_terms[TERM_ROWS] = {
    [SILENT] = {WORD_BLANK, UNCHECKED},          [SILENT_CHECKED] = {WORD_BLANK, CHECKED},
    [FORBIDDEN] = {SHARED_FORBIDDEN, UNCHECKED}, [PER_DEVICE] = {SHARED_PER_DEVICE, UNCHECKED},
    [PER_USER] = {SHARED_PER_USER, UNCHECKED},   [ACTIVATION] = {SHARED_ACTIVATION, UNCHECKED},
};

#define Y TERM_YES
#define N TERM_NO
#define U TERM_BLANK
static const struct {
    int use;
    bool has_several_users;
    enum term fits[TERM_ROWS]; /* silent, silent and checked, forbidden, per device, per user, activation */
} shared_cases[] = {
    {USE_SHARED, true, {U, Y, N, Y, Y, Y}}, /* T11: the kiosk of 20 people */
    {USE_SHARED, false, {U, Y, N, Y, Y, Y}},
    {USE_VDI, false, {U, Y, N, Y, Y, Y}},
    {USE_RDS, false, {U, Y, N, Y, Y, Y}},
    {USE_PERSONAL, false, {Y, Y, Y, Y, Y, Y}},
    {WORD_BLANK, false, {Y, Y, Y, Y, Y, Y}},
    {WORD_BLANK, true, {U, Y, U, Y, Y, Y}}, /* V5: several people, and the ledger does not say that it is shared */
    {USE_PERSONAL, true, {U, Y, U, Y, Y, Y}},
};

static void test_shared(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(shared_cases); i++) {
        for (size_t k = 0; k < TERM_ROWS; k++) {
            struct entitlement right = right_of(shared_terms[k].checked_on);
            struct setting setting = blank_setting();
            char what[64];

            right.shared_use = shared_terms[k].shared_use;
            setting.shared_use = shared_cases[i].use;
            setting.has_several_users = shared_cases[i].has_several_users;
            snprintf(what, sizeof what, "use %zu, term %zu", i, k);
            check(*state, &right, &setting, SOFT_SHARED, shared_cases[i].fits[k], what);
        }
    }
}

/* --- all at once ---------------------------------------------------------------------------------------------------
 */

static void test_together(void **state) {
    const struct tables *tables = *state;
    struct parts purposes, countries, sites, departments;
    struct entitlement right = right_of(UNCHECKED);
    struct setting setting = {.environment = ENVIRONMENT_PRODUCTION,
                              .country = STR("US"),
                              .is_abroad = true,
                              .department = STR("会計課"),
                              .shared_use = USE_RDS};

    right.purposes = list_of("開発", &purposes);
    right.countries = list_of("JP", &countries);
    right.sites = list_of("霞が関", &sites);
    right.departments = list_of("人事課", &departments);
    struct term_verdict verdict = terms_check(tables->words, &right, &setting, ledger_day(DAY));
    assert_int_equal(verdict.broken, 1U << SOFT_PURPOSE | 1U << SOFT_COUNTRY | 1U << SOFT_DEPARTMENT);
    assert_int_equal(verdict.unknown, 1U << SOFT_SITE | 1U << SOFT_SHARED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_purposes),    cmocka_unit_test(test_countries), cmocka_unit_test(test_sites),
        cmocka_unit_test(test_departments), cmocka_unit_test(test_shared),    cmocka_unit_test(test_together),
    };
    return cmocka_run_group_tests(tests, tables_make, tables_free);
}
