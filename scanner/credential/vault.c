#include "scanner/credential/vault.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define CHUNK_SIZE ((size_t)64 * 1024)

struct chunk {
    struct chunk *next;
    size_t size; /* of the mapping, this header included */
    size_t used;
};

struct vault {
    struct chunk *chunks;
};

struct vault *vault_new(void) {
    return calloc(1, sizeof(struct vault));
}

void vault_wipe(const void *bytes, size_t size) {
    if (size) {
        /* The bytes may be borrowed through a const slice; whoever calls owns them. */
        explicit_bzero((void *)(uintptr_t)bytes, size);
    }
}

void vault_free(struct vault *vault) {
    struct chunk *next;

    if (!vault) {
        return;
    }
    for (struct chunk *chunk = vault->chunks; chunk; chunk = next) {
        size_t size = chunk->size;
        next = chunk->next;
        explicit_bzero(chunk, size);
        munmap(chunk, size);
    }
    free(vault);
}

static struct chunk *chunk_new(size_t needed) {
    size_t size = (needed + sizeof(struct chunk) + CHUNK_SIZE - 1) / CHUNK_SIZE * CHUNK_SIZE;
    struct chunk *chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (chunk == MAP_FAILED) {
        return NULL;
    }
    /* All are wishes: a small RLIMIT_MEMLOCK must not stop a scan. */
    (void)mlock(chunk, size);
    (void)madvise(chunk, size, MADV_DONTDUMP);
    (void)madvise(chunk, size, MADV_WIPEONFORK);
    *chunk = (struct chunk){.size = size, .used = sizeof *chunk};
    return chunk;
}

char *vault_alloc(struct vault *vault, size_t size) {
    struct chunk *chunk = vault->chunks;
    char *bytes;

    if (size > PTRDIFF_MAX / 2) {
        return NULL;
    }
    if (!chunk || chunk->size - chunk->used < size) {
        chunk = chunk_new(size);
        if (!chunk) {
            return NULL;
        }
        chunk->next = vault->chunks;
        vault->chunks = chunk;
    }
    bytes = (char *)chunk + chunk->used;
    chunk->used += size;
    return bytes;
}

char *vault_dup(struct vault *vault, struct str secret) {
    char *copy = vault_alloc(vault, secret.n + 1);

    if (copy && secret.n) {
        memcpy(copy, secret.p, secret.n);
    }
    return copy;
}

enum err_code vault_harden_process(struct err *err) {
    const struct rlimit none = {0, 0};

    if (setrlimit(RLIMIT_CORE, &none) != 0) {
        return err_system(err, NULL, "setrlimit RLIMIT_CORE");
    }
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return err_system(err, NULL, "prctl PR_SET_DUMPABLE");
    }
    return ERR_OK;
}
