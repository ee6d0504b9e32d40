#include "products/change_title.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static void test_fields(void **state) {
    static const struct {
        const char *field;
        bool is_software;
    } cases[] = {
        {"ソフトウェア", true},  {"ｿﾌﾄｳｪｱ名", true}, {"Software", true},    {"ＳＯＦＴＷＡＲＥ", true},
        {"バージョン", true},    {"アプリ", true},   {"PostgreSQL", false}, {"ソフトウェアKVM", false},
        {"OSバージョン", false}, {"メモリ", false},  {"", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (change_field_is_software(str_from(cases[i].field)) != cases[i].is_software) {
            fail_msg("%s", cases[i].field);
        }
    }
}

static void test_titles(void **state) {
    static const struct {
        const char *text, *title;
    } cases[] = {
        {"PostgreSQL 14.11", "PostgreSQL"},
        {" PostgreSQL  14.11 ", "PostgreSQL"},
        {"PostgreSQL　１４．１１　", "PostgreSQL"},
        {"Zoom Workplace v6.2", "Zoom Workplace"},
        {"Zoom Workplace", "Zoom Workplace"},
        {"一太郎2023", "一太郎2023"},
        {"14.11", "14.11"},
        {"Windows Server 2022 Standard", "Windows Server 2022 Standard"},
        {"　", ""},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str title = change_title_in(str_from(cases[i].text));
        if (!str_eq(title, str_from(cases[i].title))) {
            fail_msg("%s: %.*s, expected %s", cases[i].text, STR_FMT(title), cases[i].title);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fields), cmocka_unit_test(test_titles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
