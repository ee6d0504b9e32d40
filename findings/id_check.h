#pragma once
/* Are ids unique? Collects the ids of a run with what each was made of, in bounded memory (base/sorter.h), and looks
 * for two alike. Several threads may add at once, each to a lane of its own. */

#include "base/parallel.h"

struct id_check;
/* LANES, RUN_BYTES and TMPDIR as for sorter_new. */
MUST_CHECK enum err_code id_check_new(unsigned lanes, size_t run_bytes, const char *tmpdir, struct id_check **ret_check,
                                      struct err *err);
void id_check_free(struct id_check *check);
DEFINE_CLEANUP(id_check, id_check_free)
MUST_CHECK enum err_code id_check_add(struct id_check *check, unsigned lane, uint64_t id, struct str key,
                                      struct err *err);
/* ERR_COLLISION, with both keys, when an id was added twice. No more additions. POOL may be NULL. */
MUST_CHECK enum err_code id_check_finish(struct id_check *check, struct pool *pool, struct err *err);
