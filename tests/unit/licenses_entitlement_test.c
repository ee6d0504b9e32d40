#include "licenses/entitlement.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/ledger_rights.h"

static void assert_list(const struct word_list *list, const char *expected) {
    struct str rest = str_from(expected), part;
    uint32_t count = 0;

    while (rest.n && str_cut(&rest, '|', &part)) {
        assert_true(count < list->count && str_eq(list->items[count], part));
        count++;
    }
    assert_int_equal(list->count, count);
}

/* --- every column --------------------------------------------------------------------------------------------------
 */

static const char full_row[] =
    "ライセンス管理番号,ベンダー名,製品名,エディション,バージョン,型番,保有ライセンス数,入数,ライセンス種別,"
    "ライセンス形態,開始日,使用期限,保守期限,保守数量,利用目的,利用可能国,使用場所,利用可能組織,共有端末,"
    "1人あたり台数,セカンドライセンス,ダウングレード可否,積算可否,VDI除外,端数処理単位,ILMT証跡,永続フォールバック,"
    "保守条件,ハードウェア固定,移管可否,再割当間隔,スイート,最小コア数,コア係数,PVU,仮想化権,待機系,"
    "使用許諾条件の確認,証書番号,証書数量,単価,契約番号,管理部門,廃棄日\n"
    "L-001,マイクロソフト㈱,Office Standard 2019,Pro,2019.1,021-10597,20,5,デバイス,"
    "ボリューム,令和6年4月1日,2027-03-31,2027-06-30,80,業務;開発,JP、US,霞が関,総務課,禁止,"
    "2台,有,可,不可,有,サーバ,有,有,全数,SN-1,可,90日,Word;Excel,16コア,0.25,70,2VM,1台,"
    "2027-01-01,C-9,95,\"¥12,345\",K-7,情報システム課,2028-01-01\n";

static const char products[] = "pattern,class,vendor,product,edition,version,source,checked_on\n"
                               "/^office (?<edition>standard|professional) (?<version>20\\d\\d)/,product,Microsoft,"
                               "Microsoft Office,,,s,2027-01-01\n"
                               "Plain Tool,product,Maker,Tool,,,s,2027-01-01\n";

static void check_what_and_how_much(const struct entitlement *right) {
    assert_true(right->is_recognised);
    assert_str(right->evidence, "licenses.csv:2");
    assert_str(right->title, "Office Standard 2019");
    assert_str(right->vendor, "Microsoft");
    assert_str(right->product, "Microsoft Office");
    assert_str(right->edition, "Standard");
    assert_str(right->version, "2019.1");
    assert_str(right->sku, "021-10597");
    assert_true(right->key.n > 0);
    assert_list(&right->components, "Word|Excel");
    assert_int_equal(right->quantity.number, 20);
    assert_int_equal(right->units.number, 100);
    assert_true(right->unit_size.is_set);
    assert_int_equal(right->unit_size.number, 5);
    assert_int_equal(right->metric, METRIC_DEVICE);
    assert_int_equal(right->round_scope, ROUND_SERVER);
    assert_int_equal(right->points.number, 70);
    assert_true(right->has_core_factor);
    assert_int_equal(right->core_factor.numerator, 1);
    assert_int_equal(right->core_factor.denominator, 4);
    assert_str(right->minimum_rule, "16コア");
    assert_int_equal(right->subcapacity_evidence, TERM_YES);
}

static void check_terms(const struct entitlement *right) {
    assert_list(&right->purposes, "業務|開発");
    assert_list(&right->countries, "JP|US");
    assert_list(&right->sites, "霞が関");
    assert_list(&right->departments, "総務課");
    assert_int_equal(right->terms_checked_on.days, ledger_day("2027-01-01").days);
    assert_int_equal(right->shared_use, SHARED_FORBIDDEN);
    assert_int_equal(right->devices_per_user.number, 2);
    assert_int_equal(right->reassign_days.number, 90);
    assert_int_equal(right->stackable, TERM_NO);
    assert_int_equal(right->vdi_exempt, TERM_YES);
    assert_int_equal(right->second_copy, TERM_YES);
    assert_int_equal(right->downgrade, TERM_YES);
    assert_int_equal(right->reassignable, TERM_YES);
    assert_str(right->virtual_rule, "2VM");
    assert_str(right->passive_rule, "1台");
    assert_str(right->bound_to, "SN-1");
}

static void test_every_column(void **state) {
    CLEANUP(ledger_rights_done) struct ledger_rights rights = ledger_rights_read(full_row, products);
    const struct entitlement *right = ledger_rights_get(&rights, "L-001");

    (void)state;
    check_what_and_how_much(right);
    check_terms(right);
    assert_int_equal(right->form, FORM_VOLUME);
    assert_int_equal(right->period.start.days, ledger_day("2024-04-01").days);
    assert_int_equal(right->period.end.days, ledger_day("2027-03-31").days);
    assert_true(right->period.has_fallback);
    assert_false(right->period.is_perpetual);
    assert_int_equal(right->disposed_on.days, ledger_day("2028-01-01").days);
    assert_int_equal(right->maintenance_end.days, ledger_day("2027-06-30").days);
    assert_int_equal(right->maintenance_units.number, 80);
    assert_int_equal(right->maintenance_rule, MAINTENANCE_ALL);
    assert_str(right->certificate, "C-9");
    assert_int_equal(right->certificate_units.number, 95);
    assert_int_equal(right->unit_price.number, 12345);
    assert_str(right->contract_id, "K-7");
    assert_str(right->department, "情報システム課");
    assert_int_equal(right->facts, 0);
    assert_int_equal(right->base, ENTITLEMENT_NONE);
}

/* The rule's edition is joined by the ledger's where it has none, in the key as well. */
static void test_recognition(void **state) {
    CLEANUP(ledger_rights_done)
    struct ledger_rights rights = ledger_rights_read("license_id,vendor,product,edition,version,quantity\n"
                                                     "L1,,Plain Tool,Gold,2.0,1\n"
                                                     "L2,,Office Standard 2019,,,1\n"
                                                     "L3,Other,Unheard Of,Basic,7,1\n",
                                                     products);
    const struct entitlement *tool = ledger_rights_get(&rights, "L1"), *office = ledger_rights_get(&rights, "L2"),
                             *other = ledger_rights_get(&rights, "L3");
    struct title_recognition gold = {.rule = title_rules_get(rights.rules, 1),
                                     .title_class = TITLE_PRODUCT,
                                     .product = STR("Tool"),
                                     .edition = STR("gold")};
    CLEANUP(buffer_done) struct buffer key = {0};

    (void)state;
    assert_str(tool->edition, "Gold");
    assert_str(tool->version, "2.0");
    assert_str(tool->vendor, "Maker");
    recognition_key(&gold, &key);
    assert_true(key.n && str_eq(tool->key, buffer_view(&key)));
    assert_str(office->edition, "Standard");
    assert_str(office->version, "2019");
    assert_false(other->is_recognised);
    assert_true(other->facts & BIT(FACT_TITLE));
    assert_str(other->product, "Unheard Of");
    assert_str(other->vendor, "Other");
    assert_int_equal(other->key.n, 0);
}

/* --- facts and supply of a row -------------------------------------------------------------------------------------
 */

static const struct {
    const char *quantity, *unit_size, *metric, *form, *start_on, *end_on, *perpetual, *term_days, *count_from,
        *fallback, *disposed_on;
    uint32_t facts; /* beyond the usual */
    enum supply_reason reason;
    int64_t least, most;
} rows[] = {
    /* both ends are included */
    {"10", "", "device", "", "", "2027-03-31", "", "", "", "", "", 0, SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "2027-03-31", "永続", "", "", "", "", "", 0, SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "2027-04-01", "2028-03-31", "", "", "", "", "", 0, SUPPLY_NOT_BEGUN, 0, 0},
    /* M20: ended the day before, with and without fallback */
    {"10", "", "device", "", "", "2027-03-30", "", "", "", "", "", 0, SUPPLY_ENDED, 0, 0},
    {"10", "", "device", "", "", "2027-03-30", "", "", "", "無", "", 0, SUPPLY_ENDED, 0, 0},
    {"10", "", "device", "", "", "2027-03-30", "", "", "", "有", "", 0, SUPPLY_FALLBACK, 10, 10},
    /* M30: 30 days from 2027-03-01 end on 03-30, from the next day on 03-31 */
    {"1", "", "device", "評価版", "2027-03-01", "", "", "30日", "", "", "", 0, SUPPLY_ENDED, 0, 0},
    {"1", "", "device", "評価版", "2027-03-01", "", "", "30", "当日", "", "", 0, SUPPLY_ENDED, 0, 0},
    {"1", "", "device", "評価版", "2027-03-01", "", "", "30", "翌日", "", "", 0, SUPPLY_GIVEN, 1, 1},
    {"1", "", "device", "評価版", "2027-03-01", "2027-12-31", "", "30", "", "", "", 0, SUPPLY_ENDED, 0, 0},
    {"1", "", "device", "評価版", "2027-03-01", "2027-03-05", "", "60", "", "", "", 0, SUPPLY_ENDED, 0, 0},
    {"1", "", "device", "評価版", "", "", "", "30", "", "", "", BIT(FACT_START) | BIT(FACT_END), SUPPLY_INCOMPLETE, 0,
     1},
    {"1", "", "device", "", "2027-03-01", "", "", "0", "", "", "", BIT(FACT_TERM_DAYS) | BIT(FACT_END),
     SUPPLY_INCOMPLETE, 0, 1},
    /* T03: 令和9年2月29日 does not exist */
    {"10", "", "device", "", "", "令和9年2月29日", "", "", "", "", "", BIT(FACT_END), SUPPLY_INCOMPLETE, 0, 10},
    {"10", "", "device", "", "", "令和9年2月29日", "永続", "", "", "", "", BIT(FACT_END), SUPPLY_INCOMPLETE, 0, 10},
    {"10", "", "device", "", "", "", "", "", "", "", "", BIT(FACT_END), SUPPLY_INCOMPLETE, 0, 10},
    {"10", "", "device", "", "", "", "永続", "", "", "", "", 0, SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "", "自動更新", "", "", "", "", "", 0, SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "", "2027-03-01（自動更新）", "", "", "", "", "", 0, SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "", "永続", "期限あり", "", "", "", "", BIT(FACT_PERPETUAL) | BIT(FACT_END),
     SUPPLY_INCOMPLETE, 0, 10},
    {"10", "", "device", "", "", "2027-12-31", "永続", "", "", "", "", BIT(FACT_PERPETUAL), SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "2027-04-01", "2027-03-01", "", "", "", "", "", BIT(FACT_REVERSED), SUPPLY_REVERSED, 0,
     10},
    /* what is known suffices */
    {"多数", "", "", "", "", "2027-03-30", "", "", "", "", "", BIT(FACT_QUANTITY) | BIT(FACT_METRIC), SUPPLY_ENDED, 0,
     0},
    {"10", "", "device", "", "2027-04-01", "", "", "", "", "", "", BIT(FACT_END), SUPPLY_NOT_BEGUN, 0, 0},
    {"10", "", "device", "", "2027-02-30", "2027-03-30", "", "", "", "", "", BIT(FACT_START), SUPPLY_ENDED, 0, 0},
    {"10", "", "device", "", "2027-02-30", "2027-12-31", "", "", "", "", "", BIT(FACT_START), SUPPLY_INCOMPLETE, 0, 10},
    /* the day of disposal is the last */
    {"10", "", "device", "", "", "永続", "", "", "", "", "2027-03-30", 0, SUPPLY_DISPOSED, 0, 0},
    {"10", "", "device", "", "", "永続", "", "", "", "", "2027-03-31", 0, SUPPLY_GIVEN, 10, 10},
    {"10", "", "device", "", "", "2027-03-30", "", "", "", "有", "2027-03-30", 0, SUPPLY_DISPOSED, 0, 0},
    {"10", "", "device", "", "", "永続", "", "", "", "", "2027-02-30", BIT(FACT_DISPOSED), SUPPLY_INCOMPLETE, 0, 10},
    /* quantities */
    {"11", "2", "core", "", "", "永続", "", "", "", "", "", 0, SUPPLY_GIVEN, 22, 22},
    {"無制限", "5", "device", "", "", "永続", "", "", "", "", "", 0, SUPPLY_GIVEN, UNLIMITED, UNLIMITED},
    {"-1", "", "device", "", "", "永続", "", "", "", "", "", 0, SUPPLY_GIVEN, UNLIMITED, UNLIMITED},
    {"0", "", "device", "", "", "永続", "", "", "", "", "", 0, SUPPLY_GIVEN, 0, 0},
    {"9999", "", "device", "", "", "永続", "", "", "", "", "", 0, SUPPLY_GIVEN, 9999, 9999},
    {"多数", "", "device", "", "", "永続", "", "", "", "", "", BIT(FACT_QUANTITY), SUPPLY_INCOMPLETE, 0, UNLIMITED},
    {"10", "0", "device", "", "", "永続", "", "", "", "", "", BIT(FACT_UNIT_SIZE), SUPPLY_INCOMPLETE, 0, UNLIMITED},
    {"10", "一式", "device", "", "", "永続", "", "", "", "", "", BIT(FACT_UNIT_SIZE), SUPPLY_INCOMPLETE, 0, UNLIMITED},
    {"1000000000000000", "1000000000000000", "device", "", "", "永続", "", "", "", "", "", BIT(FACT_UNIT_SIZE),
     SUPPLY_INCOMPLETE, 0, UNLIMITED},
    /* ways of counting */
    {"10", "", "サブスクリプション", "", "", "永続", "", "", "", "", "", BIT(FACT_METRIC), SUPPLY_INCOMPLETE, 0, 10},
    {"10", "", "", "", "", "永続", "", "", "", "", "", BIT(FACT_METRIC), SUPPLY_INCOMPLETE, 0, 10},
    {"10", "", "CAL", "", "", "永続", "", "", "", "", "", BIT(FACT_CAL_KIND), SUPPLY_GIVEN, 10, 10},
};

static void test_rows(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "license_id,product,quantity,unit_size,metric,form,start_on,end_on,perpetual,term_days,count_from,"
                 "fallback,disposed_on\nL1,Tool,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
                 rows[i].quantity, rows[i].unit_size, rows[i].metric, rows[i].form, rows[i].start_on, rows[i].end_on,
                 rows[i].perpetual, rows[i].term_days, rows[i].count_from, rows[i].fallback, rows[i].disposed_on);
        CLEANUP(ledger_rights_done) struct ledger_rights rights = ledger_rights_read(text, NULL);
        const struct entitlement *right = ledger_rights_get(&rights, "L1");
        struct supply supply = entitlement_supply(right, ledger_day("2027-03-31"));
        print_message("%zu: %s", i, strchr(text, '\n') + 1);
        assert_int_equal(right->facts, USUAL_FACTS | rows[i].facts);
        assert_int_equal(supply.reason, rows[i].reason);
        check_units(supply.least, rows[i].least);
        check_units(supply.most, rows[i].most);
        assert_int_equal(right->is_pretended, strcmp(rows[i].quantity, "9999") == 0);
    }
}

/* Each fact is about a column, and facts are apart. */
static void test_facts(void **state) {
    static const struct {
        enum entitlement_fact fact;
        const char *column;
    } facts[] = {
        {FACT_VENDOR, "vendor"},
        {FACT_TITLE, "product"},
        {FACT_QUANTITY, "quantity"},
        {FACT_UNIT_SIZE, "unit_size"},
        {FACT_METRIC, "metric"},
        {FACT_CAL_KIND, "metric"},
        {FACT_START, "start_on"},
        {FACT_END, "end_on"},
        {FACT_REVERSED, "end_on"},
        {FACT_PERPETUAL, "perpetual"},
        {FACT_TERMS, "terms"},
        {FACT_TERM_DAYS, "term_days"},
        {FACT_DISPOSED, "disposed_on"},
        {FACT_BASE, "upgrade_of"},
        {FACT_BASE_UNCLEAR, "upgrade_of"},
        {FACT_BASE_CIRCULAR, "upgrade_of"},
    };

    (void)state;
    assert_int_equal(ARRAY_LEN(facts), FACT_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        const struct column_def *column = schema_column(TABLE_LICENSES, entitlement_fact_column(facts[i].fact));
        assert_string_equal(column->name, facts[i].column);
    }
}

static void test_renewing(void **state) {
    CLEANUP(ledger_rights_done)
    struct ledger_rights rights = ledger_rights_read("license_id,product,quantity,metric,end_on\n"
                                                     "L1,Tool,1,device,2027-03-01（自動更新）\n"
                                                     "L2,Tool,1,device,永続\n",
                                                     NULL);

    (void)state;
    assert_true(ledger_rights_get(&rights, "L1")->is_renewing);
    assert_int_equal(ledger_rights_get(&rights, "L1")->renews_on.days, ledger_day("2027-03-01").days);
    assert_false(ledger_rights_get(&rights, "L2")->is_renewing);
    assert_true(ledger_rights_get(&rights, "L2")->period.is_perpetual);
}

/* --- terms ---------------------------------------------------------------------------------------------------------
 */

static void test_maintenance(void **state) {
    static const struct {
        const char *id, *day;
        enum term maintained, volume;
    } cases[] = {
        /* M13: ended the day before */
        {"L1", "2027-03-30", TERM_YES, TERM_YES},     {"L1", "2027-03-31", TERM_NO, TERM_YES},
        {"L2", "2027-03-31", TERM_YES, TERM_NO},      {"L3", "2027-03-31", TERM_BLANK, TERM_BLANK},
        {"L4", "2027-03-31", TERM_YES, TERM_BLANK},   {"L4", "2027-04-01", TERM_NO, TERM_BLANK},
        {"L5", "2027-03-31", TERM_BLANK, TERM_BLANK},
    };
    CLEANUP(ledger_rights_done)
    struct ledger_rights rights = ledger_rights_read("license_id,product,quantity,form,end_on,maintenance_end\n"
                                                     "L1,Tool,1,ボリューム,永続,2027-03-30\n"
                                                     "L2,Tool,1,パッケージ,永続,自動更新\n"
                                                     "L3,Tool,1,,永続,\n"
                                                     "L4,Tool,1,サブスクリプション,2027-03-31,\n"
                                                     "L5,Tool,1,サブスクリプション,,\n",
                                                     NULL);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct entitlement *right = ledger_rights_get(&rights, cases[i].id);
        assert_int_equal(entitlement_is_maintained(right, ledger_day(cases[i].day)), cases[i].maintained);
        assert_int_equal(entitlement_is_volume(right), cases[i].volume);
    }
}

/* M26: what was out when maintenance ended may be used; what is maintained without end may always be. */
static void test_maintained_until(void **state) {
    static const struct {
        const char *id;
        struct date until;
    } cases[] = {{"L1", {20909}}, {"L2", {INT32_MAX}}, {"L3", {INT32_MIN}},
                 {"L4", {20909}}, {"L5", {INT32_MAX}}, {"L6", {INT32_MIN}}};
    CLEANUP(ledger_rights_done)
    struct ledger_rights rights = ledger_rights_read("license_id,product,quantity,form,end_on,maintenance_end\n"
                                                     "L1,Tool,1,ボリューム,永続,2027-04-01\n"
                                                     "L2,Tool,1,パッケージ,永続,無期限\n"
                                                     "L3,Tool,1,パッケージ,2027-04-01,\n"
                                                     "L4,Tool,1,サブスクリプション,2027-04-01,\n"
                                                     "L5,Tool,1,サブスクリプション,自動更新,\n"
                                                     "L6,Tool,1,サブスクリプション,,\n",
                                                     NULL);

    (void)state;
    assert_int_equal(ledger_day("2027-04-01").days, 20909);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(entitlement_maintained_until(ledger_rights_get(&rights, cases[i].id)).days,
                         cases[i].until.days);
    }
}

/* G5: a blank term is none once somebody has looked. */
static void test_restrictions(void **state) {
    CLEANUP(ledger_rights_done)
    struct ledger_rights rights = ledger_rights_read("license_id,product,quantity,countries,terms_checked_on\n"
                                                     "L1,Tool,1,,\n"
                                                     "L2,Tool,1,,2027-03-31\n"
                                                     "L3,Tool,1,JP,2027-03-31\n"
                                                     "L4,Tool,1,ＪＰ;全世界,\n",
                                                     NULL);
    static const struct {
        const char *id, *day;
        enum restriction restriction;
    } cases[] = {
        {"L1", "2027-03-31", RESTRICTION_UNKNOWN}, {"L2", "2027-03-30", RESTRICTION_UNKNOWN},
        {"L2", "2027-03-31", RESTRICTION_NONE},    {"L3", "2027-03-31", RESTRICTION_SAID},
        {"L4", "2027-03-31", RESTRICTION_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct entitlement *right = ledger_rights_get(&rights, cases[i].id);
        struct date day = ledger_day(cases[i].day);
        assert_int_equal(entitlement_list_restriction(right, &right->countries, day), cases[i].restriction);
    }
    const struct entitlement *checked = ledger_rights_get(&rights, "L2");
    assert_int_equal(entitlement_restriction(checked, true, ledger_day("2027-03-31")), RESTRICTION_SAID);
    assert_int_equal(entitlement_restriction(checked, false, ledger_day("2027-03-31")), RESTRICTION_NONE);
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

/* Ids in any order of rows, one of them twice: the same list, but for where the rows stand. */
static void test_order(void **state) {
    static const char *const orders[] = {
        "B-1,Tool,1,永続,\na-1,Tool,2,永続,\nA-1,Tool,3,永続,\nB-1,Tool,4,永続,\n",
        "B-1,Tool,4,永続,\nA-1,Tool,3,永続,\nB-1,Tool,1,永続,\na-1,Tool,2,永続,\n",
    };
    int64_t numbers[2][4];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(ledger_rights_done) struct ledger_rights rights = ledger_rights_read_rows(orders[i]);
        assert_int_equal(entitlements_count(rights.list), 4);
        for (uint32_t n = 0; n < 4; n++) {
            numbers[i][n] = entitlements_get(rights.list, n)->units.number;
        }
    }
    assert_memory_equal(numbers[0], numbers[1], sizeof numbers[0]);
    assert_int_equal(numbers[0][0] + numbers[0][1], 5); /* the ids that begin with a come first */
}

static void test_no_table(void **state) {
    CLEANUP(entitlements_free_cleanup) struct entitlements *list = NULL;

    (void)state;
    assert_int_equal(entitlements_read(NULL, NULL, &list, NULL), ERR_OK);
    assert_int_equal(entitlements_count(list), 0);
    entitlements_supply(list, ledger_day("2027-03-31"), NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_column),
        cmocka_unit_test(test_recognition),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_renewing),
        cmocka_unit_test(test_maintenance),
        cmocka_unit_test(test_maintained_until),
        cmocka_unit_test(test_restrictions),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
