#include "scanner/collect_updates_apk.h"

#include "scanner/collect_fields.h"
#include "scanner/collect_updates.h"

/* "busybox-1.36.1-r5": what stands before the version and its release is the name, hyphens included. */
static bool split_package(struct str word, struct update *ret_update) {
    const char *release = word.n ? memrchr(word.p, '-', word.n) : NULL;
    const char *version = release && release > word.p ? memrchr(word.p, '-', (size_t)(release - word.p)) : NULL;

    if (!version || version == word.p || release[1] != 'r') {
        return false;
    }
    ret_update->package = str_range(word.p, version);
    ret_update->installed = str_range(version + 1, word.p + word.n);
    return true;
}

/* "busybox-1.36.1-r5                  < 1.36.1-r6" */
static bool read_line(struct str line, struct update *ret_update) {
    struct str word, sign;

    return fields_next_word(&line, &word) && fields_next_word(&line, &sign) && str_eq(sign, STR("<")) &&
           fields_next_word(&line, &ret_update->available) && split_package(word, ret_update);
}

void collect_updates_apk(struct str body, struct observation *observation) {
    updates_collect(body, read_line, observation);
}
