#include "base/arena.h"

#include "base/budget.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* clang tells by __has_feature, gcc by a macro. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#endif

#if defined(ARENA_POISONS)
#include <sanitizer/asan_interface.h>
#define POISON(P, N)   ASAN_POISON_MEMORY_REGION(P, N)
#define UNPOISON(P, N) ASAN_UNPOISON_MEMORY_REGION(P, N)
#else
#define POISON(P, N)   ((void)(P), (void)(N))
#define UNPOISON(P, N) ((void)(P), (void)(N))
#endif

#define ALIGNMENT _Alignof(max_align_t)
#if defined(ARENA_CHUNK_EACH)
/* Each allocation is a chunk, so that tests/allocation/ can have any of them fail. */
#define CHUNK_FIRST       sizeof(struct chunk)
#define CHUNK_MOST        ((size_t)0)
#define CHUNK_MOST_WITHIN ((size_t)0)
#else
#define CHUNK_FIRST       ((size_t)4096)
#define CHUNK_MOST        ((size_t)1 << 20)
/* Within a budget, since each may be a file. */
#define CHUNK_MOST_WITHIN ((size_t)16 << 20)
#endif

struct chunk {
    struct chunk *next;
    size_t capacity; /* bytes in data */
    size_t used;
    _Alignas(max_align_t) char data[];
};

/* Chunks in use, the one being filled first, and chunks that a reset gave back. */
struct arena {
    struct budget *budget;
    struct chunk *used;
    struct chunk *spare;
    size_t footprint;
    size_t next_capacity; /* doubles from CHUNK_FIRST to CHUNK_MOST */
    bool failed;
};

struct arena *arena_new(void) {
    return arena_new_within(NULL);
}

struct arena *arena_new_within(struct budget *budget) {
    struct arena *arena = calloc(1, sizeof *arena);

    if (arena) {
        arena->budget = budget;
        arena->footprint = sizeof *arena;
        arena->next_capacity = CHUNK_FIRST - sizeof(struct chunk);
    }
    return arena;
}

static void free_chunks(struct chunk *chunk) {
    while (chunk) {
        struct chunk *next = chunk->next;
        UNPOISON(chunk->data, chunk->capacity);
        budget_drop(chunk);
        chunk = next;
    }
}

void arena_free(struct arena *arena) {
    if (arena) {
        free_chunks(arena->used);
        free_chunks(arena->spare);
        free(arena);
    }
}

/* The first spare chunk that holds SIZE bytes, unlinked; NULL when there is none. */
static struct chunk *take_spare(struct arena *arena, size_t size) {
    for (struct chunk **link = &arena->spare; *link; link = &(*link)->next) {
        struct chunk *chunk = *link;
        if (chunk->capacity >= size) {
            *link = chunk->next;
            return chunk;
        }
    }
    return NULL;
}

static struct chunk *new_chunk(struct arena *arena, size_t size) {
    size_t capacity = size > arena->next_capacity ? size : arena->next_capacity;
    size_t most = arena->budget ? CHUNK_MOST_WITHIN : CHUNK_MOST;
    struct chunk *chunk = budget_resize(arena->budget, NULL, 1, sizeof *chunk + capacity);

    if (!chunk) {
        return NULL;
    }
    *chunk = (struct chunk){.capacity = capacity};
    POISON(chunk->data, capacity);
    arena->footprint += sizeof *chunk + capacity;
    if (arena->next_capacity < most / 2) {
        arena->next_capacity = 2 * (arena->next_capacity + sizeof *chunk) - sizeof *chunk;
    }
    return chunk;
}

/* A chunk with room for SIZE bytes. It becomes the one being filled, unless it will have less room left than the
 * present one: a large allocation must not waste the rest of a chunk. */
static struct chunk *chunk_for(struct arena *arena, size_t size) {
    struct chunk *current = arena->used;
    struct chunk *chunk;

    if (current && current->capacity - current->used >= size) {
        return current;
    }
    chunk = take_spare(arena, size);
    if (!chunk) {
        chunk = new_chunk(arena, size);
    }
    if (!chunk) {
        return NULL;
    }
    if (current && chunk->capacity - size < current->capacity - current->used) {
        chunk->next = current->next;
        current->next = chunk;
    } else {
        chunk->next = current;
        arena->used = chunk;
    }
    return chunk;
}

static void *alloc_raw(struct arena *arena, size_t size) {
    size_t rounded = (size + (size == 0) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    struct chunk *chunk = NULL;
    void *result;

    if (size <= PTRDIFF_MAX - sizeof(struct chunk) - ALIGNMENT) {
        chunk = chunk_for(arena, rounded);
    }
    if (!chunk) {
        arena->failed = true;
        return NULL;
    }
    result = chunk->data + chunk->used;
    chunk->used += rounded;
    UNPOISON(result, size);
    return result;
}

void *arena_alloc(struct arena *arena, size_t size) {
    void *result = alloc_raw(arena, size);

    return result ? memset(result, 0, size) : NULL;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    size_t total;

    if (__builtin_mul_overflow(count, size, &total)) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, total);
}

void *arena_grow(struct arena *arena, void *items, uint32_t count, uint32_t more, uint32_t *capacity, size_t size) {
    uint32_t wanted;

    if (items && count <= *capacity && more <= *capacity - count) {
        return items;
    }
    if (__builtin_add_overflow(count, more, &wanted) || wanted > UINT32_MAX / 2 - 16) {
        arena->failed = true;
        return NULL;
    }
    uint32_t grown = wanted * 2 + 16;
    void *copy = arena_alloc_array(arena, grown, size);
    if (!copy) {
        return NULL;
    }
    if (items && count) {
        memcpy(copy, items, count * size);
    }
    *capacity = grown;
    return copy;
}

char *arena_dup_cstr(struct arena *arena, struct str s) {
    /* A length of SIZE_MAX must not wrap to an allocation of nothing. */
    char *copy = alloc_raw(arena, s.n < SIZE_MAX ? s.n + 1 : SIZE_MAX);

    if (!copy) {
        return NULL;
    }
    if (s.n) {
        memcpy(copy, s.p, s.n);
    }
    copy[s.n] = '\0';
    return copy;
}

struct str arena_dup(struct arena *arena, struct str s) {
    char *copy = arena_dup_cstr(arena, s);

    return copy ? (struct str){copy, s.n} : STR_NONE;
}

struct str arena_dup_lower(struct arena *arena, struct str s) {
    char *copy = arena_dup_cstr(arena, s);

    for (size_t i = 0; copy && i < s.n; i++) {
        copy[i] = str_lower_char(copy[i]);
    }
    return copy ? (struct str){copy, s.n} : STR_NONE;
}

struct str arena_printf(struct arena *arena, const char *format, ...) {
    va_list args, again;
    char *text = NULL;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    if (n >= 0) {
        text = alloc_raw(arena, (size_t)n + 1);
    } else {
        arena->failed = true;
    }
    if (text) {
        vsnprintf(text, (size_t)n + 1, format, again);
    }
    va_end(again);
    va_end(args);
    return text ? (struct str){text, (size_t)n} : STR_NONE;
}

bool arena_failed(const struct arena *arena) {
    return arena->failed;
}

void arena_reset(struct arena *arena) {
    struct chunk **end = &arena->used;

    for (; *end; end = &(*end)->next) {
        (*end)->used = 0;
        POISON((*end)->data, (*end)->capacity);
    }
    *end = arena->spare;
    arena->spare = arena->used;
    arena->used = NULL;
    arena->failed = false;
}

size_t arena_footprint(const struct arena *arena) {
    return arena->footprint;
}
