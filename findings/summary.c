#include "findings/summary.h"

#include "base/compiler.h"

#include <assert.h>

static const char *const cause_names[] = {
    [CAUSE_OUT_OF_SCOPE] = "out-of-scope",
    [CAUSE_NO_ADDRESS] = "no-address",
    [CAUSE_NO_ANSWER] = "no-answer",
    [CAUSE_NO_CREDENTIAL] = "no-credential",
    [CAUSE_AUTH_REFUSED] = "auth-refused",
    [CAUSE_HOST_KEY_CHANGED] = "host-key-changed",
    [CAUSE_HOST_KEY_UNKNOWN] = "host-key-unknown",
    [CAUSE_PARTIAL] = "partial",
    [CAUSE_NEIGHBOUR_ONLY] = "neighbour-only",
    [CAUSE_EXCLUDED] = "excluded",
    [CAUSE_NOT_SEEN] = "not-seen",
    [CAUSE_ERROR] = "error",
};
static_assert(ARRAY_LEN(cause_names) == CAUSE_COUNT, "a cause lacks its name");

const char *unverified_cause_name(enum unverified_cause cause) {
    assert((unsigned)cause < CAUSE_COUNT);
    return cause_names[cause];
}

unsigned coverage_permille(uint64_t part, uint64_t whole) {
    return whole == 0 ? 1000 : (unsigned)((unsigned __int128)part * 1000 / whole);
}
