#pragma once
/* Files of a directory as a zip archive (libzip): the same files give the same bytes, whenever it is made. It is made
 * as PATH.partial; a killed process leaves that, or the library's PATH.partial.XXXXXX. One thread at a time. */

#include "base/calendar.h"
#include "base/error.h"
#include "base/library_version.h"

struct zip_request {
    const char *path;        /* of the archive; one that is there is replaced, at once and only by a whole one */
    const char *directory;   /* where the files are */
    const char *folder;      /* in the archive, with all of them */
    const struct str *names; /* relative to the directory; each ends with NUL */
    size_t count;
    struct date date; /* of every entry, from 1980 to 2107 */
    bool sync;        /* it is on the disk before it has its name, and its name afterwards */
};
/* False in builds without libzip, where zip_write is ERR_UNSUPPORTED. */
bool zip_is_built_in(void);
MUST_CHECK enum err_code zip_write(const struct zip_request *request, struct err *err);
/* Of libzip; not there in builds without it. */
struct library_version zip_write_library(void);
