#include "cli/export/frozen.h"

#include "base/file.h"

#include <fcntl.h>

#define BYTES_MAX ((size_t)64 << 20)

static enum err_code read_file(struct arena *arena, const char *directory, const char *name, struct str *ret_bytes,
                               struct err *err) {
    struct str path = arena_printf(arena, "%s/%s", directory, name);

    return path.p ? file_read_all(AT_FDCWD, path.p, BYTES_MAX, arena, ret_bytes, err) : err_no_memory(err);
}

static enum err_code read_json(struct arena *arena, const char *directory, const char *name,
                               struct json_document **ret_document, struct err *err) {
    struct str bytes;
    enum err_code code = read_file(arena, directory, name, &bytes, err);

    return code == ERR_OK ? json_parse(bytes, name, ret_document, err) : code;
}

/* Both have the summary of the run. */
static enum err_code check_summary(struct arena *arena, const char *path, const char *in, struct err *err) {
    struct str frozen, results;
    enum err_code code = read_file(arena, path, "summary.json", &frozen, err);

    if (code == ERR_OK) {
        code = read_file(arena, in, "summary.json", &results, err);
    }
    if (code == ERR_OK && !str_eq(frozen, results)) {
        code = err_set(err, ERR_DIGEST, in, STR_NONE, STR_NONE);
    }
    return code;
}

enum err_code export_frozen_read(const char *path, const char *in, struct export_frozen_files *files, struct err *err) {
    files->arena = arena_new();
    enum err_code code = files->arena ? check_summary(files->arena, path, in, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = read_json(files->arena, path, "manifest.json", &files->manifest, err);
    }
    if (code == ERR_OK) {
        code = read_json(files->arena, path, "frozen.json", &files->record, err);
    }
    if (code == ERR_OK) {
        files->frozen = (struct export_frozen){
            .path = str_from(path), .manifest = json_root(files->manifest), .record = json_root(files->record)};
    }
    return code;
}

void export_frozen_done(struct export_frozen_files *files) {
    json_document_free(files->manifest);
    json_document_free(files->record);
    arena_free(files->arena);
}
