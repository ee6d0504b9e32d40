#pragma once
/* The rules of the products table: which titles are which products. Built once, then constant: any thread. A matcher
 * belongs to one thread.
 *
 * A title is tried in this order, and the first rule that fits decides:
 *   1. plain patterns that are the title, folded              TITLE_GRADE_EXACT
 *   2. globs and regular expressions                          TITLE_GRADE_RULE
 *      the one with the longer literal (products/pattern.h) first, then as the table has them; those without a literal
 *      last
 *   3. plain patterns with the stem of the title              TITLE_GRADE_FOLD
 *      (products/title.h), so that "Google Chrome" is "Google Chrome 126.0 (64-bit)" as well
 * Among equal plain patterns the first in the table counts. Titles of more than TITLE_MATCH_MAX bytes are not tried at
 * globs and expressions.
 *
 * Looking up costs time in proportion to the title and to the few patterns whose rarest three characters stand in it.
 * Patterns without a literal are tried on every title, so only TITLE_UNFILTERED_MAX of them are taken. */

#include "base/error.h"
#include "products/title.h"

enum { TITLE_UNFILTERED_MAX = 100, TITLE_MATCH_MAX = 4096, TITLE_PATTERN_MAX = 1000 /* bytes */ };

enum title_licensable { LICENSABLE_UNSAID, LICENSABLE_YES, LICENSABLE_NO };

/* A row of the table. A blank text says nothing: the vendor and the version are then what was observed, the edition
 * what the expression captures. */
struct title_rule {
    struct str pattern;
    enum title_class title_class;
    enum title_licensable licensable; /* unsaid: products are, all else is not */
    struct str vendor, product, edition, version;
    struct str purl, cpe, endoflife; /* endoflife: the product's name in support data */
    struct str file;                 /* where the row stands */
    uint64_t line;
};

enum title_rule_problem {
    RULE_SYNTAX,     /* the expression cannot be compiled; character and detail say why; the rule is left out */
    RULE_TOO_LARGE,  /* longer than TITLE_PATTERN_MAX, or all expressions together need too much memory; left out */
    RULE_NO_LITERAL, /* tried on every title */
    RULE_REFUSED,    /* the same, and there are TITLE_UNFILTERED_MAX already; left out */
    RULE_TWICE,      /* the same plain pattern stands at detail (file:line), which counts */
    RULE_LIMIT,      /* gave up on a title: too many steps */
    RULE_PROBLEM_COUNT
};

/* Who is told of problems; the texts are borrowed for the call. */
struct title_rule_report {
    void *context;
    void (*report)(void *context, enum title_rule_problem problem, const struct title_rule *rule,
                   size_t character /* 1-based, in the pattern; 0: the whole of it */, struct str detail);
};

struct title_rules;
/* Copies the rules. Those of class TITLE_UNKNOWN and those without a pattern are not used: rows of which the class was
 * not filled in. REPORT may be NULL. */
MUST_CHECK enum err_code title_rules_new(const struct title_rule *rules, size_t count,
                                         const struct title_rule_report *report, struct title_rules **ret_rules,
                                         struct err *err);
void title_rules_free(struct title_rules *rules);
DEFINE_CLEANUP(title_rules, title_rules_free)
/* Of the rules given, in their order. */
size_t title_rules_count(const struct title_rules *rules);
const struct title_rule *title_rules_get(const struct title_rules *rules, size_t number);

enum title_grade {
    TITLE_GRADE_EXACT,
    TITLE_GRADE_RULE,
    TITLE_GRADE_FOLD,
    TITLE_GRADE_SOURCE, /* no rule fits: what the titles of its source are by default */
};
/* "exact", "rule", "fold", "source" */
const char *title_grade_name(enum title_grade grade);

struct title_match {
    const struct title_rule *rule; /* NULL: none fits */
    enum title_grade grade;
    bool is_versionless;         /* grade FOLD: the pattern itself holds no version */
    struct str version, edition; /* captured, folded; borrowed from the matcher until its next use */
};

struct title_matcher;
/* Borrows the rules. */
MUST_CHECK enum err_code title_matcher_new(const struct title_rules *rules, struct title_matcher **ret_matcher,
                                           struct err *err);
void title_matcher_free(struct title_matcher *matcher);
DEFINE_CLEANUP(title_matcher, title_matcher_free)
MUST_CHECK enum err_code title_matcher_find(struct title_matcher *matcher, struct str title,
                                            struct title_match *ret_match, struct err *err);
/* Reports each rule once that gave up on a title so far (RULE_LIMIT), in the order of the table. */
void title_matcher_report(const struct title_matcher *matcher, const struct title_rule_report *report);
