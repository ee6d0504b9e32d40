#pragma once
/* The inputs of a year that `genkyo run --profile year-end` froze, for its record. One thread. */

#include "base/json_read.h"
#include "report/export/export.h"

struct export_frozen_files {
    struct arena *arena;
    struct json_document *manifest, *record;
    struct export_frozen frozen;
};
/* ERR_DIGEST: it is not of the results in the directory IN. To be zero before, and done with on failure too. */
MUST_CHECK enum err_code export_frozen_read(const char *path, const char *in, struct export_frozen_files *files,
                                            struct err *err);
void export_frozen_done(struct export_frozen_files *files);
