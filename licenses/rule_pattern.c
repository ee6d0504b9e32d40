#include "licenses/rule_pattern.h"

#include "base/text.h"
#include "inventory/problem.h"

static void report(const struct rule_row *row, enum problem problem, struct str text, struct str why) {
    if (!row->diagnostics) {
        return;
    }
    struct diagnostic diagnostic = {
        .problem = problem,
        .file = table_file_name(row->table, row->number),
        .line = table_line(row->table, row->number),
        .heading = STR("pattern"),
        .args = {text, why},
    };
    diagnostics_add(row->diagnostics, &diagnostic);
}

/* NULL when it cannot be compiled. */
static struct regex *compile(const struct pattern *pattern, const struct rule_row *row, struct str text) {
    struct regex_error error = {0};
    struct regex *regex = regex_new(pattern->body, &error);

    if (!regex) {
        CLEANUP(buffer_done) struct buffer why = {0};
        size_t before = (size_t)(pattern->body.p - text.p) + error.offset;
        buffer_printf(&why, "%zu: %s", text_count(str_sub(text, 0, before)) + 1, error.message);
        report(row, PROBLEM_PATTERN_SYNTAX, text, buffer_view(&why));
    }
    return regex;
}

static size_t weight_of(const struct pattern *pattern, struct str folded) {
    CLEANUP(buffer_done) struct buffer literal = {0};
    size_t wildcards = 0;

    if (pattern->kind == PATTERN_REGEX) {
        pattern_literal(pattern, STR_NONE, &literal);
        return text_count(buffer_view(&literal));
    }
    for (size_t i = 0; i < folded.n; i++) {
        wildcards += folded.p[i] == '*' || folded.p[i] == '?';
    }
    return text_count(folded) - wildcards;
}

static bool read_pattern(const struct rule_row *row, struct str text, struct rule_pattern *ret_pattern) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct pattern pattern = pattern_read(text);

    if (pattern.kind == PATTERN_REGEX) {
        ret_pattern->regex = compile(&pattern, row, text);
        if (!ret_pattern->regex) {
            return false;
        }
        buffer_append(&folded, pattern.body);
    } else {
        text_fold(pattern.body, &folded);
    }
    ret_pattern->kind = pattern.kind;
    ret_pattern->folded = arena_dup(row->arena, buffer_view(&folded));
    ret_pattern->weight = weight_of(&pattern, ret_pattern->folded);
    return true;
}

bool rule_pattern_read(const struct rule_row *row, unsigned column, struct rule_pattern *ret_pattern) {
    struct str text = str_trim(row_reader_text(row->reader, column));

    if (text.n > RULE_PATTERN_MAX) {
        report(row, PROBLEM_PATTERN_TOO_LARGE, text, STR_NONE);
        return false;
    }
    return text.n && read_pattern(row, text, ret_pattern);
}

void rule_pattern_done(struct rule_pattern *pattern) {
    regex_free(pattern->regex);
    *pattern = (struct rule_pattern){0};
}

bool rule_pattern_fits(const struct rule_pattern *pattern, struct regex_matcher *matcher, struct str subject) {
    struct regex_captures captures;

    if (subject.n > RULE_SUBJECT_MAX) {
        return false;
    }
    switch (pattern->kind) {
    case PATTERN_PLAIN:
        return str_eq(pattern->folded, subject);
    case PATTERN_GLOB:
        return pattern_glob_matches(pattern->folded, subject);
    case PATTERN_REGEX:
        break;
    }
    return matcher && regex_match(pattern->regex, matcher, subject, &captures) == REGEX_YES;
}

int rule_pattern_cmp(const struct rule_pattern *a, const struct rule_pattern *b) {
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return a->kind != b->kind ? (int)a->kind - (int)b->kind : str_cmp(a->folded, b->folded);
}
