#include "scanner/collect/software/updates_dnf.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/updates.h"

#define ARCHITECTURES "noarch|x86_64|i386|i486|i586|i686|aarch64|armv7hl|ppc64|ppc64le|s390|s390x|ia64|riscv64"

/* "openssl-libs-1:3.0.7-1.el9.x86_64": a name, a version and a release, which have no hyphen, and an architecture. */
static bool split_package(struct str word, struct update *ret_update) {
    ptrdiff_t dot = fields_find_last(word, '.'), release, version;

    if (dot < 0 || !str_is_listed(ARCHITECTURES, str_sub(word, (size_t)dot + 1, SIZE_MAX))) {
        return false;
    }
    word = str_sub(word, 0, (size_t)dot);
    release = fields_find_last(word, '-');
    version = release < 0 ? -1 : fields_find_last(str_sub(word, 0, (size_t)release), '-');
    if (version < 1) {
        return false;
    }
    ret_update->package = str_sub(word, 0, (size_t)version);
    ret_update->available = str_sub(word, (size_t)version + 1, SIZE_MAX);
    return true;
}

/* "RHSA-2024:1234 Important/Sec. openssl-libs-1:3.0.7-1.el9.x86_64"; dnf 5 has the kind and the severity in columns of
 * their own, and a date at the end. */
static bool read_line(struct str line, struct update *ret_update) {
    struct str word;

    while (fields_next_word(&line, &word)) {
        if (split_package(word, ret_update)) {
            ret_update->security = STR("yes");
            return true;
        }
    }
    return false;
}

void collect_updates_dnf(struct str body, struct observation *observation) {
    updates_collect(body, read_line, observation);
}
