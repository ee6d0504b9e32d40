#include "scanner/device/text.h"

#include "base/buffer.h"
#include "base/encoding.h"
#include "base/text.h"
#include "scanner/collect/fields.h"

/* Every run of bytes can be read in several of the encodings: D6 D0 CE C4 is 中文, ﾖﾐﾎﾄ and ÖÐÎÄ. What is likely tells
 * them apart. Full-width kana, and the kanji of the first levels, which were sorted by use when the standards were
 * made, are what is written; the second level and later additions are what chance gives when bytes of another encoding
 * are read. Half-width katakana are doubtful by themselves, but sure when sonant marks stand where only they may, and
 * ruled out when they stand where they may not. Accented letters stand among plain ones. */

struct reading {
    bool is_valid;
    size_t bytes;  /* those that are not ASCII, or belong to such a character */
    size_t points; /* two for each byte of a plausible character, one for each of a doubtful one */
};

enum { DOUBTFUL = 1, PLAUSIBLE = 2 };

static unsigned char byte_at(struct str text, size_t at) {
    return at < text.n ? (unsigned char)text.p[at] : 0;
}

static bool is_ascii_letter(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void count(struct reading *reading, size_t bytes, size_t points) {
    reading->bytes += bytes;
    reading->points += bytes * points;
}

/* --- code page 932 --- */

enum {
    SMALL_A = 0xA7,
    SMALL_O = 0xAB,
    SMALL_YA = 0xAC,
    SMALL_YO = 0xAE,
    LONG = 0xB0,
    SONANT = 0xDE,
    SEMI_SONANT = 0xDF
};

static bool is_katakana(unsigned char c) {
    return c >= 0xA1 && c <= 0xDF;
}

/* Kana that take a sonant mark: ｳ, ｶ to ﾄ, ﾊ to ﾎ. */
static bool takes_sonant(unsigned char c) {
    return c == 0xB3 || (c >= 0xB6 && c <= 0xC4) || (c >= 0xCA && c <= 0xCE);
}

/* What C tells behind BEFORE (0 at the start): 0 where it cannot stand. */
static int katakana_points(unsigned char before, unsigned char c) {
    if (c == SONANT) {
        return takes_sonant(before) ? PLAUSIBLE : 0;
    }
    if (c == SEMI_SONANT) {
        return before >= 0xCA && before <= 0xCE ? PLAUSIBLE : 0;
    }
    if (c >= SMALL_A && c <= SMALL_O) { /* ﾌｧ ｳｨ ﾃｨ ﾄｩ ｼｪ ﾁｪ ﾂｧ ﾃﾞｨ */
        return before == 0xCC || before == 0xB3 || before == 0xC3 || before == 0xC4 || before == 0xBC ||
                       before == 0xC1 || before == 0xC2 || before == SONANT
                   ? DOUBTFUL
                   : 0;
    }
    if (c >= SMALL_YA && c <= SMALL_YO) { /* ｷ ｼ ﾁ ﾆ ﾋ ﾐ ﾘ, also with a mark */
        return before && strchr("\xB7\xBC\xC1\xC6\xCB\xD0\xD8\xDE\xDF\xCC\xC3", before) ? DOUBTFUL : 0;
    }
    return c == LONG && !before ? 0 : DOUBTFUL;
}

/* The run of half-width katakana at AT; its length. */
static size_t read_katakana(struct str text, size_t at, struct reading *reading) {
    size_t n = 0;
    int best = DOUBTFUL, worst = PLAUSIBLE;

    for (; is_katakana(byte_at(text, at + n)); n++) {
        int points = katakana_points(n ? byte_at(text, at + n - 1) : 0, byte_at(text, at + n));
        best = points > best ? points : best;
        worst = points < worst ? points : worst;
    }
    count(reading, n, worst == 0 || n == 1 ? 0 : (size_t)best);
    return n;
}

/* The rows that are assigned, and of them the signs and kana (81 to 84), NEC's signs (87) and the first level. */
static size_t cp932_points(unsigned char lead, unsigned char trail) {
    bool is_first_level =
        (lead == 0x88 && trail >= 0x9F) || (lead > 0x88 && lead < 0x98) || (lead == 0x98 && trail <= 0x72);

    return is_first_level || lead <= 0x84 || lead == 0x87 ? PLAUSIBLE : 0;
}

/* Is the pair at AT more likely the apostrophe of Windows-1252, in don’t? 92 74 is a kanji as well. */
static bool is_apostrophe(struct str text, size_t at) {
    return byte_at(text, at) == 0x92 && at > 0 && is_ascii_letter(byte_at(text, at - 1)) &&
           is_ascii_letter(byte_at(text, at + 1)) && byte_at(text, at + 2) < 0x80;
}

static struct reading read_as_cp932(struct str text) {
    struct reading reading = {.is_valid = true};
    size_t at = 0;

    while (at < text.n && reading.is_valid) {
        unsigned char lead = byte_at(text, at), trail = byte_at(text, at + 1);
        if (lead < 0x80) {
            at++;
        } else if (is_katakana(lead)) {
            at += read_katakana(text, at, &reading);
        } else {
            reading.is_valid =
                lead > 0x80 && lead != 0xA0 && lead <= 0xFC && trail >= 0x40 && trail <= 0xFC && trail != 0x7F;
            count(&reading, 2, is_apostrophe(text, at) ? 0 : cp932_points(lead, trail));
            at += 2;
        }
    }
    return reading;
}

/* --- GBK --- */

/* Signs (A1), full-width ASCII (A3) and the first level of GB 2312 (B0 to D7). */
static struct reading read_as_gbk(struct str text) {
    struct reading reading = {.is_valid = true};

    for (size_t at = 0; at < text.n && reading.is_valid; at++) {
        unsigned char lead = byte_at(text, at), trail = byte_at(text, at + 1);
        if (lead >= 0x80) {
            bool is_plausible = trail >= 0xA1 && (lead == 0xA1 || lead == 0xA3 || (lead >= 0xB0 && lead <= 0xD7));
            reading.is_valid = lead > 0x80 && lead < 0xFF && trail >= 0x40 && trail != 0x7F && trail < 0xFF;
            count(&reading, 2, is_plausible ? PLAUSIBLE : 0);
            at++;
        }
    }
    return reading;
}

/* --- Windows-1252 --- */

static bool is_accented(unsigned char c) {
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7) || (c && strchr("\x8A\x8C\x8E\x9A\x9C\x9E\x9F", c));
}

/* Runs of one or two: of letters only beside a plain one, and not of a letter and a sign. */
static struct reading read_as_windows_1252(struct str text) {
    struct reading reading = {.is_valid = true};
    size_t n, letters;

    for (size_t at = 0; at<text.n; at += n> 0 ? n : 1) {
        bool is_word = at > 0 && is_ascii_letter(byte_at(text, at - 1));
        for (n = 0, letters = 0; byte_at(text, at + n) >= 0x80; n++) {
            reading.is_valid &= !strchr("\x81\x8D\x8F\x90\x9D", byte_at(text, at + n));
            letters += is_accented(byte_at(text, at + n));
        }
        is_word |= is_ascii_letter(byte_at(text, at + n));
        count(&reading, n, n <= 2 && (letters == 0 || (letters == n && is_word)) ? PLAUSIBLE : 0);
    }
    return reading;
}

/* --- choosing --- */

static const struct {
    enum encoding encoding;
    struct reading (*read)(struct str text);
} encodings[] = {
    /* of equals the first one is taken */
    {ENCODING_CP932, read_as_cp932},
    {ENCODING_GBK, read_as_gbk},
    {ENCODING_WINDOWS_1252, read_as_windows_1252},
};

/* The encoding with the largest share of plausible characters that does decode; false when none reaches a half. */
static bool decode_likely(struct str text, struct buffer *out) {
    bool is_tried[ARRAY_LEN(encodings)] = {false};

    for (size_t turn = 0; turn < ARRAY_LEN(encodings); turn++) {
        struct reading best = {.bytes = 1};
        size_t chosen = 0;
        for (size_t i = 0; i < ARRAY_LEN(encodings); i++) {
            struct reading reading = encodings[i].read(text);
            if (!is_tried[i] && reading.is_valid && reading.points * best.bytes > best.points * reading.bytes) {
                best = reading;
                chosen = i;
            }
        }
        if (best.points < best.bytes) {
            return false;
        }
        if (encoding_decode(encodings[chosen].encoding, text, out)) {
            return true;
        }
        is_tried[chosen] = true;
    }
    return false;
}

struct census {
    size_t plain, controls, nuls;
};

static struct census take_census(struct str bytes) {
    struct census census = {0};

    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = byte_at(bytes, i);
        census.nuls += c == 0;
        census.controls += (c < 0x20 && !str_is_blank((char)c)) || c == 0x7F;
        census.plain += c >= 0x20 && c < 0x7F;
    }
    return census;
}

static bool decode_mostly_ascii(struct str text, struct buffer *out) {
    struct census census = take_census(text);

    return census.controls == 0 && census.plain * 3 >= text.n && encoding_decode(ENCODING_WINDOWS_1252, text, out);
}

static struct str hex_digits(struct arena *arena, struct str bytes) {
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc_array(arena, bytes.n, 2);

    for (size_t i = 0; text && i < bytes.n; i++) {
        text[2 * i] = digits[byte_at(bytes, i) >> 4];
        text[2 * i + 1] = digits[byte_at(bytes, i) & 15];
    }
    return text ? (struct str){text, bytes.n * 2} : STR_NONE;
}

/* --- UTF-16 and what is behind a NUL --- */

/* Are the high bytes, every other one from FIRST on, mostly NULs, and no others? */
static bool has_nuls_from(struct str bytes, size_t first) {
    size_t nuls = 0;

    for (size_t i = first; i < bytes.n; i += 2) {
        nuls += bytes.p[i] == 0;
    }
    return bytes.n >= 4 && bytes.n % 2 == 0 && nuls * 8 >= bytes.n * 3 && nuls == take_census(bytes).nuls;
}

static bool decode_utf16(struct str bytes, struct buffer *out) {
    while (bytes.n > 4 && str_ends_with(bytes, (struct str){"\0", 2})) {
        bytes.n -= 2;
    }
    if (has_nuls_from(bytes, 1)) {
        return encoding_decode(ENCODING_UTF16LE, bytes, out);
    }
    return has_nuls_from(bytes, 0) && encoding_decode(ENCODING_UTF16BE, bytes, out);
}

static struct str without_end(struct str bytes) {
    while (bytes.n > 0 && (byte_at(bytes, bytes.n - 1) == 0 || str_is_blank(bytes.p[bytes.n - 1]))) {
        bytes.n--;
    }
    return bytes;
}

/* --- digits that stand for text --- */

/* Takes two digits off *DIGITS; false when they are no character. */
static bool take_character(struct str *digits, char *ret_character) {
    int high = digits->n > 1 ? str_hex_digit(digits->p[0]) : -1;
    int low = high < 0 ? -1 : str_hex_digit(digits->p[1]);

    *ret_character = (char)(high * 16 + low);
    *digits = str_sub(*digits, 2, SIZE_MAX);
    return low >= 0 && high >= 2 && high < 8 && *ret_character != 0x7F;
}

/* "0x41 42" and "41 42 43 44": four characters or more, unless they are announced. */
static struct str read_digits(struct arena *arena, struct str text) {
    bool is_announced = str_drop_prefix(&text, STR("0x"));
    bool is_spaced = text.n > 2 && text.p[2] == ' ';
    char *characters =
        text.n >= (is_announced ? 4 : 11) && (is_announced || is_spaced) ? arena_alloc(arena, text.n) : NULL;
    size_t n = 0;

    while (characters && text.n > 0) {
        if (!take_character(&text, &characters[n++])) {
            return STR_NONE;
        }
        if (is_spaced && text.n > 0 && !str_drop_prefix(&text, STR(" "))) {
            return STR_NONE;
        }
    }
    return str_trim((struct str){characters, n});
}

static struct str kept(struct arena *arena, const struct buffer *text) {
    return arena_dup(arena, str_trim(without_end(buffer_view(text))));
}

/* What is before the first NUL; all of BYTES where they are no text anyhow: controls behind it, and no plain ASCII
 * before it. */
static struct str before_nul(struct str bytes) {
    ptrdiff_t nul = str_find_char(bytes, '\0');
    struct str head = nul > 0 ? str_sub(bytes, 0, (size_t)nul) : bytes;
    struct census census = take_census(bytes);

    return text_is_ascii(head) || census.controls == census.nuls ? without_end(head) : bytes;
}

/* Printable ASCII, as nearly all is. */
static bool is_plain(struct str bytes) {
    unsigned odd = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        odd |= byte_at(bytes, i) - 0x20U > 0x5E;
    }
    return !odd;
}

static struct str with_digits_read(struct arena *arena, struct str text) {
    struct str read = read_digits(arena, text);

    return read.n > 0 ? read : text;
}

struct str device_text(struct arena *arena, struct str bytes) {
    CLEANUP(buffer_done) struct buffer decoded = {0};
    struct str text;

    if (is_plain(bytes)) {
        return with_digits_read(arena, str_trim(bytes));
    }
    if (decode_utf16(bytes, &decoded)) {
        return kept(arena, &decoded);
    }
    text = before_nul(without_end(bytes));
    if (take_census(text).controls * 8 > text.n) {
        return hex_digits(arena, bytes);
    }
    text = str_trim(text);
    if (text_first_invalid(text) == SIZE_MAX) {
        return with_digits_read(arena, text);
    }
    if (decode_likely(text, &decoded) || decode_mostly_ascii(text, &decoded)) {
        return kept(arena, &decoded);
    }
    return hex_digits(arena, bytes);
}
