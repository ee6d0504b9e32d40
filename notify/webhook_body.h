#pragma once
/* The JSON of webhooks: an object of our own, a message of Slack, a message with a card of Teams. Pure; any thread. */

#include "base/error.h"
#include "notify/notification.h"

enum webhook_form { WEBHOOK_GENKYO, WEBHOOK_SLACK, WEBHOOK_TEAMS, WEBHOOK_FORM_COUNT };
/* "genkyo", "slack", "teams" and NULL: in the order of the enum. */
extern const char *const webhook_form_words[];

/* Appends one line of JSON. Chat services refuse or cut what is too long: their messages list fewer findings then, and
 * say how many more there are. Fails only when memory is out. */
MUST_CHECK enum err_code webhook_body_write(enum webhook_form form, const struct notification *notification,
                                            struct buffer *out, struct err *err);
