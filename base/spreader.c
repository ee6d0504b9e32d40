#include "base/spreader.h"

#include "base/file.h"

#include <stdlib.h>

struct pile {
    char *bytes; /* NULL while empty */
    size_t n;
    struct extents written;
};

struct spreader {
    const struct splitters *splitters;
    struct spread_file *file;
    size_t count;
    struct pile piles[];
};

void extents_done(struct extents *extents) {
    free(extents->items);
    *extents = (struct extents){0};
}

static bool extents_room(struct extents *extents, size_t more) {
    size_t capacity = extents->capacity ? extents->capacity * 2 : 4;
    struct extent *items;

    if (extents->count + more <= extents->capacity) {
        return true;
    }
    if (capacity < extents->count + more) {
        capacity = extents->count + more;
    }
    items = reallocarray(extents->items, capacity, sizeof *items);
    if (!items) {
        return false;
    }
    extents->items = items;
    extents->capacity = capacity;
    return true;
}

bool extents_move(struct extents *to, struct extents *from) {
    if (!extents_room(to, from->count)) {
        return false;
    }
    for (size_t i = 0; i < from->count; i++) {
        to->items[to->count++] = from->items[i];
    }
    to->size += from->size;
    extents_done(from);
    return true;
}

enum err_code spreader_new(const struct splitters *splitters, struct spread_file *file, struct spreader **ret_spreader,
                           struct err *err) {
    size_t count = splitters_ranges(splitters);
    struct spreader *spreader = calloc(1, sizeof *spreader + count * sizeof spreader->piles[0]);

    if (!spreader) {
        return err_no_memory(err);
    }
    spreader->splitters = splitters;
    spreader->file = file;
    spreader->count = count;
    *ret_spreader = spreader;
    return ERR_OK;
}

void spreader_free(struct spreader *spreader) {
    if (!spreader) {
        return;
    }
    for (size_t i = 0; i < spreader->count; i++) {
        free(spreader->piles[i].bytes);
        extents_done(&spreader->piles[i].written);
    }
    free(spreader);
}

static enum err_code write_extent(struct spreader *spreader, struct pile *pile, struct str bytes, struct err *err) {
    struct spread_file *file = spreader->file;
    uint64_t offset = atomic_fetch_add_explicit(&file->end, bytes.n, memory_order_relaxed);

    if (!extents_room(&pile->written, 1)) {
        return err_no_memory(err);
    }
    pile->written.items[pile->written.count++] = (struct extent){offset, bytes.n};
    pile->written.size += bytes.n;
    return file_write_fd_at(file->fd, file->tmpdir, offset, bytes, err);
}

static enum err_code write_pile(struct spreader *spreader, struct pile *pile, struct err *err) {
    struct str bytes = {pile->bytes, pile->n};

    pile->n = 0;
    return bytes.n ? write_extent(spreader, pile, bytes, err) : ERR_OK;
}

/* A record that no pile has room for is an extent of its own. */
static enum err_code write_large(struct spreader *spreader, struct pile *pile, struct record record, struct err *err) {
    size_t size = record_size(record);
    char *bytes = malloc(size);
    enum err_code code;

    if (!bytes) {
        return err_no_memory(err);
    }
    record_write(record, bytes);
    code = write_extent(spreader, pile, (struct str){bytes, size}, err);
    free(bytes);
    return code;
}

enum err_code spreader_add(struct spreader *spreader, struct record record, struct err *err) {
    struct pile *pile = &spreader->piles[splitters_find(spreader->splitters, record)];
    size_t size = record_size(record);

    if (size > SPREAD_PILE) {
        return write_large(spreader, pile, record, err);
    }
    if (!pile->bytes && !(pile->bytes = malloc(SPREAD_PILE))) {
        return err_no_memory(err);
    }
    if (size > SPREAD_PILE - pile->n) {
        enum err_code code = write_pile(spreader, pile, err);
        if (code) {
            return code;
        }
    }
    record_write(record, pile->bytes + pile->n);
    pile->n += size;
    return ERR_OK;
}

enum err_code spreader_finish(struct spreader *spreader, struct err *err) {
    for (size_t i = 0; i < spreader->count; i++) {
        enum err_code code = write_pile(spreader, &spreader->piles[i], err);
        if (code) {
            return code;
        }
        free(spreader->piles[i].bytes);
        spreader->piles[i].bytes = NULL;
    }
    return ERR_OK;
}

struct extents *spreader_extents(struct spreader *spreader, size_t range) {
    return &spreader->piles[range].written;
}
