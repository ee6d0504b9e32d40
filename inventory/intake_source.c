#include "inventory/intake_source.h"

#include <stdlib.h>

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

/* How much of a piece may be decoded before the next one is seen: no character is cut. */
static size_t whole_characters(enum encoding encoding, struct str piece) {
    size_t n = piece.n / 2 * 2;

    if (encoding == ENCODING_ISO_2022_JP) {
        /* Every line starts and ends in ASCII; a longer line than a piece is not expected. */
        for (n = piece.n; n > 0 && piece.p[n - 1] != '\n' && piece.p[n - 1] != '\r'; n--) {
        }
        return n ? n : piece.n;
    }
    if (n >= 2) {
        unsigned char high = (unsigned char)piece.p[encoding == ENCODING_UTF16LE ? n - 1 : n - 2];
        /* the first half of a surrogate pair */
        n -= (high & 0xFC) == 0xD8 ? 2 : 0;
    }
    return n;
}

static enum err_code decode_file(const struct intake_source *source, struct buffer *text, bool *ret_repairs,
                                 struct err *err) {
    CLEANUP(decoder_free_cleanup) struct decoder *decoder = NULL;
    CLEANUP(buffer_done) struct buffer piece = {0};
    uint64_t offset = source->text_offset;
    enum err_code code = decoder_new(source->encoding, &decoder, err);

    while (!code && offset < source->bytes) {
        uint64_t left = source->bytes - offset;
        struct str bytes = {NULL, left < PIECE ? (size_t)left : PIECE};
        bytes.p = buffer_reserve(&piece, bytes.n);
        if (!bytes.p) {
            return err_no_memory(err);
        }
        code = file_read_at(source->file, offset, bytes.n, piece.p, err);
        if (!code) {
            bytes.n = bytes.n == left ? bytes.n : whole_characters(source->encoding, bytes);
            *ret_repairs |= decoder_decode(decoder, bytes, text, NULL) != SIZE_MAX;
            offset += bytes.n;
        }
    }
    return code ? code : text->failed ? err_no_memory(err) : ERR_OK;
}

enum err_code intake_source_transcode(struct intake_source *source, const char *tmpdir, struct err *err) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct file *file;
    bool has_repairs = false;
    enum err_code code = decode_file(source, &text, &has_repairs, err);

    if (!code) {
        code = file_from_bytes(tmpdir, file_path(source->file), buffer_view(&text), &file, err);
    }
    if (code) {
        return code;
    }
    intake_source_done(source);
    source->file = file;
    source->style = (struct cell_style){.encoding = ENCODING_UTF8, .has_repairs = has_repairs};
    source->text_offset = 0;
    return ERR_OK;
}

enum err_code intake_source_count(struct intake_source *source, const struct piece_plan *plan, struct err *err) {
    return source->counts ? ERR_OK : intake_count_file(source->file, plan, &source->counts, err);
}
