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
    {"日|日数|単位日|days", '\0', UNIT_DAYS},
    {"か月|カ月|ヵ月|ヶ月|ケ月|箇月|月数|単位か月|単位ヶ月|months", '\0', UNIT_MONTHS},
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

/* Reads what stands in brackets; other words than these are remarks and say nothing. */
static void read_bracket(struct str content, struct heading_key *key, char *mark) {
    struct heading_key word = {0};
    key_add_text(&word, content);
    for (size_t i = 0; i < ARRAY_LEN(bracket_words); i++) {
        if (!str_is_listed(bracket_words[i].words, key_view(&word))) {
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

/* Which of HEADINGS has the key: its place, or -1. The definitions are written so that they need no folding but lower
 * case (tested). */
static int find_heading(const char *headings, const struct heading_key *key) {
    struct str rest = str_from(headings), heading;
    for (int place = 0; str_cut(&rest, '|', &heading); place++) {
        if (heading.n > 0 && is_key_of(heading, key)) {
            return place;
        }
    }
    return -1;
}

/* The rank of the key among the headings of a column, or -1. */
static int rank_in_column(const struct column_def *column, const struct heading_key *key) {
    return is_key_of(str_from(column->name), key) ? 0 : find_heading(column->headings, key);
}

static void find_columns(const struct table_def *table, const struct heading_key *key, struct heading *heading) {
    for (unsigned i = 0; i < table->column_count; i++) {
        int rank = table->columns[i].need == NEED_OBSERVED ? -1 : rank_in_column(&table->columns[i], key);
        if (rank < 0) {
            continue;
        }
        if (heading->fit == HEADING_UNKNOWN) {
            heading->fit = HEADING_FITS;
            heading->column = i;
            heading->rank = (unsigned)rank;
        } else if (heading->fit == HEADING_FITS) {
            heading->fit = HEADING_AMBIGUOUS;
            heading->other_column = i;
        }
    }
}

/* 使用期間 alone, where the definition has 使用期間(自) and 使用期間(至), or one of them. */
static void find_period(const struct table_def *table, const struct heading_key *key, struct heading *heading) {
    struct heading first = {.fit = HEADING_UNKNOWN}, last = first;
    struct heading_key marked = *key;
    key_add(&marked, '<');
    find_columns(table, &marked, &first);
    marked.n = key->n;
    key_add(&marked, '>');
    find_columns(table, &marked, &last);
    if (first.fit == HEADING_FITS && last.fit == HEADING_FITS) {
        *heading = last;
        heading->fit = HEADING_PERIOD;
        heading->column = first.column;
        heading->other_column = last.column;
        heading->unit = UNIT_FROM;
    } else if (last.fit == HEADING_FITS) {
        *heading = last;
        heading->unit = UNIT_TO;
    } else if (first.fit == HEADING_FITS) {
        *heading = first;
        heading->unit = UNIT_FROM;
    }
}

/* False for what cannot be a heading. */
static bool fold_key(struct str utf8, struct heading_key *key) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    text_fold(utf8, &folded);
    if (folded.failed || folded.n > KEY_MAX) {
        return false;
    }
    key_read(buffer_view(&folded), key);
    return key->n > 0;
}

struct heading heading_read(enum table_id table, struct str utf8) {
    struct heading heading = {.fit = HEADING_UNKNOWN, .unit = UNIT_NONE};
    struct heading_key key = {0};
    unsigned column;
    /* A canonical name to the letter is never ambiguous, whatever it looks like without its underscores. */
    if (schema_column_by_name(table, str_trim(utf8), &column) && schema_column(table, column)->need != NEED_OBSERVED) {
        heading.fit = HEADING_FITS;
        heading.column = column;
        return heading;
    }
    if (!fold_key(utf8, &key)) {
        return heading;
    }
    heading.unit = key.unit;
    find_columns(schema_table(table), &key, &heading);
    if (heading.fit == HEADING_UNKNOWN) {
        find_period(schema_table(table), &key, &heading);
    }
    return heading;
}

/* Headings that are clear alone and doubtful beside another column. */
static const struct doubtful_heading {
    enum table_id table;
    const char *headings;  /* as in the definition */
    unsigned column;       /* what they mean alone */
    unsigned beside;       /* doubtful where another cell holds this column … */
    unsigned unless;       /* … and none holds this one; COLUMNS_MAX: always */
    unsigned other_column; /* what they could mean as well */
} doubtful_headings[] = {
    /* of all sockets, or of each? */
    {TABLE_DEVICES, "コア数|CPUコア数|Cores|Core Count", DEVICES_CPU_CORES, DEVICES_CPU_SOCKETS,
     DEVICES_CORES_PER_SOCKET, DEVICES_CORES_PER_SOCKET},
    /* the end of the second phase of standard support, or of what is paid for after it? */
    {TABLE_SUPPORT, "延長サポート終了日|Extended Support End", SUPPORT_SUPPORT_END, SUPPORT_SUPPORT_END, COLUMNS_MAX,
     SUPPORT_EXTENDED_END},
};

static bool is_doubtful_cell(const struct doubtful_heading *rule, const struct heading *heading, struct str utf8) {
    struct heading_key key = {0};
    return heading->fit == HEADING_FITS && heading->column == rule->column && fold_key(utf8, &key) &&
           find_heading(rule->headings, &key) >= 0;
}

static void apply_doubt(const struct doubtful_heading *rule, const struct str *cells, size_t count,
                        struct heading *headings) {
    bool is_beside = false, is_settled = false;
    for (size_t i = 0; i < count; i++) {
        bool fits = headings[i].fit == HEADING_FITS && !is_doubtful_cell(rule, &headings[i], cells[i]);
        is_beside = is_beside || (fits && headings[i].column == rule->beside);
        is_settled = is_settled || (fits && headings[i].column == rule->unless);
    }
    for (size_t i = 0; is_beside && !is_settled && i < count; i++) {
        if (is_doubtful_cell(rule, &headings[i], cells[i])) {
            headings[i].fit = HEADING_AMBIGUOUS;
            headings[i].other_column = rule->other_column;
        }
    }
}

/* The column a cell claims with others: a period is known by its last day. COLUMNS_MAX: it claims none. */
static unsigned claimed_column(const struct heading *heading, enum heading_fit fit) {
    if (heading->fit != fit) {
        return COLUMNS_MAX;
    }
    return fit == HEADING_PERIOD ? heading->other_column : heading->column;
}

/* Of the cells with this FIT that claim one column, leaves it to the best ranked one. */
static void settle_claims(enum heading_fit fit, size_t count, struct heading *headings) {
    size_t holder[COLUMNS_MAX + 1];
    memset(holder, 0xff, sizeof(holder));
    for (size_t i = 0; i < count; i++) {
        size_t *best = &holder[claimed_column(&headings[i], fit)];
        if (*best == SIZE_MAX || headings[i].rank < headings[*best].rank) {
            *best = i;
        }
    }
    for (size_t i = 0; i < count; i++) {
        unsigned column = claimed_column(&headings[i], fit);
        size_t best = holder[column];
        if (column != COLUMNS_MAX && best != i) {
            headings[i].fit = headings[i].rank == headings[best].rank ? HEADING_TWICE : HEADING_SECOND;
            headings[i].other_cell = best;
        }
    }
}

static bool find_holder(const struct heading *headings, size_t count, unsigned column, size_t *ret_cell) {
    for (size_t i = 0; i < count; i++) {
        if (headings[i].fit == HEADING_FITS && headings[i].column == column) {
            *ret_cell = i;
            return true;
        }
    }
    return false;
}

/* A period takes what no heading of a single day holds. */
static void settle_period(struct heading *heading, const struct heading *headings, size_t count) {
    bool has_first = find_holder(headings, count, heading->column, &heading->other_cell);
    bool has_last = find_holder(headings, count, heading->other_column, &heading->other_cell);
    if (has_first && has_last) {
        heading->fit = HEADING_SECOND;
    } else if (has_first || has_last) {
        heading->fit = HEADING_FITS;
        heading->column = has_first ? heading->other_column : heading->column;
        heading->unit = has_first ? UNIT_TO : UNIT_FROM;
    }
}

void heading_read_all(enum table_id table, const struct str *cells, size_t count, struct heading *ret_headings) {
    for (size_t i = 0; i < count; i++) {
        ret_headings[i] = heading_read(table, cells[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(doubtful_headings); i++) {
        if (doubtful_headings[i].table == table) {
            apply_doubt(&doubtful_headings[i], cells, count, ret_headings);
        }
    }
    settle_claims(HEADING_FITS, count, ret_headings);
    settle_claims(HEADING_PERIOD, count, ret_headings);
    for (size_t i = 0; i < count; i++) {
        if (ret_headings[i].fit == HEADING_PERIOD) {
            settle_period(&ret_headings[i], ret_headings, count);
        }
    }
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
