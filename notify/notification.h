#pragma once
/* What people are told of a run: what changed, and nothing that they know. It becomes a mail or the JSON of a webhook.
 * Plain values, borrowed for the call. */

#include "base/buffer.h"
#include "findings/finding.h"

/* A finding as one line of a message. */
struct notice_line {
    struct str id, code, outcome, subject, place, message;
};

struct notification {
    enum language language;
    struct str title; /* of the organisation or system, from the configuration */
    struct date as_of;
    const struct notice_line *new_lines, *resolved_lines;
    size_t new_count, resolved_count;    /* listed */
    uint64_t new_total, resolved_total;  /* more may have been left out */
    uint64_t continuing, waived;         /* counts alone */
    const struct notice_line *run_lines; /* RUN-WAIVER and failed steps */
    size_t run_count;
    int exit_status;
    struct str output; /* where the results are */
};

/* Is there anything to tell? */
bool notification_has_news(const struct notification *notification);
/* Subject and body of a mail; text of a webhook. */
void notification_render_subject(const struct notification *notification, struct buffer *out);
void notification_render_text(const struct notification *notification, struct buffer *out);
