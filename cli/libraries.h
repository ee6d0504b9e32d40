#pragma once
/* The libraries that the program is made of, and those that it was built without (cli/library.def). Constant. */

#include "base/library_version.h"

struct library {
    const char *name;
    struct library_version (*version)(void); /* NULL: the program was built without it */
    const char *package;                     /* of Debian 12 */
    const char *licence;                     /* SPDX */
    const char *purpose;                     /* English */
};

extern const struct library libraries[];
extern const size_t libraries_count;
