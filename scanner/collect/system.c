#include "scanner/collect/system.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/moment.h"

/* The full name counts only when it continues the host name: resolvers make up others. */
static struct str best_name(struct str hostname, struct str fqdn) {
    bool continues =
        fqdn.n > hostname.n && fqdn.p[hostname.n] == '.' && str_eq_ignore_case(str_sub(fqdn, 0, hostname.n), hostname);

    return continues ? fqdn : hostname;
}

void collect_system(struct str body, struct observation *observation) {
    struct str clock = fields_value(body, "clock"), rest = body, line, word;
    int64_t seconds;

    if (fields_next_word(&clock, &word) && fields_next_word(&clock, &word)) {
        (void)moment_read_offset(word, &observation->utc_offset);
    }
    observation_set(observation, DEVICES_HOSTNAME,
                    best_name(fields_value(body, "hostname"), fields_value(body, "fqdn")));
    while (fields_next_line(&rest, &line)) {
        if (str_starts_with(line, STR("btime ")) && fields_epoch(str_sub(line, 6, SIZE_MAX), &seconds)) {
            observation_set_instant(observation, DEVICES_BOOT_AT, seconds);
        }
    }
}
