/* In builds without the sandbox nothing is given up. */

#include "base/system_calls.h"

#include <stddef.h>

bool system_calls_limit(unsigned allowed) {
    (void)allowed;
    return false;
}

struct pipe_filter *pipe_filter_new(void) {
    return NULL;
}

void pipe_filter_free(struct pipe_filter *filter) {
    (void)filter;
}

bool pipe_filter_enforce(const struct pipe_filter *filter) {
    (void)filter;
    return false;
}

bool system_calls_can_be_limited(void) {
    return false;
}
