#pragma once
/* A text file copied with some of its bytes replaced, in its own encoding. The source is what a table was read from:
 * the file itself, or, where it had to be transcoded, its text in UTF-8. UTF-16 is turned back from that text;
 * ISO-2022-JP, which says one thing in several ways, is copied from the file (inventory/file_copy_jis.h). Offsets are
 * the source's. A source with bytes that had to be repaired cannot be copied. One thread at a time. */

#include "base/encoding.h"
#include "base/file.h"

struct file_copy;
/* Creates NAME in the directory. ENCODING: of the file that SOURCE was read from. SOURCE is borrowed. */
MUST_CHECK enum err_code file_copy_begin(const struct file *source, enum encoding encoding, int dir_fd, struct str name,
                                         struct file_copy **ret_copy, struct err *err);
/* Copies the source's bytes up to OFFSET; ends between characters. */
MUST_CHECK enum err_code file_copy_until(struct file_copy *copy, uint64_t offset, struct err *err);
/* Leaves the source's bytes up to OFFSET out. */
MUST_CHECK enum err_code file_copy_skip(struct file_copy *copy, uint64_t offset, struct err *err);
/* Has the encoding all characters of the text? */
bool file_copy_can_put(struct file_copy *copy, struct str utf8);
/* Writes a text that the encoding can hold. */
MUST_CHECK enum err_code file_copy_put(struct file_copy *copy, struct str utf8, struct err *err);
/* Copies the rest, closes and frees. */
MUST_CHECK enum err_code file_copy_end(struct file_copy *copy, bool sync, struct err *err);
/* Drops a copy; what was written stays. NULL is fine. */
void file_copy_abandon(struct file_copy *copy);
/* Removes what an abandoned copy left. */
MUST_CHECK enum err_code file_copy_remove(int dir_fd, struct str name, struct err *err);
