#include "notify/notification.h"

#include "base/text.h"
#include "notify/notice_text.h"

#include <assert.h>

/* How new findings are listed: the worst first, and what has none of these outcomes last. */
static const struct outcome_part {
    enum outcome outcome;
    enum notice heading;
} outcome_parts[] = {
    {OUTCOME_VIOLATION, NOTICE_VIOLATION},
    {OUTCOME_UNDETERMINED, NOTICE_UNDETERMINED},
    {OUTCOME_NOTICE, NOTICE_NOTICE},
    {OUTCOME_COUNT, NOTICE_OTHERS},
};
#define PART_OTHERS (ARRAY_LEN(outcome_parts) - 1)

/* A text that is being written: how many more lines the present part may have, and how many it has. */
struct writing {
    const struct notification *notification;
    struct buffer *out;
    size_t room;
    uint64_t written;
    struct str code; /* the one whose heading stands above */
    bool has_code;
};

bool notification_has_news(const struct notification *notification) {
    return notification->new_total || notification->resolved_total || notification->run_count;
}

static struct str title_of(const struct notification *notification) {
    return notification->title.n ? notification->title : STR("genkyo");
}

/* Arguments are bytes of other people: they are cleaned first. */
static void append_cleaned(const struct notification *notification, enum notice notice, const struct str *arguments,
                           size_t count, struct buffer *out) {
    struct buffer cleaned[NOTICE_ARGUMENTS_MAX] = {{0}};
    struct str views[NOTICE_ARGUMENTS_MAX];

    for (size_t i = 0; i < count; i++) {
        text_for_terminal(arguments[i], NOTIFICATION_NAME_MAX, &cleaned[i]);
        out->failed |= cleaned[i].failed;
        views[i] = buffer_view(&cleaned[i]);
    }
    notice_append(notice, notification->language, views, count, out);
    for (size_t i = 0; i < count; i++) {
        buffer_done(&cleaned[i]);
    }
}

/* --- subject --- */

static void append_count(const struct notification *notification, enum notice notice, uint64_t count,
                         struct buffer *out) {
    if (count == 0) {
        return;
    }
    if (out->n) {
        notice_append(NOTICE_SUBJECT_COMMA, notification->language, NULL, 0, out);
    }
    notice_append_number(notice, notification->language, count, out);
}

void notification_render_subject(const struct notification *notification, struct buffer *out) {
    struct buffer counts = {0};
    char as_of[11];

    append_count(notification, NOTICE_SUBJECT_NEW, notification->new_total, &counts);
    append_count(notification, NOTICE_SUBJECT_RESOLVED, notification->resolved_total, &counts);
    append_count(notification, NOTICE_SUBJECT_RUN, notification->run_count, &counts);
    if (!notification_has_news(notification)) {
        notice_append(NOTICE_SUBJECT_NOTHING, notification->language, NULL, 0, &counts);
    }
    date_format(notification->as_of, as_of);
    out->failed |= counts.failed;
    append_cleaned(notification, NOTICE_SUBJECT,
                   (const struct str[]){title_of(notification), str_from(as_of), buffer_view(&counts)}, 3, out);
    buffer_done(&counts);
}

/* --- text --- */

/* " (place)" or nothing. */
static void append_option(const struct notification *notification, enum notice notice, struct str value,
                          struct buffer *out) {
    if (value.n) {
        append_cleaned(notification, notice, &value, 1, out);
    }
}

/* What the code means stands beside it, where it is one of the catalogue. */
static void write_code(struct writing *writing, struct str code) {
    const enum language language = writing->notification->language;
    enum finding_code number;

    if (writing->has_code && str_eq(code, writing->code)) {
        return;
    }
    writing->code = code;
    writing->has_code = true;
    if (code.n == 0) {
        notice_append(NOTICE_STEPS, language, NULL, 0, writing->out);
    } else if (code_by_name(code, &number)) {
        append_cleaned(writing->notification, NOTICE_CODE_TITLE,
                       (const struct str[]){code, str_from(code_def(number)->title[language])}, 2, writing->out);
    } else {
        append_cleaned(writing->notification, NOTICE_CODE, &code, 1, writing->out);
    }
    buffer_append_char(writing->out, '\n');
}

/* Who does something about it, and until when. */
static void append_disposition(const struct notification *notification, const struct notice_line *line,
                               struct buffer *out) {
    if (line->owner.n && line->due.n) {
        append_cleaned(notification, NOTICE_OWNER_DUE, (const struct str[]){line->owner, line->due}, 2, out);
    } else {
        append_option(notification, NOTICE_OWNER, line->owner, out);
        append_option(notification, NOTICE_DUE, line->due, out);
    }
}

static void write_line(struct writing *writing, const struct notice_line *line) {
    struct buffer parts[NOTICE_ARGUMENTS_MAX] = {{0}};
    struct str views[NOTICE_ARGUMENTS_MAX];

    write_code(writing, line->code);
    text_for_terminal(line->subject, NOTIFICATION_NAME_MAX, &parts[0]);
    append_option(writing->notification, NOTICE_PLACE, line->place, &parts[1]);
    text_for_terminal(line->message, NOTIFICATION_MESSAGE_MAX, &parts[2]);
    append_option(writing->notification, NOTICE_FINDING_ID, line->id, &parts[3]);
    append_disposition(writing->notification, line, &parts[3]);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        writing->out->failed |= parts[i].failed;
        views[i] = buffer_view(&parts[i]);
    }
    notice_append(NOTICE_LINE, writing->notification->language, views, ARRAY_LEN(views), writing->out);
    buffer_append_char(writing->out, '\n');
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        buffer_done(&parts[i]);
    }
    writing->room--;
    writing->written++;
}

static void write_notice(struct writing *writing, enum notice notice, uint64_t number) {
    notice_append_number(notice, writing->notification->language, number, writing->out);
    buffer_append_char(writing->out, '\n');
}

/* The heading of a part, and what was left out at its end. */
static void begin_part(struct writing *writing, enum notice heading, uint64_t total, size_t lines) {
    buffer_append_char(writing->out, '\n');
    write_notice(writing, heading, total);
    writing->room = lines;
    writing->written = 0;
    writing->has_code = false;
}

static void end_part(struct writing *writing, uint64_t total) {
    if (total > writing->written) {
        write_notice(writing, NOTICE_MORE, total - writing->written);
    }
}

static void write_part(struct writing *writing, enum notice heading, const struct notice_line *lines, size_t count,
                       uint64_t total, size_t most) {
    if (total == 0) {
        return;
    }
    begin_part(writing, heading, total, most);
    for (size_t i = 0; i < count && writing->room; i++) {
        write_line(writing, &lines[i]);
    }
    end_part(writing, total);
}

/* The place of an outcome in the table. */
static size_t part_of(const struct notice_line *line) {
    enum outcome outcome;

    for (size_t i = 0; outcome_by_name(line->outcome, &outcome) && i < PART_OTHERS; i++) {
        if (outcome_parts[i].outcome == outcome) {
            return i;
        }
    }
    return PART_OTHERS;
}

/* The new findings of one outcome, under its heading if there are any. */
static void write_outcome(struct writing *writing, size_t part) {
    const struct notification *notification = writing->notification;
    bool has_heading = false;

    writing->has_code = false;
    for (size_t i = 0; i < notification->new_count && writing->room; i++) {
        if (part_of(&notification->new_lines[i]) != part) {
            continue;
        }
        if (!has_heading) {
            notice_append(outcome_parts[part].heading, notification->language, NULL, 0, writing->out);
            buffer_append_char(writing->out, '\n');
            has_heading = true;
        }
        write_line(writing, &notification->new_lines[i]);
    }
}

static void write_new(struct writing *writing, size_t lines) {
    const struct notification *notification = writing->notification;

    if (notification->new_total == 0) {
        return;
    }
    begin_part(writing, NOTICE_NEW, notification->new_total, lines);
    for (size_t part = 0; part < ARRAY_LEN(outcome_parts); part++) {
        write_outcome(writing, part);
    }
    end_part(writing, notification->new_total);
}

static void write_status(struct writing *writing) {
    static const enum notice notices[] = {NOTICE_STATUS_0, NOTICE_STATUS_1, NOTICE_STATUS_2, NOTICE_STATUS_3};
    const int status = writing->notification->exit_status;
    const bool is_known = status >= 0 && (size_t)status < ARRAY_LEN(notices);

    write_notice(writing, is_known ? notices[status] : NOTICE_STATUS_OTHER, (uint64_t)(status < 0 ? 0 : status));
}

static void write_known(struct writing *writing, size_t lines) {
    const struct notification *notification = writing->notification;
    char continuing[STR_U64_SIZE], waived[STR_U64_SIZE];
    const struct str counts[] = {str_format_u64(notification->continuing, continuing),
                                 str_format_u64(notification->waived, waived)};

    (void)lines;
    buffer_append_char(writing->out, '\n');
    notice_append(NOTICE_KNOWN, notification->language, counts, ARRAY_LEN(counts), writing->out);
    buffer_append_char(writing->out, '\n');
    write_status(writing);
}

/* The path is not cut: people copy it. */
static void write_results(struct writing *writing, size_t lines) {
    struct buffer path = {0};
    struct str view;

    (void)lines;
    if (writing->notification->output.n == 0) {
        return;
    }
    text_for_terminal(writing->notification->output, SIZE_MAX, &path);
    writing->out->failed |= path.failed;
    view = buffer_view(&path);
    notice_append(NOTICE_RESULTS, writing->notification->language, &view, 1, writing->out);
    buffer_append_char(writing->out, '\n');
    notice_append(NOTICE_EXPLAIN, writing->notification->language, NULL, 0, writing->out);
    buffer_append_char(writing->out, '\n');
    buffer_done(&path);
}

static void write_head(struct writing *writing, size_t lines) {
    char as_of[11];

    (void)lines;
    date_format(writing->notification->as_of, as_of);
    append_cleaned(writing->notification, NOTICE_HEAD,
                   (const struct str[]){title_of(writing->notification), str_from(as_of)}, 2, writing->out);
    buffer_append_char(writing->out, '\n');
}

static void write_run(struct writing *writing, size_t lines) {
    const struct notification *notification = writing->notification;

    write_part(writing, NOTICE_RUN, notification->run_lines, notification->run_count, notification->run_count, lines);
}

static void write_resolved(struct writing *writing, size_t lines) {
    const struct notification *notification = writing->notification;

    write_part(writing, NOTICE_RESOLVED, notification->resolved_lines, notification->resolved_count,
               notification->resolved_total, lines);
}

/* A text from its head to its end. */
static void (*const part_writers[])(struct writing *writing, size_t lines) = {
    [NOTIFICATION_HEAD] = write_head,   [NOTIFICATION_RUN] = write_run,
    [NOTIFICATION_NEW] = write_new,     [NOTIFICATION_RESOLVED] = write_resolved,
    [NOTIFICATION_KNOWN] = write_known, [NOTIFICATION_RESULTS] = write_results,
};
static_assert(ARRAY_LEN(part_writers) == NOTIFICATION_PART_COUNT, "a part lacks its writer");

void notification_render_part(const struct notification *notification, enum notification_part part, size_t lines,
                              struct buffer *out) {
    struct writing writing = {.notification = notification, .out = out};

    assert((unsigned)part < NOTIFICATION_PART_COUNT);
    part_writers[part](&writing, lines);
}

void notification_render_brief(const struct notification *notification, size_t lines, struct buffer *out) {
    for (unsigned part = 0; part < NOTIFICATION_PART_COUNT; part++) {
        notification_render_part(notification, (enum notification_part)part, lines, out);
    }
}

void notification_render_text(const struct notification *notification, struct buffer *out) {
    notification_render_brief(notification, NOTIFICATION_LINES_MAX, out);
}
