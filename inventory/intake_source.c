#include "inventory/intake_source.h"

#include "base/iso_2022_jp.h"

#include <stdlib.h>
#include <unistd.h>

#define PIECE ((size_t)4 << 20)

void intake_source_done(struct intake_source *source) {
    file_free(TAKE_PTR(source->file));
    free(TAKE_PTR(source->counts));
}

/* Files that people take for CSV, by their first bytes. */
static const char *recognise(struct str head) {
    static const struct {
        struct str bytes;
        const char *name;
    } signatures[] = {
        {{"PK\3\4", 4}, "xlsx"},
        {{"\xD0\xCF\x11\xE0", 4}, "xls"},
        {{"%PDF-", 5}, "pdf"},
        {{"\x1F\x8B", 2}, "gzip"},
    };
    size_t nul_count = 0;

    for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
        if (str_starts_with(head, signatures[i].bytes)) {
            return signatures[i].name;
        }
    }
    for (size_t i = 0; i < head.n; i++) {
        nul_count += head.p[i] == '\0';
    }
    /* Every other byte of ASCII in UTF-16 is NUL. */
    return nul_count * 8 > head.n ? "UTF-16" : NULL;
}

static enum err_code scan(struct intake_source *source, const struct piece_plan *plan, struct err *err) {
    struct intake_scan scan;
    enum err_code code = intake_scan_file(source->file, plan, &scan, err);

    if (code) {
        return code;
    }
    source->digest = scan.digest;
    source->counts = scan.counts;
    source->encoding = scan.guess.encoding;
    source->style.encoding = scan.guess.encoding;
    source->style.is_sound = scan.guess.encoding == ENCODING_UTF8 && scan.guess.bad_offset == UINT64_MAX;
    source->text_offset = scan.guess.bom_length;
    source->bad_offset = scan.guess.bad_offset;
    source->looks_like = scan.guess.bom_length ? NULL : recognise((struct str){scan.head, scan.head_length});
    return ERR_OK;
}

/* What people say goes before what the bytes look like. A BOM of another encoding stays text, and shows. */
static void force_encoding(struct intake_source *source, enum encoding encoding) {
    bool is_utf16 = encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE;

    if (encoding != source->encoding) {
        source->text_offset = 0;
        source->bad_offset = UINT64_MAX;
        /* Nobody looked at the bytes with that in mind. */
        source->style.is_sound = false;
    }
    if (is_utf16 && source->looks_like && strcmp(source->looks_like, "UTF-16") == 0) {
        source->looks_like = NULL;
    }
    source->encoding = encoding;
    source->style.encoding = encoding;
}

enum err_code intake_source_open(int dir_fd, const char *name, const enum encoding *encoding,
                                 const struct piece_plan *plan, struct intake_source *ret_source, struct err *err) {
    struct intake_source source = {0};
    enum err_code code = file_open(dir_fd, name, &source.file, err);

    if (code) {
        return code;
    }
    source.bytes = file_size(source.file);
    code = scan(&source, plan, err);
    if (code) {
        intake_source_done(&source);
        return code;
    }
    if (encoding) {
        force_encoding(&source, *encoding);
    }
    *ret_source = source;
    return ERR_OK;
}

/* Text that is decoded piece by piece into a temporary file. */
struct transcoding {
    const struct intake_source *source;
    struct decoder *decoder;
    enum jis_set set; /* that ISO-2022-JP is in where the next piece starts */
    struct buffer piece, text;
    int fd;
    const char *tmpdir;
    uint64_t size; /* of what was written */
    bool has_repairs;
};

static void transcoding_done(struct transcoding *transcoding) {
    decoder_free(transcoding->decoder);
    buffer_done(&transcoding->piece);
    buffer_done(&transcoding->text);
    if (transcoding->fd >= 0) {
        close(transcoding->fd);
    }
}

/* How much of a piece holds whole units of ISO-2022-JP; *SET is then the set in force there. */
static size_t whole_jis_units(struct str piece, enum jis_set *set) {
    size_t n = 0, length = 1;
    bool is_escape;

    while (n < piece.n && length) {
        length = jis_unit_length(str_sub(piece, n, SIZE_MAX), set, &is_escape);
        n += length;
    }
    return n;
}

/* How much of a piece of UTF-16 may be decoded before the next one is seen: no character is cut. */
static size_t whole_characters(enum encoding encoding, struct str piece) {
    size_t n = piece.n / 2 * 2;

    if (n >= 2) {
        unsigned char high = (unsigned char)piece.p[encoding == ENCODING_UTF16LE ? n - 1 : n - 2];
        /* the first half of a surrogate pair */
        n -= (high & 0xFC) == 0xD8 ? 2 : 0;
    }
    return n;
}

/* Reads the piece at OFFSET behind the escape sequence of the set in force, and says how many bytes of the file are
 * taken: no unit is cut. */
static enum err_code read_text_piece(struct transcoding *transcoding, uint64_t offset, size_t *ret_taken,
                                     struct err *err) {
    const struct intake_source *source = transcoding->source;
    uint64_t left = source->bytes - offset;
    size_t n = left < PIECE ? (size_t)left : PIECE;
    struct buffer *piece = &transcoding->piece;

    buffer_reset(piece);
    if (source->encoding == ENCODING_ISO_2022_JP && transcoding->set != JIS_ASCII) {
        buffer_append(piece, jis_escape(transcoding->set));
    }
    char *to = buffer_reserve(piece, n);
    enum err_code code = to ? file_read_at(source->file, offset, n, to, err) : err_no_memory(err);
    if (code) {
        return code;
    }
    if (source->encoding == ENCODING_ISO_2022_JP) {
        size_t whole = whole_jis_units((struct str){to, n}, &transcoding->set);
        n = n == left ? n : whole;
    } else {
        n = n == left ? n : whole_characters(source->encoding, (struct str){to, n});
    }
    piece->n += n;
    *ret_taken = n;
    return ERR_OK;
}

static enum err_code write_text_piece(struct transcoding *transcoding, struct err *err) {
    struct buffer *text = &transcoding->text;

    buffer_reset(text);
    transcoding->has_repairs |=
        decoder_decode(transcoding->decoder, buffer_view(&transcoding->piece), text) != SIZE_MAX;
    transcoding->size += text->n;
    return text->failed ? err_no_memory(err)
                        : file_write_fd(transcoding->fd, transcoding->tmpdir, buffer_view(text), err);
}

static enum err_code transcode(struct transcoding *transcoding, struct err *err) {
    const struct intake_source *source = transcoding->source;
    uint64_t offset = source->text_offset;
    enum err_code code = decoder_new(source->encoding, &transcoding->decoder, err);

    if (!code) {
        code = file_open_temporary(transcoding->tmpdir, &transcoding->fd, err);
    }
    while (!code && offset < source->bytes) {
        size_t taken = 0;
        code = read_text_piece(transcoding, offset, &taken, err);
        if (!code) {
            code = write_text_piece(transcoding, err);
        }
        offset += taken;
    }
    return code;
}

enum err_code intake_source_transcode(struct intake_source *source, const char *tmpdir, struct err *err) {
    CLEANUP(transcoding_done)
    struct transcoding transcoding = {.source = source, .set = JIS_ASCII, .fd = -1, .tmpdir = tmpdir};
    struct file *file;
    enum err_code code = transcode(&transcoding, err);

    if (!code) {
        int fd = transcoding.fd;
        transcoding.fd = -1;
        code = file_take_fd(fd, file_path(source->file), transcoding.size, &file, err);
    }
    if (code) {
        return code;
    }
    free(TAKE_PTR(source->counts));
    file_set_origin(file, source->file);
    source->file = file;
    source->style =
        (struct cell_style){.encoding = ENCODING_UTF8, .is_sound = true, .has_repairs = transcoding.has_repairs};
    source->text_offset = 0;
    return ERR_OK;
}

enum err_code intake_source_count(struct intake_source *source, const struct piece_plan *plan, struct err *err) {
    return source->counts ? ERR_OK : intake_count_file(source->file, plan, &source->counts, err);
}
