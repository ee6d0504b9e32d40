#include "inventory/file_copy.h"

#include "base/output.h"
#include "inventory/file_copy_jis.h"

#include <stdlib.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

struct file_copy {
    const struct file *source;
    enum encoding encoding; /* of what is written */
    bool is_transcoded;     /* the source is UTF-8, and its origin UTF-16 */
    struct jis_copy *jis;   /* for ISO-2022-JP: copies from the source's origin; else NULL */
    uint64_t position;      /* in the source */
    struct output *output;
    char *piece;
    struct buffer encoded;
};

static void file_copy_free(struct file_copy *copy) {
    if (copy) {
        jis_copy_free(copy->jis);
        free(copy->piece);
        buffer_done(&copy->encoded);
        free(copy);
    }
}

void file_copy_abandon(struct file_copy *copy) {
    if (copy) {
        output_abandon(copy->output);
        file_copy_free(copy);
    }
}

/* Transcoding dropped it, if there was one. */
static enum err_code write_byte_order_mark(struct file_copy *copy, struct err *err) {
    struct str mark = copy->encoding == ENCODING_UTF16LE ? STR("\xFF\xFE") : STR("\xFE\xFF");
    const struct file *origin = file_origin(copy->source);
    char start[2];
    enum err_code code = ERR_OK;

    if (file_size(origin) >= sizeof start) {
        code = file_read_at(origin, 0, sizeof start, start, err);
        if (!code && str_eq((struct str){start, sizeof start}, mark)) {
            output_write(copy->output, mark);
        }
    }
    return code;
}

static enum err_code create(int dir_fd, struct str name, struct output **ret_output, struct err *err) {
    CLEANUP(buffer_done) struct buffer path = {0};

    buffer_append(&path, name);
    buffer_append_char(&path, '\0');
    return path.failed ? err_no_memory(err) : output_create(dir_fd, path.p, ret_output, err);
}

/* How the file is copied, by its encoding. */
static enum err_code begin_bytes(struct file_copy *copy, struct err *err) {
    if (copy->encoding == ENCODING_ISO_2022_JP) {
        return jis_copy_new(file_origin(copy->source), copy->output, &copy->jis, err);
    }
    copy->is_transcoded = !encoding_is_splittable(copy->encoding);
    return copy->is_transcoded ? write_byte_order_mark(copy, err) : ERR_OK;
}

enum err_code file_copy_begin(const struct file *source, enum encoding encoding, int dir_fd, struct str name,
                              struct file_copy **ret_copy, struct err *err) {
    struct file_copy *copy = calloc(1, sizeof *copy);

    if (copy) {
        copy->piece = malloc(PIECE);
    }
    if (!copy || !copy->piece) {
        file_copy_free(copy);
        return err_no_memory(err);
    }
    copy->source = source;
    copy->encoding = encoding;
    enum err_code code = create(dir_fd, name, &copy->output, err);
    if (code) {
        file_copy_free(copy);
        return code;
    }
    code = begin_bytes(copy, err);
    if (code) {
        file_copy_abandon(copy);
        return code;
    }
    *ret_copy = copy;
    return ERR_OK;
}

bool file_copy_can_put(struct file_copy *copy, struct str utf8) {
    buffer_reset(&copy->encoded);
    return encoding_encode(copy->encoding, utf8, &copy->encoded);
}

static enum err_code put_encoded(struct file_copy *copy, struct str utf8, struct err *err) {
    if (!file_copy_can_put(copy, utf8)) {
        return copy->encoded.failed ? err_no_memory(err)
                                    : err_set(err, ERR_ENCODING, file_path(copy->source),
                                              str_from(encoding_name(copy->encoding)), STR_NONE);
    }
    output_write(copy->output, buffer_view(&copy->encoded));
    return ERR_OK;
}

enum err_code file_copy_put(struct file_copy *copy, struct str utf8, struct err *err) {
    if (copy->jis) {
        jis_copy_interrupt(copy->jis);
    }
    return put_encoded(copy, utf8, err);
}

/* So many bytes of UTF-8 that no character is cut. */
static size_t whole_characters(struct str utf8) {
    size_t n = utf8.n;

    while (n > 0 && utf8.n - n < 4 && ((unsigned char)utf8.p[n - 1] & 0xC0) == 0x80) {
        n--;
    }
    /* N stands behind the first byte of the last character, whether or not the others are all there. */
    return n > 0 ? n - 1 : utf8.n;
}

enum err_code file_copy_until(struct file_copy *copy, uint64_t offset, struct err *err) {
    enum err_code code = ERR_OK;

    if (copy->jis) {
        return jis_copy_until(copy->jis, offset, err);
    }
    while (!code && copy->position < offset) {
        uint64_t left = offset - copy->position;
        struct str piece = {copy->piece, left < PIECE ? (size_t)left : PIECE};
        code = file_read_at(copy->source, copy->position, piece.n, copy->piece, err);
        if (code) {
            break;
        }
        if (copy->is_transcoded) {
            piece.n = piece.n == left ? piece.n : whole_characters(piece);
            code = put_encoded(copy, piece, err);
        } else {
            output_write(copy->output, piece);
        }
        copy->position += piece.n;
    }
    return code;
}

enum err_code file_copy_skip(struct file_copy *copy, uint64_t offset, struct err *err) {
    if (copy->jis) {
        return jis_copy_skip(copy->jis, offset, err);
    }
    copy->position = offset;
    return ERR_OK;
}

enum err_code file_copy_end(struct file_copy *copy, bool sync, struct err *err) {
    uint64_t size = file_size(copy->source);
    enum err_code code = copy->jis ? jis_copy_rest(copy->jis, size, err) : file_copy_until(copy, size, err);

    if (code) {
        file_copy_abandon(copy);
        return code;
    }
    code = output_close(copy->output, sync, NULL, err);
    file_copy_free(copy);
    return code;
}

enum err_code file_copy_remove(int dir_fd, struct str name, struct err *err) {
    CLEANUP(buffer_done) struct buffer path = {0};

    buffer_append(&path, name);
    buffer_append_char(&path, '\0');
    if (path.failed) {
        return err_no_memory(err);
    }
    return unlinkat(dir_fd, path.p, 0) == 0 ? ERR_OK : err_system(err, path.p, "unlink");
}
