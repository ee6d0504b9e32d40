/* In builds without libzip there are no archives. */

#include "base/zip_write.h"

bool zip_is_built_in(void) {
    return false;
}

enum err_code zip_write(const struct zip_request *request, struct err *err) {
    (void)request;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("zip"), STR_NONE);
}
