#include "products/release_tuple.h"

#include "products/release_words.h"

#define FIRST_YEAR 1990
#define LAST_YEAR  2100

/* Letters that may stand before the number of any product. */
#define USUAL_HEADS "v|ver|version|rel|release"
/* Where the word that a version is part of ends. */
#define WORD_ENDS " \t()[],;:/|\"'"

/* Words that count something else: the 3 of "Update 3" is no version by itself. */
#define COUNTING_WORDS "update|patch|pack|hotfix|rollup|sp|cu"

enum { LETTERS_MAX = 2 };

struct cursor {
    struct str text;
    size_t at;
};

/* NUL at the end. */
static char peek(const struct cursor *cursor, size_t ahead) {
    return cursor->at + ahead < cursor->text.n ? cursor->text.p[cursor->at + ahead] : '\0';
}

static bool is_letter(char c) {
    return str_is_alnum(c) && !str_is_digit(c);
}

static bool is_filler(char c) {
    return c == ' ' || c == '-' || c == '_' || c == '.' || c == '(' || c == ',';
}

static struct str take_letters(struct cursor *cursor) {
    size_t begin = cursor->at;

    while (is_letter(peek(cursor, 0))) {
        cursor->at++;
    }
    return str_sub(cursor->text, begin, cursor->at - begin);
}

static uint64_t take_number(struct cursor *cursor) {
    uint64_t value = 0;

    for (; str_is_digit(peek(cursor, 0)); cursor->at++) {
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(peek(cursor, 0) - '0'), &value)) {
            value = UINT64_MAX;
        }
    }
    return value;
}

static void append(struct release_tuple *tuple, uint64_t number) {
    if (tuple->count < RELEASE_TUPLE_MAX) {
        tuple->at[tuple->count++] = number;
    }
}

/* "1.2_3": the cursor stands on a digit. */
static void take_numbers(struct cursor *cursor, struct release_tuple *tuple) {
    append(tuple, take_number(cursor));
    while ((peek(cursor, 0) == '.' || peek(cursor, 0) == '_') && str_is_digit(peek(cursor, 1))) {
        cursor->at++;
        append(tuple, take_number(cursor));
    }
}

/* "1:" before the version. */
static void drop_epoch(struct cursor *cursor, struct release_tuple *tuple) {
    if (tuple->count == 1 && peek(cursor, 0) == ':' && str_is_digit(peek(cursor, 1))) {
        cursor->at++;
        tuple->count = 0;
        take_numbers(cursor, tuple);
    }
}

/* Also the R of "12cR1". */
static bool is_join(const struct release_rule *rule, struct str word) {
    return release_word_is_listed(rule->joins, word) || release_word_is_listed(rule->joins, str_sub(word, 1, SIZE_MAX));
}

/* "U3" behind 7.0: the next word goes on with the version. A number that begins as the version does says it again. */
static bool take_join(const struct release_rule *rule, struct cursor *cursor, struct release_tuple *tuple) {
    struct cursor ahead = *cursor;
    struct release_tuple more = {0};

    while (is_filler(peek(&ahead, 0))) {
        ahead.at++;
    }
    if (!is_join(rule, take_letters(&ahead))) {
        return false;
    }
    while (is_filler(peek(&ahead, 0))) {
        ahead.at++;
    }
    if (!str_is_digit(peek(&ahead, 0))) {
        return false;
    }
    take_numbers(&ahead, &more);
    if (more.count > 1 && more.at[0] == tuple->at[0]) {
        return false;
    }
    if (tuple->count == 1 && (rule->traits & RELEASE_IS_JAVA)) {
        append(tuple, 0);
    }
    for (unsigned i = 0; i < more.count; i++) {
        append(tuple, more.at[i]);
    }
    *cursor = ahead;
    return true;
}

/* Letters and what is joined, in turn: "12c Release 2", "8.0 Update 3k". Longer words ("rc1") are no letters. */
static void take_tail(const struct release_rule *rule, struct cursor *cursor, struct release_tuple *tuple) {
    for (;;) {
        if (take_join(rule, cursor, tuple)) {
            tuple->letters = STR_NONE;
            continue;
        }
        struct cursor ahead = *cursor;
        struct str letters = take_letters(&ahead);
        if (tuple->letters.n || letters.n == 0 || letters.n > LETTERS_MAX || str_is_digit(peek(&ahead, 0))) {
            return;
        }
        tuple->letters = letters;
        *cursor = ahead;
    }
}

/* 7200-05-03 is 7.2.5.3. */
static void take_levels(struct cursor *cursor, struct release_tuple *tuple) {
    if (tuple->count != 1 || tuple->at[0] < 1000 || tuple->at[0] > 9999) {
        return;
    }
    uint64_t base = tuple->at[0];
    tuple->count = 0;
    append(tuple, base / 1000);
    append(tuple, base / 100 % 10);
    while (peek(cursor, 0) == '-' && str_is_digit(peek(cursor, 1))) {
        cursor->at++;
        append(tuple, take_number(cursor));
    }
}

/* 1.8.0_382 is 8.0.382; so is 8.0.3820.5 of the installer, which has nothing joined to it. */
static void settle_java(const struct release_rule *rule, bool is_plain, struct release_tuple *tuple) {
    if (tuple->count >= 2 && tuple->at[0] == 1 && tuple->at[1] >= 5) {
        tuple->count--;
        memmove(tuple->at, tuple->at + 1, tuple->count * sizeof tuple->at[0]);
        return;
    }
    if (is_plain && (rule->traits & RELEASE_IS_TENFOLD) && tuple->count >= 3 && tuple->at[0] >= 6 &&
        tuple->at[0] <= 8 && tuple->at[1] == 0 && tuple->at[2] % 10 == 0) {
        tuple->at[2] /= 10;
    }
}

/* 13.2.5026 is 13.0.5026, 10.52.4000 is 10.50.4000; before 10 the second number is none of a service pack. */
static void settle_packs(struct release_tuple *tuple) {
    if (tuple->count >= 3 && tuple->at[0] >= 10) {
        tuple->at[1] -= tuple->at[1] % 10;
    }
}

/* What follows the numbers themselves, and what the rule makes of all. */
static void take_all(const struct release_rule *rule, struct cursor *cursor, struct release_tuple *tuple) {
    if (rule->traits & RELEASE_HAS_LEVELS) {
        take_levels(cursor, tuple);
    }
    unsigned plain = tuple->count;
    take_tail(rule, cursor, tuple);
    if (rule->traits & RELEASE_IS_JAVA) {
        settle_java(rule, tuple->count == plain, tuple);
    }
    if (rule->traits & RELEASE_HAS_PACKS) {
        settle_packs(tuple);
    }
}

/* Is it the 64 of "64-bit"? CURSOR stands behind the number. */
static bool is_of_bits(struct cursor cursor) {
    while (peek(&cursor, 0) == '-' || peek(&cursor, 0) == ' ') {
        cursor.at++;
    }
    return str_starts_with(str_sub(cursor.text, cursor.at, SIZE_MAX), STR("ビット")) ||
           release_word_is_listed("bit|bits", take_letters(&cursor));
}

/* What follows a version up to the next blank is of it: the 14 of 1.1.1k-14 is no version. */
static void skip_word(struct cursor *cursor) {
    while (cursor->at < cursor->text.n && !strchr(WORD_ENDS, peek(cursor, 0)) &&
           (unsigned char)peek(cursor, 0) < 0x80) {
        cursor->at++;
    }
}

/* Is the number the 3 of "Update 3"? BEFORE is the text up to it. */
static bool is_of_update(const struct release_tuple *tuple, struct str before) {
    size_t end = before.n;

    while (end > 0 && before.p[end - 1] == ' ') {
        end--;
    }
    size_t begin = end;
    while (begin > 0 && is_letter(before.p[begin - 1])) {
        begin--;
    }
    return tuple->count == 1 && release_word_is_listed(COUNTING_WORDS, str_sub(before, begin, end - begin));
}

static bool is_word_byte(char c) {
    return str_is_alnum(c) || c == '_' || c == '.';
}

/* To the next digit that may begin a version; *RET_HEAD is where the letters that belong to it begin. In a name any
 * letters may stand before it. */
static bool seek(const struct release_rule *rule, bool is_name, struct cursor *cursor, size_t *ret_head) {
    while (cursor->at < cursor->text.n) {
        *ret_head = cursor->at;
        if (str_is_digit(peek(cursor, 0))) {
            return true;
        }
        if (!is_letter(peek(cursor, 0))) {
            cursor->at++;
            continue;
        }
        struct str word = take_letters(cursor);
        if (!str_is_digit(peek(cursor, 0))) {
            continue;
        }
        if (release_word_is_listed(USUAL_HEADS, word) || release_word_is_listed(rule->heads, word)) {
            return true;
        }
        if (is_name) {
            *ret_head = cursor->at;
            return true;
        }
        while (cursor->at < cursor->text.n && is_word_byte(peek(cursor, 0))) {
            cursor->at++;
        }
    }
    return false;
}

static bool next_tuple(const struct release_rule *rule, bool is_name, struct str *text,
                       struct release_tuple *ret_tuple) {
    struct cursor cursor = {*text, 0};
    size_t head;

    while (seek(rule, is_name, &cursor, &head)) {
        struct release_tuple tuple = {.before = str_sub(*text, 0, head)};
        take_numbers(&cursor, &tuple);
        drop_epoch(&cursor, &tuple);
        if (is_of_bits(cursor) || is_of_update(&tuple, tuple.before)) {
            continue;
        }
        take_all(rule, &cursor, &tuple);
        tuple.rest = str_sub(*text, cursor.at, SIZE_MAX);
        skip_word(&cursor);
        *text = str_sub(*text, cursor.at, SIZE_MAX);
        *ret_tuple = tuple;
        return true;
    }
    return false;
}

bool release_tuple_next(const struct release_rule *rule, struct str *text, struct release_tuple *ret_tuple) {
    return next_tuple(rule, false, text, ret_tuple);
}

bool release_tuple_of_name(const struct release_rule *rule, struct str name, struct release_tuple *ret_tuple) {
    return next_tuple(rule, true, &name, ret_tuple);
}

bool release_tuple_begins(const struct release_tuple *tuple, const struct release_tuple *prefix) {
    return prefix->count <= tuple->count && memcmp(prefix->at, tuple->at, prefix->count * sizeof prefix->at[0]) == 0;
}

int release_tuple_compare(const struct release_tuple *a, const struct release_tuple *b) {
    for (unsigned i = 0; i < a->count && i < b->count; i++) {
        if (a->at[i] != b->at[i]) {
            return a->at[i] < b->at[i] ? -1 : 1;
        }
    }
    return a->count == b->count ? 0 : a->count < b->count ? -1 : 1;
}

bool release_is_year(uint64_t number) {
    return number >= FIRST_YEAR && number <= LAST_YEAR;
}
