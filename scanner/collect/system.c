#include "scanner/collect/system.h"

#include "scanner/collect/fields.h"

/* "+0930" → seconds; 0 when it is none. */
static int32_t read_offset(struct str text) {
    uint64_t digits;
    int32_t seconds;

    if (text.n != 5 || (text.p[0] != '+' && text.p[0] != '-') || !str_to_u64(str_sub(text, 1, 4), &digits)) {
        return 0;
    }
    if (digits % 100 > 59 || digits > 1400) {
        return 0;
    }
    seconds = (int32_t)(digits / 100 * 3600 + digits % 100 * 60);
    return text.p[0] == '-' ? -seconds : seconds;
}

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
        observation->utc_offset = read_offset(word);
    }
    observation_set(observation, DEVICES_HOSTNAME,
                    best_name(fields_value(body, "hostname"), fields_value(body, "fqdn")));
    while (fields_next_line(&rest, &line)) {
        if (str_starts_with(line, STR("btime ")) && fields_epoch(str_sub(line, 6, SIZE_MAX), &seconds)) {
            observation_set_instant(observation, DEVICES_BOOT_AT, seconds);
        }
    }
}
