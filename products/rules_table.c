#include "products/rules_table.h"

#include "base/arena.h"
#include "inventory/problem.h"

static const enum problem problems[RULE_PROBLEM_COUNT] = {
    [RULE_SYNTAX] = PROBLEM_PATTERN_SYNTAX,         [RULE_TOO_LARGE] = PROBLEM_PATTERN_TOO_LARGE,
    [RULE_NO_LITERAL] = PROBLEM_PATTERN_NO_LITERAL, [RULE_REFUSED] = PROBLEM_PATTERN_REFUSED,
    [RULE_TWICE] = PROBLEM_PATTERN_TWICE,           [RULE_LIMIT] = PROBLEM_PATTERN_LIMIT,
};

/* Argument 1 says what the sentence needs: the place in the pattern, the earlier row, the bound. */
static void diagnose(void *context, enum title_rule_problem problem, const struct title_rule *rule, size_t character,
                     struct str detail) {
    struct diagnostics *diagnostics = context;
    struct buffer text = {0};
    struct diagnostic diagnostic = {
        .problem = problems[problem], .file = rule->file, .line = rule->line, .heading = STR("pattern")};

    if (problem == RULE_SYNTAX) {
        buffer_printf(&text, "%zu: ", character);
    } else if (problem == RULE_REFUSED) {
        buffer_printf(&text, "%d", TITLE_UNFILTERED_MAX);
    }
    buffer_append(&text, detail);
    diagnostic.args[0] = rule->pattern;
    diagnostic.args[1] = buffer_view(&text);
    diagnostics_add(diagnostics, &diagnostic);
    buffer_done(&text);
}

static enum title_class read_class(struct row_reader *reader) {
    struct value value = row_reader_value(reader, PRODUCTS_CLASS);
    /* the words of the column stand in the order of the classes */
    return value.is_set && value.number >= 0 && value.number < TITLE_UNKNOWN ? (enum title_class)value.number
                                                                             : TITLE_UNKNOWN;
}

static enum title_licensable read_licensable(struct row_reader *reader) {
    struct value value = row_reader_value(reader, PRODUCTS_LICENSABLE);
    return !value.is_set ? LICENSABLE_UNSAID : value.number ? LICENSABLE_YES : LICENSABLE_NO;
}

static struct title_rule read_rule(const struct table *table, uint32_t row, struct row_reader *reader,
                                   struct arena *arena) {
    struct title_rule rule = {
        .title_class = read_class(reader),
        .licensable = read_licensable(reader),
        .file = table_file_name(table, row),
        .line = table_line(table, row),
    };
    const struct {
        struct str *to;
        unsigned column;
    } texts[] = {
        {&rule.pattern, PRODUCTS_PATTERN}, {&rule.vendor, PRODUCTS_VENDOR},       {&rule.product, PRODUCTS_PRODUCT},
        {&rule.edition, PRODUCTS_EDITION}, {&rule.version, PRODUCTS_VERSION},     {&rule.purl, PRODUCTS_PURL},
        {&rule.cpe, PRODUCTS_CPE},         {&rule.endoflife, PRODUCTS_ENDOFLIFE},
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        *texts[i].to = arena_dup(arena, row_reader_text(reader, texts[i].column));
    }
    return rule;
}

static enum err_code read_rows(const struct table *table, struct title_rule *rules, struct arena *arena,
                               struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        rules[row] = read_rule(table, row, reader, arena);
    }
    if (code == ERR_OK) {
        code = row_reader_error(reader, err);
    }
    return code == ERR_OK && arena_failed(arena) ? err_no_memory(err) : code;
}

enum err_code title_rules_read(const struct table *table, struct diagnostics *diagnostics,
                               struct title_rules **ret_rules, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    size_t count = table ? table_rows(table) : 0;
    struct title_rule *rules = arena ? arena_alloc_array(arena, count + 1, sizeof *rules) : NULL;
    struct title_rule_report report = {diagnostics, diagnose};

    enum err_code code = rules ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK && count) {
        code = read_rows(table, rules, arena, err);
    }
    return code == ERR_OK ? title_rules_new(rules, count, diagnostics ? &report : NULL, ret_rules, err) : code;
}

void title_matcher_diagnose(const struct title_matcher *matcher, struct diagnostics *diagnostics) {
    struct title_rule_report report = {diagnostics, diagnose};
    title_matcher_report(matcher, &report);
}
