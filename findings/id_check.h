#pragma once
/* Are ids unique? Collects the ids of a run with what each was made of, in bounded memory (base/sorter.h), and looks
 * for two alike. One thread at a time. */

#include "base/error.h"

struct id_check;
/* RUN_BYTES and TMPDIR as for sorter_new. */
MUST_CHECK enum err_code id_check_new(size_t run_bytes, const char *tmpdir, struct id_check **ret_check,
                                      struct err *err);
void id_check_free(struct id_check *check);
DEFINE_CLEANUP(id_check, id_check_free)
MUST_CHECK enum err_code id_check_add(struct id_check *check, uint64_t id, struct str key, struct err *err);
/* ERR_COLLISION, with both keys, when an id was added twice. No more additions. */
MUST_CHECK enum err_code id_check_finish(struct id_check *check, struct err *err);
