#pragma once
/* Bytes as a file, for what reads files by their names. */

#include "tests/fuzz/check.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct memory_file {
    int fd;
    char path[32];
};

static inline struct memory_file memory_file(const uint8_t *data, size_t size) {
    struct memory_file file = {.fd = memfd_create("fuzz", MFD_CLOEXEC)};

    CHECK(file.fd >= 0);
    for (size_t written = 0; written < size;) {
        ssize_t n = write(file.fd, data + written, size - written);
        CHECK(n > 0);
        written += (size_t)n;
    }
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
    return file;
}

static inline void memory_file_done(struct memory_file *file) {
    close(file->fd);
}
