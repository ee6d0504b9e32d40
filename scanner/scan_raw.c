#include "scanner/scan_raw.h"

#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ADDRESS_MAX = 200, NAME_MAX_LENGTH = ADDRESS_MAX + 40 };

struct scan_raw {
    int snapshot_fd;
    int fd; /* -1 until it is needed */
};

struct scan_raw *scan_raw_new(int snapshot_fd) {
    struct scan_raw *raw = calloc(1, sizeof *raw);

    if (raw) {
        *raw = (struct scan_raw){snapshot_fd, -1};
    }
    return raw;
}

void scan_raw_free(struct scan_raw *raw) {
    if (raw) {
        if (raw->fd >= 0) {
            close(raw->fd);
        }
        free(raw);
    }
}

/* What programs and people said on a machine is for fewer eyes than the tables are. */
static enum err_code open_directory(struct scan_raw *raw, struct err *err) {
    if (raw->fd >= 0) {
        return ERR_OK;
    }
    if (mkdirat(raw->snapshot_fd, SCAN_RAW_DIRECTORY, 0700) != 0 && errno != EEXIST) {
        return err_system(err, SCAN_RAW_DIRECTORY, "mkdir");
    }
    raw->fd = openat(raw->snapshot_fd, SCAN_RAW_DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return raw->fd < 0 ? err_system(err, SCAN_RAW_DIRECTORY, "open") : ERR_OK;
}

/* What was said, by method. */
static const char *const output_suffixes[] = {[SCAN_SSH] = "out", [SCAN_SNMP] = "snmprec"};

/* 000012-10.0.0.1.out; of an address only what is plain in a file's name. */
static void file_name(char name[NAME_MAX_LENGTH], const struct target *target, uint64_t number, const char *suffix) {
    size_t n = (size_t)snprintf(name, NAME_MAX_LENGTH, "%06" PRIu64 "-", number);

    for (size_t i = 0; i < target->address.n && i < ADDRESS_MAX; i++) {
        char c = target->address.p[i];
        name[n++] = str_is_alnum(c) || c == '.' || c == '-' ? c : '_';
    }
    snprintf(name + n, NAME_MAX_LENGTH - n, ".%s", suffix);
}

static enum err_code write_file(const struct scan_raw *raw, const char *name, struct str bytes, struct err *err) {
    struct output *output = NULL;
    enum err_code code;

    if (str_is_empty(bytes)) {
        return ERR_OK;
    }
    code = output_create(raw->fd, name, &output, err);
    if (code) {
        return code;
    }
    output_write(output, bytes);
    return output_close(output, true, NULL, err);
}

enum err_code scan_raw_write(struct scan_raw *raw, const struct target *target, const struct probe_record *record,
                             struct err *err) {
    char name[NAME_MAX_LENGTH];
    enum err_code code;

    if (str_is_empty(record->raw_output) && str_is_empty(record->raw_errors)) {
        return ERR_OK;
    }
    code = open_directory(raw, err);
    if (!code) {
        file_name(name, target, record->target, output_suffixes[target->method]);
        code = write_file(raw, name, record->raw_output, err);
    }
    if (!code) {
        file_name(name, target, record->target, "err");
        code = write_file(raw, name, record->raw_errors, err);
    }
    return code;
}
