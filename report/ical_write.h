#pragma once
/* iCalendar (RFC 5545) over an output: content lines of at most 75 octets with CRLF, folded between characters; text
 * with its escapes. One thread at a time; errors stay in the output. */

#include "base/buffer.h"
#include "base/calendar.h"
#include "base/output.h"

struct ical_writer {
    struct output *output; /* borrowed */
    struct buffer line;
    bool has_failed; /* a line was lost: memory was out */
};

void ical_writer_done(struct ical_writer *writer);
/* NAME, with its parameters, and a value as it is: "DTSTART;VALUE=DATE", "20270331". */
void ical_write(struct ical_writer *writer, const char *name, const char *value);
/* A value of type TEXT: any UTF-8. Control characters, which no reader takes, become blanks; ends of lines stay; what
 * is longer than 1,000 bytes ends with "…". */
void ical_write_text(struct ical_writer *writer, const char *name, struct str text);
/* Of type DATE. */
void ical_write_date(struct ical_writer *writer, const char *name, struct date day);
/* Of type DATE-TIME: the beginning of the day, UTC. */
void ical_write_midnight(struct ical_writer *writer, const char *name, struct date day);
/* The first error, of the output or of memory. */
MUST_CHECK enum err_code ical_writer_error(const struct ical_writer *writer, struct err *err);
