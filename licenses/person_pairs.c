#include "licenses/person_pairs.h"

#include <stdlib.h>

static int compare_marks(const void *a, const void *b) {
    const struct person_mark *x = a, *y = b;
    int sign = (x->key > y->key) - (x->key < y->key);

    sign = sign ? sign : str_cmp(x->written, y->written);
    return sign ? sign : (x->person > y->person) - (x->person < y->person);
}

static int compare_pairs(const void *a, const void *b) {
    const struct person_pair *x = a, *y = b;
    int sign = (x->a > y->a) - (x->a < y->a);

    return sign ? sign : (x->b > y->b) - (x->b < y->b);
}

/* Where the marks end that are written as the one at AT is. */
static size_t end_of_run(const struct person_mark *marks, size_t count, size_t at) {
    size_t end = at + 1;

    while (end < count && marks[end].key == marks[at].key && str_eq(marks[end].written, marks[at].written)) {
        end++;
    }
    return end;
}

/* Those whom a mark is paired with are the first ones behind its run. Into PAIRS, which may be NULL. */
static size_t collect(const struct person_mark *marks, size_t count, struct person_pair *pairs) {
    size_t found = 0, end = 0;

    for (size_t i = 0; i < count; i++) {
        end = i < end ? end : end_of_run(marks, count, i);
        for (size_t k = end; k < count && k - end < PERSON_PAIRS_MAX && marks[k].key == marks[i].key; k++) {
            uint32_t a = marks[i].person, b = marks[k].person;
            if (a != b && pairs) {
                pairs[found] = a < b ? (struct person_pair){a, b} : (struct person_pair){b, a};
            }
            found += a != b;
        }
    }
    return found;
}

static size_t drop_repeated(struct person_pair *pairs, size_t count) {
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_pairs(&pairs[i], &pairs[i - 1]) != 0) {
            pairs[kept++] = pairs[i];
        }
    }
    return kept;
}

enum err_code person_pairs_find(struct person_mark *marks, size_t count, struct arena *arena,
                                struct person_pair **ret_pairs, size_t *ret_count, struct err *err) {
    if (count) {
        qsort(marks, count, sizeof *marks, compare_marks);
    }
    size_t found = collect(marks, count, NULL);
    struct person_pair *pairs = arena_alloc_array(arena, found + 1, sizeof *pairs);
    if (!pairs) {
        return err_no_memory(err);
    }
    collect(marks, count, pairs);
    qsort(pairs, found, sizeof *pairs, compare_pairs);
    *ret_pairs = pairs;
    *ret_count = drop_repeated(pairs, found);
    return ERR_OK;
}
