#include "cli/fail_on.h"

#include <stddef.h>

const char *const fail_on_words[] = {"violation", "undetermined", "notice", "never", NULL};

enum outcome fail_on_outcome(int fail_on) {
    static const enum outcome outcomes[] = {OUTCOME_VIOLATION, OUTCOME_UNDETERMINED, OUTCOME_NOTICE, OUTCOME_VIOLATION};
    return outcomes[fail_on];
}
