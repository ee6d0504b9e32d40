#include "scanner/scan_limits.h"

#define KEPT 64 /* for everything but hosts; half of them where there are few */

static unsigned within(uint64_t value, unsigned most) {
    return value < 1 ? 1 : value < most ? (unsigned)value : most;
}

unsigned scan_limits_ahead(const struct scan_options *options) {
    uint64_t silent = (uint64_t)options->rate * options->connect_timeout_ms / 1000 + SCAN_AHEAD_MIN;

    return within(silent, SCAN_AHEAD_MAX);
}

/* A quarter goes to the resolver, which has a socket for each name; of the rest, half at most goes to sessions, so that
 * there is something left to find the next ones with. */
struct pacing_limits scan_limits_find(const struct scan_options *options, uint64_t descriptors, bool uses_agent) {
    const unsigned each = uses_agent ? 2 : 1;
    uint64_t left = descriptors > (uint64_t)2 * KEPT ? descriptors - KEPT : descriptors / 2;
    unsigned lookups = within(left / 4, SCAN_LOOKUPS_MAX);
    unsigned sessions = within((left - left / 4) / 2 / each, options->sessions);

    left = left > lookups ? left - lookups : 0;
    left = left > (uint64_t)sessions * each ? left - (uint64_t)sessions * each : 0;
    return (struct pacing_limits){
        .lookups = lookups,
        .sessions = sessions,
        .connecting = within(left, scan_limits_ahead(options)),
        .rate = options->rate,
        .subnet_rate = options->subnet_rate,
    };
}
