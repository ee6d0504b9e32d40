#pragma once
/* Tells the encoding of a file from its bytes, in one pass. One thread at a time. */

#include "base/encoding.h"
#include "base/str.h"

/* What a file's bytes are, in the order UTF-8 BOM, UTF-16 BOM, strict UTF-8, strict CP932. Fed with consecutive pieces
 * of the file, whatever their sizes. Pure ASCII is UTF-8. UTF-16 without BOM is not guessed. */
struct encoding_guess {
    enum encoding encoding;
    unsigned bom_length; /* bytes of the BOM at the start, 0 without one */
    uint64_t bad_offset; /* in the file, of the first character that does not fit the chosen encoding, or UINT64_MAX */
};
struct encoding_detector;
/* NULL with errno when memory is out, or when the C library lacks CP932 or cannot load it. */
struct encoding_detector *encoding_detector_new(void);
void encoding_detector_free(struct encoding_detector *detector);
DEFINE_CLEANUP(encoding_detector, encoding_detector_free)
void encoding_detector_feed(struct encoding_detector *detector, struct str bytes);
/* Starts anew at OFFSET of the file, the first byte of a line: no encoding told here lets a character contain the LF
 * that ends one. So the lines of a file can be looked at in parts, side by side, by a detector each. */
void encoding_detector_restart(struct encoding_detector *detector, uint64_t offset);
/* What was fed since the start: where it is no text of either kind, or UINT64_MAX. At the end of a file's part. */
struct encoding_faults {
    uint64_t utf8, cp932;
};
struct encoding_faults encoding_detector_faults(const struct encoding_detector *detector);
/* Of a file whose first bytes are HEAD (three will do), that is not UTF-16, and whose first faults are these. */
struct encoding_guess encoding_guess_of(struct str head, struct encoding_faults faults);
/* Does a file that starts so have a BOM of UTF-16? Then it must be fed as a whole. */
bool encoding_is_utf16(struct str head);
/* At the end of the file. Bytes that are neither take the one whose first bad byte comes later. */
struct encoding_guess encoding_detector_result(const struct encoding_detector *detector);
