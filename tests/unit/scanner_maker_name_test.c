#include "scanner/device/maker_name.h"

#include "tests/unit/support/observed.h"

static const struct {
    const char *name, *form;
} cases[] = {
    {"Dell Inc.", "dell"},
    {"Dell", "dell"},
    {"DELL COMPUTER CORPORATION", "dell"},
    {"Hewlett-Packard", "hp"},
    {"Hewlett Packard Enterprise", "hp"},
    {"HPE", "hp"},
    {"HP", "hp"},
    {"Cisco Systems, Inc.", "cisco"},
    {"cisco", "cisco"},
    {"Juniper Networks", "juniper"},
    {"FUJITSU LIMITED", "fujitsu"},
    {"NEC Corporation", "nec"},
    {"Ｃｉｓｃｏ", "cisco"},
    {"Super Micro Computer, Inc.", "supermicro"},
    {"Supermicro", "supermicro"},
    {"ASUSTeK COMPUTER INC.", "asus"},
    {"Allied Telesis K.K.", "allied telesis"},
    {"D-Link Corp.", "d link"},
    /* endings only: the first stays */
    {"Systems, Inc.", "systems"},
    {"Canon", "canon"},
    {"  ", ""},
    {"", ""},
    {"...", ""},
    {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"},
};

static void test_forms(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer form = {0};
        maker_name_form(str_from(cases[i].name), &form);
        assert_false(form.failed);
        assert_text(buffer_view(&form), cases[i].form);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
