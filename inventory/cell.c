#include "inventory/cell.h"

#include "base/text.h"
#include "inventory/value.h"

#include <stdlib.h>

struct cell_decoder {
    struct cell_style style;
    struct decoder *decoder;
    struct buffer text;
    bool failed;
};

enum err_code cell_decoder_new(struct cell_style style, struct cell_decoder **ret_decoder, struct err *err) {
    CLEANUP(cell_decoder_free_cleanup) struct cell_decoder *cells = calloc(1, sizeof *cells);
    enum err_code code;

    if (!cells) {
        return err_no_memory(err);
    }
    cells->style = style;
    code = decoder_new(style.encoding, &cells->decoder, err);
    if (code) {
        return code;
    }
    *ret_decoder = TAKE_PTR(cells);
    return ERR_OK;
}

void cell_decoder_free(struct cell_decoder *decoder) {
    if (decoder) {
        decoder_free(decoder->decoder);
        buffer_done(&decoder->text);
        free(decoder);
    }
}

struct cell_style cell_decoder_style(const struct cell_decoder *decoder) {
    return decoder->style;
}

bool cell_decoder_failed(const struct cell_decoder *decoder) {
    return decoder->failed;
}

struct str cell_clip(struct str utf8, size_t n) {
    if (utf8.n <= n) {
        return utf8;
    }
    while (n > 0 && ((unsigned char)utf8.p[n] & 0xC0) == 0x80) {
        n--;
    }
    return (struct str){utf8.p, n};
}

/* Private use: U+E000–U+F8FF, in UTF-8 EE 80 80 … EF A3 BF. */
static bool has_gaiji(struct str utf8) {
    for (size_t i = 0; i + 2 < utf8.n; i++) {
        unsigned char first = (unsigned char)utf8.p[i], second = (unsigned char)utf8.p[i + 1];
        if (first == 0xEE || (first == 0xEF && second >= 0x80 && second <= 0xA3)) {
            return true;
        }
    }
    return false;
}

struct str cell_decode_all(struct cell_decoder *cells, struct str bytes, size_t *ret_bad) {
    size_t bad = SIZE_MAX;
    struct str text = bytes;

    if (!cells->style.is_sound && !text_is_ascii(bytes) &&
        (cells->style.encoding != ENCODING_UTF8 || text_first_invalid(bytes) != SIZE_MAX)) {
        buffer_reset(&cells->text);
        bad = decoder_decode(cells->decoder, bytes, &cells->text);
        cells->failed |= cells->text.failed;
        text = cells->text.failed ? STR_NONE : buffer_view(&cells->text);
    }
    if (bad == SIZE_MAX && cells->style.has_repairs) {
        ptrdiff_t repair = str_find(text, STR("\xEF\xBF\xBD"));
        bad = repair < 0 ? SIZE_MAX : (size_t)repair;
    }
    if (ret_bad) {
        *ret_bad = bad;
    }
    return text;
}

struct str cell_decode(struct cell_decoder *cells, struct str bytes, unsigned *ret_marks) {
    size_t bad;
    struct str text;

    *ret_marks = 0;
    if (text_is_ascii(bytes)) {
        text = str_trim(bytes);
        /* the only ditto in ASCII is "" */
        if (text.n == 2 && cells->style.reads_dittos && value_is_ditto(text)) {
            *ret_marks = CELL_DITTO;
        }
        return text;
    }
    text = cell_decode_all(cells, bytes, &bad);
    if (bad != SIZE_MAX) {
        *ret_marks = CELL_NOT_TEXT;
        return STR_NONE;
    }
    text = text_trim(text);
    if (has_gaiji(text)) {
        *ret_marks |= CELL_GAIJI;
    }
    if (cells->style.reads_dittos && value_is_ditto(text)) {
        *ret_marks |= CELL_DITTO;
    }
    return text;
}
