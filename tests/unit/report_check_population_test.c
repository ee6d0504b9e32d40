#include "report/check/population.h"

#include "tests/unit/support/ledger_text.h"

/* A row is: asset id, kind, maker and model, system, place, where it is kept, status, day of disposal. */
static const struct ledger_file devices = {
    "devices.csv", "資産管理番号,機器種別,メーカー,型番,情報システム名,設置場所,保管場所,資産状態,廃棄日,仮想\n"
                   "A-1,PC,NEC,Mate,許認可,本省3階 総務課,,運用中,,\n"
                   "A-2,PC,NEC,Mate,許認可,本省3階 総務課,,,2027-04-01,\n" /* is disposed of tomorrow */
                   "A-3,PC,NEC,Mate,許認可,本省3階 総務課,,,2027-03-31,\n" /* today */
                   "A-4,PC,NEC,Mate,許認可,本省3階 総務課,,返却,,\n"
                   "A-5,PC,NEC,Mate,許認可,本省3階 総務課,,紛失,,\n"
                   "A-6,PC,NEC,Mate,許認可,本省3階 総務課,倉庫B,在庫,,\n"   /* stands where it is kept */
                   "A-7,PC,NEC,Mate,許認可,本省3階 総務課,倉庫B,運用中,,\n" /* does not */
                   "A-8,PC,NEC,Mate,許認可,,倉庫B,運用中,,\n"
                   "A-9,仮想マシン,,,許認可,本省3階 総務課,,運用中,,\n"
                   "B-1,サーバ,\"VMware, Inc.\",VMware Virtual Platform,許認可,本省3階 総務課,,運用中,,\n"
                   "B-2,サーバ,NEC,Express,許認可,本省3階 総務課,,運用中,,はい\n"
                   "B-3,PC,NEC,Mate,ﾜｰｸﾌﾛｰ,大阪センター,,修理,,\n"
                   "B-4,PC,NEC,Mate,ワークフロー,大阪センター別館,,予備,,\n"
                   ",PC,NEC,Mate,許認可,本省3階 総務課,,運用中,,\n"};

struct expected {
    const char *names; /* with their places */
    unsigned gone, virtual, elsewhere, nameless;
};

static void expect(const struct check_scope *scope, const struct expected *expected) {
    struct ledger_text ledger = ledger_text_read(&devices, 1);
    struct arena *arena = arena_new();
    struct check_population population;
    struct buffer text = {0};
    struct date as_of;

    assert_true(date_from_civil((struct civil){2027, 3, 31}, &as_of));
    assert_int_equal(check_population_read(ledger.inventory, scope, as_of, arena, &population, NULL), ERR_OK);
    for (uint32_t i = 0; i < population.count; i++) {
        struct str place = population.places[population.items[i].stratum];
        buffer_printf(&text, "%.*s %.*s;", STR_FMT(population.items[i].name), STR_FMT(place));
    }
    assert_false(text.failed);
    assert_int_equal(text.n, strlen(expected->names));
    assert_memory_equal(text.p, expected->names, text.n);
    assert_int_equal(population.gone, expected->gone);
    assert_int_equal(population.virtual, expected->virtual);
    assert_int_equal(population.elsewhere, expected->elsewhere);
    assert_int_equal(population.nameless, expected->nameless);
    assert_int_equal(population.rows, population.count + population.gone + population.virtual + population.elsewhere +
                                          population.nameless);
    buffer_done(&text);
    arena_free(arena);
    ledger_text_done(&ledger);
}

static void test_all(void **state) {
    static const struct expected expected = {
        .names = "A-1 本省3階 総務課;A-2 本省3階 総務課;A-6 倉庫B;A-7 本省3階 総務課;A-8 倉庫B;"
                 "B-3 大阪センター;B-4 大阪センター別館;",
        .gone = 3,
        .virtual = 3,
        .nameless = 1};

    (void)state;
    expect(&(struct check_scope){STR_NONE, STR_NONE}, &expected);
}

/* Systems and places are compared folded; a place is what begins so. */
static void test_scope(void **state) {
    static const struct expected workflow = {.names = "B-3 大阪センター;B-4 大阪センター別館;",
                                             .gone = 3,
                                             .virtual = 3,
                                             .elsewhere = 5,
                                             .nameless = 1},
                                 third = {.names = "A-1 本省3階 総務課;A-2 本省3階 総務課;A-7 本省3階 総務課;",
                                          .gone = 3,
                                          .virtual = 3,
                                          .elsewhere = 4,
                                          .nameless = 1},
                                 none = {.names = "", .gone = 3, .virtual = 3, .elsewhere = 7, .nameless = 1};

    (void)state;
    expect(&(struct check_scope){STR("ワークフロー"), STR_NONE}, &workflow);
    expect(&(struct check_scope){STR("ワークフロー"), STR("大阪")}, &workflow);
    expect(&(struct check_scope){STR_NONE, STR("本省３階")}, &third);
    expect(&(struct check_scope){STR("許認可"), STR("大阪")}, &none);
}

static void test_no_ledger(void **state) {
    static const struct ledger_file people = {"people.csv", "職員番号,氏名\n1,架空太郎\n"};
    struct ledger_text ledger = ledger_text_read(&people, 1);
    struct arena *arena = arena_new();
    struct check_population population = {.count = 9};

    (void)state;
    assert_int_equal(check_population_read(ledger.inventory, &(struct check_scope){STR_NONE, STR_NONE}, DATE_NONE,
                                           arena, &population, NULL),
                     ERR_OK);
    assert_int_equal(population.count, 0);
    assert_int_equal(population.rows, 0);
    arena_free(arena);
    ledger_text_done(&ledger);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_scope),
        cmocka_unit_test(test_no_ledger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
