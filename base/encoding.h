#pragma once
/* Character encodings of files. Decoders hold an iconv descriptor: one per thread. What encoding a file has is told by
 * base/encoding_detector.h. */

#include "base/buffer.h"
#include "base/error.h"

enum encoding {
    ENCODING_UTF8,
    ENCODING_CP932, /* not Shift_JIS: NEC and IBM rows and the user-defined rows F040–F9FC decode as well */
    ENCODING_EUC_JP,
    ENCODING_ISO_2022_JP,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_COUNT,
    /* What devices send, and files of ours are not: no choices of encoding_from_name. */
    ENCODING_GBK = ENCODING_COUNT,
    ENCODING_WINDOWS_1252,
    ENCODING_COUNT_OF_DEVICES
};

/* "UTF-8", "CP932", … for people and for ledger.yaml. */
const char *encoding_name(enum encoding encoding);
/* By name, case and hyphens ignored; false when unknown. */
bool encoding_from_name(struct str name, enum encoding *ret_encoding);
/* Can the bytes be split at comma, quote, CR and LF before decoding? */
bool encoding_is_splittable(enum encoding encoding);

struct decoder;
MUST_CHECK enum err_code decoder_new(enum encoding encoding, struct decoder **ret_decoder, struct err *err);
void decoder_free(struct decoder *decoder);
DEFINE_CLEANUP(decoder, decoder_free)
/* Appends the UTF-8 text to OUT (check out->failed). BYTES are a whole text or cell: the shift state of ISO-2022-JP
 * does not reach into the next call, and a character cut off at the end does not decode. A BOM is text. Returns the
 * offset of the first byte that does not decode (it and each further one become U+FFFD in OUT), or SIZE_MAX when all
 * did. */
size_t decoder_decode(struct decoder *decoder, struct str bytes, struct buffer *out);
/* Appends all of BYTES as UTF-8 to OUT; false, and OUT as it was but for out->failed, when they do not decode. For a
 * few short texts in any encoding but UTF-8: it opens an iconv descriptor for each. iconv lets 80 pass in CP932. */
bool encoding_decode(enum encoding encoding, struct str bytes, struct buffer *out);

/* Loads for good what encoding_decode takes for ENCODING, so that it opens no file any more. False: not there. */
bool encoding_preload(enum encoding encoding);

/* Appends UTF-8 text to OUT in ENCODING; false at the first character that the encoding lacks or when memory is out
 * (OUT is then as it was, but for out->failed). Nothing is replaced by something similar, but for four signs that JIS
 * and code page 932 map to different characters: 〜 − ‖ — and ～ － ∥ ― are written alike. ISO-2022-JP begins and ends
 * in ASCII. Opens iconv descriptors for text that is not ASCII: meant for corrections, not for bulk. */
bool encoding_encode(enum encoding encoding, struct str utf8, struct buffer *out);
