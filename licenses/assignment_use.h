#pragma once
/* What is known of the use of rights where they are assigned: is the product installed on the device, or on a machine
 * of the user, when was it last used, and would use be on record. Internal to licenses/; constant once built: any
 * thread. */

#include "licenses/audit_run.h"

struct assignment_use;
/* AUDIT, with everything read, is borrowed. */
MUST_CHECK enum err_code assignment_use_new(const struct audit *audit, struct assignment_use **ret_use,
                                            struct err *err);
void assignment_use_free(struct assignment_use *use);
DEFINE_CLEANUP(assignment_use, assignment_use_free)

/* Of a right, or of any part of a suite. */
struct right_use {
    enum term is_installed; /* TERM_BLANK: not all was examined where it may be */
    bool is_logged;         /* without a day of use there was none */
    struct date last_used_on;
    const struct use *use; /* the latest; NULL where it is not installed */
};
struct right_use assignment_use_on(const struct assignment_use *use, const struct right *right, uint32_t machine);
/* On any machine of a user of the estate: on paper, or seen there within usage_days. */
struct right_use assignment_use_by(const struct assignment_use *use, const struct right *right, uint32_t user);
/* Nothing of it is installed anywhere, and yet it is used as the ledger of assignments says. */
bool assignment_use_is_remote(const struct assignment_use *use, const struct right *right);

/* The last day on which somebody to whom a right is assigned on the as-of date was seen: any login; where nobody's
 * logins are known of a machine that is theirs on paper, use of the right there. Appends the row of the snapshot.
 * For struct assignment_checks; CONTEXT is a const struct assignment_use. */
struct date assignment_use_last_day(const void *context, const struct assignment *assignment, struct buffer *evidence);
