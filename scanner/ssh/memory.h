#pragma once
/* The memory that libssh2 works with: it holds keys and passwords, and is wiped before it is freed. The signatures are
 * those that libssh2 wants; the context is not used. Any thread. */

#include <stddef.h>

/* NULL when memory is out. */
void *ssh_memory_alloc(size_t size, void **context);
/* As realloc(3): on failure NULL, and MEMORY stays as it is. What was moved is wiped where it was. */
void *ssh_memory_realloc(void *memory, size_t size, void **context);
void ssh_memory_free(void *memory, void **context);
