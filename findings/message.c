#include "findings/message.h"

#include "inventory/schema.h"

#include <assert.h>
#include <inttypes.h>

/* What stands for an argument without text: a sentence with a hole in it reads as a mistake of ours. */
#define BLANK_MARK "–"

struct message_def {
    const char *id;
    enum finding_code code;
    const char *sentence[LANGUAGE_COUNT];
    const char *remedy[LANGUAGE_COUNT];
};

static const struct message_def messages[] = {
#define MESSAGE(ID, STABLE_ID, CODE_ID, SENTENCE_EN, SENTENCE_JA, REMEDY_EN, REMEDY_JA)                                \
    [MESSAGE_##ID] = {STABLE_ID, CODE_##CODE_ID, {SENTENCE_EN, SENTENCE_JA}, {REMEDY_EN, REMEDY_JA}},
#include "findings/message.def"
};

struct word_def {
    struct str word;
    const char *text[LANGUAGE_COUNT];
};

static const struct word_def words[] = {
#define WORD(WORD_, EN, JA) {{WORD_, sizeof(WORD_) - 1}, {EN, JA}},
#include "findings/word.def"
};

const char *message_id(enum message message) {
    assert((unsigned)message < MESSAGE_COUNT);
    return messages[message].id;
}

static const char *const argument_kinds[] = {
    [ARGUMENT_TEXT] = "text",
    [ARGUMENT_NUMBER] = "number",
    [ARGUMENT_FIELD] = "field",
    [ARGUMENT_WORD] = "word",
};

const char *argument_kind_name(enum argument_kind kind) {
    assert((unsigned)kind < ARRAY_LEN(argument_kinds));
    return argument_kinds[kind];
}

bool argument_kind_by_name(struct str name, enum argument_kind *ret_kind) {
    for (unsigned kind = 0; kind < ARRAY_LEN(argument_kinds); kind++) {
        if (str_eq(name, str_from(argument_kinds[kind]))) {
            *ret_kind = (enum argument_kind)kind;
            return true;
        }
    }
    return false;
}

bool message_by_id(struct str id, enum message *ret_message) {
    for (unsigned message = 0; message < MESSAGE_COUNT; message++) {
        if (str_eq(id, str_from(messages[message].id))) {
            *ret_message = (enum message)message;
            return true;
        }
    }
    return false;
}

enum finding_code message_code(enum message message) {
    assert((unsigned)message < MESSAGE_COUNT);
    return messages[message].code;
}

struct str message_word(struct str word, enum language language) {
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(word, words[i].word)) {
            return str_from(words[i].text[language]);
        }
    }
    return word;
}

/* The first heading of a column; false when the table lacks it or nobody writes it by hand. */
static bool first_heading(enum table_id table, struct str column, struct str *ret_heading) {
    unsigned number;
    struct str headings, first;

    if (!schema_column_by_name(table, column, &number)) {
        return false;
    }
    headings = str_from(schema_column(table, number)->headings);
    if (!str_cut(&headings, '|', &first) || first.n == 0) {
        return false;
    }
    *ret_heading = first;
    return true;
}

struct str message_column(enum table_id table, struct str column, enum language language) {
    struct str heading = STR_NONE;

    return language == LANGUAGE_JA && first_heading(table, column, &heading) ? heading : column;
}

/* Columns are shown in English by their canonical names, in Japanese as ledgers head them. */
struct str message_field(struct str column, enum language language) {
    struct str heading, word;

    if (language == LANGUAGE_EN) {
        return column;
    }
    for (enum table_id table = 0; table <= TABLE_SOFTWARE; table++) {
        if (first_heading(table, column, &heading)) {
            return heading;
        }
    }
    /* Names that only the rarer ledgers have may be words of findings. */
    word = message_word(column, language);
    for (enum table_id table = TABLE_SOFTWARE + 1; table < TABLE_COUNT && str_eq(word, column); table++) {
        if (first_heading(table, column, &heading)) {
            return heading;
        }
    }
    return word;
}

static void append_text(struct buffer *out, struct str text) {
    buffer_append(out, text.n ? text : STR(BLANK_MARK));
}

/* One column, or several. */
static void append_fields(struct buffer *out, struct str columns, enum language language) {
    struct str rest = columns, column;
    bool is_first = true;

    while (columns.n && str_cut(&rest, ' ', &column)) {
        buffer_append_cstr(out, is_first ? "" : language == LANGUAGE_JA ? "、" : ", ");
        buffer_append(out, message_field(column, language));
        is_first = false;
    }
    if (is_first) {
        append_text(out, STR_NONE);
    }
}

static void append_argument(const struct argument *argument, enum language language, struct buffer *out) {
    switch (argument->kind) {
    case ARGUMENT_NUMBER:
        buffer_printf(out, "%" PRId64, argument->number);
        break;
    case ARGUMENT_FIELD:
        append_fields(out, argument->text, language);
        break;
    case ARGUMENT_WORD:
        append_text(out, message_word(argument->text, language));
        break;
    case ARGUMENT_TEXT:
        append_text(out, argument->text);
        break;
    }
}

/* Is there a {0}…{3} at offset AT? */
static bool is_placeholder(struct str template, size_t at) {
    return template.n - at >= 3 && template.p[at] == '{' && template.p[at + 2] == '}' && template.p[at + 1] >= '0' &&
           template.p[at + 1] < '0' + MESSAGE_ARGUMENTS_MAX;
}

static void render(struct str template, const struct argument *arguments, size_t count, enum language language,
                   struct buffer *out) {
    const char *brace;
    size_t done = 0;

    for (size_t i = 0; i < template.n && (brace = memchr(template.p + i, '{', template.n - i)); i++) {
        i = (size_t)(brace - template.p);
        if (!is_placeholder(template, i)) {
            continue;
        }
        size_t number = (size_t)(template.p[i + 1] - '0');
        buffer_append(out, str_sub(template, done, i - done));
        if (number < count) {
            append_argument(&arguments[number], language, out);
        } else {
            append_text(out, STR_NONE);
        }
        i += 2;
        done = i + 1;
    }
    buffer_append(out, str_sub(template, done, SIZE_MAX));
}

void message_render(enum message message, const struct argument *arguments, size_t count, enum language language,
                    struct buffer *out) {
    assert((unsigned)message < MESSAGE_COUNT);
    render(str_from(messages[message].sentence[language]), arguments, count, language, out);
}

void message_render_remedy(enum message message, const struct argument *arguments, size_t count, enum language language,
                           struct buffer *out) {
    assert((unsigned)message < MESSAGE_COUNT);
    render(str_from(messages[message].remedy[language]), arguments, count, language, out);
}
