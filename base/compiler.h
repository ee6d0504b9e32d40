#pragma once
/* Compiler attributes that the project's declarations use. */

#include <stddef.h>

/* The result must be looked at. */
#define MUST_CHECK __attribute__((warn_unused_result))
/* printf-style checking: FORMAT is the position of the format, ARGS of the first argument. */
#define PRINTF_LIKE(FORMAT, ARGS) __attribute__((format(printf, FORMAT, ARGS)))
/* Runs FUNCTION on the variable's address when its scope ends. */
#define CLEANUP(FUNCTION) __attribute__((cleanup(FUNCTION)))

#define ARRAY_LEN(ARRAY) (sizeof(ARRAY) / sizeof((ARRAY)[0]))

/* Defines NAME_cleanup(struct TYPE **), for use as CLEANUP(NAME_cleanup) on a pointer that NAME_free releases. */
#define DEFINE_CLEANUP(TYPE, FREE)                                                                                     \
    static inline void FREE##_cleanup(struct TYPE **pointer) {                                                         \
        FREE(*pointer);                                                                                                \
    }
/* Moves ownership out of a variable that a CLEANUP watches. */
#define TAKE_PTR(POINTER)                                                                                              \
    ({                                                                                                                 \
        __typeof__(POINTER) taken_ = (POINTER);                                                                        \
        (POINTER) = NULL;                                                                                              \
        taken_;                                                                                                        \
    })
