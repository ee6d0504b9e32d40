#include "products/release_set.h"

#include <stdlib.h>

#include "base/text.h"

/* No version is longer: what is behind is not looked at. */
enum { TEXT_MAX = 512 };

/* --- building ------------------------------------------------------------------------------------------------------
 */

static struct str fold(struct arena *arena, struct str text, struct buffer *buffer) {
    if (text_is_ascii(text)) {
        return text;
    }
    buffer_reset(buffer);
    (void)text_fold(text, buffer);
    return arena_dup(arena, buffer_view(buffer));
}

static bool fold_texts(struct release_set *set) {
    CLEANUP(buffer_done) struct buffer buffer = {0};
    bool has_failed = false;

    for (uint32_t i = 0; i < set->count; i++) {
        struct release_def *texts = &set->texts[i];
        *texts = set->releases[i];
        struct str *const folded[] = {&texts->name, &texts->label, &texts->codename, &texts->latest};
        for (size_t k = 0; k < ARRAY_LEN(folded); k++) {
            *folded[k] = fold(set->arena, *folded[k], &buffer);
            has_failed |= buffer.failed;
        }
    }
    return !has_failed && !arena_failed(set->arena);
}

/* A label without what is in quotation marks and brackets, which are names; and nothing behind a brace, which is a
 * template that was not filled in. */
static struct str plain_label(struct arena *arena, struct str label) {
    char *plain = arena_alloc(arena, label.n + 1), closing = '\0';
    size_t n = 0;

    for (size_t i = 0; plain && i < label.n && label.p[i] != '{'; i++) {
        char c = label.p[i];
        if (closing) {
            closing = c == closing ? '\0' : closing;
        } else if (c == '(' || c == '<' || (c == '\'' && i > 0 && label.p[i - 1] == ' ')) {
            closing = c == '(' ? ')' : c == '<' ? '>' : '\'';
        } else {
            plain[n++] = c;
        }
    }
    return (struct str){plain, plain ? n : 0};
}

static void add_key(struct release_set *set, struct release_key key) {
    set->keys[set->key_count++] = key;
}

static void add_name(struct release_set *set, uint32_t number) {
    struct release_key key = {.release = number, .is_name = true};

    if (!release_tuple_of_name(set->rule, set->texts[number].name, &key.tuple)) {
        key.tuple = (struct release_tuple){.before = set->texts[number].name};
    }
    if (key.tuple.letters.n > 0) { /* of a name they are a word like others: 4.4W is no 4.4 */
        key.tuple.rest = str_range(key.tuple.letters.p, key.tuple.rest.p + key.tuple.rest.n);
    }
    add_key(set, key);
}

/* Is there a name, the release's own or another's, that says the number, or part of it? */
static bool is_name_number(const struct release_set *set, uint32_t number, const struct release_tuple *tuple) {
    for (uint32_t i = 0; i < set->count; i++) {
        const struct release_tuple *name = &set->keys[i].tuple;
        bool is_own = i == number && (release_tuple_begins(tuple, name) || release_tuple_begins(name, tuple));
        if (name->count > 0 && (is_own || release_tuple_compare(name, tuple) == 0)) {
            return true;
        }
    }
    return false;
}

/* The label's number, where it is another than the name's: 26ai is 23. The names are the first keys, in order. */
static void add_label(struct release_set *set, uint32_t number) {
    struct str label = plain_label(set->arena, set->texts[number].label);
    struct release_key key = {.release = number};

    if (release_tuple_next(set->rule, &label, &key.tuple) && !is_name_number(set, number, &key.tuple)) {
        key.tuple.before = STR_NONE;
        add_key(set, key);
    }
}

static uint32_t find_name(const struct release_set *set, struct str name) {
    uint32_t number = 0;

    while (number < set->count && !str_eq(set->texts[number].name, name)) {
        number++;
    }
    return number;
}

static void add_numbers(struct release_set *set) {
    const struct release_number *row;
    size_t index = 0;

    while ((row = release_number_next(set->product, &index))) {
        struct release_key key = {.release = find_name(set, str_from(row->release)), .is_first = row->is_first};
        struct str text = str_from(row->number);
        if (key.release < set->count && release_tuple_next(set->rule, &text, &key.tuple)) {
            add_key(set, key);
        }
    }
}

static uint32_t count_numbers(struct str product) {
    uint32_t count = 0;

    for (size_t index = 0; release_number_next(product, &index);) {
        count++;
    }
    return count;
}

static bool allocate(struct release_set *set) {
    size_t keys = 2 * (size_t)set->count + count_numbers(set->product);

    set->texts = arena_alloc_array(set->arena, set->count + 1, sizeof *set->texts);
    set->latest = arena_alloc_array(set->arena, set->count + 1, sizeof *set->latest);
    set->keys = arena_alloc_array(set->arena, keys + 1, sizeof *set->keys);
    if (set->rule->kind == RELEASE_WINDOWS) {
        set->windows = arena_alloc_array(set->arena, set->count + 1, sizeof *set->windows);
    }
    return !arena_failed(set->arena);
}

/* Models are compared as texts, and releases of Windows have facts of their own. */
static void add_keys(struct release_set *set) {
    for (uint32_t i = 0; i < set->count; i++) {
        add_name(set, i);
    }
    for (uint32_t i = 0; i < set->count; i++) {
        add_label(set, i);
    }
    add_numbers(set);
}

static bool fill(struct release_set *set) {
    if (!allocate(set) || !fold_texts(set)) {
        return false;
    }
    for (uint32_t i = 0; i < set->count; i++) {
        struct str latest = set->texts[i].latest;
        (void)release_tuple_next(set->rule, &latest, &set->latest[i]);
        if (set->windows) {
            windows_release_read(set, i, &set->windows[i]);
        }
    }
    if (set->rule->kind == RELEASE_NUMBERED) {
        add_keys(set);
    }
    return !arena_failed(set->arena);
}

enum err_code release_set_new(struct str product, const struct release_def *releases, uint32_t count,
                              struct release_set **ret_set, struct err *err) {
    CLEANUP(release_set_free_cleanup) struct release_set *set = calloc(1, sizeof *set);

    if (!set) {
        return err_no_memory(err);
    }
    *set = (struct release_set){.arena = arena_new(),
                                .product = product,
                                .releases = releases,
                                .count = count,
                                .rule = release_rule_find(product)};
    if (!set->arena || !fill(set)) {
        return err_no_memory(err);
    }
    *ret_set = TAKE_PTR(set);
    return ERR_OK;
}

void release_set_free(struct release_set *set) {
    if (set) {
        arena_free(set->arena);
        free(set);
    }
}

const struct release_def *release_set_get(const struct release_set *set, uint32_t number) {
    return &set->releases[number];
}

uint32_t release_set_count(const struct release_set *set) {
    return set->count;
}

/* --- finding -------------------------------------------------------------------------------------------------------
 */

void release_hit_add(struct release_hit *hit, uint32_t release) {
    for (unsigned i = 0; i < hit->count; i++) {
        if (hit->candidates[i] == release) {
            return;
        }
    }
    if (hit->count < RELEASE_CANDIDATES_MAX) {
        hit->candidates[hit->count++] = release;
    }
}

void release_hit_settle(struct release_hit *hit, enum release_answer_kind kind) {
    hit->kind = hit->count == 0 ? kind : hit->count == 1 ? RELEASE_FOUND : RELEASE_SEVERAL;
}

static int compare_numbers(const void *a, const void *b) {
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static bool are_behind(const struct release_set *set, const struct release_hit *hit) {
    for (unsigned i = 0; i < hit->count; i++) {
        if (!release_is_behind(set, hit->candidates[i], &hit->tuple)) {
            return false;
        }
    }
    return hit->count > 0;
}

static void answer(const struct release_set *set, const struct release_hit *hit, struct release_answer *ret_answer) {
    *ret_answer = (struct release_answer){.kind = hit->kind, .count = hit->count, .is_behind = are_behind(set, hit)};
    memcpy(ret_answer->candidates, hit->candidates, hit->count * sizeof hit->candidates[0]);
    qsort(ret_answer->candidates, hit->count, sizeof hit->candidates[0], compare_numbers);
}

static void search(const struct release_asking *asking, struct release_hit *hit) {
    static void (*const by_kind[])(const struct release_asking *, struct release_hit *) = {
        [RELEASE_NUMBERED] = release_find_number,
        [RELEASE_MODEL] = release_find_model,
        [RELEASE_WINDOWS] = release_find_windows,
    };
    if (!release_find_whole(asking, hit)) {
        by_kind[asking->set->rule->kind](asking, hit);
    }
}

enum err_code release_set_find(const struct release_set *set, const struct release_query *query,
                               struct release_answer *ret_answer, struct err *err) {
    const struct str texts[RELEASE_TEXTS] = {query->version, query->title, query->edition};
    struct buffer folded[RELEASE_TEXTS] = {{0}};
    struct release_asking asking = {.set = set};
    struct release_hit hit = {.kind = RELEASE_NO_VERSION};
    bool has_failed = false;

    for (unsigned i = 0; i < RELEASE_TEXTS; i++) {
        struct str text = str_trim(str_sub(texts[i], 0, TEXT_MAX));
        asking.texts[i] = text;
        if (!text_is_ascii(text)) {
            (void)text_fold(text, &folded[i]);
            asking.texts[i] = str_trim(buffer_view(&folded[i]));
            has_failed = has_failed || folded[i].failed;
        }
    }
    if (!has_failed) {
        search(&asking, &hit);
        answer(set, &hit, ret_answer);
    }
    for (unsigned i = 0; i < RELEASE_TEXTS; i++) {
        buffer_done(&folded[i]);
    }
    return has_failed ? err_no_memory(err) : ERR_OK;
}
