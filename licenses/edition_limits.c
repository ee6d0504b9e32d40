#include "licenses/edition_limits.h"

#include "base/text.h"

#include <stdlib.h>

struct limit_rule {
    struct str product, edition; /* folded */
    bool is_unlimited;
    int64_t max_sockets;
    struct str evidence;
};

struct edition_limits {
    struct rule_list list;
};

static bool fill(const struct rule_row *row, void *item) {
    struct limit_rule *rule = item;
    struct value value = row_reader_value(row->reader, EDITION_LIMITS_MAX_SOCKETS);

    *rule = (struct limit_rule){
        .product = rule_folded(row, EDITION_LIMITS_PRODUCT),
        .edition = rule_folded(row, EDITION_LIMITS_EDITION),
        .is_unlimited = value.is_unlimited,
        .max_sockets = value.number,
        .evidence = rule_evidence(row),
    };
    return rule->product.n && value.is_set;
}

/* The strictest first among rows of one edition. */
static int order(const void *a, const void *b) {
    const struct limit_rule *x = a, *y = b;
    int sign = str_cmp(x->product, y->product);

    sign = sign ? sign : str_cmp(x->edition, y->edition);
    sign = sign ? sign : (int)x->is_unlimited - (int)y->is_unlimited;
    sign = sign ? sign : (x->max_sockets > y->max_sockets) - (x->max_sockets < y->max_sockets);
    return sign ? sign : str_cmp(x->evidence, y->evidence);
}

static const struct rule_kind kind = {sizeof(struct limit_rule), fill, order, NULL};

enum err_code edition_limits_read(const struct table *table, struct edition_limits **ret_limits, struct err *err) {
    CLEANUP(edition_limits_free_cleanup) struct edition_limits *limits = calloc(1, sizeof *limits);

    if (!limits) {
        return err_no_memory(err);
    }
    enum err_code code = rule_list_read(table, &kind, NULL, &limits->list, err);
    if (!code) {
        *ret_limits = TAKE_PTR(limits);
    }
    return code;
}

void edition_limits_free(struct edition_limits *limits) {
    if (limits) {
        rule_list_done(&limits->list);
        free(limits);
    }
}

/* The first rule for the edition; NULL when there is none. */
static const struct limit_rule *first_of(const struct edition_limits *limits, struct rule_range range,
                                         struct str edition) {
    const struct limit_rule *rules = limits->list.items;

    for (uint32_t i = range.first; i < range.first + range.count; i++) {
        if (str_eq(rules[i].edition, edition)) {
            return &rules[i];
        }
    }
    return NULL;
}

struct edition_limit edition_limits_find(const struct edition_limits *limits, struct str product, struct str edition) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct rule_range range = rule_list_of(&limits->list, product);

    text_fold(edition, &folded);
    const struct limit_rule *rule = first_of(limits, range, buffer_view(&folded));
    rule = rule ? rule : first_of(limits, range, STR_NONE);
    if (!rule || folded.failed) {
        return (struct edition_limit){0};
    }
    return (struct edition_limit){true, rule->is_unlimited, rule->max_sockets, rule->evidence};
}

enum term edition_limit_allows(const struct edition_limit *limit, int64_t sockets) {
    if (limit->is_listed && limit->is_unlimited) {
        return TERM_YES;
    }
    if (!limit->is_listed || sockets < 0) {
        return TERM_BLANK;
    }
    return sockets <= limit->max_sockets ? TERM_YES : TERM_NO;
}
