#include "scanner/collect/software/lslpp.h"

#include "tests/unit/support/observed.h"

static const struct {
    const char *what;
    struct str body;
    const char *products; /* name version source, separated by ; */
} cases[] = {
    {"lslpp -Lcq",
     STR("bos.rte:bos.rte:7.2.5.100: : :C: :Base Operating System Runtime: : : : : : :0:0:/:2045\n"
         "X11.base:X11.base.rte:7.2.5.0: : :A:F:AIXwindows Runtime Environment: : : : : : :0:0:/:2045\n"
         "bash:bash-5.1-2:5.1-2: : :C:R:The GNU Bourne Again shell: :/bin/rpm -e bash: : : : :0: :/opt/freeware:\n"),
     "X11.base.rte 7.2.5.0 lslpp;bash 5.1-2 rpm;bos.rte 7.2.5.100 lslpp"},
    {"with paths: one row of the parts in several places, at the highest level",
     STR("#Fileset:Level:PTF Id:State:Type:Description:EFIX Locked\n"
         "/usr/lib/objrepos:csm.dsh:1.5.1.9::COMMITTED:I:Cluster Systems Management dsh:\n"
         "/etc/objrepos:csm.dsh:1.5.1.10::COMMITTED:I:Cluster Systems Management dsh:\n"
         "/usr/share/lib/objrepos:bos.data:5.3.0.0::COMMITTED:I:Base Operating System Data:\n"),
     "bos.data 5.3.0.0 lslpp;csm.dsh 1.5.1.10 lslpp"},
    {"the last line is cut off", STR("bos.rte:bos.rte:7.2.5.100: : :C: :Base\nbos.net:bos.net.tcp:7."),
     "bos.rte 7.2.5.100 lslpp"},
    {"garbage", STR("\n:::::::\n::1:::::\nlslpp: 0504-132 Fileset bos.x not installed.\na:b:c:d:e:f:g\n"), ""},
    {"nothing", STR(""), ""},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_lslpp, cases[i].body);
        CLEANUP(buffer_done) struct buffer list = {0};
        print_message("%s\n", cases[i].what);
        for (size_t n = 0; n < observed_count(&observed, TABLE_SOFTWARE); n++) {
            const struct observation_row *row = observed_row(&observed, TABLE_SOFTWARE, n);
            buffer_printf(&list, "%s%.*s %.*s %.*s", n ? ";" : "", STR_FMT(row->cells[SOFTWARE_PRODUCT]),
                          STR_FMT(row->cells[SOFTWARE_VERSION]), STR_FMT(row->cells[SOFTWARE_SOURCE]));
        }
        assert_text(buffer_view(&list), cases[i].products);
    }
}

/* 785 lines about 587 filesets. */
static void test_recorded(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str body = observed_sample(&observed, "lslpp/aix-5.3b");

    (void)state;
    collect_lslpp(body, &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 587);
}

static const struct {
    struct str body;
    const char *installed_at;
} histories[] = {
    {STR("/usr/lib/objrepos:bos.rte:7.2.0.0::COMMIT:COMPLETE:11/12/18:10;22;33\n"
         "/usr/lib/objrepos:bos.rte:7.2.5.100::COMMIT:COMPLETE:06/01/22:13;01;02\n"),
     "2018-11-12T00:00:00+09:00"},
    {STR("/usr/lib/objrepos:bos.rte:4.3.3.0::COMMIT:COMPLETE:12/31/99:10;22;33\n"), "1999-12-31T00:00:00+09:00"},
    {STR("/usr/lib/objrepos:bos.rte:7.2.0.0::COMMIT:COMPLETE:02/30/18:10;22;33\n"), ""},
    {STR("/usr/lib/objrepos:bos.net:7.2.0.0::COMMIT:COMPLETE:11/12/18:10;22;33\n"), ""},
    {STR("/usr/lib/objrepos:bos.rte:7.2.0.0::COMMIT:COMPLETE:11/12\nbos.rte:::::/\n"), ""},
    {STR(""), ""},
};

static void test_history(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(histories); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        observed.observation.utc_offset = 9 * 3600;
        collect_lslpp_history(histories[i].body, &observed.observation);
        assert_device(&observed, DEVICES_INSTALLED_AT, histories[i].installed_at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
