#pragma once
/* A file that appears whole or not at all, in place of the one of before: it is written as PATH.partial, which a killed
 * process may leave behind and the next one replaces. Writers of one path take turns. */

#include "base/output.h"

struct replacement;
MUST_CHECK enum err_code replacement_begin(const char *path, struct replacement **ret_replacement, struct err *err);
/* The same where nothing may be replaced: ERR_EXISTS when there is something at PATH, at the beginning or at the end.
 */
MUST_CHECK enum err_code replacement_begin_new(const char *path, struct replacement **ret_replacement, struct err *err);
/* Where to write; the replacement's. */
struct output *replacement_output(struct replacement *replacement);
/* Whatever the umask says. */
MUST_CHECK enum err_code replacement_set_mode(struct replacement *replacement, unsigned mode, struct err *err);
/* Puts the file in its place; with SYNC it is on the disk before, and its name afterwards. Where nothing can be
 * said of the name then, a file that replaced another stays. ERR_NO_MEMORY when memory was ever out
 * (base/memory_out.h). To be called once; the replacement must still be freed. */
MUST_CHECK enum err_code replacement_commit(struct replacement *replacement, bool sync, struct err *err);
/* Removes what was not committed. NULL is fine. */
void replacement_free(struct replacement *replacement);
DEFINE_CLEANUP(replacement, replacement_free)
