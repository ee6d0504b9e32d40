#pragma once
/* Texts that a parser refuses, with the place and the reason it gives. */

#include "base/error.h"
#include "tests/unit/support/cmocka.h"

#include <string.h>

struct refused_case {
    struct str text;
    enum err_code code;
    uint64_t line, column;
    const char *part; /* of arg[0] */
};

/* PARSE parses, and checks that there is no document when that failed. */
static inline void check_refused(const struct refused_case *cases, size_t count, const char *name,
                                 enum err_code (*parse)(struct str text, const char *name, struct err *err)) {
    for (size_t i = 0; i < count; i++) {
        const struct refused_case *test = &cases[i];
        struct err err = {0};
        if (parse(test->text, name, &err) != test->code || err.line != test->line || err.column != test->column ||
            !strstr(err.arg[0], test->part)) {
            fail_msg("%s: %d %lu:%lu %s", test->text.p, err.code, err.line, err.column, err.arg[0]);
        }
        assert_int_equal(err.code, test->code);
        assert_string_equal(err.file, name);
    }
}
