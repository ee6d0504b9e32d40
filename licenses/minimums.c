#include "licenses/minimums.h"

#include "base/text.h"

#include <stdlib.h>

enum { FIGURES = 4 };

struct minimum_rule {
    struct rule_pattern pattern;
    int64_t figures[FIGURES]; /* in the order of `columns` */
    struct str evidence;
};

static const unsigned columns[FIGURES] = {MINIMUMS_PER_SOCKET, MINIMUMS_PER_SERVER, MINIMUMS_PER_VM,
                                          MINIMUMS_USERS_PER_PROCESSOR};

struct minimums {
    struct rule_list list;
};

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static bool fill(const struct rule_row *row, void *item) {
    struct minimum_rule *rule = item;

    for (size_t i = 0; i < FIGURES; i++) {
        struct value value = row_reader_value(row->reader, columns[i]);
        rule->figures[i] = value.is_set ? value.number : 0;
    }
    rule->evidence = rule_evidence(row);
    return rule_pattern_read(row, MINIMUMS_PATTERN, &rule->pattern);
}

static int order(const void *a, const void *b) {
    const struct minimum_rule *x = a, *y = b;
    int sign = rule_pattern_cmp(&x->pattern, &y->pattern);

    for (size_t i = 0; !sign && i < FIGURES; i++) {
        sign = (x->figures[i] < y->figures[i]) - (x->figures[i] > y->figures[i]);
    }
    return sign ? sign : str_cmp(x->evidence, y->evidence);
}

static void discard(void *item) {
    struct minimum_rule *rule = item;
    rule_pattern_done(&rule->pattern);
}

static const struct rule_kind kind = {sizeof(struct minimum_rule), fill, order, discard};

enum err_code minimums_read(const struct table *table, struct diagnostics *diagnostics, struct minimums **ret_minimums,
                            struct err *err) {
    CLEANUP(minimums_free_cleanup) struct minimums *minimums = calloc(1, sizeof *minimums);

    if (!minimums) {
        return err_no_memory(err);
    }
    enum err_code code = rule_list_read(table, &kind, diagnostics, &minimums->list, err);
    if (!code) {
        *ret_minimums = TAKE_PTR(minimums);
    }
    return code;
}

void minimums_free(struct minimums *minimums) {
    if (minimums) {
        rule_list_done(&minimums->list);
        free(minimums);
    }
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

static bool fits(const struct minimum_rule *rule, struct regex_matcher *matcher, struct str product, struct str full) {
    return rule_pattern_fits(&rule->pattern, matcher, product) || rule_pattern_fits(&rule->pattern, matcher, full);
}

/* Raises what is there already to what the rule says; false when the two differ. */
static bool join(const struct minimum_rule *rule, struct minimum *minimum) {
    int64_t *const figures[FIGURES] = {&minimum->per_socket, &minimum->per_server, &minimum->per_vm,
                                       &minimum->users_per_processor};
    bool is_same = true;

    for (size_t i = 0; i < FIGURES; i++) {
        is_same &= *figures[i] == rule->figures[i];
        *figures[i] = *figures[i] > rule->figures[i] ? *figures[i] : rule->figures[i];
    }
    return is_same;
}

struct minimum minimums_find(const struct minimums *minimums, struct regex_matcher *matcher, struct str product,
                             struct str edition) {
    CLEANUP(buffer_done) struct buffer full = {0};
    const struct minimum_rule *items = minimums->list.items, *best = NULL;
    struct minimum minimum = {0};

    text_fold(product, &full);
    size_t product_length = full.n;
    if (edition.n) {
        buffer_append_char(&full, ' ');
        text_fold(edition, &full);
    }
    struct str both = buffer_view(&full), alone = str_sub(both, 0, product_length);
    uint32_t count = full.failed || alone.n == 0 ? 0 : minimums->list.count;
    for (uint32_t i = 0; i < count && (!best || items[i].pattern.weight == best->pattern.weight); i++) {
        if (fits(&items[i], matcher, alone, both)) {
            bool is_same = join(&items[i], &minimum);
            minimum.is_torn |= best && !is_same;
            best = best ? best : &items[i];
        }
    }
    minimum.is_listed = best != NULL;
    minimum.evidence = best ? best->evidence : STR_NONE;
    return minimum;
}

/* --- applying ------------------------------------------------------------------------------------------------------
 */

static int64_t at_least(int64_t value, int64_t least) {
    return value < least ? least : value;
}

bool minimum_of_host(const struct minimum *minimum, const struct equal_sockets *parts, size_t count,
                     int64_t *ret_cores) {
    int64_t sum = 0, part;

    for (size_t i = 0; i < count; i++) {
        if (__builtin_mul_overflow(parts[i].sockets, at_least(parts[i].cores, minimum->per_socket), &part) ||
            __builtin_add_overflow(sum, part, &sum)) {
            return false;
        }
    }
    *ret_cores = at_least(sum, minimum->per_server);
    return true;
}

int64_t minimum_of_vm(const struct minimum *minimum, int64_t cores) {
    return at_least(cores, minimum->per_vm);
}

bool minimum_of_users(const struct minimum *minimum, int64_t users, int64_t processors, int64_t *ret_users) {
    int64_t least;

    if (__builtin_mul_overflow(minimum->users_per_processor, processors, &least)) {
        return false;
    }
    *ret_users = at_least(users, least);
    return true;
}
