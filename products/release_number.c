/* Finding the release of a version that is numbers: out of the version's text first, then out of the title's. */

#include "products/release_keys.h"

/* More numbers than these in one text are not looked at. */
enum { TUPLES_MAX = 16 };

static bool has_letter(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (str_is_alnum(text.p[i]) && !str_is_digit(text.p[i])) {
            return true;
        }
    }
    return false;
}

bool release_find_whole(const struct release_asking *asking, struct release_hit *hit) {
    struct str version = asking->texts[ASKED_VERSION], rest = version;

    if (!has_letter(version)) {
        return false;
    }
    for (uint32_t i = 0; i < asking->set->count; i++) {
        const struct release_def *release = &asking->set->texts[i];
        if (str_eq_ignore_case(version, release->name) || str_eq_ignore_case(version, release->label)) {
            release_hit_add(hit, i);
        }
    }
    (void)release_tuple_next(asking->set->rule, &rest, &hit->tuple);
    release_hit_settle(hit, RELEASE_UNREADABLE);
    return hit->count > 0;
}

/* Is it the 365 of "Microsoft 365", a part of the product's own name? */
static bool is_of_product(const struct release_asking *asking, const struct release_tuple *tuple) {
    struct str name = asking->set->product, word;
    uint64_t number;

    while (tuple->count == 1 && release_word_next(&name, &word)) {
        if (str_to_u64(word, &number) && number == tuple->at[0]) {
            return true;
        }
    }
    return false;
}

/* Is the second one better? A release that was found is not given up, but for a number that can be nothing else (4.8,
 * release 533320); a version that says it more exactly is taken. */
static bool is_better(const struct release_hit *hit, const struct release_hit *other) {
    if (other->is_counted != hit->is_counted) {
        return other->is_counted;
    }
    if (other->kind == RELEASE_FOUND && hit->kind == RELEASE_FOUND) {
        return other->candidates[0] == hit->candidates[0] && other->tuple.count > hit->tuple.count;
    }
    return other->kind < hit->kind && release_hit_is_any(other);
}

/* What the numbers of a text say: the first that is a release's, else the first that is several's. Without, where the
 * first number lies; *RET_COUNT says how many there were. */
static void find_in(const struct release_asking *asking, struct str text, bool is_title, struct release_hit *hit,
                    unsigned *ret_count) {
    struct release_tuple tuple;
    unsigned count = 0;

    while (count < TUPLES_MAX && release_tuple_next(asking->set->rule, &text, &tuple)) {
        struct release_hit other;
        if (is_title && is_of_product(asking, &tuple)) {
            continue;
        }
        release_keys_find(asking, &tuple, &other);
        if (count++ == 0 || is_better(hit, &other)) {
            *hit = other;
        }
    }
    *ret_count = count;
}

/* Leaves those of HIT that OTHER has too, if there are any. */
static void narrow(struct release_hit *hit, const struct release_hit *other) {
    struct release_hit both = {.tuple = hit->tuple};

    for (unsigned i = 0; i < hit->count; i++) {
        for (unsigned j = 0; j < other->count; j++) {
            if (hit->candidates[i] == other->candidates[j]) {
                release_hit_add(&both, hit->candidates[i]);
            }
        }
    }
    if (both.count > 0) {
        *hit = both;
        release_hit_settle(hit, RELEASE_SEVERAL);
    }
}

/* No text has a release: which of the reasons counts. */
static enum release_answer_kind miss(const struct release_asking *asking, const struct release_hit *version,
                                     unsigned version_count, const struct release_hit *title, unsigned title_count) {
    if (version_count > 0) {
        return version->kind;
    }
    if (asking->texts[ASKED_VERSION].n > 0) {
        return RELEASE_UNREADABLE;
    }
    return title_count == 0 ? RELEASE_NO_VERSION : title_count == 1 ? title->kind : RELEASE_UNREADABLE;
}

void release_find_number(const struct release_asking *asking, struct release_hit *hit) {
    struct release_hit version = {0}, title = {0};
    unsigned version_count = 0, title_count = 0;

    find_in(asking, asking->texts[ASKED_VERSION], false, &version, &version_count);
    if (version_count > 0 && version.kind == RELEASE_FOUND) {
        *hit = version;
        return;
    }
    find_in(asking, asking->texts[ASKED_TITLE], true, &title, &title_count);
    if (version_count > 0 && version.kind == RELEASE_SEVERAL) {
        *hit = version;
        narrow(hit, &title);
        return;
    }
    if (title_count > 0 && release_hit_is_any(&title)) {
        *hit = title;
        return;
    }
    release_keys_find_words(asking, hit);
    if (hit->count == 0) {
        hit->kind = miss(asking, &version, version_count, &title, title_count);
    }
}
