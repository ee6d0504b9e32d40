#include "notify/mail_message.h"

#include "base/calendar.h"
#include "notify/mime.h"

#include <stdlib.h>

#define SUBJECT_MAX    200
#define MESSAGE_ID_MAX 200
#define DAY_SECONDS    86400

/* "Wed, 31 Mar 2027 09:00:00 +0900" */
static void append_instant(struct instant instant, struct buffer *out) {
    static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const struct date day = instant_day(instant, instant.utc_offset);
    const struct civil civil = date_to_civil(day);
    const int64_t second = instant.seconds + instant.utc_offset - (int64_t)day.days * DAY_SECONDS;
    const int minutes = abs(instant.utc_offset) / 60;

    buffer_printf(out, "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d", weekdays[date_weekday(day)], civil.day,
                  months[civil.month - 1], civil.year, (int)(second / 3600), (int)(second / 60 % 60),
                  (int)(second % 60), instant.utc_offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static enum err_code append_date(struct str date, struct buffer *out, struct err *err) {
    struct instant instant;

    if (!instant_read(date, &instant) || !date_is_set(instant_day(instant, instant.utc_offset))) {
        return err_set(err, ERR_USAGE, NULL, date, STR("2027-03-31T09:00:00+09:00"));
    }
    buffer_append_cstr(out, "Date: ");
    append_instant(instant, out);
    buffer_append_cstr(out, "\r\n");
    return ERR_OK;
}

static enum err_code append_message_id(struct str id, struct buffer *out, struct err *err) {
    static const char header[] = "Message-ID: ";
    struct mail_address address;
    struct str inner = id;

    if (str_drop_prefix(&inner, STR("<")) && !str_drop_suffix(&inner, STR(">"))) {
        inner = STR_NONE;
    }
    if (inner.n > MESSAGE_ID_MAX || mail_address_read(inner, &address, NULL) || address.box.n != inner.n) {
        return err_set(err, ERR_USAGE, NULL, id, STR("run-1@example.jp"));
    }
    buffer_append_cstr(out, header);
    buffer_append_cstr(out, sizeof header + inner.n + 1 <= MIME_LINE_MAX ? "<" : "\r\n <");
    buffer_append(out, inner);
    buffer_append_cstr(out, ">\r\n");
    return ERR_OK;
}

/* Each address on a line of its own. */
static void append_addresses(const char *header, const struct mail_address *addresses, size_t count,
                             struct buffer *out) {
    const size_t start = out->n;

    buffer_append_cstr(out, header);
    for (size_t i = 0; i < count; i++) {
        mail_address_append(&addresses[i], i == 0 ? out->n - start : 1, out);
        buffer_append_cstr(out, i + 1 < count ? ",\r\n " : "\r\n");
    }
}

static void append_subject(struct str subject, struct buffer *out) {
    static const char header[] = "Subject: ";

    buffer_append_cstr(out, header);
    mime_append_header_text(subject, sizeof header - 1, SUBJECT_MAX, out);
    buffer_append_cstr(out, "\r\n");
}

/* Text is base64 of lines with CRLF (RFC 2045, 6.8). */
static void append_body(struct str body, struct buffer *out) {
    struct buffer lines = {0};
    struct str line;

    while (str_cut(&body, '\n', &line)) {
        (void)str_drop_suffix(&line, STR("\r"));
        buffer_append(&lines, line);
        if (body.p) {
            buffer_append_cstr(&lines, "\r\n");
        }
    }
    out->failed |= lines.failed;
    mime_append_base64(buffer_view(&lines), MIME_LINE_MAX, out);
    buffer_done(&lines);
}

enum err_code mail_message_write(const struct mail_message *message, struct buffer *out, struct err *err) {
    enum err_code code;

    append_addresses("From: ", &message->from, 1, out);
    append_addresses("To: ", message->to, message->to_count, out);
    code = append_date(message->date, out, err);
    if (!code) {
        code = append_message_id(message->message_id, out, err);
    }
    if (code) {
        return code;
    }
    append_subject(message->subject, out);
    buffer_append_cstr(out, "Auto-Submitted: auto-generated\r\n" /* RFC 3834: no answers by machines */
                            "MIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=UTF-8\r\n"
                            "Content-Transfer-Encoding: base64\r\n\r\n");
    append_body(message->body, out);
    return out->failed ? err_no_memory(err) : ERR_OK;
}
