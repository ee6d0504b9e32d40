#include "licenses/license_ids.h"

#include "base/text.h"

/* Of right NUMBER against the id: <0, 0 or >0. */
static int compare_id(const struct entitlements *entitlements, uint32_t number, struct str id, struct buffer *folded) {
    buffer_reset(folded);
    text_fold(entitlements_get(entitlements, number)->license_id, folded);
    return str_cmp(buffer_view(folded), id);
}

enum err_code license_ids_find(const struct entitlements *entitlements, struct str id, uint32_t *ret_number,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer wanted = {0}, folded = {0};
    uint32_t low = 0, count = entitlements_count(entitlements), high = count;
    bool is_one;

    text_fold(id, &wanted);
    while (low < high && !wanted.failed && !folded.failed) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_id(entitlements, middle, buffer_view(&wanted), &folded) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    is_one = wanted.n && low < count && compare_id(entitlements, low, buffer_view(&wanted), &folded) == 0 &&
             (low + 1 == count || compare_id(entitlements, low + 1, buffer_view(&wanted), &folded) != 0);
    if (wanted.failed || folded.failed) {
        return err_no_memory(err);
    }
    *ret_number = is_one ? low : ENTITLEMENT_NONE;
    return ERR_OK;
}
