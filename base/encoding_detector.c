#include "base/encoding_detector.h"

#include "base/cp932.h"
#include "base/text.h"
#include "base/utf8_check.h"

#include <stdlib.h>

/* UTF-8 is checked by a finite automaton whose transitions for one byte are packed into a word, six bits for each
 * state: the state is the shift that brings its successor down. One load and one shift a byte, and no branch.
 *
 *   START ─ C2–DF ──────────────────────────▶ LAST_1 ─ 80–BF ─▶ START
 *         ─ E0 ─▶ AFTER_E0 ─ A0–BF ─────────▶ LAST_1
 *         ─ E1–EC, EE, EF ─▶ LAST_2 ─ 80–BF ▶ LAST_1
 *         ─ ED ─▶ AFTER_ED ─ 80–9F ─────────▶ LAST_1
 *         ─ F0 ─▶ AFTER_F0 ─ 90–BF ─▶ LAST_2
 *         ─ F1–F3 ▶ LAST_3 ─ 80–BF ─▶ LAST_2
 *         ─ F4 ─▶ AFTER_F4 ─ 80–8F ─▶ LAST_2
 *   all else ─▶ BAD, which is never left */
enum utf8_state {
    START = 0,
    LAST_1 = 6,
    LAST_2 = 12,
    LAST_3 = 18,
    AFTER_E0 = 24,
    AFTER_ED = 30,
    AFTER_F0 = 36,
    AFTER_F4 = 42,
    BAD = 48,
};

static const struct transition {
    enum utf8_state from;
    unsigned char first, last;
    enum utf8_state to;
} transitions[] = {
    {START, 0x00, 0x7F, START},     {START, 0xC2, 0xDF, LAST_1},    {START, 0xE0, 0xE0, AFTER_E0},
    {START, 0xE1, 0xEC, LAST_2},    {START, 0xED, 0xED, AFTER_ED},  {START, 0xEE, 0xEF, LAST_2},
    {START, 0xF0, 0xF0, AFTER_F0},  {START, 0xF1, 0xF3, LAST_3},    {START, 0xF4, 0xF4, AFTER_F4},
    {LAST_1, 0x80, 0xBF, START},    {LAST_2, 0x80, 0xBF, LAST_1},   {LAST_3, 0x80, 0xBF, LAST_2},
    {AFTER_E0, 0xA0, 0xBF, LAST_1}, {AFTER_ED, 0x80, 0x9F, LAST_1}, {AFTER_F0, 0x90, 0xBF, LAST_2},
    {AFTER_F4, 0x80, 0x8F, LAST_2},
};

static const uint64_t NOT_BAD = UINT64_MAX;

/* Offsets are in the file. CHARACTER is where an unfinished character began. */
struct utf8_check {
    uint64_t next[256];
    unsigned state;
    uint64_t character, bad;
};

struct cp932_check {
    struct cp932 *table;
    unsigned char lead; /* of an unfinished character, 0 without one */
    uint64_t character, bad;
};

struct utf16_check {
    bool has_byte, has_high;
    unsigned char byte; /* first half of a unit */
    uint64_t character, bad;
};

struct encoding_detector {
    unsigned char head[3]; /* the file's first bytes */
    size_t head_length;
    uint64_t offset;
    struct utf8_check utf8;
    struct cp932_check cp932;
    struct utf16_check utf16;
};

static void fill_transitions(uint64_t next[256]) {
    const uint64_t mask = 63;

    for (int byte = 0; byte < 256; byte++) {
        next[byte] = 0;
        for (unsigned state = START; state <= BAD; state += LAST_1) {
            next[byte] |= (uint64_t)BAD << state;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(transitions); i++) {
        const struct transition *t = &transitions[i];

        for (int byte = t->first; byte <= t->last; byte++) {
            next[byte] = (next[byte] & ~(mask << t->from)) | (uint64_t)t->to << t->from;
        }
    }
}

struct encoding_detector *encoding_detector_new(void) {
    struct encoding_detector *detector = calloc(1, sizeof(*detector));

    if (!detector) {
        return NULL;
    }
    detector->utf8.bad = detector->cp932.bad = detector->utf16.bad = NOT_BAD;
    detector->cp932.table = cp932_new();
    if (!detector->cp932.table) {
        free(detector);
        return NULL;
    }
    fill_transitions(detector->utf8.next);
    return detector;
}

void encoding_detector_free(struct encoding_detector *detector) {
    if (detector) {
        cp932_free(detector->cp932.table);
        free(detector);
    }
}

static unsigned utf8_step(const struct utf8_check *check, unsigned state, unsigned char byte) {
    return (unsigned)(check->next[byte] >> state) & 63;
}

/* Where in the block the automaton went wrong. */
static void locate_bad(struct utf8_check *check, const unsigned char *p, size_t n, uint64_t offset) {
    unsigned state = check->state;

    for (size_t i = 0; i < n; i++) {
        if (state == START) {
            check->character = offset + i;
        }
        state = utf8_step(check, state, p[i]);
        if (state == BAD) {
            check->bad = check->character;
            return;
        }
    }
}

static void check_utf8_block(struct utf8_check *check, const unsigned char *p, size_t n, uint64_t offset) {
    unsigned state = check->state;

    for (size_t i = 0; i < n; i++) {
        state = utf8_step(check, state, p[i]);
    }
    if (state == BAD) {
        locate_bad(check, p, n, offset);
    }
    if (state != START && state != BAD) {
        /* The lead byte is among the last three, or the character began before this block. */
        for (size_t back = 1; back <= 3 && back <= n; back++) {
            if (p[n - back] >= 0xC0) {
                check->character = offset + n - back;
                break;
            }
        }
    }
    check->state = state;
}

static void check_utf8(struct utf8_check *check, struct str bytes, uint64_t offset) {
    enum { BLOCK = 64 };
    size_t at = check->bad == NOT_BAD && check->state == START ? utf8_sound_length(bytes) : 0;

    while (at < bytes.n && check->bad == NOT_BAD) {
        size_t n = bytes.n - at < BLOCK ? bytes.n - at : BLOCK;

        if (check->state == START && (unsigned char)bytes.p[at] < 0x80) {
            at += text_ascii_length(str_sub(bytes, at, SIZE_MAX));
            continue;
        }
        check_utf8_block(check, (const unsigned char *)bytes.p + at, n, offset + at);
        at += n;
    }
}

/* The second byte of a character that the piece before began. */
static void finish_cp932(struct cp932_check *check, unsigned char trail) {
    if (!cp932_character(check->table, check->lead, trail)) {
        check->bad = check->character;
    }
    check->lead = 0;
}

static void check_cp932(struct cp932_check *check, struct str bytes, uint64_t offset) {
    const unsigned char *p = (const unsigned char *)bytes.p;
    size_t at = 0;

    if (check->lead && bytes.n) {
        finish_cp932(check, p[at++]);
    }
    while (at < bytes.n && check->bad == NOT_BAD) {
        if (p[at] < 0x80) {
            at += text_ascii_length(str_sub(bytes, at, SIZE_MAX));
        } else if (cp932_is_katakana(p[at])) {
            at++;
        } else if (at + 1 < bytes.n && cp932_character(check->table, p[at], p[at + 1])) {
            at += 2;
        } else if (at + 1 == bytes.n && p[at] >= CP932_FIRST_LEAD && p[at] <= CP932_LAST_LEAD && p[at] != 0xA0) {
            check->lead = p[at];
            check->character = offset + at++;
        } else {
            check->bad = offset + at;
        }
    }
}

/* CHARACTER is where the unit began, or the high surrogate before it. */
static void check_unit(struct utf16_check *check, unsigned unit) {
    bool is_high = (unit & 0xFC00) == 0xD800, is_low = (unit & 0xFC00) == 0xDC00;

    if (check->has_high != is_low) {
        check->bad = check->character;
    }
    check->has_high = is_high;
}

static void check_utf16(struct utf16_check *check, struct str bytes, uint64_t offset, bool is_big_endian) {
    for (size_t i = 0; i < bytes.n && check->bad == NOT_BAD; i++) {
        unsigned char byte = (unsigned char)bytes.p[i];

        if (!check->has_byte) {
            check->character = check->has_high ? check->character : offset + i;
            check->byte = byte;
        } else {
            check_unit(check, is_big_endian ? check->byte * 256u + byte : byte * 256u + check->byte);
        }
        check->has_byte = !check->has_byte;
    }
}

#define BOM_UTF8    STR("\xEF\xBB\xBF")
#define BOM_UTF16LE STR("\xFF\xFE")
#define BOM_UTF16BE STR("\xFE\xFF")

static struct str head_of(const struct encoding_detector *detector) {
    return (struct str){(const char *)detector->head, detector->head_length};
}

bool encoding_is_utf16(struct str head) {
    return str_starts_with(head, BOM_UTF16LE) || str_starts_with(head, BOM_UTF16BE);
}

void encoding_detector_restart(struct encoding_detector *detector, uint64_t offset) {
    detector->head_length = offset ? sizeof(detector->head) : 0;
    memset(detector->head, 0, sizeof(detector->head));
    detector->offset = offset;
    detector->utf8.state = START;
    detector->utf8.bad = NOT_BAD;
    detector->cp932.lead = 0;
    detector->cp932.bad = NOT_BAD;
    detector->utf16 = (struct utf16_check){.bad = NOT_BAD};
}

void encoding_detector_feed(struct encoding_detector *detector, struct str bytes) {
    /* What the second check reads is still in the cache of the first. */
    enum { CACHED = 32768 };

    for (size_t i = 0; i < bytes.n && detector->head_length < sizeof(detector->head); i++) {
        detector->head[detector->head_length++] = (unsigned char)bytes.p[i];
    }
    if (encoding_is_utf16(head_of(detector))) {
        size_t bom_left = detector->offset < BOM_UTF16LE.n ? BOM_UTF16LE.n - (size_t)detector->offset : 0;

        check_utf16(&detector->utf16, str_sub(bytes, bom_left, SIZE_MAX), detector->offset + bom_left,
                    str_starts_with(head_of(detector), BOM_UTF16BE));
        detector->offset += bytes.n;
        return;
    }
    for (struct str part; bytes.n; bytes = str_sub(bytes, part.n, SIZE_MAX)) {
        part = str_sub(bytes, 0, CACHED);
        check_utf8(&detector->utf8, part, detector->offset);
        check_cp932(&detector->cp932, part, detector->offset);
        detector->offset += part.n;
    }
}

/* An unfinished character at the end of the file is bad as well. */
static uint64_t bad_at_end(uint64_t bad, bool is_unfinished, uint64_t character) {
    return bad == NOT_BAD && is_unfinished ? character : bad;
}

struct encoding_faults encoding_detector_faults(const struct encoding_detector *detector) {
    return (struct encoding_faults){
        .utf8 = bad_at_end(detector->utf8.bad, detector->utf8.state != START, detector->utf8.character),
        .cp932 = bad_at_end(detector->cp932.bad, detector->cp932.lead != 0, detector->cp932.character),
    };
}

struct encoding_guess encoding_guess_of(struct str head, struct encoding_faults faults) {
    if (str_starts_with(head, BOM_UTF8)) {
        return (struct encoding_guess){ENCODING_UTF8, (unsigned)BOM_UTF8.n, faults.utf8};
    }
    if (faults.utf8 == NOT_BAD || faults.utf8 >= faults.cp932) {
        return (struct encoding_guess){ENCODING_UTF8, 0, faults.utf8};
    }
    return (struct encoding_guess){ENCODING_CP932, 0, faults.cp932};
}

struct encoding_guess encoding_detector_result(const struct encoding_detector *detector) {
    const struct utf16_check *utf16 = &detector->utf16;
    uint64_t bad_utf16 = bad_at_end(utf16->bad, utf16->has_byte || utf16->has_high, utf16->character);
    struct str head = head_of(detector);

    if (str_starts_with(head, BOM_UTF16LE)) {
        return (struct encoding_guess){ENCODING_UTF16LE, (unsigned)BOM_UTF16LE.n, bad_utf16};
    }
    if (str_starts_with(head, BOM_UTF16BE)) {
        return (struct encoding_guess){ENCODING_UTF16BE, (unsigned)BOM_UTF16BE.n, bad_utf16};
    }
    return encoding_guess_of(head, encoding_detector_faults(detector));
}
