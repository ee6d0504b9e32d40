#include "scanner/collect/os.h"

#include "scanner/collect/fields.h"

/* Files that name the point release; os-release often has the major number only. */
static const char *const release_files[] = {"debian_version", "centos_release", "redhat_release", "alpine_release",
                                            "suse_release"};

/* The first word that begins with a digit: "CentOS Linux release 7.9.2009 (Core)" → 7.9.2009. */
static struct str version_in(struct str text) {
    struct str word;

    while (fields_next_word(&text, &word)) {
        if (str_is_digit(word.p[0])) {
            return word;
        }
    }
    return STR_NONE;
}

/* Only what continues os-release's number may replace it: Ubuntu's debian_version is another system's. */
static struct str best_version(struct str body, struct str version_id) {
    for (size_t i = 0; i < ARRAY_LEN(release_files); i++) {
        struct str version = version_in(fields_value(body, release_files[i]));
        bool continues = version.n > version_id.n && str_starts_with(version, version_id) &&
                         (version_id.n == 0 || version.p[version_id.n] == '.');
        if (continues) {
            return version;
        }
    }
    return version_id;
}

/* Systems older than os-release: "CentOS release 6.10 (Final)". */
static void collect_old_release(struct str body, struct observation *observation) {
    for (size_t i = 1; i < ARRAY_LEN(release_files); i++) {
        struct str text = fields_value(body, release_files[i]);
        ptrdiff_t at = str_find(text, STR(" release "));
        if (at > 0) {
            observation_set(observation, DEVICES_OS_NAME, str_sub(text, 0, (size_t)at));
            observation_set(observation, DEVICES_OS_VERSION, version_in(text));
            return;
        }
    }
    if (!str_is_empty(fields_value(body, "debian_version"))) {
        observation_set(observation, DEVICES_OS_NAME, STR("Debian GNU/Linux"));
        observation_set(observation, DEVICES_OS_VERSION, version_in(fields_value(body, "debian_version")));
    }
}

void collect_os(struct str body, struct observation *observation) {
    struct str name = fields_unquote(fields_value(body, "NAME"));

    if (str_is_empty(name)) {
        collect_old_release(body, observation);
        return;
    }
    observation_set(observation, DEVICES_OS_NAME, name);
    observation_set(observation, DEVICES_OS_VERSION,
                    best_version(body, fields_unquote(fields_value(body, "VERSION_ID"))));
    observation_set(observation, DEVICES_OS_EDITION, fields_unquote(fields_value(body, "VARIANT")));
}
