#pragma once
/* Sentences of findings: numbered, with typed arguments, in both languages (findings/message.def). A finding carries
 * the number and the arguments; the text is made when it is written, so any output can be rendered again in the other
 * language. Messages carry no line numbers: those stand in the evidence columns. Any thread. */

#include "base/buffer.h"
#include "findings/code.h"
#include "inventory/schema.h"

enum message {
#define MESSAGE(ID, ...) MESSAGE_##ID,
#include "findings/message.def"
    MESSAGE_COUNT
};

enum argument_kind {
    ARGUMENT_TEXT, /* shown as it is */
    ARGUMENT_NUMBER,
    ARGUMENT_FIELD, /* a canonical column name, or several with blanks between; shown as the headings of the language */
    ARGUMENT_WORD,  /* a fixed reason word such as "no-answer"; shown in the language (findings/word.def) */
};

/* "text": stable, for findings.jsonl and the store. */
const char *argument_kind_name(enum argument_kind kind);
bool argument_kind_by_name(struct str name, enum argument_kind *ret_kind);

struct argument {
    enum argument_kind kind;
    struct str text;
    int64_t number;
};

#define MESSAGE_ARGUMENTS_MAX 4

/* "difference-attribute": stable, for findings.jsonl. */
const char *message_id(enum message message);
/* By its id; false when there is none. */
bool message_by_id(struct str id, enum message *ret_message);
/* The code whose sentence it is. */
enum finding_code message_code(enum message message);
/* Appends the sentence with {0}…{3} filled in; an argument without text, or not given, shows as a dash. */
void message_render(enum message message, const struct argument *arguments, size_t count, enum language language,
                    struct buffer *out);
/* Appends what to do about it. */
void message_render_remedy(enum message message, const struct argument *arguments, size_t count, enum language language,
                           struct buffer *out);
/* A column as people know it: in English its canonical name, in Japanese the first heading of the schema; a word of the
 * catalogue, or the name itself, where there is none. */
struct str message_field(struct str column, enum language language);
/* Likewise, as ledgers of TABLE head it. */
struct str message_column(enum table_id table, struct str column, enum language language);
/* A reason word in the language; the word itself when the catalogue lacks it. */
struct str message_word(struct str word, enum language language);
