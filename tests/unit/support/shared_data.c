#include "tests/unit/support/shared_data.h"

#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>

#define BYTES_MAX ((size_t)16 << 20)

bool shared_data_read(const char *name, struct arena *arena, struct str *ret) {
    char path[1024];
    int n = snprintf(path, sizeof path, SHARED_DATA "/%s", name);

    return n > 0 && (size_t)n < sizeof path && file_read_all(AT_FDCWD, path, BYTES_MAX, arena, ret, NULL) == ERR_OK;
}
