#pragma once
/* Memory for what grows with the rows, within a limit. What is asked for is plain memory as long as it takes no more
 * than a quarter of what the limit leaves, so that large arrays give way first; anything larger is a mapped temporary
 * file without a name, which the kernel writes out and drops when it needs the room. Either is used as memory is; only
 * time and place differ, never what it holds.
 *
 * What counts against the limit is memory of the process's own (RssAnon and RssShmem), not the page cache. A directory
 * on a tmpfs is therefore refused. Files are as large as what they hold, so that a full disk is an error when memory is
 * asked for; a disk that fails later ends the process with SIGBUS.
 *
 * Any thread may ask, and free, at any time; one array belongs to one thread at a time. A budget of NULL is plain
 * memory without a limit. */

#include "base/error.h"

struct budget;
/* LIMIT in bytes. TMPDIR is borrowed. ERR_NOT_ON_DISK: it is memory itself. */
MUST_CHECK enum err_code budget_new(size_t limit, const char *tmpdir, struct budget **ret_budget, struct err *err);
/* What it gave must have been freed. */
void budget_free(struct budget *budget);
DEFINE_CLEANUP(budget, budget_free)

/* COUNT elements of SIZE bytes, all zero, for any type; NULL when there is neither memory nor disk for them. */
void *budget_alloc(struct budget *budget, size_t count, size_t size);
/* Like reallocarray: P, which may be NULL, comes from the same budget, and stays as it was when NULL is returned. What
 * is added is not cleared. */
void *budget_resize(struct budget *budget, void *p, size_t count, size_t size);
/* NULL is fine. */
void budget_drop(void *p);

/* Memory that somebody takes by other ways: a PART-th of the limit, at most USUAL; USUAL without a budget. */
size_t budget_share(const struct budget *budget, size_t part, size_t usual);
/* Bytes of plain memory and of files that are in use. */
size_t budget_in_memory(const struct budget *budget);
size_t budget_in_files(const struct budget *budget);
/* For whoever was told that memory is out: did the disk refuse? Then *ERR says so in its place. One thread, when all
 * others are done. */
enum err_code budget_explain(const struct budget *budget, enum err_code code, struct err *err);
