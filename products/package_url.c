#include "products/package_url.h"

/* Types of the Package URL specification, and what it says of each: are names in small letters, and is the epoch a
 * qualifier? Other sources have no type there. */
static const struct package_type {
    const char *source, *type;
    bool is_lower, has_epoch_qualifier;
} types[] = {
    {"dpkg", "deb", true, false},
    {"rpm", "rpm", false, true},
    {"apk", "apk", true, false},
    {"pacman", "alpm", true, false},
};

static const struct distribution {
    const char *title, *name_space, *id;
    unsigned parts;
} distributions[] = {
#define DISTRIBUTION(TITLE, NAMESPACE, ID, PARTS) {TITLE, NAMESPACE, ID, PARTS},
#include "products/distribution.def"
};

static const struct package_type *type_of(struct str source) {
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq(source, str_from(types[i].source))) {
            return &types[i];
        }
    }
    return NULL;
}

bool package_has_url(struct str source) {
    return type_of(source) != NULL;
}

/* --- distributions -------------------------------------------------------------------------------------------------
 */

/* Does the name begin with the title, as words of its own? */
static bool begins_with(struct str name, struct str title) {
    return name.n >= title.n && str_eq_ignore_case(str_sub(name, 0, title.n), title) &&
           (name.n == title.n || !str_is_alnum(name.p[title.n]));
}

/* The first PARTS numbers of a version, 0 for all. */
static struct str first_parts(struct str version, unsigned parts) {
    for (size_t i = 0; parts && i < version.n; i++) {
        parts -= version.p[i] == '.';
        if (!parts) {
            return str_sub(version, 0, i);
        }
    }
    return version;
}

struct package_distribution package_distribution_of(struct str os_name, struct str os_version, struct buffer *distro) {
    for (size_t i = 0; i < ARRAY_LEN(distributions); i++) {
        const struct distribution *known = &distributions[i];
        if (begins_with(os_name, str_from(known->title))) {
            buffer_append_cstr(distro, known->id);
            if (os_version.n) {
                buffer_append_char(distro, '-');
                buffer_append(distro, first_parts(os_version, known->parts));
            }
            return (struct package_distribution){str_from(known->name_space), buffer_view(distro)};
        }
    }
    return (struct package_distribution){0};
}

/* --- URLs ----------------------------------------------------------------------------------------------------------
 */

/* ECMA-427: letters, digits, `.` `-` `_` `~`, and the colon, stand for themselves everywhere. */
static bool is_plain(char c) {
    return str_is_alnum(c) || (c && strchr(".-_~:", c));
}

void package_url_encode(struct str part, struct buffer *out) {
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < part.n; i++) {
        unsigned char c = (unsigned char)part.p[i];
        if (is_plain(part.p[i])) {
            buffer_append_char(out, part.p[i]);
        } else {
            buffer_append(out, (struct str){(const char[]){'%', digits[c >> 4], digits[c & 15]}, 3});
        }
    }
}

static void append_name(struct str name, bool is_lower, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer lower = {0};

    if (is_lower) {
        buffer_append_lower(&lower, name);
        out->failed |= lower.failed;
    }
    package_url_encode(is_lower ? buffer_view(&lower) : name, out);
}

/* Takes the epoch off the version: "1:1.1.1k" gives 1. */
static struct str take_epoch(struct str *version) {
    ptrdiff_t colon = str_find_char(*version, ':');
    uint64_t number;

    if (colon <= 0 || !str_to_u64(str_sub(*version, 0, (size_t)colon), &number)) {
        return STR_NONE;
    }
    struct str epoch = str_sub(*version, 0, (size_t)colon);
    *version = str_sub(*version, (size_t)colon + 1, SIZE_MAX);
    return epoch;
}

struct qualifier {
    const char *key;
    struct str value;
};

/* In the order of their keys; a blank one is none. */
static void append_qualifiers(const struct qualifier *qualifiers, size_t count, struct buffer *out) {
    char separator = '?';

    for (size_t i = 0; i < count; i++) {
        if (qualifiers[i].value.n) {
            buffer_append_char(out, separator);
            buffer_append_cstr(out, qualifiers[i].key);
            buffer_append_char(out, '=');
            package_url_encode(qualifiers[i].value, out);
            separator = '&';
        }
    }
}

bool package_url(const struct package *package, struct buffer *out) {
    const struct package_type *type = type_of(package->source);
    struct str version = package->version;

    if (!type || !package->name.n) {
        return false;
    }
    struct str epoch = type->has_epoch_qualifier ? take_epoch(&version) : STR_NONE;
    buffer_printf(out, "pkg:%s/", type->type);
    if (package->distribution.name_space.n) {
        package_url_encode(package->distribution.name_space, out);
        buffer_append_char(out, '/');
    }
    append_name(package->name, type->is_lower, out);
    if (version.n) {
        buffer_append_char(out, '@');
        package_url_encode(version, out);
    }
    const struct qualifier qualifiers[] = {
        {"arch", package->arch},
        {"distro", package->distribution.distro},
        {"epoch", str_eq(epoch, STR("0")) ? STR_NONE : epoch}, /* none and 0 are the same to rpm */
    };
    append_qualifiers(qualifiers, ARRAY_LEN(qualifiers), out);
    return true;
}

struct str package_upstream_version(struct str source, struct str version) {
    if (!package_has_url(source)) {
        return version;
    }
    (void)take_epoch(&version);
    for (size_t i = version.n; i-- > 1;) {
        if (version.p[i] == '-') {
            return str_sub(version, 0, i);
        }
    }
    return version;
}
