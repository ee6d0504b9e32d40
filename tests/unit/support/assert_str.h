#pragma once
/* Slices in assertions. */

#include "base/str.h"
#include "tests/unit/support/cmocka.h"

static inline void assert_str(struct str got, const char *expected) {
    if (!str_eq(got, str_from(expected))) {
        fail_msg("\"%.*s\", expected \"%s\"", STR_FMT(got), expected);
    }
}
