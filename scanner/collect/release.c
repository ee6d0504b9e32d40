#include "scanner/collect/release.h"

#include "scanner/collect/fields.h"

/* sw_vers: "ProductVersion:  14.5" */
static const struct {
    const char *key;
    unsigned column;
} product_keys[] = {
    {"ProductName", DEVICES_OS_NAME},
    {"ProductVersion", DEVICES_OS_VERSION},
};

static void collect_sw_vers(struct str body, struct observation *observation) {
    struct str line, value;

    while (fields_next_line(&body, &line)) {
        for (size_t i = 0; i < ARRAY_LEN(product_keys); i++) {
            if (fields_colon(line, product_keys[i].key, &value)) {
                observation_set(observation, product_keys[i].column, value);
            }
        }
    }
}

/* "VMware ESXi 8.0.2 build-22380479" */
static void collect_vmware(struct str body, struct observation *observation) {
    struct str line, vendor, name, version;

    while (fields_next_line(&body, &line)) {
        struct str rest = line;
        if (fields_next_word(&rest, &vendor) && str_eq(vendor, STR("VMware")) && fields_next_word(&rest, &name) &&
            str_is_listed("ESXi|ESX", name) && fields_next_word(&rest, &version)) {
            observation_set(observation, DEVICES_OS_NAME,
                            arena_printf(observation->arena, "VMware %.*s", STR_FMT(name)));
            observation_set(observation, DEVICES_OS_VERSION,
                            arena_printf(observation->arena, "%.*s %.*s", STR_FMT(version), STR_FMT(str_trim(rest))));
        }
    }
}

/* The words before the one that begins with a digit: "Oracle Solaris 11.4 X86" → Oracle Solaris. */
static struct str name_before_version(struct str text, struct str *ret_version) {
    struct str rest = text, word;

    *ret_version = STR_NONE;
    while (fields_next_word(&rest, &word)) {
        if (str_is_digit(word.p[0])) {
            *ret_version = word;
            return str_trim(str_range(text.p, word.p));
        }
    }
    return text;
}

/* From Solaris 11 on, uname -v is the version with the update (11.4.42.111.0); before, it is a patch's name
 * (Generic_150400-65), and the release speaks for itself. */
static void collect_solaris_release(struct str release, struct str version, struct observation *observation) {
    struct str number, name = name_before_version(release, &number);

    observation_set(observation, DEVICES_OS_NAME, name);
    observation_set(observation, DEVICES_OS_VERSION,
                    version.n > number.n && str_starts_with(version, number) ? version : number);
}

void collect_release(struct str body, struct observation *observation) {
    struct str release = fields_value(body, "release"), version = fields_value(body, "version");

    if (!str_is_empty(release)) {
        collect_solaris_release(release, version, observation);
        return;
    }
    observation_set(observation, DEVICES_OS_NAME, fields_value(body, "name"));
    observation_set(observation, DEVICES_OS_VERSION, version);
    observation_set(observation, DEVICES_OS_EDITION, fields_value(body, "edition"));
    collect_sw_vers(body, observation);
    collect_vmware(body, observation);
}
