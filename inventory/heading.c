#include "inventory/heading.h"

#include "base/compiler.h"
#include "base/text.h"

/* Longer headings are no headings. */
#define KEY_MAX 256

/* What a heading comes down to before it is compared: letters and digits, then < for 自 or > for 至 in brackets. */
struct heading_key {
    char p[KEY_MAX];
    size_t n;
    enum unit unit;
};

/* What may stand in brackets, without blanks and colons, folded. MARK is added to the key; NUL for units. */
static const struct bracket_word {
    const char *words;
    char mark;
    enum unit unit;
} bracket_words[] = {
    {"自|開始|開始日|from|start", '<', UNIT_NONE},
    {"至|終了|終了日|満了|満了日|to|end", '>', UNIT_NONE},
    {"mb|mib|単位mb", '\0', UNIT_MB},
    {"gb|gib|単位gb", '\0', UNIT_GB},
    {"tb|tib|単位tb", '\0', UNIT_TB},
    {"千円|単位千円", '\0', UNIT_THOUSAND},
    {"百万円|単位百万円", '\0', UNIT_MILLION},
};

static const struct bracket_pair {
    struct str open, close;
} bracket_pairs[] = {
    {STR("("), STR(")")}, {STR("["), STR("]")}, {STR("【"), STR("】")}, {STR("〔"), STR("〕")}, {STR("<"), STR(">")},
};

/* The length of what S starts with and headings are compared without, or 0. The long-vowel mark is among it:
 * コンピュータ and コンピューター, and サーバー written with a hyphen or a minus, are the same heading. */
static size_t dropped_length(struct str s) {
    if (str_is_alnum(s.p[0])) {
        return 0;
    }
    if ((unsigned char)s.p[0] < 0x80) {
        return str_find_char(STR(" _*-.:\n\r\t"), s.p[0]) >= 0;
    }
    return str_starts_with(s, STR("※")) || str_starts_with(s, STR("ー")) ? strlen("ー") : 0;
}

static void key_add(struct heading_key *key, char c) {
    if (key->n < KEY_MAX) {
        key->p[key->n++] = c;
    }
}

/* Text without brackets. */
static void key_add_text(struct heading_key *key, struct str text) {
    while (text.n > 0) {
        size_t skip = dropped_length(text);
        if (skip == 0) {
            key_add(key, str_lower_char(text.p[0]));
            skip = 1;
        }
        text = str_sub(text, skip, SIZE_MAX);
    }
}

static struct str key_view(const struct heading_key *key) {
    return (struct str){key->p, key->n};
}

static bool is_listed(const char *words, struct str word) {
    struct str rest = str_from(words), listed;
    while (str_cut(&rest, '|', &listed)) {
        if (str_eq(listed, word)) {
            return true;
        }
    }
    return false;
}

/* Reads what stands in brackets; other words than these are remarks and say nothing. */
static void read_bracket(struct str content, struct heading_key *key, char *mark) {
    struct heading_key word = {0};
    key_add_text(&word, content);
    for (size_t i = 0; i < ARRAY_LEN(bracket_words); i++) {
        if (!is_listed(bracket_words[i].words, key_view(&word))) {
            continue;
        }
        if (bracket_words[i].mark) {
            *mark = bracket_words[i].mark;
        } else {
            key->unit = bracket_words[i].unit;
        }
    }
}

/* Does S start with a bracket that is closed? Then its content, and the length of all of it. */
static size_t bracket_length(struct str s, struct str *ret_content) {
    for (size_t i = 0; i < ARRAY_LEN(bracket_pairs); i++) {
        const struct bracket_pair *pair = &bracket_pairs[i];
        if (s.p[0] != pair->open.p[0] || !str_starts_with(s, pair->open)) {
            continue;
        }
        ptrdiff_t end = str_find(s, pair->close);
        if (end > 0) {
            *ret_content = str_sub(s, pair->open.n, (size_t)end - pair->open.n);
            return (size_t)end + pair->close.n;
        }
    }
    return 0;
}

/* The key of folded text. A heading that stands in brackets as a whole is read without them. */
static void key_read(struct str folded, struct heading_key *key) {
    struct str content = STR_NONE, rest = folded;
    char mark = '\0';
    size_t plain = 0;
    while (rest.n > 0) {
        size_t length = bracket_length(rest, &content);
        if (length > 0) {
            read_bracket(content, key, &mark);
            rest = str_sub(rest, length, SIZE_MAX);
            continue;
        }
        length = dropped_length(rest);
        key_add_text(key, str_sub(rest, 0, length ? length : 1));
        plain += length ? 0 : 1;
        rest = str_sub(rest, length ? length : 1, SIZE_MAX);
    }
    if (plain == 0) {
        key_add_text(key, content);
    }
    if (mark && plain > 0) {
        key_add(key, mark);
    }
}

/* Can PLAIN be cut down to the key at all? A key is never longer than its heading, and unless a heading starts with
 * something that is dropped, both start with the same character. */
static bool may_be_key_of(struct str plain, const struct heading_key *key) {
    struct str content;
    if (plain.n < key->n) {
        return false;
    }
    size_t same = (unsigned char)plain.p[0] < 0xE0 || key->n < 3 ? 1 : 3;
    bool starts_alike = str_lower_char(plain.p[0]) == key->p[0] && memcmp(plain.p + 1, key->p + 1, same - 1) == 0;
    return starts_alike || dropped_length(plain) > 0 || bracket_length(plain, &content) > 0;
}

static bool is_key_of(struct str plain, const struct heading_key *key) {
    if (!may_be_key_of(plain, key)) {
        return false;
    }
    struct heading_key other;
    other.n = 0;
    key_read(plain, &other);
    return str_eq(key_view(&other), key_view(key));
}

/* The definitions are written so that they need no folding but lower case (tested). */
static bool column_has_heading(const struct column_def *column, const struct heading_key *key) {
    if (is_key_of(str_from(column->name), key)) {
        return true;
    }
    struct str rest = str_from(column->headings), heading;
    while (str_cut(&rest, '|', &heading)) {
        if (is_key_of(heading, key)) {
            return true;
        }
    }
    return false;
}

static void find_columns(const struct table_def *table, const struct heading_key *key, struct heading *heading) {
    for (unsigned i = 0; i < table->column_count; i++) {
        if (table->columns[i].need == NEED_OBSERVED || !column_has_heading(&table->columns[i], key)) {
            continue;
        }
        if (heading->fit == HEADING_UNKNOWN) {
            heading->fit = HEADING_FITS;
            heading->column = i;
        } else if (heading->fit == HEADING_FITS) {
            heading->fit = HEADING_AMBIGUOUS;
            heading->other_column = i;
        }
    }
}

struct heading heading_read(enum table_id table, struct str utf8) {
    struct heading heading = {.fit = HEADING_UNKNOWN, .unit = UNIT_NONE};
    unsigned column;
    /* A canonical name to the letter is never ambiguous, whatever it looks like without its underscores. */
    if (schema_column_by_name(table, str_trim(utf8), &column) && schema_column(table, column)->need != NEED_OBSERVED) {
        heading.fit = HEADING_FITS;
        heading.column = column;
        return heading;
    }
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct heading_key key = {0};
    text_fold(utf8, &folded);
    if (folded.failed || folded.n > KEY_MAX) {
        return heading;
    }
    key_read(buffer_view(&folded), &key);
    if (key.n > 0) {
        heading.unit = key.unit;
        find_columns(schema_table(table), &key, &heading);
    }
    return heading;
}

unsigned heading_hits(enum table_id table, const struct str *cells, size_t count) {
    unsigned hits = 0;
    for (size_t i = 0; i < count; i++) {
        hits += heading_read(table, cells[i]).fit != HEADING_UNKNOWN;
    }
    return hits;
}

/* The length of the longest of the table's names that occurs in KEY, or 0. */
static size_t longest_name(const struct table_def *table, const struct heading_key *key) {
    struct str names[] = {str_from(table->name), str_from(table->file_names)}, name;
    size_t longest = 0;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        while (str_cut(&names[i], '|', &name)) {
            struct heading_key name_key = {0};
            key_add_text(&name_key, name);
            if (name_key.n > longest && str_contains(key_view(key), key_view(&name_key))) {
                longest = name_key.n;
            }
        }
    }
    return longest;
}

/* The file's name without folders and without its last ending. */
static struct str bare_name(struct str file_name) {
    for (size_t i = file_name.n; i > 0; i--) {
        if (file_name.p[i - 1] == '/') {
            file_name = str_sub(file_name, i, SIZE_MAX);
            break;
        }
    }
    for (size_t i = file_name.n; i > 1; i--) {
        if (file_name.p[i - 1] == '.') {
            return str_sub(file_name, 0, i - 1);
        }
    }
    return file_name;
}

bool heading_table_of_file(struct str file_name, enum table_id *ret_table, unsigned *ret_count) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct heading_key key = {0};
    size_t longest = 0;
    enum table_id best = TABLE_COUNT;
    unsigned count = 0;
    text_fold(bare_name(file_name), &folded);
    if (!folded.failed) {
        key_add_text(&key, buffer_view(&folded));
    }
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        size_t length =
            schema_table((enum table_id)i)->is_ledger ? longest_name(schema_table((enum table_id)i), &key) : 0;
        if (length > longest) {
            longest = length;
            best = (enum table_id)i;
            count = 0;
        }
        count += length > 0 && length == longest;
    }
    *ret_count = count;
    if (count == 1) {
        *ret_table = best;
    }
    return count == 1;
}
