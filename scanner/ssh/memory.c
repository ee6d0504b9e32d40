#include "scanner/ssh/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct block {
    size_t size;
    size_t padding; /* keeps what follows aligned for any type */
};

void *ssh_memory_alloc(size_t size, void **context) {
    struct block *block = size <= PTRDIFF_MAX / 2 ? malloc(sizeof *block + size) : NULL;

    (void)context;
    if (!block) {
        return NULL;
    }
    block->size = size;
    return block + 1;
}

void ssh_memory_free(void *memory, void **context) {
    struct block *block = memory;

    (void)context;
    if (block) {
        block--;
        explicit_bzero(block + 1, block->size);
        free(block);
    }
}

void *ssh_memory_realloc(void *memory, size_t size, void **context) {
    const struct block *old = memory;
    void *moved = ssh_memory_alloc(size, context);

    if (moved && old) {
        memcpy(moved, old, old[-1].size < size ? old[-1].size : size);
        ssh_memory_free(memory, context);
    }
    return moved;
}
