#include "products/release_keys.h"

/* A choice among the keys: those that FITS takes for the version. */
struct choice;
typedef bool (*key_fits)(const struct choice *choice, const struct release_key *key);
struct choice {
    const struct release_asking *asking;
    const struct release_tuple *tuple;
    key_fits fits;
    unsigned length; /* of the longest number that is part of the version */
};

/* The words of a key that tell it from others of the same number. */
struct tally {
    unsigned required, open;     /* how many there are */
    bool has_required, has_open; /* are all of them said? */
};

/* --- words ---------------------------------------------------------------------------------------------------------
 */

static bool is_open(const struct release_rule *rule, struct str word) {
    while (word.n > 0 && str_is_digit(word.p[word.n - 1])) {
        word.n--;
    }
    return release_word_is_listed(rule->open, word);
}

static struct tally tally_words(const struct release_asking *asking, const struct release_key *key) {
    struct tally tally = {0, 0, true, true};
    struct str rest = key->tuple.rest, word;

    while (release_word_next(&rest, &word)) {
        if (str_is_digit(word.p[0])) {
            continue;
        }
        bool is_said = release_word_is_said(asking->texts, word);
        if (is_open(asking->set->rule, word)) {
            tally.open++;
            tally.has_open = tally.has_open && is_said;
        } else {
            tally.required++;
            tally.has_required = tally.has_required && is_said;
        }
    }
    return tally;
}

/* What the best of the keys that fit say. */
struct best {
    bool is_any;       /* at least one has all its required words said */
    unsigned required; /* the most of these */
    unsigned open;     /* the most open words, all said, among those with that many */
};

static bool is_good(const struct best *best, const struct tally *tally) {
    return !best->is_any || (tally->has_required && tally->required == best->required);
}

static bool is_best(const struct best *best, const struct tally *tally) {
    return is_good(best, tally) && (best->open == 0 || (tally->has_open && tally->open == best->open));
}

static struct best weigh(const struct choice *choice) {
    const struct release_set *set = choice->asking->set;
    struct best best = {0};

    for (uint32_t i = 0; i < set->key_count; i++) {
        if (choice->fits(choice, &set->keys[i])) {
            struct tally tally = tally_words(choice->asking, &set->keys[i]);
            if (tally.has_required && (!best.is_any || tally.required >= best.required)) {
                best.open = best.is_any && tally.required == best.required ? best.open : 0;
                best.is_any = true;
                best.required = tally.required;
                best.open = tally.has_open && tally.open > best.open ? tally.open : best.open;
            }
        }
    }
    return best;
}

static void choose(const struct choice *choice, struct release_hit *hit) {
    const struct release_set *set = choice->asking->set;
    struct best best = weigh(choice);

    for (uint32_t i = 0; i < set->key_count; i++) {
        if (choice->fits(choice, &set->keys[i])) {
            struct tally tally = tally_words(choice->asking, &set->keys[i]);
            if (is_best(&best, &tally)) {
                release_hit_add(hit, set->keys[i].release);
            }
        }
    }
}

/* --- numbers -------------------------------------------------------------------------------------------------------
 */

/* "LMDE 7" is a 7 only where LMDE is said; and a second release, 2008 R2, is another product than 2008. */
static bool is_usable(const struct release_asking *asking, const struct release_key *key) {
    static const struct str second = {"r2", 2};

    return key->tuple.count > 0 && release_words_are_said(asking->texts, key->tuple.before) &&
           (!release_word_stands(key->tuple.rest, second) || release_word_is_said(asking->texts, second));
}

/* The release's number is the first part of the version. */
static bool is_prefix(const struct choice *choice, const struct release_key *key) {
    return !key->is_first && release_tuple_begins(choice->tuple, &key->tuple) &&
           (choice->length == 0 || key->tuple.count == choice->length) && is_usable(choice->asking, key);
}

/* The version is the first part of the release's number: it is said less exactly. */
static bool is_inexact(const struct choice *choice, const struct release_key *key) {
    return key->tuple.count > choice->tuple->count && release_tuple_begins(&key->tuple, choice->tuple) &&
           is_usable(choice->asking, key);
}

static bool is_inexact_first(const struct choice *choice, const struct release_key *key) {
    return key->is_first && is_inexact(choice, key);
}

/* The one with the greatest first version that is not greater than the version. */
static bool is_begun(const struct choice *choice, const struct release_key *key) {
    return key->is_first && release_tuple_compare(&key->tuple, choice->tuple) <= 0 &&
           (key->tuple.count == 1 || key->tuple.at[0] == choice->tuple->at[0]);
}

static const struct release_key *greatest_begun(const struct choice *choice) {
    const struct release_set *set = choice->asking->set;
    const struct release_key *greatest = NULL;

    for (uint32_t i = 0; i < set->key_count; i++) {
        const struct release_key *key = &set->keys[i];
        if (is_begun(choice, key) && (!greatest || release_tuple_compare(&key->tuple, &greatest->tuple) > 0)) {
            greatest = key;
        }
    }
    return greatest;
}

static bool find_first(struct choice *choice, struct release_hit *hit) {
    choice->fits = is_inexact_first;
    choose(choice, hit);
    if (hit->count == 0) {
        const struct release_key *begun = greatest_begun(choice);
        if (begun) {
            release_hit_add(hit, begun->release);
            hit->is_counted = begun->tuple.count == 1;
        }
    }
    return hit->count > 0;
}

static bool find_longest(struct choice *choice, struct release_hit *hit) {
    const struct release_set *set = choice->asking->set;
    unsigned longest = 0;

    choice->fits = is_prefix;
    choice->length = 0;
    for (uint32_t i = 0; i < set->key_count; i++) {
        if (set->keys[i].tuple.count > longest && is_prefix(choice, &set->keys[i])) {
            longest = set->keys[i].tuple.count;
        }
    }
    choice->length = longest;
    if (longest > 0) {
        choose(choice, hit);
    }
    return hit->count > 0;
}

static bool find_inexact(struct choice *choice, struct release_hit *hit) {
    choice->fits = is_inexact;
    choose(choice, hit);
    return hit->count > 0;
}

/* --- what goes on ---------------------------------------------------------------------------------------------------
 */

static bool is_of_branch(const struct release_key *a, const struct release_key *b) {
    return a->is_name && b->is_name && str_eq(a->tuple.rest, b->tuple.rest);
}

/* A branch goes on until the next of its kind; the last one as far as its latest version says. */
static bool is_branch(const struct choice *choice, const struct release_key *key) {
    const struct release_set *set = choice->asking->set;
    const struct release_tuple *latest = &set->latest[key->release];

    if (!key->is_name || key->tuple.count == 0 || release_tuple_compare(&key->tuple, choice->tuple) > 0) {
        return false;
    }
    bool is_last = true;
    for (uint32_t i = 0; i < set->key_count; i++) {
        const struct release_key *other = &set->keys[i];
        if (is_of_branch(key, other) && release_tuple_compare(&other->tuple, &key->tuple) > 0) {
            is_last = false;
            if (release_tuple_compare(&other->tuple, choice->tuple) <= 0) {
                return false;
            }
        }
    }
    return !is_last || (latest->count > 0 && choice->tuple->at[0] <= latest->at[0]);
}

static bool find_branch(struct choice *choice, struct release_hit *hit) {
    if (!(choice->asking->set->rule->traits & RELEASE_IS_BRANCH)) {
        return false;
    }
    choice->fits = is_branch;
    choose(choice, hit);
    return hit->count > 0;
}

/* The release's number and its latest version enclose the version. */
static bool is_enclosed(const struct choice *choice, const struct release_key *key) {
    const struct release_tuple *latest = &choice->asking->set->latest[key->release];

    return key->is_name && key->tuple.count > 0 && latest->count > 0 &&
           release_is_year(key->tuple.at[0]) == release_is_year(latest->at[0]) &&
           release_tuple_compare(&key->tuple, choice->tuple) <= 0 &&
           release_tuple_compare(choice->tuple, latest) <= 0 && is_usable(choice->asking, key);
}

static bool find_enclosed(struct choice *choice, struct release_hit *hit) {
    choice->fits = is_enclosed;
    choose(choice, hit);
    return hit->count > 0;
}

/* --- none ----------------------------------------------------------------------------------------------------------
 */

/* Where does the version lie among names that count as it does? A year is not compared with a number. */
static enum release_answer_kind place(const struct choice *choice) {
    const struct release_set *set = choice->asking->set;
    const struct release_tuple *tuple = choice->tuple;
    bool is_above = false, is_below = false;

    for (uint32_t i = 0; i < set->key_count; i++) {
        const struct release_key *key = &set->keys[i];
        if (is_usable(choice->asking, key) && release_is_year(key->tuple.at[0]) == release_is_year(tuple->at[0])) {
            bool is_greater = release_tuple_compare(tuple, &key->tuple) > 0;
            is_above = is_above || is_greater;
            is_below = is_below || !is_greater;
        }
    }
    if (is_above == is_below) {
        return is_above ? RELEASE_BETWEEN : RELEASE_UNREADABLE;
    }
    return is_above ? RELEASE_NEWER : RELEASE_OLDER;
}

void release_keys_find(const struct release_asking *asking, const struct release_tuple *tuple,
                       struct release_hit *hit) {
    static bool (*const ways[])(struct choice *, struct release_hit *) = {find_first, find_branch, find_longest,
                                                                          find_inexact, find_enclosed};
    struct choice choice = {.asking = asking, .tuple = tuple};

    *hit = (struct release_hit){.tuple = *tuple};
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        if (ways[i](&choice, hit)) {
            break;
        }
    }
    release_hit_settle(hit, hit->count == 0 ? place(&choice) : RELEASE_UNREADABLE);
}

/* --- words only ----------------------------------------------------------------------------------------------------
 */

static unsigned count_words(struct str name) {
    unsigned count = 0;
    struct str word;

    while (release_word_next(&name, &word)) {
        count++;
    }
    return count;
}

/* Of several codenames that are said the one of most words: "High Sierra" is not "Sierra". */
static void find_codename(const struct release_asking *asking, bool is_first_word, struct release_hit *hit) {
    unsigned most = 0;

    for (uint32_t i = 0; i < asking->set->count; i++) {
        struct str name = asking->set->texts[i].codename, first;
        if (is_first_word && release_word_next(&name, &first)) {
            name = first;
        }
        unsigned count = count_words(name);
        if (count == 0 || count < most || !release_words_are_said(asking->texts, name)) {
            continue;
        }
        hit->count = count > most ? 0 : hit->count;
        most = count;
        release_hit_add(hit, i);
    }
}

void release_keys_find_words(const struct release_asking *asking, struct release_hit *hit) {
    const struct release_set *set = asking->set;

    *hit = (struct release_hit){0};
    for (uint32_t i = 0; i < set->key_count; i++) {
        const struct release_key *key = &set->keys[i];
        if (key->tuple.count == 0 && count_words(key->tuple.before) > 0 &&
            release_words_are_said(asking->texts, key->tuple.before)) {
            release_hit_add(hit, key->release);
        }
    }
    if (hit->count == 0) {
        find_codename(asking, false, hit);
    }
    if (hit->count == 0) {
        find_codename(asking, true, hit);
    }
    release_hit_settle(hit, RELEASE_UNREADABLE);
}
