#include "products/rules.h"

#include "base/arena.h"
#include "base/intern.h"
#include "base/text.h"
#include "products/gram_index.h"
#include "products/pattern.h"
#include "products/regex.h"

#include <stdlib.h>

enum { REGEX_BYTES_MAX = 256 << 20, NO_RULE = UINT32_MAX };

/* A glob or an expression. */
struct tried {
    uint32_t rule;
    struct str literal; /* empty: tried on every title */
    size_t length;      /* of the literal in characters */
    struct str glob;    /* folded; unless there is an expression */
    struct regex *regex;
};

/* Plain patterns by a folded form: the first rule for each. */
struct plain {
    struct intern *forms;
    uint32_t *rules; /* by number of the form */
};

struct title_rules {
    struct arena *arena;
    struct title_rule *rules;
    size_t count;
    struct plain exact, stems;
    bool *is_versionless; /* by rule: a plain pattern that is its own stem */
    struct tried *tried;  /* in the order of trying; those without a literal last */
    uint32_t tried_count, filtered_count;
    struct gram_index *index; /* of the literals of `tried` */
    size_t regex_bytes;
};

/* What building needs besides. */
struct building {
    struct title_rules *rules;
    const struct title_rule_report *report;
    struct buffer folded, stem, literal;
    uint32_t unfiltered_count;
};

void title_rules_free(struct title_rules *rules) {
    if (!rules) {
        return;
    }
    for (uint32_t i = 0; i < rules->tried_count; i++) {
        regex_free(rules->tried[i].regex);
    }
    free(rules->tried);
    intern_free(rules->exact.forms);
    intern_free(rules->stems.forms);
    free(rules->exact.rules);
    free(rules->stems.rules);
    free(rules->is_versionless);
    gram_index_free(rules->index);
    arena_free(rules->arena);
    free(rules);
}

size_t title_rules_count(const struct title_rules *rules) {
    return rules->count;
}

const struct title_rule *title_rules_get(const struct title_rules *rules, size_t number) {
    return &rules->rules[number];
}

const char *title_grade_name(enum title_grade grade) {
    static const char *const names[] = {"exact", "rule", "fold", "source"};
    return names[grade];
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static void report_problem(const struct title_rule_report *report, enum title_rule_problem problem,
                           const struct title_rule *rule, size_t character, struct str detail) {
    if (report) {
        report->report(report->context, problem, rule, character, detail);
    }
}

static struct title_rule copy_rule(struct arena *arena, const struct title_rule *from) {
    struct title_rule rule = *from;
    struct str *const texts[] = {&rule.pattern, &rule.vendor, &rule.product,   &rule.edition, &rule.version,
                                 &rule.purl,    &rule.cpe,    &rule.endoflife, &rule.file};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        *texts[i] = arena_dup(arena, str_trim(*texts[i]));
    }
    return rule;
}

/* The rule that had the form before, or NO_RULE; false when memory is out. */
static bool add_plain(struct plain *plain, struct str form, uint32_t rule, uint32_t *ret_earlier) {
    uint32_t known = intern_count(plain->forms), number = intern_add(plain->forms, form);

    if (number == INTERN_NONE) {
        return false;
    }
    *ret_earlier = number < known ? plain->rules[number] : NO_RULE;
    if (number == known) {
        plain->rules[number] = rule;
    }
    return true;
}

/* A stem is better said by a pattern without a version than by one that had it cut off. */
static bool add_stem(struct building *building, uint32_t number) {
    struct title_rules *rules = building->rules;
    uint32_t earlier;

    rules->is_versionless[number] = str_eq(buffer_view(&building->folded), buffer_view(&building->stem));
    if (!add_plain(&rules->stems, buffer_view(&building->stem), number, &earlier)) {
        return false;
    }
    if (earlier != NO_RULE && rules->is_versionless[number] && !rules->is_versionless[earlier]) {
        rules->stems.rules[intern_find(rules->stems.forms, buffer_view(&building->stem))] = number;
    }
    return true;
}

static bool build_plain(struct building *building, uint32_t number) {
    const struct title_rule *rule = &building->rules->rules[number];
    uint32_t earlier;

    title_stem(rule->pattern, &building->stem);
    if (building->stem.failed ||
        !add_plain(&building->rules->exact, buffer_view(&building->folded), number, &earlier)) {
        return false;
    }
    if (earlier != NO_RULE) {
        const struct title_rule *first = &building->rules->rules[earlier];
        struct buffer place = {0};
        buffer_printf(&place, "%.*s:%llu", STR_FMT(first->file), (unsigned long long)first->line);
        report_problem(building->report, RULE_TWICE, rule, 0, buffer_view(&place));
        buffer_done(&place);
        return true;
    }
    return add_stem(building, number);
}

/* NULL when the expression is left out. */
static struct regex *compile(struct building *building, const struct title_rule *rule, struct str body) {
    struct title_rules *rules = building->rules;
    struct regex_error error;
    struct regex *regex = regex_new(body, &error);

    if (!regex) {
        size_t before = (size_t)(body.p - rule->pattern.p) + error.offset;
        report_problem(building->report, RULE_SYNTAX, rule, text_count(str_sub(rule->pattern, 0, before)) + 1,
                       str_from(error.message));
        return NULL;
    }
    rules->regex_bytes += regex_footprint(regex);
    if (rules->regex_bytes > REGEX_BYTES_MAX) {
        rules->regex_bytes -= regex_footprint(regex);
        report_problem(building->report, RULE_TOO_LARGE, rule, 0, STR_NONE);
        regex_free(regex);
        return NULL;
    }
    return regex;
}

/* May the pattern be tried? */
static bool admit(struct building *building, const struct title_rule *rule) {
    if (building->literal.n) {
        return true;
    }
    bool is_refused = building->unfiltered_count == TITLE_UNFILTERED_MAX;
    report_problem(building->report, is_refused ? RULE_REFUSED : RULE_NO_LITERAL, rule, 0, STR_NONE);
    building->unfiltered_count += !is_refused;
    return !is_refused;
}

static bool build_tried(struct building *building, uint32_t number, const struct pattern *pattern) {
    struct title_rules *rules = building->rules;
    const struct title_rule *rule = &rules->rules[number];
    struct tried tried = {.rule = number};

    pattern_literal(pattern, buffer_view(&building->folded), &building->literal);
    if (building->literal.failed) {
        return false;
    }
    if (pattern->kind == PATTERN_REGEX && !(tried.regex = compile(building, rule, pattern->body))) {
        return true;
    }
    if (!admit(building, rule)) {
        regex_free(tried.regex);
        return true;
    }
    tried.literal = arena_dup(rules->arena, buffer_view(&building->literal));
    tried.length = text_count(tried.literal);
    tried.glob = tried.regex ? STR_NONE : arena_dup(rules->arena, buffer_view(&building->folded));
    rules->tried[rules->tried_count++] = tried;
    return true;
}

static bool build_rule(struct building *building, uint32_t number) {
    const struct title_rule *rule = &building->rules->rules[number];
    struct pattern pattern = pattern_read(rule->pattern);

    if (rule->title_class == TITLE_UNKNOWN || str_is_empty(rule->pattern)) {
        return true;
    }
    if (rule->pattern.n > TITLE_PATTERN_MAX) {
        report_problem(building->report, RULE_TOO_LARGE, rule, 0, STR_NONE);
        return true;
    }
    buffer_reset(&building->folded);
    buffer_reset(&building->stem);
    buffer_reset(&building->literal);
    if (pattern.kind != PATTERN_REGEX) {
        title_fold(pattern.body, &building->folded);
    }
    if (building->folded.failed) {
        return false;
    }
    return pattern.kind == PATTERN_PLAIN ? build_plain(building, number) : build_tried(building, number, &pattern);
}

static int compare_tried(const void *left, const void *right) {
    const struct tried *a = left, *b = right;
    int order = (a->length < b->length) - (a->length > b->length);
    return order ? order : (a->rule > b->rule) - (a->rule < b->rule);
}

static bool build_index(struct title_rules *rules) {
    struct str *literals = calloc((size_t)rules->tried_count + 1, sizeof *literals);

    if (!literals) {
        return false;
    }
    qsort(rules->tried, rules->tried_count, sizeof *rules->tried, compare_tried);
    for (uint32_t i = 0; i < rules->tried_count; i++) {
        literals[i] = rules->tried[i].literal;
        rules->filtered_count += literals[i].n > 0;
    }
    rules->index = gram_index_new(literals, rules->tried_count);
    free(literals);
    return rules->index != NULL;
}

static bool allocate(struct title_rules *rules, size_t count) {
    rules->arena = arena_new();
    rules->exact.forms = intern_new();
    rules->stems.forms = intern_new();
    rules->exact.rules = calloc(count + 1, sizeof *rules->exact.rules);
    rules->stems.rules = calloc(count + 1, sizeof *rules->stems.rules);
    rules->is_versionless = calloc(count + 1, sizeof *rules->is_versionless);
    rules->tried = calloc(count + 1, sizeof *rules->tried);
    rules->rules = rules->arena ? arena_alloc_array(rules->arena, count + 1, sizeof *rules->rules) : NULL;
    return rules->rules && rules->exact.forms && rules->stems.forms && rules->exact.rules && rules->stems.rules &&
           rules->is_versionless && rules->tried;
}

static bool build(struct title_rules *rules, const struct title_rule *from, size_t count,
                  const struct title_rule_report *report) {
    struct building building = {.rules = rules, .report = report};
    bool is_done = allocate(rules, count);

    for (size_t i = 0; is_done && i < count; i++) {
        rules->rules[rules->count++] = copy_rule(rules->arena, &from[i]);
        is_done = !arena_failed(rules->arena) && build_rule(&building, (uint32_t)i);
    }
    buffer_done(&building.folded);
    buffer_done(&building.stem);
    buffer_done(&building.literal);
    return is_done && !arena_failed(rules->arena) && build_index(rules);
}

enum err_code title_rules_new(const struct title_rule *rules, size_t count, const struct title_rule_report *report,
                              struct title_rules **ret_rules, struct err *err) {
    CLEANUP(title_rules_free_cleanup) struct title_rules *built = calloc(1, sizeof *built);

    if (count >= NO_RULE || !built || !build(built, rules, count, report)) {
        return err_no_memory(err);
    }
    *ret_rules = TAKE_PTR(built);
    return ERR_OK;
}

/* --- matching ------------------------------------------------------------------------------------------------------
 */

struct title_matcher {
    const struct title_rules *rules;
    struct regex_matcher *regex;
    struct gram_hits hits;
    struct buffer folded, stem;
    bool *is_over_limit; /* by rule: it gave up on a title */
};

enum err_code title_matcher_new(const struct title_rules *rules, struct title_matcher **ret_matcher, struct err *err) {
    CLEANUP(title_matcher_free_cleanup) struct title_matcher *matcher = calloc(1, sizeof *matcher);

    if (!matcher) {
        return err_no_memory(err);
    }
    matcher->rules = rules;
    matcher->regex = regex_matcher_new();
    matcher->is_over_limit = calloc(rules->count + 1, sizeof *matcher->is_over_limit);
    if (!matcher->regex || !matcher->is_over_limit || !gram_hits_init(&matcher->hits, rules->index)) {
        return err_no_memory(err);
    }
    *ret_matcher = TAKE_PTR(matcher);
    return ERR_OK;
}

void title_matcher_free(struct title_matcher *matcher) {
    if (!matcher) {
        return;
    }
    regex_matcher_free(matcher->regex);
    gram_hits_done(&matcher->hits);
    buffer_done(&matcher->folded);
    buffer_done(&matcher->stem);
    free(matcher->is_over_limit);
    free(matcher);
}

static bool try_one(struct title_matcher *matcher, uint32_t number, struct title_match *match) {
    const struct tried *tried = &matcher->rules->tried[number];
    struct str title = buffer_view(&matcher->folded);
    struct regex_captures captures = {0};

    if (tried->literal.n && !str_contains(title, tried->literal)) {
        return false;
    }
    if (tried->regex) {
        enum regex_result result = regex_match(tried->regex, matcher->regex, title, &captures);
        matcher->is_over_limit[tried->rule] |= result == REGEX_LIMIT;
        if (result != REGEX_YES) {
            return false;
        }
    } else if (!pattern_glob_matches(tried->glob, title)) {
        return false;
    }
    *match = (struct title_match){.rule = &matcher->rules->rules[tried->rule],
                                  .grade = TITLE_GRADE_RULE,
                                  .version = captures.version,
                                  .edition = captures.edition};
    return true;
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool try_all(struct title_matcher *matcher, struct title_match *match) {
    const struct title_rules *rules = matcher->rules;
    struct gram_hits *hits = &matcher->hits;

    if (matcher->folded.n > TITLE_MATCH_MAX) {
        return false;
    }
    gram_index_find(rules->index, buffer_view(&matcher->folded), hits);
    qsort(hits->items, hits->count, sizeof *hits->items, compare_numbers);
    for (uint32_t i = 0; i < hits->count; i++) {
        if (try_one(matcher, hits->items[i], match)) {
            return true;
        }
    }
    for (uint32_t number = rules->filtered_count; number < rules->tried_count; number++) {
        if (try_one(matcher, number, match)) {
            return true;
        }
    }
    return false;
}

static bool find_plain(const struct title_rules *rules, const struct plain *plain, struct str form,
                       enum title_grade grade, struct title_match *match) {
    uint32_t number = intern_find(plain->forms, form);

    if (number == INTERN_NONE) {
        return false;
    }
    *match = (struct title_match){.rule = &rules->rules[plain->rules[number]],
                                  .grade = grade,
                                  .is_versionless = rules->is_versionless[plain->rules[number]]};
    return true;
}

enum err_code title_matcher_find(struct title_matcher *matcher, struct str title, struct title_match *ret_match,
                                 struct err *err) {
    const struct title_rules *rules = matcher->rules;
    struct title_match match = {.grade = TITLE_GRADE_SOURCE};

    buffer_reset(&matcher->folded);
    buffer_reset(&matcher->stem);
    title_fold(title, &matcher->folded);
    if (matcher->folded.failed) {
        return err_no_memory(err);
    }
    if (matcher->folded.n &&
        !find_plain(rules, &rules->exact, buffer_view(&matcher->folded), TITLE_GRADE_EXACT, &match) &&
        !try_all(matcher, &match)) {
        title_stem(title, &matcher->stem);
        if (matcher->stem.failed) {
            return err_no_memory(err);
        }
        find_plain(rules, &rules->stems, buffer_view(&matcher->stem), TITLE_GRADE_FOLD, &match);
    }
    *ret_match = match;
    return ERR_OK;
}

void title_matcher_report(const struct title_matcher *matcher, const struct title_rule_report *report) {
    const struct title_rules *rules = matcher->rules;

    for (size_t i = 0; i < rules->count; i++) {
        if (matcher->is_over_limit[i]) {
            report_problem(report, RULE_LIMIT, &rules->rules[i], 0, STR_NONE);
        }
    }
}
