#include "notify/template.h"

#include "base/text.h"

typedef void value_writer(const struct notification *notification, struct buffer *out);

static void write_title(const struct notification *notification, struct buffer *out) {
    text_for_terminal(notification->title, NOTIFICATION_NAME_MAX, out);
}

static void write_as_of(const struct notification *notification, struct buffer *out) {
    char as_of[11];

    date_format(notification->as_of, as_of);
    buffer_append_cstr(out, as_of);
}

static void write_output(const struct notification *notification, struct buffer *out) {
    text_for_terminal(notification->output, SIZE_MAX, out);
}

static void write_count(uint64_t count, struct buffer *out) {
    char digits[STR_U64_SIZE];

    buffer_append(out, str_format_u64(count, digits));
}

static void write_new_count(const struct notification *notification, struct buffer *out) {
    write_count(notification->new_total, out);
}

static void write_resolved_count(const struct notification *notification, struct buffer *out) {
    write_count(notification->resolved_total, out);
}

static void write_continuing_count(const struct notification *notification, struct buffer *out) {
    write_count(notification->continuing, out);
}

static void write_waived_count(const struct notification *notification, struct buffer *out) {
    write_count(notification->waived, out);
}

static void write_run_count(const struct notification *notification, struct buffer *out) {
    write_count(notification->run_count, out);
}

static void write_status(const struct notification *notification, struct buffer *out) {
    write_count((uint64_t)(notification->exit_status < 0 ? 0 : notification->exit_status), out);
}

/* Names with a part of the text, or with a value. */
static const struct template_name {
    const char *name;
    value_writer *write; /* NULL: the part */
    enum notification_part part;
} names[] = {
    {"head", NULL, NOTIFICATION_HEAD},
    {"run", NULL, NOTIFICATION_RUN},
    {"new", NULL, NOTIFICATION_NEW},
    {"resolved", NULL, NOTIFICATION_RESOLVED},
    {"known", NULL, NOTIFICATION_KNOWN},
    {"results", NULL, NOTIFICATION_RESULTS},
    {"subject", notification_render_subject, 0},
    {"text", notification_render_text, 0},
    {"title", write_title, 0},
    {"as_of", write_as_of, 0},
    {"output", write_output, 0},
    {"new_count", write_new_count, 0},
    {"resolved_count", write_resolved_count, 0},
    {"continuing_count", write_continuing_count, 0},
    {"waived_count", write_waived_count, 0},
    {"run_count", write_run_count, 0},
    {"status", write_status, 0},
};

/* A template as it is gone through. */
struct template_reading {
    struct str text;
    const char *file;
    size_t at;
    const struct notification *notification; /* NULL: to be checked only */
    struct buffer *out;
};

static enum err_code refuse(const struct template_reading *reading, enum err_code code, struct str argument,
                            struct err *err) {
    const struct str before = str_sub(reading->text, 0, reading->at);
    uint64_t line = 1;
    size_t begin = 0;

    for (size_t i = 0; i < before.n; i++) {
        if (before.p[i] == '\n') {
            line++;
            begin = i + 1;
        }
    }
    return err_at(err, code, reading->file, line, text_count(str_sub(before, begin, SIZE_MAX)) + 1, argument, STR_NONE);
}

static const struct template_name *find_name(struct str name) {
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(name, str_from(names[i].name))) {
            return &names[i];
        }
    }
    return NULL;
}

/* A part without the lines around it, so that the template alone says where there are blank ones. */
static void append_value(const struct template_reading *reading, const struct template_name *name) {
    struct buffer value = {0};
    struct str view;

    if (name->write) {
        name->write(reading->notification, &value);
    } else {
        notification_render_part(reading->notification, name->part, NOTIFICATION_LINES_MAX, &value);
    }
    reading->out->failed |= value.failed;
    view = buffer_view(&value);
    (void)str_drop_prefix(&view, STR("\n"));
    (void)str_drop_suffix(&view, STR("\n"));
    buffer_append(reading->out, view);
    buffer_done(&value);
}

/* {name} at the present place. */
static enum err_code read_name(struct template_reading *reading, struct err *err) {
    const struct str rest = str_sub(reading->text, reading->at + 1, SIZE_MAX);
    const ptrdiff_t end = str_find_char(rest, '}');
    const struct template_name *name;

    if (end < 0 || (size_t)end > NOTIFICATION_NAME_MAX) {
        return refuse(reading, ERR_SYNTAX, STR("{name} or {{"), err);
    }
    name = find_name(str_sub(rest, 0, (size_t)end));
    if (!name) {
        return refuse(reading, ERR_UNKNOWN_KEY, str_sub(rest, 0, (size_t)end), err);
    }
    if (reading->notification) {
        append_value(reading, name);
    }
    reading->at += (size_t)end + 2;
    return ERR_OK;
}

static void copy_plain(struct template_reading *reading, struct str text, size_t length) {
    if (reading->notification) {
        buffer_append(reading->out, text);
    }
    reading->at += length;
}

static enum err_code read_template(struct template_reading *reading, struct err *err) {
    const size_t bad = text_first_invalid(reading->text);
    enum err_code code = ERR_OK;

    if (bad != SIZE_MAX) {
        reading->at = bad;
        return refuse(reading, ERR_ENCODING, STR("UTF-8"), err);
    }
    while (!code && reading->at < reading->text.n) {
        const struct str rest = str_sub(reading->text, reading->at, SIZE_MAX);
        const ptrdiff_t brace = str_find_char(rest, '{');
        if (brace != 0) {
            const size_t n = brace < 0 ? rest.n : (size_t)brace;
            copy_plain(reading, str_sub(rest, 0, n), n);
        } else if (str_starts_with(rest, STR("{{"))) {
            copy_plain(reading, STR("{"), 2);
        } else {
            code = read_name(reading, err);
        }
    }
    return code;
}

enum err_code template_check(struct str text, const char *file, struct err *err) {
    struct template_reading reading = {.text = text, .file = file};

    return read_template(&reading, err);
}

enum err_code template_render(struct str text, const char *file, const struct notification *notification,
                              struct buffer *out, struct err *err) {
    struct template_reading reading = {.text = text, .file = file, .notification = notification, .out = out};
    enum err_code code = read_template(&reading, err);

    return !code && out->failed ? err_no_memory(err) : code;
}
