#include "findings/finding_key.h"

#include "base/byte_vector.h"
#include "base/hash.h"

#define US FINDING_KEY_SEPARATOR

static inline byte_vector find_escaped(byte_vector bytes) {
    return (byte_vector)((bytes == US) | (bytes == '\\'));
}

static void append_escaped(struct buffer *out, struct str value) {
    size_t done = 0;
    char *room = buffer_reserve(out, value.n);

    if (room && !byte_vector_any(byte_vector_copy(room, value, find_escaped))) {
        out->n += value.n;
        return;
    }
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == US || value.p[i] == '\\') {
            buffer_append(out, str_sub(value, done, i - done));
            buffer_append_cstr(out, value.p[i] == US ? "\\x1f" : "\\\\");
            done = i + 1;
        }
    }
    buffer_append(out, str_sub(value, done, SIZE_MAX));
}

void finding_key_append(struct buffer *out, struct str value) {
    buffer_append_char(out, US);
    append_escaped(out, value);
}

void finding_key(const struct finding *finding, struct buffer *out) {
    buffer_append_cstr(out, code_def(finding->code)->name);
    finding_key_append(out, str_from(subject_kind_name(finding->subject_kind)));
    finding_key_append(out, finding->subject);
    finding_key_append(out, finding->field);
    if (!str_is_empty(finding->distinct)) {
        finding_key_append(out, finding->distinct);
    }
}

/* What is written for a US and for a \. */
static const struct {
    struct str text;
    char c;
} escapes[] = {{STR("\\x1f"), US}, {STR("\\\\"), '\\'}};

static bool drop_escape(struct str *text, struct buffer *room) {
    for (size_t i = 0; i < ARRAY_LEN(escapes); i++) {
        if (str_drop_prefix(text, escapes[i].text)) {
            buffer_append_char(room, escapes[i].c);
            return true;
        }
    }
    return false;
}

struct str finding_key_unescape(struct str text, struct buffer *room) {
    size_t begin = room->n;

    if (str_find_char(text, '\\') < 0) {
        return text;
    }
    while (text.n) {
        if (!drop_escape(&text, room)) {
            buffer_append_char(room, text.p[0]);
            text = str_sub(text, 1, SIZE_MAX);
        }
    }
    return (struct str){room->p + begin, room->n - begin};
}

static bool kind_by_name(struct str name, enum subject_kind *ret_kind) {
    for (unsigned i = 0; i < SUBJECT_KIND_COUNT; i++) {
        if (str_eq(name, str_from(subject_kind_name((enum subject_kind)i)))) {
            *ret_kind = (enum subject_kind)i;
            return true;
        }
    }
    return false;
}

bool finding_key_read(struct str key, struct buffer *room, struct finding *finding) {
    struct str parts[5] = {STR_NONE};
    size_t count = 0;

    while (count < ARRAY_LEN(parts) && str_cut(&key, US, &parts[count])) {
        count++;
    }
    if (count < ARRAY_LEN(parts) - 1 || key.p || !code_by_name(parts[0], &finding->code) ||
        !kind_by_name(parts[1], &finding->subject_kind)) {
        return false;
    }
    finding->subject = finding_key_unescape(parts[2], room);
    finding->field = finding_key_unescape(parts[3], room);
    finding->distinct = finding_key_unescape(parts[4], room);
    return true;
}

static void append_number(struct buffer *out, int64_t number) {
    char text[STR_I64_SIZE];

    buffer_append_char(out, US);
    buffer_append(out, str_format_i64(number, text));
}

bool finding_key_id(struct str key, unsigned ordinal, struct buffer *scratch, uint64_t *ret_id) {
    buffer_reset(scratch);
    buffer_append(scratch, key);
    append_number(scratch, ordinal);
    if (scratch->failed) {
        return false;
    }
    *ret_id = hash64(buffer_view(scratch));
    return true;
}

static void append_all(struct buffer *out, const struct str values[], size_t count) {
    for (size_t i = 0; i < count; i++) {
        finding_key_append(out, values[i]);
    }
}

void finding_content(const struct finding *finding, struct buffer *out) {
    const struct str values[] = {finding->documented, finding->observed, finding->asset_id, finding->device_id};

    buffer_append_cstr(out, message_id(finding->message));
    for (unsigned i = 0; i < finding->argument_count; i++) {
        const struct argument *argument = &finding->arguments[i];
        if (argument->kind != ARGUMENT_NUMBER) {
            append_number(out, (int64_t)argument->kind);
            finding_key_append(out, argument->text);
        }
    }
    append_all(out, values, ARRAY_LEN(values));
}

void finding_circumstances(const struct finding *finding, struct buffer *out) {
    const struct str values[] = {finding->hostname, finding->system, finding->department, finding->location};

    buffer_append_cstr(out, outcome_name(finding->outcome));
    for (unsigned i = 0; i < finding->argument_count; i++) {
        if (finding->arguments[i].kind == ARGUMENT_NUMBER) {
            append_number(out, finding->arguments[i].number);
        }
    }
    append_all(out, values, ARRAY_LEN(values));
}
