#include "base/json_write.h"

#include "base/byte_vector.h"
#include "base/text.h"
#include "base/utf8_check.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MAX 64

struct json_writer {
    struct output *output; /* borrowed */
    unsigned indent;
    unsigned depth;
    bool after_key;
    /* one entry per open container; [0] is the document */
    struct {
        char closer;
        bool has_members;
    } levels[DEPTH_MAX + 1];
};

static void break_line(struct json_writer *writer) {
    if (writer->indent == 0)
        return;
    output_cstr(writer->output, "\n");
    for (unsigned i = 0; i < writer->depth * writer->indent; i++)
        output_cstr(writer->output, " ");
}

/* What stands between the previous member and this one. */
static void start_member(struct json_writer *writer) {
    bool *has_members = &writer->levels[writer->depth].has_members;

    if (writer->depth > 0) {
        if (*has_members)
            output_cstr(writer->output, ",");
        break_line(writer);
    }
    *has_members = true;
}

static void start_value(struct json_writer *writer) {
    assert(writer->after_key == (writer->levels[writer->depth].closer == '}'));
    if (!writer->after_key)
        start_member(writer);
    writer->after_key = false;
}

static void begin(struct json_writer *writer, const char *opener, char closer) {
    start_value(writer);
    assert(writer->depth < DEPTH_MAX);
    output_cstr(writer->output, opener);
    writer->depth++;
    writer->levels[writer->depth].closer = closer;
    writer->levels[writer->depth].has_members = false;
}

static void end(struct json_writer *writer, char closer) {
    bool has_members = writer->levels[writer->depth].has_members;

    assert(writer->depth > 0 && !writer->after_key && writer->levels[writer->depth].closer == closer);
    writer->depth--;
    if (has_members)
        break_line(writer);
    output_write(writer->output, (struct str){&closer, 1});
}

/* The escape of the character at TEXT's start, or NULL when it stands for itself; *ret_n is its length. LONG_ESCAPE
 * takes escapes that no table holds. U+2028 and U+2029 (E2 80 A8, E2 80 A9) end lines in JavaScript. */
static const char *escape_of(struct str text, size_t *ret_n, char long_escape[7]) {
    unsigned char c = (unsigned char)text.p[0];
    static const char *const short_escapes[] = {
        ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t", ['"'] = "\\\"", ['\\'] = "\\\\",
    };

    *ret_n = 1;
    if (c < ARRAY_LEN(short_escapes) && short_escapes[c])
        return short_escapes[c];
    if (c < 0x20) {
        snprintf(long_escape, 7, "\\u%04x", c);
        return long_escape;
    }
    if (c == 0xe2 && (str_starts_with(text, STR("\xe2\x80\xa8")) || str_starts_with(text, STR("\xe2\x80\xa9")))) {
        *ret_n = 3;
        return text.p[2] == '\xa8' ? "\\u2028" : "\\u2029";
    }
    return NULL;
}

static void write_valid(struct output *output, struct str utf8) {
    size_t done = 0;

    for (size_t i = 0; i < utf8.n;) {
        size_t n;
        char long_escape[7];
        const char *escape = escape_of(str_sub(utf8, i, SIZE_MAX), &n, long_escape);
        if (escape) {
            output_write(output, str_sub(utf8, done, i - done));
            output_cstr(output, escape);
            done = i + n;
        }
        i += n;
    }
    output_write(output, str_sub(utf8, done, SIZE_MAX));
}

/* What may have to be escaped, or is not ASCII and may be no UTF-8. */
static inline byte_vector find_special(byte_vector bytes) {
    return (byte_vector)((bytes < 0x20) | (bytes == '"') | (bytes == '\\') | (bytes >= 0x80));
}

/* The same once it is known to be UTF-8: of what is not ASCII only U+2028 and U+2029 matter, which begin with E2. */
static inline byte_vector find_escaped(byte_vector bytes) {
    return (byte_vector)((bytes < 0x20) | (bytes == '"') | (bytes == '\\') | (bytes == 0xe2));
}

static bool is_utf8(struct str text) {
    return text_first_invalid(str_sub(text, utf8_sound_length(text), SIZE_MAX)) == SIZE_MAX;
}

/* The text in quotes as it is. False, and nothing written, when it cannot stand so. */
static bool write_plain(struct output *output, struct str text) {
    char *room = output_room(output, text.n + 2);

    if (!room)
        return true;
    if (byte_vector_any(byte_vector_copy(room + 1, text, find_special)) &&
        (byte_vector_any(byte_vector_copy(room + 1, text, find_escaped)) || !is_utf8(text)))
        return false;
    room[0] = room[1 + text.n] = '"';
    output_advance(output, text.n + 2);
    return true;
}

static void write_text(struct output *output, struct str text) {
    size_t bad;

    if (text.n + 2 <= OUTPUT_ROOM && write_plain(output, text))
        return;
    output_cstr(output, "\"");
    while ((bad = text_first_invalid(text)) != SIZE_MAX) {
        write_valid(output, str_sub(text, 0, bad));
        output_cstr(output, "\xef\xbf\xbd");
        text = str_sub(text, bad + 1, SIZE_MAX);
    }
    write_valid(output, text);
    output_cstr(output, "\"");
}

struct json_writer *json_writer_new(struct output *output, unsigned indent) {
    struct json_writer *writer = calloc(1, sizeof *writer);

    if (!writer)
        return NULL;
    writer->output = output;
    writer->indent = indent;
    return writer;
}

void json_writer_free(struct json_writer *writer) {
    free(writer);
}

enum err_code json_file_create(int dir_fd, const char *name, struct json_file *ret_file, struct err *err) {
    struct json_file file = {0};
    enum err_code code = output_create(dir_fd, name, &file.output, err);

    if (code) {
        return code;
    }
    file.writer = json_writer_new(file.output, 2);
    if (!file.writer) {
        output_abandon(file.output);
        return err_no_memory(err);
    }
    *ret_file = file;
    return ERR_OK;
}

enum err_code json_file_close(struct json_file *file, bool sync, struct err *err) {
    json_newline(file->writer);
    json_writer_free(TAKE_PTR(file->writer));
    return output_close(TAKE_PTR(file->output), sync, NULL, err);
}

void json_begin_object(struct json_writer *writer) {
    begin(writer, "{", '}');
}

void json_end_object(struct json_writer *writer) {
    end(writer, '}');
}

void json_begin_array(struct json_writer *writer) {
    begin(writer, "[", ']');
}

void json_end_array(struct json_writer *writer) {
    end(writer, ']');
}

/* A comma, the key and its colon in one go. False, and nothing written, when the key cannot stand as it is. */
static bool write_plain_key(struct json_writer *writer, struct str key) {
    bool *has_members = &writer->levels[writer->depth].has_members;
    char *room = output_room(writer->output, key.n + 4), *to = room;

    if (!room)
        return true;
    if (*has_members)
        *to++ = ',';
    *to++ = '"';
    if (byte_vector_any(byte_vector_copy(to, key, find_special)))
        return false;
    to += key.n;
    *to++ = '"';
    *to++ = ':';
    output_advance(writer->output, (size_t)(to - room));
    *has_members = true;
    return true;
}

void json_key(struct json_writer *writer, const char *key) {
    struct str text = str_from(key);

    assert(writer->levels[writer->depth].closer == '}' && !writer->after_key);
    if (writer->indent || text.n + 4 > OUTPUT_ROOM || !write_plain_key(writer, text)) {
        start_member(writer);
        write_text(writer->output, text);
        output_cstr(writer->output, writer->indent ? ": " : ":");
    }
    writer->after_key = true;
}

void json_write_string(struct json_writer *writer, struct str text) {
    start_value(writer);
    write_text(writer->output, text);
}

void json_write_number(struct json_writer *writer, int64_t number) {
    char text[STR_I64_SIZE];

    json_write_decimal(writer, str_format_i64(number, text));
}

void json_write_decimal(struct json_writer *writer, struct str text) {
    start_value(writer);
    output_write(writer->output, text);
}

void json_write_bool(struct json_writer *writer, bool value) {
    start_value(writer);
    output_cstr(writer->output, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer) {
    start_value(writer);
    output_cstr(writer->output, "null");
}

void json_newline(struct json_writer *writer) {
    assert(writer->depth == 0);
    output_cstr(writer->output, "\n");
}

void json_member_string(struct json_writer *writer, const char *key, struct str text) {
    json_key(writer, key);
    json_write_string(writer, text);
}

void json_member_number(struct json_writer *writer, const char *key, int64_t number) {
    json_key(writer, key);
    json_write_number(writer, number);
}

void json_member_bool(struct json_writer *writer, const char *key, bool value) {
    json_key(writer, key);
    json_write_bool(writer, value);
}
