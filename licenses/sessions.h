#pragma once
/* The log of sessions, by product: how many of a concurrent right were in use at once (M06). Times without an offset
 * are those of the policy's zone. Constant once read: any thread. */

#include "inventory/table.h"
#include "licenses/peak.h"

/* What is looked at: both days belong to it, as days of a zone UTC_OFFSET seconds east of UTC. */
struct session_window {
    struct date from, to;
    int32_t utc_offset;
};

#define SESSION_PRODUCT_NONE UINT32_MAX

/* Which product a title is, by a number of the caller's own; SESSION_PRODUCT_NONE: none that matters. Asked once for
 * each spelling. */
struct session_products {
    void *context;
    enum err_code (*number)(void *context, struct str title, uint32_t *ret_product, struct err *err);
};

struct session_log;
/* TABLE may be NULL: there is no log. */
MUST_CHECK enum err_code session_log_read(const struct table *table, const struct session_products *products,
                                          struct session_window window, struct session_log **ret_log, struct err *err);
void session_log_free(struct session_log *log);
DEFINE_CLEANUP(session_log, session_log_free)

/* Does the log say anything of the product within the window? Where it does not, nobody knows how many were in use:
 * a log without rows does not tell a quiet time from a time that was not logged. */
bool session_log_has(const struct session_log *log, uint32_t product);
/* Instants are seconds since 1970 in UTC. A session whose start or end is not on record, or cannot be read, counts for
 * the most only: from its start, else from the window's beginning, until the window's end. */
MUST_CHECK enum err_code session_log_peak(const struct session_log *log, uint32_t product, struct peak *ret_peak,
                                          struct err *err);
/* Appends the rows of the sessions that are open at an instant, "sessions.csv:3 sessions.csv:9", at most so many; those
 * that began first come first. */
void session_log_evidence(const struct session_log *log, uint32_t product, int64_t at, unsigned most,
                          struct buffer *out);
