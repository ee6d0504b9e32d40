#pragma once
/* What a core counts by the model of its processor: the rule tables core_factors and points. A row holds for the models
 * that its pattern fits (licenses/rule_pattern.h) and on the days from valid_from to valid_until, both included; a
 * blank one leaves that end open. The longest pattern wins. Constant once read: any thread. */

#include "base/rational.h"
#include "licenses/rule_pattern.h"

struct cpu_rules;

enum cpu_rules_kind {
    CPU_CORE_FACTORS, /* a model that no row fits counts 1 a core */
    CPU_POINTS,       /* a model that no row fits counts 120 points a core, the most that any does */
};

/* TABLE, of the kind's rows, may be NULL: no model is listed. Patterns that cannot be used go to DIAGNOSTICS, which may
 * be NULL; rows with them, or without a figure above 0, are left out. */
MUST_CHECK enum err_code cpu_rules_read(enum cpu_rules_kind kind, const struct table *table,
                                        struct diagnostics *diagnostics, struct cpu_rules **ret_rules, struct err *err);
void cpu_rules_free(struct cpu_rules *rules);
DEFINE_CLEANUP(cpu_rules, cpu_rules_free)

/* What each core of a model counts on a day. */
struct cpu_weight {
    struct rational a_core;
    bool is_listed;      /* false: nothing is known of the model, and what rests on it is undetermined */
    bool is_torn;        /* rows of equally long patterns say different figures; it is the largest of them */
    struct str evidence; /* the row, "core_factors.csv:3", owned by the rules; empty when not listed */
};
/* MODEL as it was observed; a blank one is not listed. MATCHER as in rule_pattern_fits. */
struct cpu_weight cpu_rules_find(const struct cpu_rules *rules, struct regex_matcher *matcher, struct str model,
                                 struct date day);
