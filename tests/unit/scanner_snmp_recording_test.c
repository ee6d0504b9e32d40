#include "scanner/snmp/recording.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/snmprec.h"

/* What is read comes out again as it was written. */
static void test_round_trip(void **state) {
    static const char text[] = "1.3.6.1.1|2|-5\n"
                               "1.3.6.1.2|4|a text|with bars\n"
                               "1.3.6.1.3|4x|20626c616e6b730a\n"
                               "1.3.6.1.4|4|\n"
                               "1.3.6.1.5|6|1.3.6.1.4.1.9\n"
                               "1.3.6.1.6|64x|0a010203\n"
                               "1.3.6.1.7|66|4294967295\n"
                               "1.3.6.1.8|67|100\n"
                               "1.3.6.1.9|70|4294967296\n";
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    assert_non_null(answers);
    assert_int_equal(snmprec_read(str_from(text), answers), 9);
    snmp_recording_write(answers, &out);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.p, text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
