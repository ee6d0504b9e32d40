#pragma once
/* Where engines put findings. Nothing holds them all: they are kept as sorted runs of at most 64 MiB and merged when
 * read back (base/sorter.h). Order: code (its name), kind of subject, subject, field, then content. Each gets its id:
 * XXH3-64, seed 0, of `code US kind US subject US field US ordinal` (US = 0x1F, in values escaped as \x1f and \ as \\),
 * ordinal 0, 1, … among equals by content, where content leaves the evidence columns out; so shuffling rows changes no
 * id. Two different keys with one id are ERR_COLLISION. One thread at a time. */

#include "base/error.h"
#include "findings/finding.h"

struct finding_sink;
/* RUN_BYTES 0 takes the usual bound; TMPDIR is borrowed. */
MUST_CHECK enum err_code finding_sink_new(size_t run_bytes, const char *tmpdir, struct finding_sink **ret_sink,
                                          struct err *err);
void finding_sink_free(struct finding_sink *sink);
DEFINE_CLEANUP(finding_sink, finding_sink_free)
/* Copies. */
MUST_CHECK enum err_code finding_sink_add(struct finding_sink *sink, const struct finding *finding, struct err *err);
/* No more additions. */
MUST_CHECK enum err_code finding_sink_finish(struct finding_sink *sink, struct err *err);
MUST_CHECK enum err_code finding_sink_rewind(struct finding_sink *sink, struct err *err);
MUST_CHECK enum err_code finding_sink_next(struct finding_sink *sink, bool *ret_more, struct finding *ret_finding,
                                           struct err *err);
