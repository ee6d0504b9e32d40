#include "licenses/downgrades.h"

#include "inventory/words.h"
#include "products/version.h"

#include <stdlib.h>

/* A row: from a version to several. */
struct downgrade_rule {
    struct str product; /* folded */
    struct str from;
    struct str targets; /* the cell, with its separators */
    int condition;      /* enum downgrade_condition; CONDITION_UNREADABLE */
    struct str evidence;
};

enum { CONDITION_UNREADABLE = -1 };

struct downgrades {
    struct rule_list list;
};

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static int read_condition(const struct rule_row *row) {
    struct value value = row_reader_value(row->reader, DOWNGRADES_CONDITION);

    if (value.is_set) {
        return (int)value.number;
    }
    return value.problem ? CONDITION_UNREADABLE : DOWNGRADE_ALWAYS;
}

static bool fill(const struct rule_row *row, void *item) {
    struct downgrade_rule *rule = item;

    *rule = (struct downgrade_rule){
        .product = rule_folded(row, DOWNGRADES_PRODUCT),
        .from = rule_text(row, DOWNGRADES_FROM_VERSION),
        .targets = rule_text(row, DOWNGRADES_TO_VERSIONS),
        .condition = read_condition(row),
        .evidence = rule_evidence(row),
    };
    return rule->product.n && rule->from.n && rule->targets.n;
}

static int order(const void *a, const void *b) {
    const struct downgrade_rule *x = a, *y = b;
    int sign = str_cmp(x->product, y->product);

    sign = sign ? sign : str_cmp(x->from, y->from);
    sign = sign ? sign : x->condition - y->condition;
    sign = sign ? sign : str_cmp(x->targets, y->targets);
    return sign ? sign : str_cmp(x->evidence, y->evidence);
}

static const struct rule_kind kind = {sizeof(struct downgrade_rule), fill, order, NULL};

enum err_code downgrades_read(const struct table *table, struct downgrades **ret_downgrades, struct err *err) {
    CLEANUP(downgrades_free_cleanup) struct downgrades *downgrades = calloc(1, sizeof *downgrades);

    if (!downgrades) {
        return err_no_memory(err);
    }
    enum err_code code = rule_list_read(table, &kind, NULL, &downgrades->list, err);
    if (!code) {
        *ret_downgrades = TAKE_PTR(downgrades);
    }
    return code;
}

void downgrades_free(struct downgrades *downgrades) {
    if (downgrades) {
        rule_list_done(&downgrades->list);
        free(downgrades);
    }
}

/* --- what can be reached -------------------------------------------------------------------------------------------
 */

static enum term holds(const struct downgrade_rule *rule, const struct downgrade_right *right) {
    switch (rule->condition) {
    case DOWNGRADE_ALWAYS:
        return TERM_YES;
    case DOWNGRADE_MAINTENANCE:
        return right->is_maintained;
    case DOWNGRADE_VOLUME:
        return right->is_volume;
    default:
        return TERM_BLANK;
    }
}

/* A search over the rows of one product: each is taken up once, so that circles end. */
struct search {
    const struct downgrade_rule *rules;
    uint32_t count;
    bool *is_taken;    /* a rule whose versions are reached, or that is not to be gone */
    uint32_t *waiting; /* taken rules whose versions are still to be looked at */
    uint32_t waiting_count;
};

/* Takes up what leads on from a version. */
static void take_from(struct search *search, struct str version) {
    for (uint32_t i = 0; i < search->count; i++) {
        if (!search->is_taken[i] && version_agrees(search->rules[i].from, version)) {
            search->is_taken[i] = true;
            search->waiting[search->waiting_count++] = i;
        }
    }
}

/* Goes on from the versions of one rule; true when INSTALLED is one of them. */
static bool go_on(struct search *search, const struct downgrade_rule *rule, struct str installed) {
    const struct column_def *column = schema_column(TABLE_DOWNGRADES, DOWNGRADES_TO_VERSIONS);
    struct str rest = rule->targets, version;

    while (value_next_part(column, &rest, &version)) {
        if (version_agrees(version, installed)) {
            return true;
        }
        take_from(search, version);
    }
    return false;
}

/* The rule by which INSTALLED is reached over rules whose conditions hold, or, with MAY_DOUBT, are not known not to. */
static const struct downgrade_rule *reach(struct search *search, const struct downgrade_right *right,
                                          struct str installed, bool may_doubt) {
    search->waiting_count = 0;
    for (uint32_t i = 0; i < search->count; i++) {
        enum term condition = holds(&search->rules[i], right);
        search->is_taken[i] = condition == TERM_NO || (condition == TERM_BLANK && !may_doubt);
    }
    take_from(search, right->version);
    for (uint32_t i = 0; i < search->waiting_count; i++) {
        const struct downgrade_rule *rule = &search->rules[search->waiting[i]];
        if (go_on(search, rule, installed)) {
            return rule;
        }
    }
    return NULL;
}

struct downgrade downgrades_find(const struct downgrades *downgrades, const struct downgrade_right *right,
                                 struct str installed) {
    CLEANUP(arena_free_cleanup) struct arena *arena = NULL;
    struct rule_range range = rule_list_of(&downgrades->list, right->product);
    const struct downgrade_rule *rules = downgrades->list.items;

    if (range.count == 0) {
        return (struct downgrade){TERM_NO, STR_NONE};
    }
    if (right->version.n == 0 || installed.n == 0 || !(arena = arena_new())) {
        return (struct downgrade){TERM_BLANK, STR_NONE};
    }
    struct search search = {
        .rules = rules + range.first,
        .count = range.count,
        .is_taken = arena_alloc_array(arena, range.count, sizeof *search.is_taken),
        .waiting = arena_alloc_array(arena, range.count, sizeof *search.waiting),
    };
    if (arena_failed(arena)) {
        return (struct downgrade){TERM_BLANK, STR_NONE};
    }
    const struct downgrade_rule *sure = reach(&search, right, installed, false);
    const struct downgrade_rule *rule = sure ? sure : reach(&search, right, installed, true);
    return (struct downgrade){sure ? TERM_YES : rule ? TERM_BLANK : TERM_NO, rule ? rule->evidence : STR_NONE};
}

bool downgrades_know(const struct downgrades *downgrades, struct str product) {
    return rule_list_of(&downgrades->list, product).count > 0;
}
