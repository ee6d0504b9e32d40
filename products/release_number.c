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

/* What a text says. */
struct reading {
    struct release_hit hit; /* of the first number that is a release's, else of the first that is several's, else of the
                               first */
    unsigned count;         /* of numbers */
    bool has_points;        /* one of them has parts */
};

/* A number without parts behind one that has them is of something else: "Tomcat 4.1 for Windows 7". */
static void read_text(const struct release_asking *asking, enum asked_text which, struct reading *reading) {
    struct str text = asking->texts[which];
    struct release_tuple tuple;

    while (reading->count < TUPLES_MAX && release_tuple_next(asking->set->rule, &text, &tuple)) {
        struct release_hit other;
        if (which == ASKED_TITLE && is_of_product(asking, &tuple)) {
            continue;
        }
        release_keys_find(asking, &tuple, &other);
        if (tuple.count == 1 && reading->has_points && !other.is_counted) {
            continue;
        }
        reading->has_points = reading->has_points || tuple.count > 1;
        if (reading->count++ == 0 || is_better(&reading->hit, &other)) {
            reading->hit = other;
        }
    }
}

static bool has_release(const struct reading *reading) {
    return reading->count > 0 && release_hit_is_any(&reading->hit);
}

/* Does the title say the version of the version's text? Then it has nothing to set against it. */
static bool says_again(const struct release_asking *asking, const struct release_tuple *version) {
    struct str text = asking->texts[ASKED_TITLE];
    struct release_tuple tuple;

    for (unsigned i = 0; i < TUPLES_MAX && release_tuple_next(asking->set->rule, &text, &tuple); i++) {
        if (release_tuple_begins(&tuple, version) || release_tuple_begins(version, &tuple)) {
            return true;
        }
    }
    return false;
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
static enum release_answer_kind miss(const struct release_asking *asking, const struct reading *version,
                                     const struct reading *title) {
    if (version->count > 0) {
        return version->hit.kind;
    }
    if (asking->texts[ASKED_VERSION].n > 0) {
        return RELEASE_UNREADABLE;
    }
    return title->count == 0 ? RELEASE_NO_VERSION : title->count == 1 ? title->hit.kind : RELEASE_UNREADABLE;
}

void release_find_number(const struct release_asking *asking, struct release_hit *hit) {
    struct reading version = {0}, title = {0};

    read_text(asking, ASKED_VERSION, &version);
    read_text(asking, ASKED_TITLE, &title);
    if (has_release(&version)) {
        *hit = version.hit;
        if (hit->kind == RELEASE_SEVERAL) {
            narrow(hit, &title.hit);
        }
        return;
    }
    if (has_release(&title) && !(version.count > 0 && says_again(asking, &version.hit.tuple))) {
        *hit = title.hit;
        return;
    }
    if (version.count == 0) {
        release_keys_find_words(asking, hit);
    }
    if (hit->count == 0) {
        hit->kind = miss(asking, &version, &title);
    }
}
