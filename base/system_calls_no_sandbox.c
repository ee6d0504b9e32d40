/* In builds without the sandbox nothing is given up. */

#include "base/system_calls.h"

bool system_calls_limit(unsigned allowed) {
    (void)allowed;
    return false;
}

bool system_calls_limit_to_pipes(void) {
    return false;
}

bool system_calls_can_be_limited(void) {
    return false;
}
