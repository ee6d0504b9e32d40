/* In builds without the sandbox files stay as they are. */

#include "base/file_access.h"

#include <stddef.h>

struct file_access *file_access_new(unsigned held) {
    (void)held;
    return NULL;
}

void file_access_free(struct file_access *access) {
    (void)access;
}

void file_access_allow(struct file_access *access, const char *path, unsigned rights) {
    (void)access;
    (void)path;
    (void)rights;
}

bool file_access_enforce(const struct file_access *access) {
    (void)access;
    return false;
}

bool file_access_can_be_limited(void) {
    return false;
}
