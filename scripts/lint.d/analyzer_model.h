#pragma once
/* Read before every file by the static analyzer only (scripts/lint tidy): tells it what it cannot see from a
 * declaration, that the functions which set an error never return ERR_OK. Without it, every output behind a failed call
 * would seem to be used unset. */

#include "base/error.h"

static inline enum err_code model_failure(enum err_code code) {
    if (code == ERR_OK) {
        __builtin_unreachable();
    }
    return code;
}

#define err_set(...)       model_failure(err_set(__VA_ARGS__))
#define err_at(...)        model_failure(err_at(__VA_ARGS__))
#define err_system(...)    model_failure(err_system(__VA_ARGS__))
#define err_no_memory(...) model_failure(err_no_memory(__VA_ARGS__))
