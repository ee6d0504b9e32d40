#include "base/parallel.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

struct loop {
    size_t tasks;
    void (*fn)(void *context, size_t task, unsigned worker);
    void *context;
    atomic_size_t next; /* the first task that no worker has taken */
};

struct worker {
    struct pool *pool;
    unsigned number;
    pthread_t thread;
};

struct pool {
    unsigned threads;
    unsigned started; /* workers[1…started] have a thread; workers[0] is the caller's */
    pthread_mutex_t mutex;
    pthread_cond_t begun, ended;
    uint64_t loops; /* begun so far; guarded by mutex, as are the next two */
    unsigned busy;  /* workers that have not finished the present loop */
    bool stopping;
    struct loop loop;
    struct worker workers[];
};

static void run_tasks(struct loop *loop, unsigned worker) {
    for (;;) {
        size_t task = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
        if (task >= loop->tasks) {
            return;
        }
        loop->fn(loop->context, task, worker);
    }
}

static void *worker_main(void *argument) {
    struct worker *worker = argument;
    struct pool *pool = worker->pool;
    uint64_t seen = 0;

    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (!pool->stopping && pool->loops == seen) {
            pthread_cond_wait(&pool->begun, &pool->mutex);
        }
        if (pool->stopping) {
            break;
        }
        seen = pool->loops;
        pthread_mutex_unlock(&pool->mutex);
        run_tasks(&pool->loop, worker->number);
        pthread_mutex_lock(&pool->mutex);
        if (--pool->busy == 0) {
            pthread_cond_signal(&pool->ended);
        }
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* Processors that this process may run on. The kernel refuses a set smaller than its own, so the set grows. */
static unsigned processors(void) {
    unsigned count = 0;

    for (size_t room = 1024; room <= (size_t)1 << 20 && !count; room *= 2) {
        cpu_set_t *set = CPU_ALLOC(room);
        size_t size = CPU_ALLOC_SIZE(room);
        if (!set) {
            break;
        }
        if (sched_getaffinity(0, size, set) == 0) {
            count = (unsigned)CPU_COUNT_S(size, set);
        }
        CPU_FREE(set);
    }
    return count ? count : 1;
}

/* Signals are the caller's: they must not be handled in the middle of a worker's task. But for those that a worker's
 * own instruction raises: blocked, they would end the process without asking its handler. */
static int start_workers(struct pool *pool) {
    static const int own[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV};
    sigset_t all, before;
    int failed = 0;

    sigfillset(&all);
    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        sigdelset(&all, own[i]);
    }
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (!failed && pool->started + 1 < pool->threads) {
        struct worker *worker = &pool->workers[pool->started + 1];
        failed = pthread_create(&worker->thread, NULL, worker_main, worker);
        pool->started += !failed;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

enum err_code pool_new(unsigned threads, struct pool **ret_pool, struct err *err) {
    struct pool *pool;
    int failed;

    threads = threads ? threads : processors();
    pool = calloc(1, sizeof *pool + threads * sizeof pool->workers[0]);
    if (!pool) {
        return err_no_memory(err);
    }
    pool->threads = threads;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->begun, NULL);
    pthread_cond_init(&pool->ended, NULL);
    for (unsigned i = 0; i < threads; i++) {
        pool->workers[i].pool = pool;
        pool->workers[i].number = i;
    }
    failed = start_workers(pool);
    if (failed) {
        pool_free(pool);
        errno = failed;
        return err_system(err, NULL, "pthread_create");
    }
    *ret_pool = pool;
    return ERR_OK;
}

void pool_free(struct pool *pool) {
    if (!pool) {
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->begun);
    pthread_mutex_unlock(&pool->mutex);
    for (unsigned i = 1; i <= pool->started; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    pthread_cond_destroy(&pool->ended);
    pthread_cond_destroy(&pool->begun);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

unsigned pool_threads(const struct pool *pool) {
    return pool ? pool->threads : 1;
}

void parallel_for(struct pool *pool, size_t tasks, void (*fn)(void *context, size_t task, unsigned worker),
                  void *context) {
    bool alone;

    if (!pool) {
        for (size_t task = 0; task < tasks; task++) {
            fn(context, task, 0);
        }
        return;
    }
    /* One task is not worth waking anybody. */
    alone = tasks <= 1 || pool->started == 0;
    pthread_mutex_lock(&pool->mutex);
    pool->loop.tasks = tasks;
    pool->loop.fn = fn;
    pool->loop.context = context;
    atomic_store_explicit(&pool->loop.next, 0, memory_order_relaxed);
    if (!alone) {
        pool->busy = pool->started;
        pool->loops++;
        pthread_cond_broadcast(&pool->begun);
    }
    pthread_mutex_unlock(&pool->mutex);
    run_tasks(&pool->loop, 0);
    pthread_mutex_lock(&pool->mutex);
    while (pool->busy) {
        pthread_cond_wait(&pool->ended, &pool->mutex);
    }
    pthread_mutex_unlock(&pool->mutex);
}

struct attempt {
    enum err_code (*fn)(void *context, size_t task, unsigned worker, struct err *err);
    void *context;
    pthread_mutex_t mutex;
    atomic_size_t failed; /* the first task that failed, SIZE_MAX: none; written under the mutex, as the next two */
    enum err_code code;
    struct err err;
};

static void try_task(void *context, size_t task, unsigned worker) {
    struct attempt *attempt = context;
    struct err err = {0};

    if (task > atomic_load_explicit(&attempt->failed, memory_order_relaxed)) {
        return;
    }
    enum err_code code = attempt->fn(attempt->context, task, worker, &err);
    if (code == ERR_OK) {
        return;
    }
    pthread_mutex_lock(&attempt->mutex);
    if (task < atomic_load_explicit(&attempt->failed, memory_order_relaxed)) {
        atomic_store_explicit(&attempt->failed, task, memory_order_relaxed);
        attempt->code = code;
        attempt->err = err;
    }
    pthread_mutex_unlock(&attempt->mutex);
}

enum err_code parallel_try(struct pool *pool, size_t tasks,
                           enum err_code (*fn)(void *context, size_t task, unsigned worker, struct err *err),
                           void *context, struct err *err) {
    struct attempt attempt = {.fn = fn, .context = context, .mutex = PTHREAD_MUTEX_INITIALIZER, .failed = SIZE_MAX};

    parallel_for(pool, tasks, try_task, &attempt);
    pthread_mutex_destroy(&attempt.mutex);
    if (attempt.code && err) {
        *err = attempt.err;
    }
    return attempt.code;
}
