#include "base/error.h"

#include <errno.h>

#define CUT_MARK "…"

/* Does the byte continue a UTF-8 character? */
static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Bytes of S that fit in ROOM without cutting a character. Bytes that are no UTF-8 are cut anywhere. */
static size_t fitting(struct str s, size_t room) {
    size_t n = room;

    if (s.n <= room) {
        return s.n;
    }
    while (n > 0 && room - n < 4 && is_continuation(s.p[n])) {
        n--;
    }
    return is_continuation(s.p[n]) ? room : n;
}

static void set_text(char *to, size_t size, struct str s) {
    size_t n = fitting(s, size - 1);

    if (n && s.p) {
        memcpy(to, s.p, n);
    }
    to[n] = '\0';
}

/* A long path keeps its end, as the file's name tells more than the root. */
static void set_file(char *to, size_t size, struct str path) {
    const size_t mark = sizeof CUT_MARK - 1;

    if (path.n >= size) {
        size_t from = path.n - (size - 1 - mark);
        while (from < path.n && is_continuation(path.p[from])) {
            from++;
        }
        path = str_sub(path, from, SIZE_MAX);
        memcpy(to, CUT_MARK, mark);
        to += mark;
        size -= mark;
    }
    set_text(to, size, path);
}

enum err_code err_at(struct err *err, enum err_code code, const char *file, uint64_t line, uint64_t column,
                     struct str arg0, struct str arg1) {
    /* Built aside, since the arguments may be texts of *err itself. */
    struct err built = {.code = code, .line = line, .column = column};

    if (err) {
        set_file(built.file, sizeof built.file, str_from(file));
        set_text(built.arg[0], sizeof built.arg[0], arg0);
        set_text(built.arg[1], sizeof built.arg[1], arg1);
        *err = built;
    }
    return code;
}

enum err_code err_set(struct err *err, enum err_code code, const char *file, struct str arg0, struct str arg1) {
    return err_at(err, code, file, 0, 0, arg0, arg1);
}

enum err_code err_system(struct err *err, const char *file, const char *tried) {
    int number = errno;
    enum err_code code = number == ENOENT ? ERR_NOT_FOUND : number == ENOMEM ? ERR_NO_MEMORY : ERR_SYSTEM;

    err_set(err, code, file, str_from(tried), STR_NONE);
    if (err) {
        err->os_errno = number;
    }
    errno = number;
    return code;
}

enum err_code err_no_memory(struct err *err) {
    return err_set(err, ERR_NO_MEMORY, NULL, STR_NONE, STR_NONE);
}

enum err_code err_too_large(struct err *err, const char *file, uint64_t limit) {
    char text[STR_U64_SIZE];

    return err_set(err, ERR_TOO_LARGE, file, str_format_u64(limit, text), STR_NONE);
}
