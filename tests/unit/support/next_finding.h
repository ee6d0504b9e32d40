#pragma once
/* Going through the findings of a sink that is finished; an error fails the test. */

#include "findings/finding_sink.h"
#include "tests/unit/support/cmocka.h"

/* False behind the last one. */
static inline bool next_finding(struct finding_sink *sink, struct finding *ret_finding) {
    bool has_more;

    assert_int_equal(finding_sink_next(sink, &has_more, ret_finding, NULL), ERR_OK);
    return has_more;
}
