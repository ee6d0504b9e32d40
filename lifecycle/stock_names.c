#include "lifecycle/stock_names.h"

#include "base/text.h"
#include "products/vendor.h"
#include "products/version.h"

#include <limits.h>
#include <stdlib.h>

#define SEPARATOR '\x1F'

const struct product_title *product_title_of(const struct product_titles *titles, const struct stock_drafts *drafts,
                                             const struct stock_combination *combination) {
    const struct product_title *by_code = product_titles_by_code(titles, combination->table);

    return by_code
               ? &by_code[combination->numbers[TEXT_TITLE]]
               : product_titles_by_text(titles, combination->table, stock_drafts_text(drafts, combination, TEXT_TITLE));
}

/* What the title says, unless the row says the same more exactly: PostgreSQL 14 in version 14.9. */
static struct str version_of(struct str by_title, struct str by_row) {
    bool is_finer = version_agrees(by_title, by_row) && version_exactness(by_row) > version_exactness(by_title);
    return by_title.n && !is_finer ? by_title : by_row;
}

static struct str first_text(struct str a, struct str b) {
    return a.n ? a : b;
}

struct stock_words stock_words_of(const struct product_titles *titles, const struct stock_drafts *drafts,
                                  const struct stock_combination *combination) {
    struct stock_words words = {
        .subject = stock_sources[combination->source].subject,
        .title = stock_drafts_text(drafts, combination, TEXT_TITLE),
        .vendor = stock_drafts_text(drafts, combination, TEXT_VENDOR),
        .version = stock_drafts_text(drafts, combination, TEXT_VERSION),
        .edition = stock_drafts_text(drafts, combination, TEXT_EDITION),
        .purl = stock_drafts_text(drafts, combination, TEXT_PURL),
        .cpe = stock_drafts_text(drafts, combination, TEXT_CPE),
    };

    words.product = words.title;
    if (combination->source == SOURCE_SOFTWARE) {
        words.named = product_title_of(titles, drafts, combination);
        words.product = words.named->product;
        words.version = version_of(words.named->version, words.version);
        words.vendor = first_text(words.named->vendor, words.vendor);
        words.edition = first_text(words.named->edition, words.edition);
    }
    return words;
}

bool stock_makers_init(struct stock_makers *makers) {
    *makers = (struct stock_makers){.names = intern_new(), .folded = intern_new()};
    return makers->names && makers->folded;
}

void stock_makers_done(struct stock_makers *makers) {
    intern_free(makers->names);
    intern_free(makers->folded);
    free(makers->numbers);
    *makers = (struct stock_makers){0};
}

static bool make_room(struct stock_makers *makers, uint32_t number) {
    if (number < makers->capacity) {
        return true;
    }
    uint32_t capacity = makers->capacity * 2 + 256;
    uint32_t *numbers = reallocarray(makers->numbers, capacity, sizeof *numbers);
    if (numbers) {
        makers->numbers = numbers;
        makers->capacity = capacity;
    }
    return numbers != NULL;
}

/* INTERN_NONE when memory is out. */
static uint32_t number_maker(struct stock_makers *makers, struct str name) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    uint32_t known = intern_count(makers->names), number = intern_add(makers->names, name);

    if (number < known) {
        return makers->numbers[number];
    }
    if (number == INTERN_NONE || !make_room(makers, number)) {
        return INTERN_NONE;
    }
    vendor_fold(name, &folded);
    makers->numbers[number] = folded.failed ? INTERN_NONE : intern_add(makers->folded, buffer_view(&folded));
    return makers->numbers[number];
}

static void append_maker(struct stock_makers *makers, struct str name, struct buffer *out) {
    uint32_t number = number_maker(makers, name);

    out->failed |= number == INTERN_NONE;
    buffer_append_char(out, SEPARATOR);
    buffer_append_u64(out, number);
}

static void append_folded(struct str text, struct buffer *out) {
    buffer_append_char(out, SEPARATOR);
    text_fold(text, out);
}

/* A title that the rules do not know is known by its stem; where nothing else says the version, by all of it. */
static void append_title_key(const struct stock_words *words, struct buffer *out) {
    const struct product_title *named = words->named;

    if (!named) {
        append_folded(words->title, out);
    } else if (named->is_recognised || words->version.n) {
        buffer_append_u64(out, named->identity);
    } else {
        buffer_append_char(out, '=');
        buffer_append_u64(out, named->exact);
    }
}

void stock_words_append_key(const struct stock_words *words, struct stock_makers *makers, struct buffer *out) {
    buffer_append_char(out, (char)('0' + words->subject));
    append_title_key(words, out);
    append_maker(makers, words->vendor, out);
    append_folded(words->version, out);
    append_folded(words->edition, out);
}

int stock_words_compare(const struct stock_words *a, const struct stock_words *b) {
    const struct str x[] = {a->title, a->vendor, a->version, a->edition, a->product};
    const struct str y[] = {b->title, b->vendor, b->version, b->edition, b->product};
    int order = 0;

    for (size_t i = 0; i < ARRAY_LEN(x) && order == 0; i++) {
        order = str_cmp(x[i], y[i]);
    }
    return order;
}

/* --- for people ----------------------------------------------------------------------------------------------------
 */

/* The product without a last word that only says the version less exactly, by at most FINER parts: PostgreSQL 14, in
 * version 14.9. */
static struct str without_version(struct str product, struct str version, unsigned finer) {
    size_t at = product.n;

    while (at > 0 && product.p[at - 1] != ' ') {
        at--;
    }
    struct str word = str_sub(product, at, SIZE_MAX), head = str_trim(str_sub(product, 0, at));
    unsigned said = version_exactness(word), all = version_exactness(version);
    bool is_version = word.n && str_is_digit(word.p[0]) && version.n && version_agrees(word, version);
    return head.n && is_version && said <= all && all - said <= finer ? head : product;
}

/* The maker goes before a model that does not begin with it. */
static struct str model_name(const struct stock_words *words, struct arena *arena) {
    struct str head = str_sub(words->title, 0, words->vendor.n);

    if (words->vendor.n == 0 || str_eq_ignore_case(head, words->vendor)) {
        return arena_dup(arena, words->title);
    }
    return arena_printf(arena, "%.*s %.*s", STR_FMT(words->vendor), STR_FMT(words->title));
}

static struct str system_name(const struct stock_words *words, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer title = {0}, edition = {0};
    text_fold(words->title, &title);
    text_fold(words->edition, &edition);

    if (str_contains(buffer_view(&title), buffer_view(&edition))) {
        return arena_dup(arena, words->title);
    }
    return arena_printf(arena, "%.*s %.*s", STR_FMT(words->title), STR_FMT(words->edition));
}

struct str stock_words_product(const struct stock_words *words, struct arena *arena) {
    if (words->subject == SUPPORT_OF_HARDWARE || words->subject == SUPPORT_OF_FIRMWARE) {
        return model_name(words, arena);
    }
    if (words->subject == SUPPORT_OF_OS) { /* Windows 10 is called that, and its version is 10.0.19045 */
        return without_version(system_name(words, arena), words->version, 1);
    }
    return arena_dup(arena, words->named->is_recognised ? words->product
                                                        : without_version(words->product, words->version, UINT_MAX));
}

/* Where only the title of software says its version, that is its name. */
struct str stock_words_name(const struct stock_words *words, struct str product, struct arena *arena) {
    if (words->version.n) {
        return arena_printf(arena, "%.*s %.*s", STR_FMT(product), STR_FMT(words->version));
    }
    bool is_unknown = words->named && !words->named->is_recognised;
    return is_unknown ? arena_dup(arena, words->title) : product;
}
