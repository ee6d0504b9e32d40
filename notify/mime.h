#pragma once
/* Text as mail carries it: base64 (RFC 4648, in lines as RFC 2045 has them) and encoded words (RFC 2047). Pure; any
 * thread. */

#include "base/buffer.h"

/* Characters of a line without its end, in a body and in a header. */
#define MIME_LINE_MAX 76

/* Appends base64 in lines of LINE characters (a multiple of 4), each with CRLF; 0: one line without an end. */
void mime_append_base64(struct str bytes, size_t line, struct buffer *out);
/* Appends the text of a header of which COLUMN characters are written: as it is where it is short and printable ASCII
 * that nothing could take for an encoded word, else as encoded words, folded so that no line is longer than
 * MIME_LINE_MAX. Malformed bytes and control characters come as visible escapes, as text_for_terminal makes them; what
 * is beyond MOST characters is cut. */
void mime_append_header_text(struct str text, size_t column, size_t most, struct buffer *out);
/* The same, as encoded words whatever it is: for names, where punctuation means something. */
void mime_append_words(struct str text, size_t column, size_t most, struct buffer *out);
