#pragma once
/* Copies a file in ISO-2022-JP byte for byte, told where to stop by offsets into its text in UTF-8. The same text has
 * more than one form in ISO-2022-JP (escape sequences that change nothing, two kanji sets), so turning the text back
 * would change cells that nobody touched. What is put between is ASCII at both ends. One thread at a time. */

#include "base/file.h"
#include "base/output.h"

struct jis_copy;
/* FILE, all of which decodes, and OUTPUT are borrowed. */
MUST_CHECK enum err_code jis_copy_new(const struct file *file, struct output *output, struct jis_copy **ret_copy,
                                      struct err *err);
void jis_copy_free(struct jis_copy *copy);
/* Copies the bytes of the text up to OFFSET; escape sequences that follow are left for what comes behind them. */
MUST_CHECK enum err_code jis_copy_until(struct jis_copy *copy, uint64_t offset, struct err *err);
/* Leaves the bytes of the text up to OFFSET out. */
MUST_CHECK enum err_code jis_copy_skip(struct jis_copy *copy, uint64_t offset, struct err *err);
/* The output is brought back to ASCII, for text that the caller writes to it; it must end in ASCII. */
void jis_copy_interrupt(struct jis_copy *copy);
/* Copies to the end of the file. ERR_DIGEST: the file's text is not of SIZE bytes. */
MUST_CHECK enum err_code jis_copy_rest(struct jis_copy *copy, uint64_t size, struct err *err);
