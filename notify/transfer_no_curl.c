/* transfer.h for builds without libcurl: nothing is sent, and it is said what is missing. */

#include "notify/transfer.h"

enum err_code transfer_mail(const struct transfer_mail *mail, bool *ret_is_temporary, struct err *err) {
    (void)mail;
    *ret_is_temporary = false;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("notify (libcurl)"), STR_NONE);
}

enum err_code transfer_post(const struct transfer_post *post, bool *ret_is_temporary, struct err *err) {
    (void)post;
    *ret_is_temporary = false;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("notify (libcurl)"), STR_NONE);
}
