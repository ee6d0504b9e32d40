#include "products/release_match.h"

#include <stdlib.h>

struct release_set {
    const struct release_def *releases;
    uint32_t count;
};

enum err_code release_set_new(struct str product, const struct release_def *releases, uint32_t count,
                              struct release_set **ret_set, struct err *err) {
    struct release_set *set = calloc(1, sizeof *set);

    (void)product;
    if (!set) {
        return err_no_memory(err);
    }
    *set = (struct release_set){releases, count};
    *ret_set = set;
    return ERR_OK;
}

void release_set_free(struct release_set *set) {
    free(set);
}

const struct release_def *release_set_get(const struct release_set *set, uint32_t number) {
    return &set->releases[number];
}

uint32_t release_set_count(const struct release_set *set) {
    return set->count;
}

enum err_code release_set_find(const struct release_set *set, const struct release_query *query,
                               struct release_answer *ret_answer, struct err *err) {
    (void)set;
    (void)query;
    (void)err;
    *ret_answer = (struct release_answer){.kind = RELEASE_UNREADABLE};
    return ERR_OK;
}
