#include "cli/state_path.h"

#include <errno.h>
#include <stdio.h>

enum err_code state_path(const char *state, const char *folder, const char *name, char ret_path[PATH_MAX],
                         struct err *err) {
    int length = snprintf(ret_path, PATH_MAX, "%s/%s%s%s", state, folder, *name ? "/" : "", name);

    if (length < 0 || length >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return err_system(err, state, "open");
    }
    return ERR_OK;
}

enum err_code state_support_path(const char *state, char ret_path[PATH_MAX], struct err *err) {
    return state_path(state, "support", "", ret_path, err);
}
