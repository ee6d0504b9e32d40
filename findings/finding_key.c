#include "findings/finding_key.h"

#include "base/byte_vector.h"
#include "base/hash.h"

#define US '\x1f'

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

static void append_next(struct buffer *out, struct str value) {
    buffer_append_char(out, US);
    append_escaped(out, value);
}

void finding_key(const struct finding *finding, struct buffer *out) {
    buffer_append_cstr(out, code_def(finding->code)->name);
    append_next(out, str_from(subject_kind_name(finding->subject_kind)));
    append_next(out, finding->subject);
    append_next(out, finding->field);
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

static void append_argument(struct buffer *out, const struct argument *argument) {
    append_number(out, (int64_t)argument->kind);
    append_number(out, argument->number);
    append_next(out, argument->text);
}

void finding_content(const struct finding *finding, struct buffer *out) {
    const struct str values[] = {finding->documented, finding->observed, finding->asset_id,   finding->device_id,
                                 finding->hostname,   finding->system,   finding->department, finding->location};

    buffer_append_cstr(out, outcome_name(finding->outcome));
    append_next(out, str_from(message_id(finding->message)));
    for (unsigned i = 0; i < finding->argument_count; i++) {
        append_argument(out, &finding->arguments[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        append_next(out, values[i]);
    }
}
