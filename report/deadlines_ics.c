/* deadlines.ics. Which deadlines there are is deadline.c's; how they are written, ical_write.c's. */

#include "base/hash.h"
#include "report/deadline.h"
#include "report/ical_write.h"

#include <inttypes.h>
#include <stdio.h>

struct calendar_file {
    const struct report_context *context;
    struct ical_writer ical;
    struct buffer text;
};

static struct str word(const struct calendar_file *file, struct str word) {
    return message_word(word, file->context->language);
}

/* What the buffer has been filled with. */
static void write_filled(struct calendar_file *file, const char *name) {
    file->ical.has_failed |= file->text.failed;
    ical_write_text(&file->ical, name, str_trim(buffer_view(&file->text)));
}

/* Of what it is, not of its day: whoever imports the file again finds a deadline that has moved where it is now. */
static void write_uid(struct calendar_file *file, struct str kind, struct str id, struct str what, int64_t ordinal) {
    char hex[17], uid[32];

    buffer_reset(&file->text);
    buffer_printf(&file->text, "%.*s\x1F%.*s\x1F%.*s\x1F%" PRId64, STR_FMT(kind), STR_FMT(id), STR_FMT(what), ordinal);
    file->ical.has_failed |= file->text.failed;
    hash64_format(hash64(buffer_view(&file->text)), hex);
    snprintf(uid, sizeof uid, "%s@genkyo", hex);
    ical_write(&file->ical, "UID", uid);
}

static void write_begin(struct calendar_file *file, const struct summary *summary) {
    char left_out[24];

    ical_write(&file->ical, "BEGIN", "VCALENDAR");
    ical_write(&file->ical, "VERSION", "2.0");
    ical_write(&file->ical, "PRODID", "-//genkyo//genkyo " GENKYO_VERSION "//EN");
    ical_write(&file->ical, "CALSCALE", "GREGORIAN");
    if (summary->deadlines_left_out) {
        snprintf(left_out, sizeof left_out, "%" PRIu64, summary->deadlines_left_out);
        ical_write(&file->ical, "X-GENKYO-LEFT-OUT", left_out);
    }
}

/* A calendar needs one component at least; this one says of which day it is, and what it lacks. */
static void write_journal(struct calendar_file *file, const struct summary *summary) {
    struct str deadlines = word(file, STR("deadlines")), left_out = word(file, STR("left-out"));
    char as_of[11];

    date_format(file->context->as_of, as_of);
    ical_write(&file->ical, "BEGIN", "VJOURNAL");
    write_uid(file, STR("calendar"), STR_NONE, STR_NONE, 0);
    ical_write_midnight(&file->ical, "DTSTAMP", file->context->as_of);
    ical_write_date(&file->ical, "DTSTART;VALUE=DATE", file->context->as_of);
    buffer_reset(&file->text);
    buffer_printf(&file->text, "genkyo %s: %.*s %" PRIu64, as_of, STR_FMT(deadlines), summary->deadlines);
    if (summary->deadlines_left_out) {
        buffer_printf(&file->text, ", %.*s %" PRIu64, STR_FMT(left_out), summary->deadlines_left_out);
    }
    write_filled(file, "SUMMARY");
    ical_write(&file->ical, "END", "VJOURNAL");
}

static void write_description(struct calendar_file *file, const struct deadline *deadline) {
    struct str quantity = message_field(STR("quantity"), file->context->language);

    buffer_reset(&file->text);
    buffer_append(&file->text, deadline->details);
    if (deadline->count > 0) {
        buffer_printf(&file->text, "%.*s: %" PRId64 "\n", STR_FMT(quantity), deadline->count);
    }
    if (file->text.n || file->text.failed) {
        write_filled(file, "DESCRIPTION");
    }
}

static void write_event(struct calendar_file *file, const struct deadline *deadline) {
    struct str what = word(file, deadline->what);

    ical_write(&file->ical, "BEGIN", "VEVENT");
    write_uid(file, deadline->kind, deadline->id, deadline->what, deadline->ordinal);
    ical_write_midnight(&file->ical, "DTSTAMP", file->context->as_of);
    ical_write_date(&file->ical, "DTSTART;VALUE=DATE", deadline->day);
    buffer_reset(&file->text);
    buffer_printf(&file->text, "%.*s: %.*s", STR_FMT(deadline->title), STR_FMT(what));
    write_filled(file, "SUMMARY");
    write_description(file, deadline);
    ical_write_text(&file->ical, "CATEGORIES", word(file, deadline->category));
    ical_write(&file->ical, "TRANSP", "TRANSPARENT");
    ical_write(&file->ical, "END", "VEVENT");
}

static enum err_code write_events(struct calendar_file *file, struct record_set *deadlines,
                                  const struct summary *summary, struct err *err) {
    write_begin(file, summary);
    write_journal(file, summary);
    for (uint64_t i = 0; i < summary->deadlines; i++) {
        struct deadline deadline;
        bool more;
        enum err_code code = record_set_next(deadlines, 0, &more, &deadline, err);
        if (code != ERR_OK) {
            return code;
        }
        write_event(file, &deadline);
    }
    ical_write(&file->ical, "END", "VCALENDAR");
    return ical_writer_error(&file->ical, err);
}

static enum err_code write_file(const struct report_context *context, struct record_set *deadlines,
                                const struct summary *summary, struct err *err) {
    struct calendar_file file = {.context = context};
    enum err_code code = output_create(context->dir_fd, "deadlines.ics", &file.ical.output, err);

    if (code != ERR_OK) {
        return code;
    }
    code = write_events(&file, deadlines, summary, err);
    ical_writer_done(&file.ical);
    buffer_done(&file.text);
    if (code != ERR_OK) {
        output_abandon(file.ical.output);
        return code;
    }
    return output_close(file.ical.output, context->sync, NULL, err);
}

enum err_code report_deadlines(const struct report_context *context, struct lifecycle_records *records,
                               const char *tmpdir, struct summary *summary, struct err *err) {
    CLEANUP(record_set_free_cleanup) struct record_set *deadlines = NULL;
    uint64_t count = 0;
    enum err_code code = deadlines_collect(context, records, tmpdir, summary, &deadlines, &count, err);

    if (code != ERR_OK) {
        return code;
    }
    summary->deadlines = count < DEADLINES_MAX ? count : DEADLINES_MAX;
    summary->deadlines_left_out = count - summary->deadlines;
    return write_file(context, deadlines, summary, err);
}
