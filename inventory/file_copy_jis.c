#include "inventory/file_copy_jis.h"

#include "base/encoding.h"
#include "base/iso_2022_jp.h"

#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)1 << 20)
/* Codes of a kanji set: 94 rows of 94, 21 to 7E each. */
#define ROW_LENGTH 94
#define CODE_FIRST 0x21

struct jis_copy {
    const struct file *file;
    struct output *output;
    struct decoder *decoder;
    char *piece;
    struct str rest;   /* of the piece */
    uint64_t read;     /* how much of the file was read into pieces */
    uint64_t position; /* in the text */
    enum jis_set set;  /* in force at the rest */
    enum jis_set output_set;
    bool is_interrupted; /* the output is in ASCII, whatever the file is in */
    struct buffer character;
    uint8_t lengths[ROW_LENGTH][ROW_LENGTH]; /* of kanji in UTF-8; 0: not known yet */
};

/* A piece of the file that stands for one character of the text, or for none. */
struct unit {
    struct str bytes;
    bool is_escape;
};

enum err_code jis_copy_new(const struct file *file, struct output *output, struct jis_copy **ret_copy,
                           struct err *err) {
    struct jis_copy *copy = calloc(1, sizeof *copy);

    if (copy) {
        copy->piece = malloc(PIECE);
    }
    if (!copy || !copy->piece) {
        jis_copy_free(copy);
        return err_no_memory(err);
    }
    copy->file = file;
    copy->output = output;
    enum err_code code = decoder_new(ENCODING_ISO_2022_JP, &copy->decoder, err);
    if (code) {
        jis_copy_free(copy);
        return code;
    }
    *ret_copy = copy;
    return ERR_OK;
}

void jis_copy_free(struct jis_copy *copy) {
    if (copy) {
        decoder_free(copy->decoder);
        buffer_done(&copy->character);
        free(copy->piece);
        free(copy);
    }
}

/* Puts more of the file behind the rest of the piece. */
static enum err_code read_more(struct jis_copy *copy, struct err *err) {
    uint64_t left = file_size(copy->file) - copy->read;
    size_t kept = copy->rest.n, n = left < PIECE - kept ? (size_t)left : PIECE - kept;

    if (kept) {
        memmove(copy->piece, copy->rest.p, kept);
    }
    enum err_code code = file_read_at(copy->file, copy->read, n, copy->piece + kept, err);
    if (!code) {
        copy->rest = (struct str){copy->piece, kept + n};
        copy->read += n;
    }
    return code;
}

/* The next unit, without bytes at the end of the file. */
static enum err_code next_unit(struct jis_copy *copy, struct unit *ret_unit, struct err *err) {
    enum { LONGEST = 3 };
    enum err_code code = ERR_OK;

    if (copy->rest.n < LONGEST && copy->read < file_size(copy->file)) {
        code = read_more(copy, err);
    }
    *ret_unit = (struct unit){0};
    if (!code && copy->rest.n) {
        size_t length = jis_unit_length(copy->rest, &copy->set, &ret_unit->is_escape);
        ret_unit->bytes = str_sub(copy->rest, 0, length ? length : copy->rest.n);
        copy->rest = str_sub(copy->rest, ret_unit->bytes.n, SIZE_MAX);
    }
    return code;
}

/* How long the character is in UTF-8. */
static size_t decoded_length(struct jis_copy *copy, struct str bytes) {
    char marked[8];
    struct str escape = jis_escape(copy->set);

    memcpy(marked, escape.p, escape.n);
    memcpy(marked + escape.n, bytes.p, bytes.n);
    buffer_reset(&copy->character);
    (void)decoder_decode(copy->decoder, (struct str){marked, escape.n + bytes.n}, &copy->character);
    return copy->character.n;
}

static uint8_t *known_length(struct jis_copy *copy, struct str bytes) {
    unsigned row = (unsigned char)bytes.p[0] - CODE_FIRST, cell = (unsigned char)bytes.p[1] - CODE_FIRST;

    return row < ROW_LENGTH && cell < ROW_LENGTH ? &copy->lengths[row][cell] : NULL;
}

static size_t text_length(struct jis_copy *copy, const struct unit *unit) {
    uint8_t *known = unit->bytes.n == 2 ? known_length(copy, unit->bytes) : NULL;

    if (unit->is_escape) {
        return 0;
    }
    if (copy->set == JIS_ASCII || (unit->bytes.n == 1 && copy->set != JIS_ROMAN)) {
        return unit->bytes.n;
    }
    if (!known) {
        return decoded_length(copy, unit->bytes);
    }
    if (*known == 0) {
        *known = (uint8_t)decoded_length(copy, unit->bytes);
    }
    return *known;
}

/* Behind what was put between, escape sequences count only when a character needs them. */
static void write_unit(struct jis_copy *copy, const struct unit *unit) {
    if (copy->is_interrupted && unit->is_escape) {
        return;
    }
    if (copy->set != copy->output_set && !unit->is_escape) {
        output_write(copy->output, jis_escape(copy->set));
    }
    output_write(copy->output, unit->bytes);
    copy->output_set = copy->set;
    copy->is_interrupted = false;
}

/* Takes the characters up to OFFSET, or all that are left. */
static enum err_code take(struct jis_copy *copy, uint64_t offset, bool is_written, struct err *err) {
    enum err_code code = ERR_OK;
    struct unit unit = {.is_escape = true};

    while (!code && copy->position < offset) {
        code = next_unit(copy, &unit, err);
        if (!code && unit.bytes.n == 0) {
            break;
        }
        if (!code) {
            copy->position += text_length(copy, &unit);
            if (is_written) {
                write_unit(copy, &unit);
            }
        }
    }
    return !code && copy->character.failed ? err_no_memory(err) : code;
}

enum err_code jis_copy_until(struct jis_copy *copy, uint64_t offset, struct err *err) {
    return take(copy, offset, true, err);
}

enum err_code jis_copy_skip(struct jis_copy *copy, uint64_t offset, struct err *err) {
    return take(copy, offset, false, err);
}

void jis_copy_interrupt(struct jis_copy *copy) {
    if (copy->output_set != JIS_ASCII) {
        output_write(copy->output, jis_escape(JIS_ASCII));
        copy->output_set = JIS_ASCII;
    }
    copy->is_interrupted = true;
}

enum err_code jis_copy_rest(struct jis_copy *copy, uint64_t size, struct err *err) {
    enum err_code code = take(copy, UINT64_MAX, true, err);

    if (!code && copy->position != size) {
        return err_set(err, ERR_DIGEST, file_path(copy->file), STR_NONE, STR_NONE);
    }
    return code;
}
