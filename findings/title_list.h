#pragma once
/* Titles of installed software that nobody has classified, with the number of devices that have each. One thread at a
 * time. */

#include "base/error.h"

struct unknown_title {
    struct str title, vendor; /* as first observed */
    uint64_t devices;
};

struct title_list;
/* NULL when memory is out. */
struct title_list *title_list_new(void);
void title_list_free(struct title_list *list);
DEFINE_CLEANUP(title_list, title_list_free)
/* Copies. */
MUST_CHECK enum err_code title_list_add(struct title_list *list, const struct unknown_title *title, struct err *err);
/* In the order of adding; owned by the list until the next add. */
const struct unknown_title *title_list_items(const struct title_list *list, size_t *ret_count);
