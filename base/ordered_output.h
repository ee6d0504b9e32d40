#pragma once
/* Files whose parts are made by several threads and stand in them in order: each part is rendered into memory, and
 * written when all parts before it are. Not more than a few parts for each thread are in memory at once. */

#include "base/output.h"
#include "base/parallel.h"

/* Renders part 0…parts-1 into OUTS: outputs in memory, empty, as many as there are files. Parts are begun in order, but
 * ended in any; WORKER is the thread's number. */
typedef enum err_code ordered_render(void *context, size_t part, unsigned worker, struct output *const *outs,
                                     struct err *err);

/* Calls RENDER for each part on the pool's threads (POOL NULL: the caller's) and writes what it makes of part i to the
 * FILES behind what it made of part i - 1. On a failure, which is returned, later parts are left out; what cannot be
 * written to the files is theirs to report. */
MUST_CHECK enum err_code ordered_output(struct pool *pool, size_t parts, struct output *const *files, size_t file_count,
                                        ordered_render *render, void *context, struct err *err);
