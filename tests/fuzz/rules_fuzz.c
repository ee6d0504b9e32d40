/* Rules of titles. The input is patterns, a blank line, titles; a line each. What must hold for any of them: a title is
 * recognised by the rules together exactly if some rule recognises it alone, with the best grade among these; and the
 * literal of an expression is no more than a short cut: an expression that matches a folded title is found. */

#include "base/buffer.h"
#include "base/text.h"
#include "products/pattern.h"
#include "products/recognition.h"
#include "products/regex.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MAX = 8, LINE_MAX_BYTES = 200 };

struct lines {
    struct str items[LINES_MAX];
    size_t count;
};

static struct lines take_lines(struct str *rest) {
    struct lines lines = {0};
    struct str line;

    while (str_cut(rest, '\n', &line) && line.n) {
        if (lines.count < LINES_MAX && text_first_invalid(line) == SIZE_MAX) {
            lines.items[lines.count++] = str_sub(line, 0, line.n < LINE_MAX_BYTES ? line.n : 0);
        }
    }
    return lines;
}

static void count_report(void *context, enum title_rule_problem problem, const struct title_rule *rule,
                         size_t character, struct str detail) {
    size_t *reports = context;
    CHECK(problem < RULE_PROBLEM_COUNT && character <= rule->pattern.n + 1 && detail.n < 1000);
    ++*reports;
}

static struct title_match find(const struct title_rule *rules, size_t count, struct str title) {
    size_t reports = 0;
    struct title_rule_report report = {&reports, count_report};
    struct title_rules *made;
    struct title_matcher *matcher;
    struct title_match match;

    CHECK(title_rules_new(rules, count, &report, &made, NULL) == ERR_OK);
    CHECK(title_matcher_new(made, &matcher, NULL) == ERR_OK);
    CHECK(title_matcher_find(matcher, title, &match, NULL) == ERR_OK);
    title_matcher_report(matcher, &report);
    if (match.rule) {
        match.rule = &rules[match.rule - title_rules_get(made, 0)];
    }
    title_matcher_free(matcher);
    title_rules_free(made);
    return match;
}

static void check_together(const struct title_rule *rules, size_t count, struct str title) {
    struct title_match together = find(rules, count, title);
    enum title_grade best = TITLE_GRADE_SOURCE;

    for (size_t i = 0; i < count; i++) {
        struct title_match alone = find(&rules[i], 1, title);
        best = alone.grade < best ? alone.grade : best;
        CHECK((alone.rule != NULL) == (alone.grade != TITLE_GRADE_SOURCE));
        /* another plain pattern with the same form may stand before it */
        CHECK(together.rule != &rules[i] || alone.grade == together.grade);
    }
    CHECK(together.grade == best);
}

static void check_literal(const struct title_rule *rule, struct str title) {
    struct pattern pattern = pattern_read(rule->pattern);
    struct regex_error error;
    struct regex_captures captures;
    struct buffer folded = {0};

    if (pattern.kind != PATTERN_REGEX || pattern.declared.n) {
        return;
    }
    struct regex *regex = regex_new(pattern.body, &error);
    struct regex_matcher *matcher = regex_matcher_new();
    CHECK(matcher);
    title_fold(title, &folded);
    if (regex && folded.n) {
        bool matches = regex_match(regex, matcher, buffer_view(&folded), &captures) == REGEX_YES;
        CHECK(matches == (find(rule, 1, title).grade == TITLE_GRADE_RULE));
    }
    buffer_done(&folded);
    regex_free(regex);
    regex_matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str rest = {(const char *)data, size};
    struct lines patterns = take_lines(&rest), titles = take_lines(&rest);
    struct title_rule rules[LINES_MAX] = {0};

    for (size_t i = 0; i < patterns.count; i++) {
        rules[i] = (struct title_rule){.pattern = patterns.items[i], .title_class = TITLE_PRODUCT, .line = i + 1};
    }
    for (size_t t = 0; t < titles.count; t++) {
        check_together(rules, patterns.count, titles.items[t]);
        for (size_t i = 0; i < patterns.count; i++) {
            check_literal(&rules[i], titles.items[t]);
        }
    }
    return 0;
}
