#include "cli/run/copy.h"

#include "base/file.h"
#include "base/output.h"
#include "base/staging.h"
#include "inventory/manifest.h"

#include <fcntl.h>
#include <unistd.h>

enum { PIECE_BYTES = 1 << 18, MANIFEST_BYTES_MAX = 1 << 24 };

typedef void take_piece(void *context, struct str piece);

static enum err_code read_pieces(const struct file *file, char *room, take_piece *take, void *context,
                                 struct err *err) {
    enum err_code code = ERR_OK;

    for (uint64_t offset = 0; code == ERR_OK && offset < file_size(file);) {
        uint64_t left = file_size(file) - offset;
        size_t n = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
        code = file_read_at(file, offset, n, room, err);
        if (code == ERR_OK) {
            take(context, (struct str){room, n});
            offset += n;
        }
    }
    return code;
}

static enum err_code read_file(int dir_fd, const char *name, take_piece *take, void *context, struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char *room = arena ? arena_alloc(arena, PIECE_BYTES) : NULL;
    enum err_code code = room ? file_open(dir_fd, name, &file, err) : err_no_memory(err);

    return code == ERR_OK ? read_pieces(file, room, take, context, err) : code;
}

static void write_piece(void *context, struct str piece) {
    output_write(context, piece);
}

enum err_code run_copy_file(int from_fd, const char *from_name, int to_fd, const char *to_name,
                            struct hash128 *ret_digest, struct err *err) {
    struct output *output;
    enum err_code code = output_create(to_fd, to_name, &output, err);

    if (code != ERR_OK) {
        return code;
    }
    code = read_file(from_fd, from_name, write_piece, output, err);
    if (code != ERR_OK) {
        output_abandon(output);
        return code;
    }
    return output_close(output, true, ret_digest, err);
}

static void hash_piece(void *context, struct str piece) {
    hasher_update(context, piece);
}

enum err_code run_digest_file(int dir_fd, const char *name, struct hash128 *ret_digest, struct err *err) {
    CLEANUP(hasher_free_cleanup) struct hasher *hasher = hasher_new();
    enum err_code code = hasher ? read_file(dir_fd, name, hash_piece, hasher, err) : err_no_memory(err);

    if (code == ERR_OK) {
        *ret_digest = hasher_digest(hasher);
    }
    return code;
}

static bool is_same_digest(struct hash128 a, struct hash128 b) {
    return a.high == b.high && a.low == b.low;
}

static enum err_code copy_tables(int from_fd, const char *from, const struct manifest *manifest, int to_fd,
                                 struct err *err) {
    enum err_code code = ERR_OK;

    for (enum table_id table = 0; code == ERR_OK && table < TABLE_COUNT; table++) {
        struct hash128 digest = {0};
        char name[64];
        if (!manifest->has_file[table] || !manifest_file_name(table, name)) {
            continue;
        }
        code = run_copy_file(from_fd, name, to_fd, name, &digest, err);
        if (code == ERR_OK && !is_same_digest(digest, manifest->files[table].digest)) {
            code = err_set(err, ERR_DIGEST, from, STR_NONE, STR_NONE);
        }
    }
    return code;
}

/* The manifest is read before the tables and copied behind them: one that was replaced meanwhile does not fit. */
static enum err_code copy_listed(int from_fd, const char *from, struct arena *arena, int to_fd, struct err *err) {
    struct manifest manifest;
    struct str before = STR_NONE, after = STR_NONE;
    struct hash128 digest = {0};
    enum err_code code = manifest_read(from_fd, from, arena, &manifest, err);

    if (code == ERR_OK) {
        code = file_read_all(from_fd, MANIFEST_NAME, MANIFEST_BYTES_MAX, arena, &before, err);
    }
    if (code == ERR_OK) {
        code = copy_tables(from_fd, from, &manifest, to_fd, err);
    }
    if (code == ERR_OK) {
        code = run_copy_file(from_fd, MANIFEST_NAME, to_fd, MANIFEST_NAME, &digest, err);
    }
    if (code == ERR_OK) {
        code = file_read_all(to_fd, MANIFEST_NAME, MANIFEST_BYTES_MAX, arena, &after, err);
    }
    return code == ERR_OK && !str_eq(before, after) ? err_set(err, ERR_DIGEST, from, STR_NONE, STR_NONE) : code;
}

enum err_code run_copy_snapshot(const char *from, const char *to, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    int from_fd = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (from_fd < 0) {
        return err_system(err, from, "open");
    }
    enum err_code code = arena ? staging_begin(to, NULL, &staging, err) : err_no_memory(err);
    if (code == ERR_OK) {
        code = copy_listed(from_fd, from, arena, staging_fd(staging), err);
    }
    close(from_fd);
    return code == ERR_OK ? staging_commit(staging, true, err) : code;
}

static enum err_code read_manifest(const char *directory, struct arena *arena, struct str *ret_bytes, struct err *err) {
    struct str path = arena_printf(arena, "%s/" MANIFEST_NAME, directory);

    return path.n ? file_read_all(AT_FDCWD, path.p, MANIFEST_BYTES_MAX, arena, ret_bytes, err) : err_no_memory(err);
}

enum err_code run_copy_is_same(const char *from, const char *to, bool *ret_same, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str first = STR_NONE, second = STR_NONE;
    enum err_code code = arena ? read_manifest(from, arena, &first, err) : err_no_memory(err);

    if (code != ERR_OK) {
        return code;
    }
    code = read_manifest(to, arena, &second, err);
    if (code != ERR_OK && code != ERR_NOT_FOUND) {
        return code;
    }
    *ret_same = code == ERR_OK && str_eq(first, second);
    return ERR_OK;
}
