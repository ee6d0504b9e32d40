#include "licenses/stray_rights.h"

#include "base/intern.h"
#include "products/vendor.h"

#include <stdlib.h>

struct stray_rights {
    struct intern *vendors;      /* folded */
    const struct right **rights; /* by number of the vendor: the first */
    const struct right *anyones; /* the first of those whose maker is not on record; NULL */
};

void stray_rights_free(struct stray_rights *strays) {
    if (strays) {
        intern_free(strays->vendors);
        free(strays->rights);
        free(strays);
    }
}

bool right_is_in_use(const struct audit *audit, const struct right *right) {
    for (uint32_t i = 0; i < right->part_count; i++) {
        uint32_t first, count;
        uses_of_family(audit->uses, catalog_product(audit->catalog, right->parts[i].product)->family, &first, &count);
        if (count) {
            return true;
        }
    }
    return false;
}

static bool is_stray(const struct audit *audit, const struct right *right) {
    return !right->entitlement->is_recognised && !units_is_none(right->supply.most) && !right_is_in_use(audit, right);
}

/* False when memory is out. */
static bool add(struct stray_rights *strays, const struct right *right) {
    CLEANUP(buffer_done) struct buffer vendor = {0};

    vendor_fold(right->entitlement->vendor, &vendor);
    if (vendor.n == 0) {
        strays->anyones = strays->anyones ? strays->anyones : right;
        return !vendor.failed;
    }
    uint32_t known = intern_count(strays->vendors), number = intern_add(strays->vendors, buffer_view(&vendor));
    if (number != INTERN_NONE && number >= known) {
        strays->rights[number] = right;
    }
    return number != INTERN_NONE && !vendor.failed;
}

enum err_code stray_rights_find(const struct audit *audit, struct stray_rights **ret_strays, struct err *err) {
    CLEANUP(stray_rights_free_cleanup) struct stray_rights *strays = calloc(1, sizeof *strays);
    uint32_t count = rights_count(audit->rights);

    if (!strays || !(strays->vendors = intern_new()) ||
        !(strays->rights = calloc((size_t)count + 1, sizeof *strays->rights))) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct right *right = rights_get(audit->rights, i);
        if (is_stray(audit, right) && !add(strays, right)) {
            return err_no_memory(err);
        }
    }
    *ret_strays = TAKE_PTR(strays);
    return ERR_OK;
}

const struct right *stray_rights_of(const struct stray_rights *strays, struct str vendor) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    vendor_fold(vendor, &folded);
    uint32_t number = folded.n ? intern_find(strays->vendors, buffer_view(&folded)) : INTERN_NONE;
    return number == INTERN_NONE ? strays->anyones : strays->rights[number];
}
