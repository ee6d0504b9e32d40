#include "report/check/sample.h"

#include "base/buffer.h"
#include "base/hash.h"

#include <stdlib.h>

static int compare_numbers(uint64_t a, uint64_t b) {
    return a < b ? -1 : a > b;
}

static int compare_items(const void *a, const void *b) {
    const struct sample_item *x = a, *y = b;
    int order = compare_numbers(x->hash, y->hash);

    order = order ? order : str_cmp(x->name, y->name);
    return order ? order : compare_numbers(x->row, y->row);
}

enum err_code sample_order(struct sample_item *items, uint32_t count, uint64_t seed, struct err *err) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (uint32_t i = 0; i < count; i++) {
        buffer_reset(&text);
        buffer_printf(&text, "%llu:", (unsigned long long)seed);
        buffer_append(&text, items[i].name);
        if (text.failed) {
            return err_no_memory(err);
        }
        items[i].hash = hash64(buffer_view(&text));
    }
    if (count) {
        qsort(items, count, sizeof *items, compare_items);
    }
    return ERR_OK;
}

void sample_draw(struct sample_item *items, uint32_t count, uint64_t size) {
    for (uint32_t i = 0; i < count; i++) {
        items[i].is_drawn = i < size;
    }
}

/* --- strata --------------------------------------------------------------------------------------------------------
 */

struct stratum {
    uint32_t number;
    uint64_t all;       /* items */
    uint64_t share;     /* of the sample */
    uint64_t remainder; /* of its part of the sample, as a fraction of all items */
};

static int compare_remainders(const void *a, const void *b) {
    const struct stratum *x = a, *y = b;
    int order = compare_numbers(y->remainder, x->remainder);

    return order ? order : compare_numbers(x->number, y->number);
}

static int compare_strata(const void *a, const void *b) {
    return compare_numbers(((const struct stratum *)a)->number, ((const struct stratum *)b)->number);
}

/* One of each first; the rest in proportion to what each has beyond that one. */
static void allot(struct stratum *strata, uint32_t strata_count, uint64_t count, uint64_t size) {
    uint64_t rest = size - strata_count, pool = count - strata_count, given = 0;

    for (uint32_t i = 0; i < strata_count; i++) {
        unsigned __int128 part = (unsigned __int128)rest * (strata[i].all - 1);
        strata[i].share = 1 + (pool ? (uint64_t)(part / pool) : 0);
        strata[i].remainder = pool ? (uint64_t)(part % pool) : 0;
        given += strata[i].share - 1;
    }
    qsort(strata, strata_count, sizeof *strata, compare_remainders);
    for (uint32_t i = 0; i < strata_count && given < rest; i++, given++) {
        strata[i].share++;
    }
    qsort(strata, strata_count, sizeof *strata, compare_strata);
}

enum err_code sample_draw_each(struct sample_item *items, uint32_t count, uint64_t size, uint32_t strata_count,
                               struct err *err) {
    struct stratum *strata;

    if (count == 0) {
        return ERR_OK;
    }
    strata = calloc(strata_count, sizeof *strata);
    if (!strata) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < strata_count; i++) {
        strata[i].number = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        strata[items[i].stratum].all++;
    }
    size = size < strata_count ? strata_count : size > count ? count : size;
    allot(strata, strata_count, count, size);
    for (uint32_t i = 0; i < count; i++) {
        struct stratum *stratum = &strata[items[i].stratum];
        items[i].is_drawn = stratum->share > 0;
        stratum->share -= items[i].is_drawn;
    }
    free(strata);
    return ERR_OK;
}
