#include "base/encoding.h"

#include "base/cp932.h"
#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#define NO_DESCRIPTOR ((iconv_t)-1)
#define REPLACEMENT   STR("\uFFFD")

struct decoder {
    enum encoding encoding;
    iconv_t descriptor;  /* NO_DESCRIPTOR where none is needed */
    struct cp932 *cp932; /* for CP932 only */
};

/* One call of decoder_decode. */
struct decoding {
    const struct decoder *decoder;
    struct str bytes;
    struct buffer *out;
    size_t first_bad;
};

static const struct encoding_info {
    const char *name;
    const char *iconv_name;
    bool is_splittable;
} infos[ENCODING_COUNT_OF_DEVICES] = {
    [ENCODING_UTF8] = {"UTF-8", "UTF-8", true},
    [ENCODING_CP932] = {"CP932", "CP932", true},
    /* With the NEC and IBM rows, which eucJP-open and Windows share. */
    [ENCODING_EUC_JP] = {"EUC-JP", "EUC-JP-MS", true},
    [ENCODING_ISO_2022_JP] = {"ISO-2022-JP", "ISO-2022-JP", false},
    [ENCODING_UTF16LE] = {"UTF-16LE", "UTF-16LE", false},
    [ENCODING_UTF16BE] = {"UTF-16BE", "UTF-16BE", false},
    [ENCODING_GBK] = {"GBK", "GBK", true},
    [ENCODING_WINDOWS_1252] = {"Windows-1252", "CP1252", true},
};

const char *encoding_name(enum encoding encoding) {
    return infos[encoding].name;
}

static bool next_letter(struct str *s, char *ret_letter) {
    while (s->n && s->p[0] == '-') {
        *s = str_sub(*s, 1, SIZE_MAX);
    }
    if (s->n == 0) {
        return false;
    }
    *ret_letter = str_lower_char(s->p[0]);
    *s = str_sub(*s, 1, SIZE_MAX);
    return true;
}

static bool is_same_name(struct str a, struct str b) {
    char letter_a, letter_b;

    while (next_letter(&a, &letter_a)) {
        if (!next_letter(&b, &letter_b) || letter_a != letter_b) {
            return false;
        }
    }
    return !next_letter(&b, &letter_b);
}

bool encoding_from_name(struct str name, enum encoding *ret_encoding) {
    for (unsigned i = 0; i < ENCODING_COUNT; i++) {
        if (is_same_name(name, str_from(infos[i].name))) {
            *ret_encoding = (enum encoding)i;
            return true;
        }
    }
    return false;
}

bool encoding_is_splittable(enum encoding encoding) {
    return infos[encoding].is_splittable;
}

/* Some C libraries know EUC-JP, but not its variant. */
static iconv_t open_descriptor(const char *to, const char *from) {
    const char *variant = infos[ENCODING_EUC_JP].iconv_name, *plain = infos[ENCODING_EUC_JP].name;
    iconv_t descriptor = iconv_open(to, from);

    if (descriptor == NO_DESCRIPTOR && errno == EINVAL && (strcmp(to, variant) == 0 || strcmp(from, variant) == 0)) {
        descriptor = iconv_open(strcmp(to, variant) == 0 ? plain : to, strcmp(from, variant) == 0 ? plain : from);
    }
    return descriptor;
}

/* As long as a descriptor is open, nothing of it is unloaded. */
bool encoding_preload(enum encoding encoding) {
    return open_descriptor("UTF-8", infos[encoding].iconv_name) != NO_DESCRIPTOR;
}

static bool acquire_tables(struct decoder *decoder) {
    if (decoder->encoding == ENCODING_UTF8) {
        return true;
    }
    if (decoder->encoding == ENCODING_CP932) {
        decoder->cp932 = cp932_new();
        return decoder->cp932 != NULL;
    }
    decoder->descriptor = open_descriptor("UTF-8", infos[decoder->encoding].iconv_name);
    return decoder->descriptor != NO_DESCRIPTOR;
}

enum err_code decoder_new(enum encoding encoding, struct decoder **ret_decoder, struct err *err) {
    struct decoder *decoder = calloc(1, sizeof(*decoder));

    if (!decoder) {
        return err_no_memory(err);
    }
    *decoder = (struct decoder){encoding, NO_DESCRIPTOR, NULL};
    if (!acquire_tables(decoder)) {
        int failure = errno;

        decoder_free(decoder);
        errno = failure;
        return failure == EINVAL ? err_set(err, ERR_UNSUPPORTED, NULL, str_from(encoding_name(encoding)), STR_NONE)
                                 : err_system(err, NULL, "iconv_open");
    }
    *ret_decoder = decoder;
    return ERR_OK;
}

void decoder_free(struct decoder *decoder) {
    if (decoder) {
        if (decoder->descriptor != NO_DESCRIPTOR) {
            iconv_close(decoder->descriptor);
        }
        cp932_free(decoder->cp932);
        free(decoder);
    }
}

static void replace_bad(struct decoding *decoding, size_t offset) {
    if (decoding->first_bad == SIZE_MAX) {
        decoding->first_bad = offset;
    }
    buffer_append(decoding->out, REPLACEMENT);
}

static void decode_utf8(struct decoding *decoding) {
    size_t at = 0;

    while (at < decoding->bytes.n) {
        struct str rest = str_sub(decoding->bytes, at, SIZE_MAX);
        size_t bad = text_first_invalid(rest);

        buffer_append(decoding->out, str_sub(rest, 0, bad));
        if (bad == SIZE_MAX) {
            return;
        }
        replace_bad(decoding, at + bad);
        at += bad + 1;
    }
}

static void append_unit(struct buffer *out, uint16_t unit) {
    char *p = buffer_reserve(out, 3);

    if (!p) {
        return;
    }
    if (unit < 0x800) {
        p[0] = (char)(0xC0 | unit >> 6);
        p[1] = (char)(0x80 | (unit & 0x3F));
        out->n += 2;
        return;
    }
    p[0] = (char)(0xE0 | unit >> 12);
    p[1] = (char)(0x80 | (unit >> 6 & 0x3F));
    p[2] = (char)(0x80 | (unit & 0x3F));
    out->n += 3;
}

/* The character at the start of S, which is not ASCII; returns how many bytes it takes, 0 when they are none. */
static size_t decode_cp932_character(const struct cp932 *cp932, struct str s, struct buffer *out) {
    enum { HALFWIDTH_KATAKANA = 0xFF61 - 0xA1 };
    unsigned char first = (unsigned char)s.p[0];
    uint16_t unit = s.n > 1 ? cp932_character(cp932, first, (unsigned char)s.p[1]) : 0;

    if (cp932_is_katakana(first)) {
        append_unit(out, (uint16_t)(HALFWIDTH_KATAKANA + first));
        return 1;
    }
    if (unit) {
        append_unit(out, unit);
    }
    return unit ? 2 : 0;
}

static void decode_cp932(struct decoding *decoding) {
    size_t at = 0;

    while (at < decoding->bytes.n) {
        struct str rest = str_sub(decoding->bytes, at, SIZE_MAX);
        size_t n = text_ascii_length(rest);

        if (n > 0) {
            buffer_append(decoding->out, str_sub(rest, 0, n));
        } else {
            n = decode_cp932_character(decoding->decoder->cp932, rest, decoding->out);
        }
        if (n == 0) {
            replace_bad(decoding, at++);
        }
        at += n;
    }
}

/* How many bytes iconv could not convert at AT belong together. */
static size_t bad_length(const struct decoding *decoding, size_t at) {
    const char *p = decoding->bytes.p;
    const char *escape;

    switch (decoding->decoder->encoding) {
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return 2;
    case ENCODING_ISO_2022_JP:
        /* After ESC $ characters have two bytes; stepping into the middle of one would spoil those behind it. */
        escape = memrchr(p, '\x1B', at);
        return escape && escape + 1 < p + at && escape[1] == '$' && p[at] > ' ' ? 2 : 1;
    default:
        return 1;
    }
}

/* Converts the bytes from AT to END; returns where it stopped: at END or at bytes that do not decode. */
static size_t run_iconv(struct decoding *decoding, size_t at, size_t end) {
    enum { ROOM = 64 };

    while (at < end) {
        char *in, *to = buffer_reserve(decoding->out, ROOM + (end - at));
        size_t in_left = end - at, room = ROOM + (end - at), room_left = room, result;

        if (!to) {
            return end;
        }
        memcpy(&in, &(const char *){decoding->bytes.p + at}, sizeof(in)); /* iconv's type lacks the const */
        result = iconv(decoding->decoder->descriptor, &in, &in_left, &to, &room_left);
        decoding->out->n += room - room_left;
        at = end - in_left;
        if (result == (size_t)-1 && errno != E2BIG) {
            return at;
        }
    }
    return at;
}

static void decode_by_iconv(struct decoding *decoding) {
    size_t end = decoding->bytes.n, at = 0;

    iconv(decoding->decoder->descriptor, NULL, NULL, NULL, NULL);
    while ((at = run_iconv(decoding, at, end)) < end) {
        size_t n = bad_length(decoding, at);

        replace_bad(decoding, at);
        at += n < end - at ? n : end - at;
    }
}

static bool is_euc_trail(struct str s, size_t at) {
    return at < s.n && (unsigned char)s.p[at] >= 0xA1 && (unsigned char)s.p[at] <= 0xFE;
}

/* Length of what has the shape of an EUC-JP character; iconv by itself lets C1 controls pass. */
static size_t euc_length(struct str s) {
    unsigned char first = (unsigned char)s.p[0];
    size_t length = first < 0x80 ? 1 : first == 0x8F ? 3 : first == 0x8E || is_euc_trail(s, 0) ? 2 : 0;

    for (size_t i = 1; i < length; i++) {
        if (!is_euc_trail(s, i)) {
            return 0;
        }
    }
    return length;
}

static void decode_euc(struct decoding *decoding) {
    size_t at = 0;

    iconv(decoding->decoder->descriptor, NULL, NULL, NULL, NULL);
    while (at < decoding->bytes.n) {
        size_t ascii = text_ascii_length(str_sub(decoding->bytes, at, SIZE_MAX)), end, length;

        buffer_append(decoding->out, str_sub(decoding->bytes, at, ascii));
        at += ascii;
        for (end = at; end < decoding->bytes.n && (unsigned char)decoding->bytes.p[end] >= 0x80; end += length) {
            length = euc_length(str_sub(decoding->bytes, end, SIZE_MAX));
            if (length == 0) {
                break;
            }
        }
        at = run_iconv(decoding, at, end);
        /* Either iconv stopped before the end, or there is no character's shape there. */
        if (at < decoding->bytes.n && (unsigned char)decoding->bytes.p[at] >= 0x80) {
            replace_bad(decoding, at);
            at += at < end ? euc_length(str_sub(decoding->bytes, at, SIZE_MAX)) : 1;
        }
    }
}

size_t decoder_decode(struct decoder *decoder, struct str bytes, struct buffer *out) {
    struct decoding decoding = {decoder, bytes, out, SIZE_MAX};

    switch (decoder->encoding) {
    case ENCODING_UTF8:
        decode_utf8(&decoding);
        break;
    case ENCODING_CP932:
        decode_cp932(&decoding);
        break;
    case ENCODING_EUC_JP:
        decode_euc(&decoding);
        break;
    default:
        decode_by_iconv(&decoding);
        break;
    }
    return decoding.first_bad;
}

/* All of IN, shift sequences included, or false. */
static bool convert(const char *to_name, const char *from_name, struct str in, struct buffer *out) {
    struct decoder target = {ENCODING_COUNT, open_descriptor(to_name, from_name), NULL};
    struct decoding decoding = {&target, in, out, SIZE_MAX};
    enum { LONGEST_SHIFT = 16 };
    bool is_complete = false;
    size_t left = LONGEST_SHIFT;
    char *end;

    if (target.descriptor == NO_DESCRIPTOR) {
        return false;
    }
    if (run_iconv(&decoding, 0, in.n) == in.n && (end = buffer_reserve(out, LONGEST_SHIFT)) != NULL) {
        is_complete = iconv(target.descriptor, NULL, NULL, &end, &left) != (size_t)-1;
        out->n += LONGEST_SHIFT - left;
    }
    iconv_close(target.descriptor);
    return is_complete && !out->failed;
}

bool encoding_decode(enum encoding encoding, struct str bytes, struct buffer *out) {
    size_t before = out->n;

    if (!convert("UTF-8", infos[encoding].iconv_name, bytes, out)) {
        out->n = before;
        return false;
    }
    return true;
}

/* Four signs of JIS that code page 932 maps to other characters than Unicode's own tables do. Each encoding has a code
 * for one of the two. */
static const struct {
    struct str jis, windows;
    bool is_windows_in_iso_2022_jp;
} signs[] = {
    {{"\u301C", 3}, {"\uFF5E", 3}, false}, /* 〜 ～ 8160, 2141 */
    {{"\u2212", 3}, {"\uFF0D", 3}, false}, /* − － 817C, 215D */
    {{"\u2016", 3}, {"\u2225", 3}, false}, /* ‖ ∥ 8161, 2142 */
    {{"\u2014", 3}, {"\u2015", 3}, true},  /* — ― 815C, 213D */
};

/* The character that the encoding has in place of the one at the start of UTF8; that one itself in most cases. */
static struct str substitute(enum encoding encoding, struct str utf8, size_t *ret_length) {
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        bool is_windows = encoding != ENCODING_ISO_2022_JP || signs[i].is_windows_in_iso_2022_jp;
        if (str_starts_with(utf8, is_windows ? signs[i].jis : signs[i].windows)) {
            *ret_length = signs[i].jis.n;
            return is_windows ? signs[i].windows : signs[i].jis;
        }
    }
    *ret_length = 1;
    return str_sub(utf8, 0, 1);
}

static void append_substituted(enum encoding encoding, struct str utf8, struct buffer *out) {
    size_t length;

    while (utf8.n) {
        buffer_append(out, substitute(encoding, utf8, &length));
        utf8 = str_sub(utf8, length, SIZE_MAX);
    }
}

/* iconv writes ¥ as a backslash and ¢ as its full-width form; what does not come back as it was is refused. */
static bool encode_by_iconv(enum encoding encoding, struct str utf8, struct buffer *out) {
    const char *name = infos[encoding].iconv_name;
    struct buffer text = {0}, back = {0};
    size_t before = out->n;
    bool is_same;

    if (encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE) {
        buffer_append(&text, utf8);
    } else {
        append_substituted(encoding, utf8, &text);
    }
    is_same = !text.failed && convert(name, "UTF-8", buffer_view(&text), out) &&
              convert("UTF-8", name, str_sub(buffer_view(out), before, SIZE_MAX), &back) &&
              str_eq(buffer_view(&text), buffer_view(&back));
    if (!is_same) {
        out->n = before;
    }
    out->failed = out->failed || text.failed || back.failed;
    buffer_done(&text);
    buffer_done(&back);
    return is_same;
}

bool encoding_encode(enum encoding encoding, struct str utf8, struct buffer *out) {
    bool is_ascii = text_is_ascii(utf8);

    if (text_first_invalid(utf8) != SIZE_MAX) {
        return false;
    }
    if (encoding == ENCODING_UTF8 || (is_ascii && encoding_is_splittable(encoding))) {
        buffer_append(out, utf8);
        return !out->failed;
    }
    return encode_by_iconv(encoding, utf8, out);
}
