#pragma once
/* Tells the encoding of a file from its bytes, in one pass. One thread at a time. */

#include "base/encoding.h"

/* What a file's bytes are, in the order UTF-8 BOM, UTF-16 BOM, strict UTF-8, strict CP932. Fed with consecutive pieces
 * of the file, whatever their sizes. Pure ASCII is UTF-8. UTF-16 without BOM is not guessed. */
struct encoding_guess {
    enum encoding encoding;
    unsigned bom_length; /* bytes of the BOM at the start, 0 without one */
    uint64_t bad_offset; /* in the file, of the first character that does not fit the chosen encoding, or UINT64_MAX */
};
struct encoding_detector;
/* NULL when memory is out, or when the C library lacks CP932. */
struct encoding_detector *encoding_detector_new(void);
void encoding_detector_free(struct encoding_detector *detector);
DEFINE_CLEANUP(encoding_detector, encoding_detector_free)
void encoding_detector_feed(struct encoding_detector *detector, struct str bytes);
/* At the end of the file. Bytes that are neither take the one whose first bad byte comes later. */
struct encoding_guess encoding_detector_result(const struct encoding_detector *detector);
