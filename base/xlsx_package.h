#pragma once
/* The zip archive that an Excel workbook is: parts are looked up by name and read as a stream, nothing is unpacked to
 * disk. What all parts together may unpack to is bounded, and so is how much more they are than their packed bytes.
 * One thread at a time. */

#include "base/file.h"

struct xlsx_limits {
    uint64_t unpacked_bytes; /* of all that is read of a workbook, and of the text that its cells give */
    uint64_t string_bytes;   /* of the shared strings, which are kept in memory */
    unsigned ratio;          /* unpacked to packed bytes of a part, once it is past 16 MiB */
};
#define XLSX_LIMITS_DEFAULT                                                                                            \
    ((struct xlsx_limits){.unpacked_bytes = UINT64_C(4) << 30, .string_bytes = UINT64_C(1) << 30, .ratio = 200})

struct xlsx_package;
/* FILE is borrowed until the package goes. ERR_UNSUPPORTED: an old workbook (.xls) or an encrypted one; ERR_SYNTAX: no
 * zip archive, or a damaged one. */
MUST_CHECK enum err_code xlsx_package_open(const struct file *file, const struct xlsx_limits *limits,
                                           struct xlsx_package **ret_package, struct err *err);
void xlsx_package_free(struct xlsx_package *package);
DEFINE_CLEANUP(xlsx_package, xlsx_package_free)
const char *xlsx_package_path(const struct xlsx_package *package);
const struct xlsx_limits *xlsx_package_limits(const struct xlsx_package *package);
bool xlsx_package_has(const struct xlsx_package *package, const char *name);

/* Takes the next bytes of a part; a failure ends the reading. */
typedef enum err_code xlsx_take(void *context, struct str bytes, struct err *err);
/* Reads a part from its beginning to its end, checksum included. ERR_TOO_LARGE: past the limits. */
MUST_CHECK enum err_code xlsx_package_read(struct xlsx_package *package, const char *name, xlsx_take *take,
                                           void *context, struct err *err);
