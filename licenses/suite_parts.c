#include "licenses/suite_parts.h"

#include "base/arena.h"

#include <stdlib.h>

struct suite_parts {
    struct arena *arena;
    struct title_matcher *matcher;
    struct str *names; /* of products, folded, in order */
    size_t count;
};

void suite_parts_free(struct suite_parts *parts) {
    if (parts) {
        title_matcher_free(parts->matcher);
        arena_free(parts->arena);
        free(parts);
    }
}

static int compare_names(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum err_code read_names(struct suite_parts *parts, const struct title_rules *rules, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    size_t count = title_rules_count(rules);

    parts->names = arena_alloc_array(parts->arena, count + 1, sizeof *parts->names);
    if (!parts->names) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const struct title_rule *rule = title_rules_get(rules, i);
        if (rule->title_class == TITLE_PRODUCT && rule->product.n) {
            buffer_reset(&folded);
            title_fold(rule->product, &folded);
            parts->names[parts->count++] = arena_dup(parts->arena, buffer_view(&folded));
        }
    }
    if (folded.failed || arena_failed(parts->arena)) {
        return err_no_memory(err);
    }
    qsort(parts->names, parts->count, sizeof *parts->names, compare_names);
    return ERR_OK;
}

enum err_code suite_parts_new(const struct title_rules *rules, struct suite_parts **ret_parts, struct err *err) {
    CLEANUP(suite_parts_free_cleanup) struct suite_parts *parts = calloc(1, sizeof *parts);

    if (!parts || !(parts->arena = arena_new())) {
        return err_no_memory(err);
    }
    enum err_code code = title_matcher_new(rules, &parts->matcher, err);
    code = code ? code : read_names(parts, rules, err);
    if (!code) {
        *ret_parts = TAKE_PTR(parts);
    }
    return code;
}

/* --- looking at a suite --------------------------------------------------------------------------------------------
 */

enum part_kind { PART_UNKNOWN, PART_PRODUCT, PART_ITSELF };

/* Is the folded name that of a product? */
static bool is_name(const struct suite_parts *parts, struct str folded) {
    return bsearch(&folded, parts->names, parts->count, sizeof folded, compare_names) != NULL;
}

static enum err_code kind_of(struct suite_parts *parts, const struct entitlement *suite, struct str component,
                             enum part_kind *ret_kind, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0}, title = {0}, key = {0};
    struct title_recognition recognition;
    enum err_code code = title_recognise(parts->matcher, component, STR_NONE, STR_NONE, &recognition, err);

    if (code) {
        return code;
    }
    recognition_key(&recognition, &key);
    title_fold(component, &folded);
    title_fold(suite->title, &title);
    if (key.failed || folded.failed || title.failed) {
        return err_no_memory(err);
    }
    bool is_same = key.n > 0 && str_eq(buffer_view(&key), suite->key);
    if (is_same || str_eq(buffer_view(&folded), buffer_view(&title))) {
        *ret_kind = PART_ITSELF;
    } else {
        bool is_recognised = key.n > 0 && recognition.title_class == TITLE_PRODUCT;
        *ret_kind = is_recognised || is_name(parts, buffer_view(&folded)) ? PART_PRODUCT : PART_UNKNOWN;
    }
    return ERR_OK;
}

static void append(struct buffer *list, struct str component) {
    if (list->n) {
        buffer_append_cstr(list, "; ");
    }
    buffer_append(list, component);
}

enum err_code suite_parts_look(struct suite_parts *parts, const struct entitlement *suite, struct buffer *unknown,
                               struct buffer *itself, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < suite->components.count; i++) {
        struct str component = suite->components.items[i];
        enum part_kind kind = PART_UNKNOWN;
        code = kind_of(parts, suite, component, &kind, err);
        if (!code && kind != PART_PRODUCT) {
            append(kind == PART_UNKNOWN ? unknown : itself, component);
        }
    }
    return (unknown->failed || itself->failed) && !code ? err_no_memory(err) : code;
}
