#pragma once
/* Patterns of rule tables (products/pattern.h) over names of products and of processors: plain text, globs and regular
 * expressions, tried one after the other, as there are few of them. Constant once read: any thread. */

#include "licenses/rule_list.h"
#include "products/pattern.h"
#include "products/regex.h"

struct rule_pattern {
    enum pattern_kind kind;
    struct str folded;   /* the pattern without its slashes, folded; an expression's as it stands */
    struct regex *regex; /* of an expression */
    size_t weight;       /* characters that are no wildcards; of an expression those of its literal */
};

enum { RULE_PATTERN_MAX = 1000 /* bytes */, RULE_SUBJECT_MAX = 4096 /* bytes; longer ones fit nothing */ };

/* The pattern in a cell of the row. False when it is blank, too long or an expression that cannot be compiled; the
 * latter two are reported. */
bool rule_pattern_read(const struct rule_row *row, unsigned column, struct rule_pattern *ret_pattern);
void rule_pattern_done(struct rule_pattern *pattern);
/* SUBJECT is folded. MATCHER, which is for the calling thread, may be NULL where there are no expressions; without it
 * they fit nothing. */
bool rule_pattern_fits(const struct rule_pattern *pattern, struct regex_matcher *matcher, struct str subject);
/* Heavier ones first, then by their text: <0, 0 or >0. */
int rule_pattern_cmp(const struct rule_pattern *a, const struct rule_pattern *b);
