#include "products/regex.h"

#include "base/memory_out.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    PATTERN_MAX = 1000, /* bytes */
    NESTING_MAX = 50,   /* brackets */
    MATCH_STEPS = 20000,
    MATCH_DEPTH = 1000,
    MATCH_HEAP_KIB = 1024,
    NO_GROUP = 0,
};

struct regex {
    pcre2_code *code;
    uint32_t version_group, edition_group;
};

struct regex_matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

/* The number of a named group, or NO_GROUP. */
static uint32_t find_group(const pcre2_code *code, const char *name) {
    int number = pcre2_substring_number_from_name(code, (PCRE2_SPTR)name);
    return number > 0 ? (uint32_t)number : NO_GROUP;
}

static pcre2_code *compile(struct str pattern, pcre2_compile_context *context, int *ret_error, size_t *ret_offset) {
    const uint32_t options = PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;

    pcre2_set_max_pattern_length(context, PATTERN_MAX);
    pcre2_set_parens_nest_limit(context, NESTING_MAX);
    return pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n, options, ret_error, ret_offset, context);
}

static void explain(struct regex_error *error, int number, size_t offset) {
    error->offset = offset;
    if (pcre2_get_error_message(number, (PCRE2_UCHAR *)error->message, sizeof error->message) < 0) {
        error->message[sizeof error->message - 1] = '\0';
    }
}

struct regex *regex_new(struct str pattern, struct regex_error *ret_error) {
    struct regex *regex = calloc(1, sizeof *regex);
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    int error = PCRE2_ERROR_NOMEMORY;
    size_t offset = 0;

    if (regex && context) {
        regex->code = compile(pattern, context, &error, &offset);
    }
    pcre2_compile_context_free(context);
    if (!regex || !regex->code) {
        explain(ret_error, error, offset);
        free(regex);
        return NULL;
    }
    regex->version_group = find_group(regex->code, "version");
    regex->edition_group = find_group(regex->code, "edition");
    return regex;
}

void regex_free(struct regex *regex) {
    if (regex) {
        pcre2_code_free(regex->code);
        free(regex);
    }
}

size_t regex_footprint(const struct regex *regex) {
    size_t size = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &size);
    return size + sizeof *regex;
}

struct regex_matcher *regex_matcher_new(void) {
    enum { PAIRS = 1000 }; /* more groups than a pattern of the longest length can have: each takes two bytes */
    struct regex_matcher *matcher = calloc(1, sizeof *matcher);
    if (!matcher) {
        return NULL;
    }
    matcher->data = pcre2_match_data_create(PAIRS, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    if (!matcher->data || !matcher->context) {
        regex_matcher_free(matcher);
        return NULL;
    }
    pcre2_set_match_limit(matcher->context, MATCH_STEPS);
    pcre2_set_depth_limit(matcher->context, MATCH_DEPTH);
    pcre2_set_heap_limit(matcher->context, MATCH_HEAP_KIB);
    return matcher;
}

void regex_matcher_free(struct regex_matcher *matcher) {
    if (matcher) {
        pcre2_match_data_free(matcher->data);
        pcre2_match_context_free(matcher->context);
        free(matcher);
    }
}

static struct str captured(const struct regex_matcher *matcher, struct str subject, uint32_t group) {
    const size_t *ends = pcre2_get_ovector_pointer(matcher->data);

    if (group == NO_GROUP || ends[2 * group] == PCRE2_UNSET || ends[2 * group] > ends[2 * group + 1]) {
        return STR_NONE;
    }
    return str_sub(subject, ends[2 * group], ends[2 * group + 1] - ends[2 * group]);
}

enum regex_result regex_match(const struct regex *regex, struct regex_matcher *matcher, struct str subject,
                              struct regex_captures *ret_captures) {
    PCRE2_SPTR text = (PCRE2_SPTR)(subject.n ? subject.p : "");
    int count = pcre2_match(regex->code, text, subject.n, 0, PCRE2_NO_UTF_CHECK, matcher->data, matcher->context);

    if (count == PCRE2_ERROR_NOMATCH) {
        return REGEX_NO;
    }
    if (count == PCRE2_ERROR_NOMEMORY) {
        memory_out_note();
    }
    if (count < 0) {
        return REGEX_LIMIT;
    }
    *ret_captures = (struct regex_captures){captured(matcher, subject, regex->version_group),
                                            captured(matcher, subject, regex->edition_group)};
    return REGEX_YES;
}

struct library_version regex_library(void) {
    char loaded[LIBRARY_VERSION_SIZE] = "";

    /* "10.42 2022-12-11" */
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= (int)sizeof loaded) {
        (void)pcre2_config(PCRE2_CONFIG_VERSION, loaded);
    }
    return library_version_of(LIBRARY_NUMBER(PCRE2_MAJOR) "." LIBRARY_NUMBER(PCRE2_MINOR), loaded);
}
