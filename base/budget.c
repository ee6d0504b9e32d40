#include "base/budget.h"

#include "base/file.h"
#include "base/memory_out.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
    SHARE_OF_THE_REST = 4, /* what one array may take of what is left */
    HEAD = 64,             /* before what is handed out, which it keeps aligned for any type */
};

/* Below this, pages of their own would be a waste. */
#define PAGES_LEAST ((size_t)128 << 10)
/* What is smaller than a page, or than this part of the limit, stays in memory in any case: a process may not have many
 * files. */
#define FILE_LEAST      ((size_t)4096)
#define FILE_LEAST_PART 1024

struct budget {
    size_t limit;
    size_t file_least;
    const char *tmpdir;
    _Atomic size_t in_memory, in_files;
    pthread_mutex_t lock;
    struct err refusal; /* the first; guarded by lock while threads ask */
};

enum place { IN_HEAP, IN_PAGES, IN_FILE };

/* Stands before what is handed out. */
struct block {
    struct budget *budget;
    size_t size; /* of all, the block too */
    enum place place;
    int fd; /* IN_FILE */
};

_Static_assert(sizeof(struct block) <= HEAD, "a block has room in its head");
_Static_assert(HEAD % _Alignof(max_align_t) == 0, "what follows is aligned");

static struct block *block_of(void *p) {
    return (struct block *)(void *)((char *)p - HEAD);
}

static void *contents_of(struct block *block) {
    return (char *)block + HEAD;
}

/* --- the budget ------------------------------------------------------------------------------------------------------
 */

static enum err_code check_disk(const char *tmpdir, struct err *err) {
    struct statfs system;
    int fd;
    enum err_code code = file_open_temporary(tmpdir, &fd, err);

    if (code) {
        return code;
    }
    if (fstatfs(fd, &system) < 0) {
        code = err_system(err, tmpdir, "statfs");
    } else if (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC) {
        code = err_set(err, ERR_NOT_ON_DISK, tmpdir, STR_NONE, STR_NONE);
    }
    close(fd);
    return code;
}

enum err_code budget_new(size_t limit, const char *tmpdir, struct budget **ret_budget, struct err *err) {
    enum err_code code = check_disk(tmpdir, err);
    struct budget *budget;

    if (code) {
        return code;
    }
    budget = calloc(1, sizeof *budget);
    if (!budget) {
        return err_no_memory(err);
    }
    budget->limit = limit;
    budget->file_least = limit / FILE_LEAST_PART > FILE_LEAST ? limit / FILE_LEAST_PART : FILE_LEAST;
    budget->tmpdir = tmpdir;
    pthread_mutex_init(&budget->lock, NULL);
    *ret_budget = budget;
    return ERR_OK;
}

void budget_free(struct budget *budget) {
    if (budget) {
        pthread_mutex_destroy(&budget->lock);
        free(budget);
    }
}

size_t budget_share(const struct budget *budget, size_t part, size_t usual) {
    return budget && budget->limit / part < usual ? budget->limit / part : usual;
}

size_t budget_in_memory(const struct budget *budget) {
    return budget->in_memory;
}

size_t budget_in_files(const struct budget *budget) {
    return budget->in_files;
}

static void refuse(struct budget *budget, const struct err *err) {
    pthread_mutex_lock(&budget->lock);
    if (!budget->refusal.code) {
        budget->refusal = *err;
    }
    pthread_mutex_unlock(&budget->lock);
}

static void refuse_system(struct budget *budget, const char *tried) {
    struct err err = {0};

    err_system(&err, budget->tmpdir, tried);
    refuse(budget, &err);
}

enum err_code budget_explain(const struct budget *budget, enum err_code code, struct err *err) {
    if (!budget || code != ERR_NO_MEMORY || !budget->refusal.code) {
        return code;
    }
    if (err) {
        *err = budget->refusal;
    }
    return budget->refusal.code;
}

/* Takes SIZE bytes of memory in exchange for BEFORE; false when a file has to hold them. */
static bool reserve(struct budget *budget, size_t before, size_t size) {
    size_t used = budget->in_memory, others, left;

    do {
        others = used - before;
        left = budget->limit > others ? budget->limit - others : 0;
        if (size >= budget->file_least && size > left / SHARE_OF_THE_REST) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&budget->in_memory, &used, others + size));
    return true;
}

/* --- files -----------------------------------------------------------------------------------------------------------
 */

/* A hole in a file is filled when it is written to, and a full disk would then end the process. */
static bool grow_file(struct budget *budget, int fd, size_t before, size_t size) {
    int number;

    do {
        number = posix_fallocate(fd, (off_t)before, (off_t)(size - before));
    } while (number == EINTR);
    if (number) {
        errno = number;
        refuse_system(budget, "fallocate");
    }
    return number == 0;
}

static struct block *map(struct budget *budget, size_t size, int fd) {
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

    if (p == MAP_FAILED) {
        memory_out_note();
        refuse_system(budget, "mmap");
        return NULL;
    }
    return p;
}

static struct block *new_file(struct budget *budget, size_t size) {
    struct err err = {0};
    struct block *block = NULL;
    int fd;

    if (file_open_temporary(budget->tmpdir, &fd, &err)) {
        refuse(budget, &err);
        return NULL;
    }
    if (grow_file(budget, fd, 0, size)) {
        block = map(budget, size, fd);
    }
    if (!block) {
        close(fd);
        return NULL;
    }
    *block = (struct block){budget, size, IN_FILE, fd};
    budget->in_files += size;
    return block;
}

static struct block *resize_file(struct block *block, size_t size) {
    struct budget *budget = block->budget;
    size_t before = block->size;
    int fd = block->fd;
    struct block *moved;

    if (size > before && !grow_file(budget, fd, before, size)) {
        return NULL;
    }
    /* Mapped anew rather than moved: ThreadSanitizer does not follow mremap. */
    moved = map(budget, size, fd);
    if (!moved) {
        return NULL;
    }
    (void)munmap(block, before);
    if (size < before) {
        (void)!ftruncate(fd, (off_t)size); /* giving room back may fail without harm */
    }
    moved->size = size;
    budget->in_files += size - before;
    return moved;
}

/* --- memory ----------------------------------------------------------------------------------------------------------
 */

/* Has been reserved. */
static struct block *new_memory(struct budget *budget, enum place place, size_t size, bool is_cleared) {
    struct block *block = place == IN_PAGES ? map(budget, size, -1) : is_cleared ? calloc(1, size) : malloc(size);

    if (block) {
        *block = (struct block){budget, size, place, -1};
        return block;
    }
    memory_out_note();
    if (budget) {
        budget->in_memory -= size;
    }
    return NULL;
}

static struct block *resize_memory(struct block *block, size_t size) {
    void *moved = block->place == IN_HEAP ? realloc(block, size) : mremap(block, block->size, size, MREMAP_MAYMOVE);

    if (!moved || moved == MAP_FAILED) {
        memory_out_note();
        return NULL;
    }
    ((struct block *)moved)->size = size;
    return moved;
}

/* --- either ----------------------------------------------------------------------------------------------------------
 */

/* 0: too large. */
static size_t block_bytes(size_t count, size_t size) {
    size_t bytes;

    return __builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - HEAD ? 0 : bytes + HEAD;
}

/* Where memory of that size is, once it has been reserved. */
static enum place place_of(const struct budget *budget, size_t bytes) {
    return budget && bytes >= PAGES_LEAST ? IN_PAGES : IN_HEAP;
}

static void *new_block(struct budget *budget, size_t count, size_t size, bool is_cleared) {
    size_t bytes = block_bytes(count, size);
    struct block *block = NULL;

    if (bytes && (!budget || reserve(budget, 0, bytes))) {
        block = new_memory(budget, place_of(budget, bytes), bytes, is_cleared);
    } else if (bytes) {
        block = new_file(budget, bytes);
    }
    return block ? contents_of(block) : NULL;
}

void *budget_alloc(struct budget *budget, size_t count, size_t size) {
    return new_block(budget, count, size, true);
}

/* Somewhere else. */
static struct block *move(struct budget *budget, struct block *block, size_t count, size_t size) {
    void *p = new_block(budget, count, size, false);

    if (!p) {
        return NULL;
    }
    struct block *moved = block_of(p);
    memcpy(p, contents_of(block), (block->size < moved->size ? block->size : moved->size) - HEAD);
    budget_drop(contents_of(block));
    return moved;
}

/* Has been reserved, in exchange for what it takes now. */
static struct block *resize_reserved(struct budget *budget, struct block *block, size_t bytes) {
    size_t before = block->size;
    struct block *resized = resize_memory(block, bytes);

    if (!resized && budget) {
        budget->in_memory += before - bytes;
    }
    return resized;
}

void *budget_resize(struct budget *budget, void *p, size_t count, size_t size) {
    size_t bytes = block_bytes(count, size);
    struct block *block, *resized;

    if (!p || !bytes) {
        return p ? NULL : new_block(budget, count, size, false);
    }
    block = block_of(p);
    if (block->place == IN_FILE) {
        resized = resize_file(block, bytes);
    } else if (place_of(budget, bytes) == block->place && (!budget || reserve(budget, block->size, bytes))) {
        resized = resize_reserved(budget, block, bytes);
    } else {
        resized = move(budget, block, count, size);
    }
    return resized ? contents_of(resized) : NULL;
}

void budget_drop(void *p) {
    struct block *block = p ? block_of(p) : NULL;

    if (!block) {
        return;
    }
    if (block->budget) {
        *(block->place == IN_FILE ? &block->budget->in_files : &block->budget->in_memory) -= block->size;
    }
    if (block->place == IN_HEAP) {
        free(block);
        return;
    }
    if (block->place == IN_FILE) {
        close(block->fd);
    }
    munmap(block, block->size);
}
