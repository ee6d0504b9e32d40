#include "report/export.h"

enum err_code export_meeting(const struct export_request *request, struct export_set **ret_set, struct err *err) {
    (void)request;
    (void)ret_set;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("meeting"), STR_NONE);
}
