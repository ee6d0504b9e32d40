#include "scanner/collect/snmp/system.h"

#include "tests/unit/support/observed.h"
#include "tests/unit/support/snmprec.h"

#define UP      MIB2 "1.3.0|67|"
#define HOST_UP MIB2 "25.1.1.0|67|"
#define ENGINE  "1.3.6.1.6.3.10.2.1.3.0|2|"
#define IS(OF)  MIB2 "1.2.0|6|1.3.6.1.4.1." OF "\n"

/* 2 to the 32nd ticks of a hundredth are 42,949,672 seconds. */
static void test_uptime(void **state) {
    static const struct {
        const char *answers;
        uint64_t seconds; /* 0: unknown */
    } cases[] = {
        {IS("9.1.2") UP "8640000", 86400},
        {IS("9.1.2") UP "0", 0},
        {IS("9.1.2") UP "4294967296", 0},
        {IS("9.1.2"), 0},
        {IS("8072.3.2.10") UP "400", 0},
        {IS("2021.250.10") UP "400", 0},
        {IS("311.1.1.3.1.1") UP "400", 0},
        {IS("8072.3.2.10") UP "400\n" HOST_UP "2787247", 27872},
        {IS("9.1.2") UP "400\n" HOST_UP "0", 4},
        {IS("9.1.2") UP "360000\n" ENGINE "3600", 3600},
        {IS("9.1.2") UP "360000\n" ENGINE "7200", 3600},
        {IS("9.1.2") UP "360000\n" ENGINE "42950000", 3600 + 42949672},
        {IS("9.1.2") UP "360000\n" ENGINE "100000000", 3600 + 3 * UINT64_C(42949672)},
        {IS("9.1.2") UP "360000\n" ENGINE "2147483647", 3600},
        {IS("8072.3.2.10") HOST_UP "2787247\n" ENGINE "4", 27872},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
        uint64_t seconds = 0;
        assert_non_null(answers);
        snmprec_read(str_from(cases[i].answers), answers);
        if (snmp_uptime(answers, &seconds) != (cases[i].seconds > 0) || seconds != cases[i].seconds) {
            fail_msg("case %zu: %llu", i, (unsigned long long)seconds);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_uptime)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
