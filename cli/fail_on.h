#pragma once
/* --fail-on: from which outcome on the exit status says that something was found. */

#include "findings/code.h"

enum fail_on { FAIL_ON_VIOLATION, FAIL_ON_UNDETERMINED, FAIL_ON_NOTICE, FAIL_ON_NEVER };
/* NULL-terminated, in the order of the enum; and what stands for them in --help. */
extern const char *const fail_on_words[];
#define FAIL_ON_VALUE "violation|undetermined|notice|never"
/* Of FAIL_ON_NEVER any. */
enum outcome fail_on_outcome(int fail_on);
