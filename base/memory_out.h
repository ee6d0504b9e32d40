#pragma once
/* Whether memory was ever out in this process.
 *
 * An arena and a buffer keep their first failure, and most callers ask for it. But text also passes through small
 * buffers that live for a comparison: a name that could not be folded for want of memory is found nowhere, and what was
 * concluded from that looks like a result. So what is to stay asks here before it does: staging_commit,
 * replacement_commit and database_commit refuse, and so does a command at its end.
 *
 * The one thing in the libraries that is global and changes, since it is true of the process; it never goes back. Any
 * thread. */

#include <stdbool.h>

/* By whatever takes memory that grows with what is read: buffers, and budgets, of which arenas take theirs. */
void memory_out_note(void);
bool memory_was_out(void);
