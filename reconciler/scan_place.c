#include "reconciler/scan_place.h"

#include "inventory/identity.h"
#include "inventory/schema.h"
#include "inventory/words.h"

void scan_place_append(struct str text, struct buffer *out) {
    if (!identity_read_address(text, out)) {
        (void)identity_normalise(KEY_HOSTNAME, text, out);
    }
}

struct str scan_place_of_target(struct str target) {
    size_t n = target.n;

    while (n && str_is_digit(target.p[n - 1])) {
        n--;
    }
    if (n == 0 || n == target.n || target.p[n - 1] != ':') {
        return target;
    }
    struct str name = str_sub(target, 0, n - 1);
    bool has_brackets = str_drop_prefix(&name, STR("[")) && str_drop_suffix(&name, STR("]"));
    return has_brackets || str_find_char(name, ':') < 0 ? name : target;
}

bool scan_place_is_block(struct str target) {
    CLEANUP(buffer_done) struct buffer address = {0};
    size_t n = 0;

    while (n < target.n && !memchr("/- ", target.p[n], 3)) {
        n++;
    }
    return n < target.n && identity_read_address(str_sub(target, 0, n), &address);
}

/* Snapshots that do not say whether the target was reached have its outcome, which may be a jump host's. */
static bool tells_by_outcome(struct row_reader *probe, enum probe_outcome outcome) {
    bool is_refusal =
        outcome == PROBE_AUTH_REFUSED || outcome == PROBE_HOST_KEY_CHANGED || outcome == PROBE_HOST_KEY_UNKNOWN;

    return is_refusal && !str_contains(row_reader_text(probe, PROBES_METHOD), STR(" via "));
}

bool scan_place_has_answered(struct row_reader *probe) {
    struct value outcome = row_reader_value(probe, PROBES_OUTCOME), reached = row_reader_value(probe, PROBES_REACHED);

    if (!outcome.is_set || outcome.number == PROBE_NOT_FOUND) {
        return false;
    }
    if (!str_is_empty(row_reader_text(probe, PROBES_DEVICE_ID))) {
        return true;
    }
    return reached.is_set ? reached.number == 1 : tells_by_outcome(probe, (enum probe_outcome)outcome.number);
}
