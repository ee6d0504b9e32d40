#pragma once
/* For tests of SNMP collectors: what one makes of answers, recorded or written by hand. */

#include "tests/unit/support/observed.h"
#include "tests/unit/support/snmprec.h"

/* As struct snmp_collector has it. */
typedef void snmp_parse(const struct snmp_answers *answers, struct observation *observation);

static inline struct observed snmp_observed(const struct snmp_answers *answers, snmp_parse *parse) {
    struct observed observed = observed_new();

    assert_non_null(answers);
    parse(answers, &observed.observation);
    return observed;
}

/* TEXT has lines as a recording has them. */
static inline struct observed snmp_observed_text(struct str text, snmp_parse *parse) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)256 << 20);

    assert_non_null(answers);
    assert_int_equal(snmprec_read(text, answers) > 0, text.n > 0);
    return snmp_observed(answers, parse);
}

/* A recording of the project. */
static inline struct observed snmp_observed_fixture(const char *name, snmp_parse *parse) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmprec_fixture(name);

    return snmp_observed(answers, parse);
}

/* One of the shared data; the test is skipped where that is absent. */
static inline struct observed snmp_observed_shared(const char *name, snmp_parse *parse) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmprec_shared(name);

    if (!answers) {
        skip();
    }
    return snmp_observed(answers, parse);
}
