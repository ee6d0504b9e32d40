#include "scanner/snmp/linux.h"

#include "scanner/snmp/value.h"

#define SYS_DESCR MIB2 "1.1.0"

enum { PACKAGES_MAX = 65536, NAME_MAX_BYTES = 256 };

static const struct snmp_table packages = {.entry = MIB2 "25.6.3.1", .columns = {2}};

/* How the package's version says the system's. */
enum scheme {
    BEFORE_RELEASE, /* "8.9-1.6.el8": what is before the hyphen */
    WITH_RELEASE,   /* "7-9.2009.1.el7.centos": 7 and the first two numbers behind the hyphen */
    OF_UPDATE,      /* "12.4+deb12u5": 12 and 5 */
};

static const struct {
    const char *package; /* with the separator; a digit follows */
    const char *name;
    enum scheme scheme;
} releases[] = {
    {"centos-release-", "CentOS Linux", WITH_RELEASE},
    {"centos-linux-release-", "CentOS Linux", BEFORE_RELEASE},
    {"centos-stream-release-", "CentOS Stream", BEFORE_RELEASE},
    {"redhat-release-server-", "Red Hat Enterprise Linux Server", BEFORE_RELEASE},
    {"redhat-release-", "Red Hat Enterprise Linux", BEFORE_RELEASE},
    {"oraclelinux-release-", "Oracle Linux Server", BEFORE_RELEASE},
    {"rocky-release-", "Rocky Linux", BEFORE_RELEASE},
    {"almalinux-release-", "AlmaLinux", BEFORE_RELEASE},
    {"fedora-release-common-", "Fedora Linux", BEFORE_RELEASE},
    {"base-files_", "Debian GNU/Linux", OF_UPDATE},
};

/* Who built the kernel. */
static const struct {
    const char *contained, *name;
} builders[] = {
    {"Ubuntu", "Ubuntu"},
    {"Debian", "Debian GNU/Linux"},
};

/* How many of TEXT's bytes are digits and dots, with at most DOTS of these; a dot at the end is none. */
static size_t version_length(struct str text, unsigned dots) {
    size_t n = 0;

    while (n < text.n && (str_is_digit(text.p[n]) || (text.p[n] == '.' && dots-- > 0))) {
        n++;
    }
    return n > 0 && text.p[n - 1] == '.' ? n - 1 : n;
}

static struct str with_release(struct arena *arena, struct str version) {
    size_t major = version_length(version, 0);
    struct str release = str_sub(version, major, SIZE_MAX);

    if (!str_drop_prefix(&release, STR("-"))) {
        return str_sub(version, 0, version_length(version, 2));
    }
    release = str_sub(release, 0, version_length(release, 1));
    return arena_printf(arena, "%.*s.%.*s", STR_FMT(str_sub(version, 0, major)), STR_FMT(release));
}

/* Updates are counted in the suffix; the first version has none. */
static struct str of_update(struct arena *arena, struct str version) {
    struct str major = str_sub(version, 0, version_length(version, 0)), update;
    ptrdiff_t at = str_find(version, STR("+deb"));

    if (at < 0) {
        return major;
    }
    update = str_sub(version, (size_t)at + 4 + major.n, SIZE_MAX);
    if (!str_drop_prefix(&update, STR("u"))) {
        return major;
    }
    return arena_printf(arena, "%.*s.%.*s", STR_FMT(major), STR_FMT(str_sub(update, 0, version_length(update, 0))));
}

static struct str version_of(struct arena *arena, enum scheme scheme, struct str version) {
    switch (scheme) {
    case WITH_RELEASE:
        return with_release(arena, version);
    case OF_UPDATE:
        return of_update(arena, version);
    default:
        return str_sub(version, 0, version_length(version, 2));
    }
}

/* The place in the table of the release that PACKAGE brings, and what stands behind its name. */
static bool find_release(struct str package, size_t *ret_place, struct str *ret_version) {
    for (size_t i = 0; i < ARRAY_LEN(releases); i++) {
        struct str version = package;
        if (str_drop_prefix(&version, str_from(releases[i].package)) && version.n > 0 && str_is_digit(version.p[0])) {
            *ret_place = i;
            *ret_version = version;
            return true;
        }
    }
    return false;
}

static bool set_by_package(const struct snmp_answers *answers, struct observation *observation, bool is_debian) {
    struct snmp_rows rows;
    struct snmp_row row;
    size_t place;
    struct str version;

    snmp_rows_begin(&rows, answers, &packages);
    for (size_t i = 0; i < PACKAGES_MAX && snmp_rows_next(&rows, &row); i++) {
        struct str name = row.cells[0]->type == SNMP_TYPE_BYTES ? row.cells[0]->bytes : STR_NONE;
        if (name.n > NAME_MAX_BYTES || !find_release(name, &place, &version)) {
            continue;
        }
        /* others that are made of Debian have the package as well */
        if (releases[place].scheme != OF_UPDATE || is_debian) {
            observation_set(observation, DEVICES_OS_NAME, str_from(releases[place].name));
            observation_set(observation, DEVICES_OS_VERSION,
                            version_of(observation->arena, releases[place].scheme, version));
            return true;
        }
    }
    return false;
}

void snmp_linux_os(const struct snmp_answers *answers, struct observation *observation) {
    struct str text = snmp_text(observation->arena, snmp_answers_get(answers, SYS_DESCR));

    if (!str_starts_with(text, STR("Linux ")) ||
        set_by_package(answers, observation, str_contains(text, STR("Debian")))) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(builders); i++) {
        if (str_contains(text, str_from(builders[i].contained))) {
            observation_set(observation, DEVICES_OS_NAME, str_from(builders[i].name));
        }
    }
}
