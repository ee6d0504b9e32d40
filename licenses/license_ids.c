#include "licenses/license_ids.h"

#include "base/text.h"

static bool is_at(const struct entitlements *entitlements, uint32_t number, struct str id) {
    return number < entitlements_count(entitlements) && str_eq(entitlements_folded_id(entitlements, number), id);
}

enum err_code license_ids_find(const struct entitlements *entitlements, struct str id, uint32_t *ret_number,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    uint32_t low = 0, high = entitlements_count(entitlements);

    text_fold(id, &folded);
    if (folded.failed) {
        return err_no_memory(err);
    }
    struct str wanted = buffer_view(&folded);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(entitlements_folded_id(entitlements, middle), wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_one = wanted.n && is_at(entitlements, low, wanted) && !is_at(entitlements, low + 1, wanted);
    *ret_number = is_one ? low : ENTITLEMENT_NONE;
    return ERR_OK;
}
