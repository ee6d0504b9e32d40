#include "scanner/collect/software/updates_apk.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/updates.h"

/* "busybox-1.36.1-r5": what stands before the version and its release is the name, hyphens included. */
static bool split_package(struct str word, struct update *ret_update) {
    ptrdiff_t release = fields_find_last(word, '-');
    ptrdiff_t version = release < 0 ? -1 : fields_find_last(str_sub(word, 0, (size_t)release), '-');

    if (version < 1 || !str_starts_with(str_sub(word, (size_t)release, SIZE_MAX), STR("-r"))) {
        return false;
    }
    ret_update->package = str_sub(word, 0, (size_t)version);
    ret_update->installed = str_sub(word, (size_t)version + 1, SIZE_MAX);
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
