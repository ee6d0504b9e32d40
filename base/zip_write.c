#include "base/zip_write.h"

#include "base/buffer.h"
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

bool zip_is_built_in(void) {
    return true;
}

/* As MS-DOS counts: years since 1980, months and days from 1. */
static zip_uint16_t dos_date(struct date date) {
    struct civil civil = date_to_civil(date);

    assert(civil.year >= 1980 && civil.year <= 2107);
    return (zip_uint16_t)((civil.year - 1980) << 9 | civil.month << 5 | civil.day);
}

static enum err_code failure(const struct zip_request *request, const zip_error_t *error, struct err *err) {
    if (zip_error_code_zip(error) == ZIP_ER_MEMORY) {
        return err_no_memory(err);
    }
    if (zip_error_system_type(error) == ZIP_ET_SYS) {
        errno = zip_error_code_system(error);
        return err_system(err, request->path, "write");
    }
    errno = EIO;
    return err_system(err, request->path, "zip");
}

static bool add_file(zip_t *archive, const char *path, const char *name, struct date date) {
    zip_source_t *source = zip_source_file(archive, path, 0, 0);
    zip_int64_t index;

    if (!source) {
        return false;
    }
    index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(archive, (zip_uint64_t)index, 0, dos_date(date), 0) == 0 &&
           zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_DEFLATE, 0) == 0;
}

static enum err_code add_files(zip_t *archive, const struct zip_request *request, struct err *err) {
    CLEANUP(buffer_done) struct buffer path = {0};
    CLEANUP(buffer_done) struct buffer name = {0};

    for (size_t i = 0; i < request->count; i++) {
        buffer_reset(&path);
        buffer_reset(&name);
        buffer_printf(&path, "%s/%s", request->directory, request->names[i].p);
        buffer_append_char(&path, '\0');
        buffer_printf(&name, "%s/%s", request->folder, request->names[i].p);
        buffer_append_char(&name, '\0');
        if (path.failed || name.failed) {
            return err_no_memory(err);
        }
        if (!add_file(archive, path.p, name.p, request->date)) {
            return failure(request, zip_get_error(archive), err);
        }
    }
    return ERR_OK;
}

static enum err_code write_archive(const struct zip_request *request, const char *path, struct err *err) {
    int opened = 0;
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &opened);

    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, opened);
        enum err_code code = failure(request, &error, err);
        zip_error_fini(&error);
        return code;
    }
    enum err_code code = add_files(archive, request, err);
    if (code == ERR_OK && zip_close(archive) == 0) {
        return ERR_OK;
    }
    if (code == ERR_OK) {
        code = failure(request, zip_get_error(archive), err);
    }
    zip_discard(archive);
    return code;
}

static enum err_code take_name(const struct zip_request *request, const char *partial, struct err *err) {
    enum err_code code = request->sync ? file_sync(partial, err) : ERR_OK;

    if (code == ERR_OK && rename(partial, request->path) != 0) {
        code = err_system(err, request->path, "rename");
    }
    return code == ERR_OK && request->sync ? file_sync_parent(request->path, err) : code;
}

enum err_code zip_write(const struct zip_request *request, struct err *err) {
    char *partial;

    if (asprintf(&partial, "%s.partial", request->path) < 0) {
        return err_no_memory(err);
    }
    enum err_code code = write_archive(request, partial, err);
    if (code == ERR_OK) {
        code = take_name(request, partial, err);
    }
    if (code != ERR_OK) {
        (void)unlink(partial);
    }
    free(partial);
    return code;
}

struct library_version zip_write_library(void) {
    return library_version_of(LIBZIP_VERSION, zip_libzip_version());
}
