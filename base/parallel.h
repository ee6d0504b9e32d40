#pragma once
/* Parallel loops over a fixed pool of threads. The number of tasks comes from the data, never from the pool, and
 * results are merged by task number, so output does not depend on the number of threads. */

#include "base/error.h"

struct pool;
/* THREADS workers in all, the caller's thread among them; 0 takes the number of processors we may use. */
MUST_CHECK enum err_code pool_new(unsigned threads, struct pool **ret_pool, struct err *err);
void pool_free(struct pool *pool);
DEFINE_CLEANUP(pool, pool_free)
/* Of NULL: 1. */
unsigned pool_threads(const struct pool *pool);
/* Calls fn(context, task, worker) once for every task 0…tasks-1, worker 0…threads-1, and returns when all are done.
 * Tasks are begun in their order, so that one may wait for those before it. POOL NULL: the caller's thread alone. Not
 * to be nested. */
void parallel_for(struct pool *pool, size_t tasks, void (*fn)(void *context, size_t task, unsigned worker),
                  void *context);
/* The same with tasks that can fail: returns the failure of the first task, by its number, that failed. Tasks behind a
 * failure may be left out. */
MUST_CHECK enum err_code parallel_try(struct pool *pool, size_t tasks,
                                      enum err_code (*fn)(void *context, size_t task, unsigned worker, struct err *err),
                                      void *context, struct err *err);
