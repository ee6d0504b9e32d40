#include "licenses/term_words.h"

#include "base/arena.h"
#include "licenses/aliases.h"
#include "licenses/name_fit.h"

#include <stdlib.h>

/* --- lists that come with the program ------------------------------------------------------------------------------
 */

struct country_row {
    const char *codes, *names;
};
static const struct country_row country_rows[] = {
#define COUNTRY(CODE, NAMES) {CODE, NAMES},
#include "licenses/country.def"
#define REGION(CODES, NAMES) {CODES, NAMES},
#include "licenses/country_region.def"
};

struct purpose_row {
    unsigned sides[2]; /* by enum purpose_side */
    const char *words;
};
static const struct purpose_row purpose_rows[] = {
#define B                         (1U << PURPOSE_BUSINESS)
#define D                         (1U << PURPOSE_DEVELOPMENT)
#define T                         (1U << PURPOSE_TEST)
#define R                         (1U << PURPOSE_TRAINING)
#define A                         (1U << PURPOSE_ACADEMIC)
#define P                         (1U << PURPOSE_PRIVATE)
#define E                         (1U << PURPOSE_EVALUATION)
#define N                         (1U << PURPOSE_NONCOMMERCIAL)
#define PURPOSE(TERM, USE, WORDS) {{TERM, USE}, WORDS},
#include "licenses/purpose.def"
#undef B
#undef D
#undef T
#undef R
#undef A
#undef P
#undef E
#undef N
};

static const char *const own_rows[] = {
#define OWN(WORDS) WORDS,
#include "licenses/own_word.def"
};

/* What may stand behind a word without changing what it says, longer ones before those they end in. */
static const char *const purpose_endings[] = {
    "限定", "専用", "目的",  "利用", "使用",     "用途",      "のみ",         "向け",
    "環境", "用",   " only", " use", " purpose", " purposes", " environment",
};
static const char *const use_endings[] = {
    "サーバー", "サーバ", "パソコン", "マシン", "端末", "機", "pc", "server", "host", "machine",
};
static const char *const country_endings[] = {
    "に限る", "のみ", "限定", "加盟国", "国内", "圏内", "域内", "内", " only",
};

/* --- the words in order --------------------------------------------------------------------------------------------
 */

/* What a word of either list means. */
struct meaning {
    struct str word;
    struct str codes;     /* of countries: "JP", "BE LU NL", "*" */
    unsigned purposes[2]; /* by enum purpose_side */
};

struct meaning_list {
    struct meaning *items; /* by word */
    size_t count;
};

struct term_words {
    struct arena *arena;
    struct meaning_list countries, purposes;
    struct aliases *aliases;
};

static int order_meanings(const void *a, const void *b) {
    const struct meaning *x = a, *y = b;
    return str_cmp(x->word, y->word);
}

static size_t count_words(const char *words) {
    size_t count = 1;

    for (; *words; words++) {
        count += *words == '|';
    }
    return count;
}

static void add_words(struct meaning_list *list, const char *words, struct meaning meaning) {
    struct str rest = str_from(words);

    while (str_cut(&rest, '|', &meaning.word)) {
        list->items[list->count++] = meaning;
    }
}

/* The codes themselves are words, too. */
static bool list_countries(struct arena *arena, struct meaning_list *list) {
    size_t most = 0;

    for (size_t i = 0; i < ARRAY_LEN(country_rows); i++) {
        most += count_words(country_rows[i].names) + 1;
    }
    list->items = arena_alloc_array(arena, most, sizeof *list->items);
    for (size_t i = 0; list->items && i < ARRAY_LEN(country_rows); i++) {
        struct meaning meaning = {.codes = str_from(country_rows[i].codes)};
        add_words(list, country_rows[i].names, meaning);
        if (meaning.codes.n == 2) {
            meaning.word = arena_dup_lower(arena, meaning.codes);
            list->items[list->count++] = meaning;
        }
    }
    return list->items && !arena_failed(arena);
}

static bool list_purposes(struct arena *arena, struct meaning_list *list) {
    size_t most = 0;

    for (size_t i = 0; i < ARRAY_LEN(purpose_rows); i++) {
        most += count_words(purpose_rows[i].words);
    }
    list->items = arena_alloc_array(arena, most, sizeof *list->items);
    for (size_t i = 0; list->items && i < ARRAY_LEN(purpose_rows); i++) {
        const unsigned *sides = purpose_rows[i].sides;
        add_words(list, purpose_rows[i].words, (struct meaning){.purposes = {sides[0], sides[1]}});
    }
    return list->items != NULL;
}

static const struct meaning *find_meaning(const struct meaning_list *list, struct str word) {
    struct meaning key = {.word = word};
    return bsearch(&key, list->items, list->count, sizeof *list->items, order_meanings);
}

static bool drop_ending(struct str *word, const char *const *endings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (word->n > str_from(endings[i]).n && str_drop_suffix(word, str_from(endings[i]))) {
            *word = str_trim(*word);
            return true;
        }
    }
    return false;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

enum err_code term_words_read(const struct table *aliases, struct term_words **ret_words, struct err *err) {
    CLEANUP(term_words_free_cleanup) struct term_words *words = calloc(1, sizeof *words);

    if (!words || !(words->arena = arena_new()) || !list_countries(words->arena, &words->countries) ||
        !list_purposes(words->arena, &words->purposes)) {
        return err_no_memory(err);
    }
    qsort(words->countries.items, words->countries.count, sizeof *words->countries.items, order_meanings);
    qsort(words->purposes.items, words->purposes.count, sizeof *words->purposes.items, order_meanings);
    enum err_code code = aliases_read(aliases, &words->aliases, err);
    if (!code) {
        *ret_words = TAKE_PTR(words);
    }
    return code;
}

void term_words_free(struct term_words *words) {
    if (words) {
        aliases_free(words->aliases);
        arena_free(words->arena);
        free(words);
    }
}

/* --- what words mean -----------------------------------------------------------------------------------------------
 */

unsigned term_purposes(const struct term_words *words, struct str text, enum purpose_side side) {
    const struct meaning *meaning;

    str_drop_prefix(&text, STR("for "));
    while (!(meaning = find_meaning(&words->purposes, text))) {
        if (!drop_ending(&text, purpose_endings, ARRAY_LEN(purpose_endings)) &&
            !(side == PURPOSE_OF_USE && drop_ending(&text, use_endings, ARRAY_LEN(use_endings)))) {
            return 0;
        }
    }
    return meaning->purposes[side];
}

bool term_next_part(struct str *rest, struct str *ret_part) {
    static const char *const separators[] = {"・",     "/",    ",",      "+",      "&",     "及び",
                                             "および", "又は", "または", "並びに", " and ", " or "};

    while (rest->n > 0) {
        size_t end = rest->n, next = rest->n;
        for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
            ptrdiff_t at = str_find(*rest, str_from(separators[i]));
            if (at >= 0 && (size_t)at < end) {
                end = (size_t)at;
                next = end + str_from(separators[i]).n;
            }
        }
        *ret_part = str_trim(str_sub(*rest, 0, end));
        *rest = str_sub(*rest, next, SIZE_MAX);
        if (ret_part->n > 0) {
            return true;
        }
    }
    return false;
}

/* NULL: it is not understood. */
static const struct meaning *country_meaning(const struct term_words *words, struct str text) {
    const struct meaning *meaning;

    text = aliases_canonical(words->aliases, ALIAS_COUNTRY, text);
    while (!(meaning = find_meaning(&words->countries, text))) {
        if (!drop_ending(&text, country_endings, ARRAY_LEN(country_endings))) {
            return NULL;
        }
        text = aliases_canonical(words->aliases, ALIAS_COUNTRY, text);
    }
    return meaning;
}

struct str term_country(const struct term_words *words, struct str country, struct buffer *folded) {
    buffer_reset(folded);
    name_fold(country, folded);
    const struct meaning *meaning = country_meaning(words, buffer_view(folded));
    return meaning && meaning->codes.n == 2 ? meaning->codes : buffer_view(folded);
}

/* What term_country gives for countries that it knows; texts are folded, and have no capitals. */
static bool is_code(struct str country) {
    return country.n == 2 && country.p[0] >= 'A' && country.p[0] <= 'Z' && country.p[1] >= 'A' && country.p[1] <= 'Z';
}

static enum term part_fits(const struct term_words *words, struct str text, struct str country, bool is_home) {
    const struct meaning *meaning = country_meaning(words, text);
    struct str rest, code;

    if (str_eq(text, country) || (meaning && is_home && str_eq(meaning->codes, STR("*")))) {
        return TERM_YES;
    }
    if (!meaning || !is_code(country)) {
        return TERM_BLANK;
    }
    rest = meaning->codes;
    while (str_cut(&rest, ' ', &code)) {
        if (str_eq(code, country)) {
            return TERM_YES;
        }
    }
    return TERM_NO;
}

enum term term_country_fits(const struct term_words *words, struct str text, struct str country, bool is_home) {
    enum term fits = TERM_NO;
    struct str part;

    if (country_meaning(words, text)) {
        return part_fits(words, text, country, is_home);
    }
    while (fits != TERM_YES && term_next_part(&text, &part)) {
        enum term one = part_fits(words, part, country, is_home);
        fits = one == TERM_NO ? fits : one;
    }
    return fits;
}

bool term_is_home(const struct term_words *words, struct str text) {
    const struct meaning *meaning = country_meaning(words, text);
    return meaning && str_eq(meaning->codes, STR("*"));
}

bool term_is_own(struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(own_rows); i++) {
        if (str_is_listed(own_rows[i], text)) {
            return true;
        }
    }
    return false;
}

enum term term_place_fits(const struct term_words *words, struct str name, struct str place) {
    struct str canonical = aliases_canonical(words->aliases, ALIAS_PLACE, name), other;
    enum term fits = term_or(name_fits(name, place), name_fits(canonical, place));

    for (size_t i = 0; fits != TERM_YES && aliases_next(words->aliases, ALIAS_PLACE, canonical, &i, &other);) {
        fits = term_or(fits, name_fits(other, place));
    }
    return fits;
}
