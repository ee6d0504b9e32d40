#include "base/xlsx_package.h"

#include <stdlib.h>
#include <zip.h>

#define PIECE       ((size_t)64 << 10)
#define RATIO_GRACE (UINT64_C(16) << 20)

struct xlsx_package {
    const struct file *file;
    struct xlsx_limits limits;
    zip_t *zip;
    uint64_t position; /* of the archive's own reading */
    uint64_t unpacked; /* so far */
    zip_error_t error;
    char piece[PIECE];
};

static zip_int64_t read_source(struct xlsx_package *package, void *data, zip_uint64_t length) {
    uint64_t left = file_size(package->file) - package->position;
    size_t n = length < left ? (size_t)length : (size_t)left;

    if (file_read_at(package->file, package->position, n, data, NULL)) {
        zip_error_set(&package->error, ZIP_ER_READ, 0);
        return -1;
    }
    package->position += n;
    return (zip_int64_t)n;
}

static zip_int64_t seek_source(struct xlsx_package *package, void *data, zip_uint64_t length) {
    zip_int64_t to =
        zip_source_seek_compute_offset(package->position, file_size(package->file), data, length, &package->error);

    if (to < 0) {
        return -1;
    }
    package->position = (uint64_t)to;
    return 0;
}

static zip_int64_t stat_source(struct xlsx_package *package, void *data) {
    zip_stat_t *status = data;

    zip_stat_init(status);
    status->valid = ZIP_STAT_SIZE;
    status->size = file_size(package->file);
    return sizeof *status;
}

/* What libzip asks of the bytes that it reads an archive from. */
static zip_int64_t serve(void *user, void *data, zip_uint64_t length, zip_source_cmd_t command) {
    struct xlsx_package *package = user;

    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                              ZIP_SOURCE_SUPPORTS, -1);
    case ZIP_SOURCE_OPEN:
        package->position = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_source(package, data, length);
    case ZIP_SOURCE_SEEK:
        return seek_source(package, data, length);
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)package->position;
    case ZIP_SOURCE_STAT:
        return stat_source(package, data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&package->error, data, length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_error_set(&package->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

void xlsx_package_free(struct xlsx_package *package) {
    if (package) {
        if (package->zip) {
            zip_discard(package->zip);
        }
        zip_error_fini(&package->error);
        free(package);
    }
}

static enum err_code damaged(const struct xlsx_package *package, const char *part, const char *what, struct err *err) {
    return err_set(err, ERR_SYNTAX, file_path(package->file), str_from(what), str_from(part));
}

/* By the library. */
enum { ZLIB_NO_MEMORY = -4 /* Z_MEM_ERROR */ };

static bool is_out_of_memory(zip_error_t *error) {
    int code = zip_error_code_zip(error);
    return code == ZIP_ER_MEMORY || (code == ZIP_ER_ZLIB && zip_error_code_system(error) == ZLIB_NO_MEMORY);
}

static enum err_code refused(const struct xlsx_package *package, const char *part, zip_error_t *error,
                             struct err *err) {
    return is_out_of_memory(error) ? err_no_memory(err) : damaged(package, part, zip_error_strerror(error), err);
}

/* Old workbooks, and encrypted new ones, are OLE2 files. */
static enum err_code check_signature(const struct xlsx_package *package, struct err *err) {
    char head[4];
    enum err_code code;

    if (file_size(package->file) < sizeof head) {
        return damaged(package, "", "no zip archive", err);
    }
    code = file_read_at(package->file, 0, sizeof head, head, err);
    if (!code && memcmp(head, "\xD0\xCF\x11\xE0", sizeof head) == 0) {
        code = err_set(err, ERR_UNSUPPORTED, file_path(package->file), STR("OLE2"), STR_NONE);
    }
    return code;
}

static enum err_code open_archive(struct xlsx_package *package, struct err *err) {
    zip_error_t error;
    zip_source_t *source;
    enum err_code code = ERR_OK;

    zip_error_init(&error);
    source = zip_source_function_create(serve, package, &error);
    package->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!package->zip) {
        code = refused(package, "", &error, err);
        if (source) {
            zip_source_free(source);
        }
    }
    zip_error_fini(&error);
    return code;
}

enum err_code xlsx_package_open(const struct file *file, const struct xlsx_limits *limits,
                                struct xlsx_package **ret_package, struct err *err) {
    CLEANUP(xlsx_package_free_cleanup) struct xlsx_package *package = calloc(1, sizeof *package);
    enum err_code code;

    if (!package) {
        return err_no_memory(err);
    }
    package->file = file;
    package->limits = *limits;
    zip_error_init(&package->error);
    code = check_signature(package, err);
    if (!code) {
        code = open_archive(package, err);
    }
    if (code) {
        return code;
    }
    *ret_package = TAKE_PTR(package);
    return ERR_OK;
}

const char *xlsx_package_path(const struct xlsx_package *package) {
    return file_path(package->file);
}

const struct xlsx_limits *xlsx_package_limits(const struct xlsx_package *package) {
    return &package->limits;
}

/* Names of parts differ by more than case (ISO/IEC 29500-2). */
static zip_int64_t locate(const struct xlsx_package *package, const char *name) {
    zip_int64_t index = zip_name_locate(package->zip, name, ZIP_FL_ENC_GUESS);

    return index >= 0 ? index : zip_name_locate(package->zip, name, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE);
}

bool xlsx_package_has(const struct xlsx_package *package, const char *name) {
    return locate(package, name) >= 0;
}

static enum err_code pump(struct xlsx_package *package, const char *name, uint64_t packed, zip_file_t *part,
                          xlsx_take *take, void *context, struct err *err) {
    uint64_t unpacked = 0;

    for (;;) {
        enum err_code code;
        zip_int64_t n = zip_fread(part, package->piece, sizeof package->piece);
        if (n < 0) {
            return refused(package, name, zip_file_get_error(part), err);
        }
        if (n == 0) {
            return ERR_OK;
        }
        unpacked += (uint64_t)n;
        package->unpacked += (uint64_t)n;
        if (package->unpacked > package->limits.unpacked_bytes) {
            return err_too_large(err, file_path(package->file), package->limits.unpacked_bytes);
        }
        if (unpacked > RATIO_GRACE && unpacked / package->limits.ratio > packed) {
            return err_too_large(err, file_path(package->file), packed * package->limits.ratio);
        }
        code = take(context, (struct str){package->piece, (size_t)n}, err);
        if (code) {
            return code;
        }
    }
}

enum err_code xlsx_package_read(struct xlsx_package *package, const char *name, xlsx_take *take, void *context,
                                struct err *err) {
    zip_int64_t index = locate(package, name);
    zip_file_t *part;
    zip_stat_t status;
    enum err_code code;

    if (index < 0) {
        return damaged(package, name, "missing", err);
    }
    if (zip_stat_index(package->zip, (zip_uint64_t)index, 0, &status) != 0 || !(status.valid & ZIP_STAT_COMP_SIZE)) {
        return refused(package, name, zip_get_error(package->zip), err);
    }
    if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) && status.encryption_method != ZIP_EM_NONE) {
        return err_set(err, ERR_UNSUPPORTED, file_path(package->file), STR("encryption"), STR_NONE);
    }
    part = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
    if (!part) {
        return refused(package, name, zip_get_error(package->zip), err);
    }
    code = pump(package, name, status.comp_size, part, take, context, err);
    zip_fclose(part);
    return code;
}
