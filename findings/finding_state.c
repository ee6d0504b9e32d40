#include "findings/finding_state.h"

#include <assert.h>

static const char *const names[] = {
    [FINDING_NEW] = "new",
    [FINDING_CONTINUING] = "continuing",
    [FINDING_WAIVED] = "waived",
    [FINDING_RESOLVED] = "resolved",
};
static_assert(ARRAY_LEN(names) == FINDING_STATUS_COUNT, "a status lacks its name");

const char *finding_status_name(enum finding_status status) {
    return names[status];
}

bool finding_status_by_name(struct str name, enum finding_status *ret_status) {
    for (unsigned i = 0; i < FINDING_STATUS_COUNT; i++) {
        if (str_eq(name, str_from(names[i]))) {
            *ret_status = (enum finding_status)i;
            return true;
        }
    }
    return false;
}
