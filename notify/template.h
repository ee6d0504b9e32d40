#pragma once
/* Subjects and texts in an operator's own words: {name} in them stands for a part of the notification, {{ for a brace.
 * The names are in docs/formats/notify.md. Pure; any thread. */

#include "base/error.h"
#include "notify/notification.h"

/* Is TEXT (UTF-8) a template? FILE is the name for messages. ERR_ENCODING, ERR_SYNTAX (a brace without its end),
 * ERR_UNKNOWN_KEY, each with line and column. */
MUST_CHECK enum err_code template_check(struct str text, const char *file, struct err *err);
/* Appends it with the names filled in, whose values can make no control characters but the ends of their own lines.
 * Fails as template_check does, and then has appended a part. */
MUST_CHECK enum err_code template_render(struct str text, const char *file, const struct notification *notification,
                                         struct buffer *out, struct err *err);
