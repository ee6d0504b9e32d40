#include "scanner/collect/software/install.h"

#include "scanner/collect/fields.h"

/* Traces of the installation, the best first. The root directory's birth is the file system's; machine-id is written at
 * the first start of a cloned image. */
static const struct {
    const char *path;
    bool is_birth; /* the time of birth, else of modification */
} traces[] = {
    {"/var/log/installer", false},
    {"/var/db/.AppleSetupDone", false}, /* macOS: the first start of its owner */
    {"/var/log/bsdinstall_log", false}, /* FreeBSD */
    {"/", true},
    {"/etc/machine-id", false},
    {"/var/lib/dpkg/info/base-files.list", false},
};

/* "times=BIRTH MODIFIED PATH" */
static bool trace_time(struct str body, const char *path, bool is_birth, int64_t *ret_seconds) {
    struct str line, rest, birth, modified;

    while (fields_next_line(&body, &line)) {
        if (!str_starts_with(line, STR("times="))) {
            continue;
        }
        rest = str_sub(line, 6, SIZE_MAX);
        if (fields_next_word(&rest, &birth) && fields_next_word(&rest, &modified) &&
            str_eq(str_trim(rest), str_from(path))) {
            return fields_epoch(is_birth ? birth : modified, ret_seconds);
        }
    }
    return false;
}

void collect_install(struct str body, struct observation *observation) {
    int64_t seconds;

    if (fields_epoch(fields_value(body, "basesystem"), &seconds)) {
        observation_set_instant(observation, DEVICES_INSTALLED_AT, seconds);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(traces); i++) {
        if (trace_time(body, traces[i].path, traces[i].is_birth, &seconds)) {
            observation_set_instant(observation, DEVICES_INSTALLED_AT, seconds);
            return;
        }
    }
}
