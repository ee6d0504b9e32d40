#include "licenses/cpu_rules.h"

#include "base/text.h"

#include <stdlib.h>

struct cpu_rule {
    struct rule_pattern pattern;
    struct rational a_core;
    struct date from, until;
    struct str evidence;
};

struct cpu_rules {
    int64_t unlisted;
    struct rule_list list;
};

struct columns {
    unsigned pattern, from, until;
};

static const struct columns factor_columns = {CORE_FACTORS_PATTERN, CORE_FACTORS_VALID_FROM, CORE_FACTORS_VALID_UNTIL};
static const struct columns point_columns = {POINTS_PATTERN, POINTS_VALID_FROM, POINTS_VALID_UNTIL};

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static bool fill(const struct rule_row *row, const struct columns *columns, struct rational a_core,
                 struct cpu_rule *rule) {
    if (a_core.numerator <= 0 || !rule_pattern_read(row, columns->pattern, &rule->pattern)) {
        return false;
    }
    rule->a_core = a_core;
    rule->from = rule_date(row, columns->from);
    rule->until = rule_date(row, columns->until);
    rule->evidence = rule_evidence(row);
    return true;
}

static bool fill_factor(const struct rule_row *row, void *item) {
    struct value value = row_reader_value(row->reader, CORE_FACTORS_FACTOR);
    return value.is_set && fill(row, &factor_columns, value_ratio(&value), item);
}

static bool fill_points(const struct rule_row *row, void *item) {
    struct value value = row_reader_value(row->reader, POINTS_POINTS);
    return value.is_set && fill(row, &point_columns, rational_whole(value.number), item);
}

/* The largest figure first among equally long patterns. */
static int order(const void *a, const void *b) {
    const struct cpu_rule *x = a, *y = b;

    if (x->pattern.weight != y->pattern.weight) {
        return x->pattern.weight > y->pattern.weight ? -1 : 1;
    }
    int sign = rational_cmp(y->a_core, x->a_core);
    sign = sign ? sign : rule_pattern_cmp(&x->pattern, &y->pattern);
    sign = sign ? sign : (x->from.days > y->from.days) - (x->from.days < y->from.days);
    sign = sign ? sign : (x->until.days > y->until.days) - (x->until.days < y->until.days);
    return sign ? sign : str_cmp(x->evidence, y->evidence);
}

static void discard(void *item) {
    struct cpu_rule *rule = item;
    rule_pattern_done(&rule->pattern);
}

static const struct {
    struct rule_kind rows;
    int64_t unlisted;
} kinds[] = {
    [CPU_CORE_FACTORS] = {{sizeof(struct cpu_rule), fill_factor, order, discard}, 1},
    [CPU_POINTS] = {{sizeof(struct cpu_rule), fill_points, order, discard}, 120},
};

enum err_code cpu_rules_read(enum cpu_rules_kind kind, const struct table *table, struct diagnostics *diagnostics,
                             struct cpu_rules **ret_rules, struct err *err) {
    CLEANUP(cpu_rules_free_cleanup) struct cpu_rules *rules = calloc(1, sizeof *rules);

    if (!rules) {
        return err_no_memory(err);
    }
    rules->unlisted = kinds[kind].unlisted;
    enum err_code code = rule_list_read(table, &kinds[kind].rows, diagnostics, &rules->list, err);
    if (!code) {
        *ret_rules = TAKE_PTR(rules);
    }
    return code;
}

void cpu_rules_free(struct cpu_rules *rules) {
    if (rules) {
        rule_list_done(&rules->list);
        free(rules);
    }
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

static bool holds_on(const struct cpu_rule *rule, struct date day) {
    return (!date_is_set(rule->from) || rule->from.days <= day.days) &&
           (!date_is_set(rule->until) || day.days <= rule->until.days);
}

struct cpu_weight cpu_rules_find(const struct cpu_rules *rules, struct regex_matcher *matcher, struct str model,
                                 struct date day) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    const struct cpu_rule *items = rules->list.items, *best = NULL;
    bool is_torn = false;

    text_fold(model, &folded);
    struct str subject = str_trim(buffer_view(&folded));
    uint32_t count = subject.n && !folded.failed ? rules->list.count : 0;
    for (uint32_t i = 0; i < count && (!best || items[i].pattern.weight == best->pattern.weight); i++) {
        if (!holds_on(&items[i], day) || !rule_pattern_fits(&items[i].pattern, matcher, subject)) {
            continue;
        }
        is_torn |= best && rational_cmp(items[i].a_core, best->a_core) != 0;
        best = best ? best : &items[i];
    }
    if (!best) {
        return (struct cpu_weight){.a_core = rational_whole(rules->unlisted)};
    }
    return (struct cpu_weight){best->a_core, true, is_torn, best->evidence};
}
