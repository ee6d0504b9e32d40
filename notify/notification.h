#pragma once
/* What people are told of a run: what changed, and nothing that they know. It becomes a mail or the JSON of a webhook.
 * Plain values, borrowed for the call. Functions are pure; any thread. */

#include "base/buffer.h"
#include "base/calendar.h"
#include "findings/finding.h"

/* A finding as one line of a message; the texts may be anything, and are made safe where they are shown. */
struct notice_line {
    struct str id, code, outcome, subject, place, message;
    struct str owner, due; /* of the disposition; due: YYYY-MM-DD */
};

struct notification {
    struct str id; /* what the message is known by, however often it is sent: letters, figures and - */
    enum language language;
    struct str title; /* of the organisation or system, from the configuration; empty: "genkyo" */
    struct date as_of;
    const struct notice_line *new_lines, *resolved_lines; /* in the order of keys, so that a code stands once */
    size_t new_count, resolved_count;                     /* listed */
    uint64_t new_total, resolved_total;                   /* more may have been left out */
    uint64_t continuing, waived;                          /* counts alone */
    const struct notice_line *run_lines;                  /* RUN-WAIVER, and failed steps, which have no code */
    size_t run_count;
    int exit_status;
    struct str output; /* where the results are */
};

/* How many lines of a kind a text has at most; what is left out is counted. */
#define NOTIFICATION_LINES_MAX 50
/* Characters of a message and of any other text, beyond which it is cut. */
#define NOTIFICATION_MESSAGE_MAX 300
#define NOTIFICATION_NAME_MAX    100

/* Is there anything to tell: new findings, resolved ones, or something about the run? */
bool notification_has_news(const struct notification *notification);
/* Subject of a mail: one line without its end, no control characters. */
void notification_render_subject(const struct notification *notification, struct buffer *out);
/* Body of a mail, text of a webhook: lines that end in LF, no other control characters, well-formed UTF-8. */
void notification_render_text(const struct notification *notification, struct buffer *out);
/* The same with at most LINES of a kind. */
void notification_render_brief(const struct notification *notification, size_t lines, struct buffer *out);

/* The parts of a text, in their order. */
enum notification_part {
    NOTIFICATION_HEAD,
    NOTIFICATION_RUN,
    NOTIFICATION_NEW,
    NOTIFICATION_RESOLVED,
    NOTIFICATION_KNOWN,
    NOTIFICATION_RESULTS,
    NOTIFICATION_PART_COUNT
};
/* One of them; nothing where there is nothing to tell. */
void notification_render_part(const struct notification *notification, enum notification_part part, size_t lines,
                              struct buffer *out);
