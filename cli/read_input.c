#include "cli/read_input.h"

#include "base/buffer.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum err_code read_stream(int fd, const char *name, size_t limit, const char *limit_text, struct buffer *out,
                                 struct err *err) {
    enum { STEP = 1 << 16 };

    for (;;) {
        char *room = buffer_reserve(out, STEP);
        ssize_t got = room ? read(fd, room, STEP) : -1;
        if (!room) {
            return err_no_memory(err);
        }
        if (got < 0 && errno != EINTR) {
            return err_system(err, name, "read");
        }
        if (got == 0) {
            return ERR_OK;
        }
        out->n += got > 0 ? (size_t)got : 0;
        if (out->n > limit) {
            return err_set(err, ERR_TOO_LARGE, name, str_from(limit_text), STR_NONE);
        }
    }
}

bool input_is_stream(const char *path) {
    return strcmp(path, "-") == 0;
}

enum err_code input_read(const char *path, size_t limit, const char *limit_text, struct arena *arena,
                         struct str *ret_bytes, struct err *err) {
    CLEANUP(buffer_done) struct buffer input = {0};

    if (!input_is_stream(path)) {
        return file_read_all(AT_FDCWD, path, limit, arena, ret_bytes, err);
    }
    enum err_code code = read_stream(STDIN_FILENO, path, limit, limit_text, &input, err);
    if (code) {
        return code;
    }
    *ret_bytes = arena_dup(arena, buffer_view(&input));
    return arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}
