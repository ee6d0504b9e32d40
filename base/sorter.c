#include "base/sorter.h"

#include "base/buffer.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define RUN_BYTES_DEFAULT ((size_t)64 << 20)
#define READ_LEAST        ((size_t)4 << 10)
#define READ_MOST         ((size_t)1 << 20)
#define WRITE_SIZE        ((size_t)256 << 10)

/* A record, in memory and in a run: this head, the key's bytes, the payload's bytes. */
struct head {
    uint32_t key_n, payload_n;
};

struct record {
    struct str key, payload;
};

/* The key's first bytes as a number decide most comparisons without a look at the record. */
struct entry {
    uint64_t prefix;
    size_t offset; /* in `records` */
};

/* What a record costs beside its bytes: its entry, and as much again that qsort_r merges in. */
#define ENTRY_COST (2 * sizeof(struct entry))

/* A sorted run in the file, and what of it is in memory while runs are merged. */
struct run {
    uint64_t begin, end;
    uint64_t next; /* the first byte not read yet */
    struct buffer buffer;
    size_t at; /* the present record's offset in buffer */
    struct record record;
};

struct sorter {
    size_t run_bytes;
    const char *tmpdir;
    uint64_t count;
    struct buffer records;
    struct entry *entries;
    size_t entry_count, entry_capacity;
    size_t next_entry; /* for sorter_next, when everything is in memory */
    int fd;            /* the file of the runs, -1 before the first */
    uint64_t file_end;
    struct run *runs;
    size_t run_count, run_capacity;
    size_t *heap; /* runs that have a record left, the one with the first record on top */
    size_t heap_count;
    bool advance; /* the top run's record was given out: the next call steps over it */
};

enum err_code sorter_new(size_t run_bytes, const char *tmpdir, struct sorter **ret_sorter, struct err *err) {
    struct sorter *sorter = calloc(1, sizeof *sorter);

    if (!sorter) {
        return err_no_memory(err);
    }
    sorter->run_bytes = run_bytes ? run_bytes : RUN_BYTES_DEFAULT;
    sorter->tmpdir = tmpdir;
    sorter->fd = -1;
    *ret_sorter = sorter;
    return ERR_OK;
}

static void drop_memory_run(struct sorter *sorter) {
    buffer_done(&sorter->records);
    free(sorter->entries);
    sorter->entries = NULL;
    sorter->entry_count = sorter->entry_capacity = 0;
}

void sorter_free(struct sorter *sorter) {
    if (!sorter) {
        return;
    }
    drop_memory_run(sorter);
    for (size_t i = 0; i < sorter->run_count; i++) {
        buffer_done(&sorter->runs[i].buffer);
    }
    free(sorter->runs);
    free(sorter->heap);
    if (sorter->fd >= 0) {
        close(sorter->fd);
    }
    free(sorter);
}

/* Room for one more element of SIZE bytes; false when memory is out. */
static bool make_room(void **array, size_t count, size_t *capacity, size_t size) {
    size_t wanted = *capacity ? *capacity * 2 : 16;
    void *grown;

    if (count < *capacity) {
        return true;
    }
    grown = reallocarray(*array, wanted, size);
    if (!grown) {
        return false;
    }
    *array = grown;
    *capacity = wanted;
    return true;
}

static uint64_t key_prefix(struct str key) {
    uint64_t prefix = 0;

    for (size_t i = 0; i < sizeof prefix; i++) {
        prefix = prefix << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    }
    return prefix;
}

static struct record record_at(const char *bytes) {
    struct head head;

    memcpy(&head, bytes, sizeof head);
    bytes += sizeof head;
    return (struct record){.key = {bytes, head.key_n}, .payload = {bytes + head.key_n, head.payload_n}};
}

static size_t record_size(struct record record) {
    return sizeof(struct head) + record.key.n + record.payload.n;
}

static int compare_records(struct record a, struct record b) {
    int order = str_cmp(a.key, b.key);

    return order ? order : str_cmp(a.payload, b.payload);
}

static int compare_entries(const void *left, const void *right, void *records) {
    const struct entry *a = left, *b = right;
    const char *base = records;

    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix ? -1 : 1;
    }
    return compare_records(record_at(base + a->offset), record_at(base + b->offset));
}

static void sort_entries(struct sorter *sorter) {
    if (sorter->entry_count > 1) {
        qsort_r(sorter->entries, sorter->entry_count, sizeof *sorter->entries, compare_entries, sorter->records.p);
    }
}

static enum err_code write_part(struct sorter *sorter, struct str bytes, struct err *err) {
    sorter->file_end += bytes.n;
    return file_write_fd(sorter->fd, sorter->tmpdir, bytes, err);
}

static enum err_code write_entries(struct sorter *sorter, struct buffer *buffer, struct err *err) {
    for (size_t i = 0; i < sorter->entry_count; i++) {
        const char *bytes = sorter->records.p + sorter->entries[i].offset;
        buffer_append(buffer, (struct str){bytes, record_size(record_at(bytes))});
        if (buffer->n >= WRITE_SIZE || i + 1 == sorter->entry_count) {
            enum err_code code = buffer->failed ? err_no_memory(err) : write_part(sorter, buffer_view(buffer), err);
            if (code) {
                return code;
            }
            buffer_reset(buffer);
        }
    }
    return ERR_OK;
}

/* Sorts what is in memory and moves it to the file as one run. */
static enum err_code spill(struct sorter *sorter, struct err *err) {
    CLEANUP(buffer_done) struct buffer buffer = {0};
    uint64_t begin = sorter->file_end;
    enum err_code code = ERR_OK;

    if (sorter->fd < 0) {
        code = file_open_temporary(sorter->tmpdir, &sorter->fd, err);
    }
    if (code) {
        return code;
    }
    if (!make_room((void **)&sorter->runs, sorter->run_count, &sorter->run_capacity, sizeof *sorter->runs)) {
        return err_no_memory(err);
    }
    sort_entries(sorter);
    code = write_entries(sorter, &buffer, err);
    if (code) {
        return code;
    }
    sorter->runs[sorter->run_count++] = (struct run){.begin = begin, .end = sorter->file_end};
    sorter->entry_count = 0;
    buffer_reset(&sorter->records);
    return ERR_OK;
}

static enum err_code append(struct sorter *sorter, struct str key, struct str payload, struct err *err) {
    struct head head = {(uint32_t)key.n, (uint32_t)payload.n};
    size_t offset = sorter->records.n;

    if (!make_room((void **)&sorter->entries, sorter->entry_count, &sorter->entry_capacity, sizeof *sorter->entries) ||
        !buffer_reserve(&sorter->records, sizeof head + key.n + payload.n)) {
        return err_no_memory(err);
    }
    buffer_append(&sorter->records, (struct str){(const char *)&head, sizeof head});
    buffer_append(&sorter->records, key);
    buffer_append(&sorter->records, payload);
    sorter->entries[sorter->entry_count++] = (struct entry){.prefix = key_prefix(key), .offset = offset};
    sorter->count++;
    return ERR_OK;
}

enum err_code sorter_add(struct sorter *sorter, struct str key, struct str payload, struct err *err) {
    size_t cost, held = sorter->records.n + sorter->entry_count * ENTRY_COST;

    if (key.n > UINT32_MAX || payload.n > UINT32_MAX) {
        return err_set(err, ERR_TOO_LARGE, sorter->tmpdir, STR("4294967295"), STR_NONE);
    }
    cost = sizeof(struct head) + key.n + payload.n + ENTRY_COST;
    if (sorter->entry_count && (held > sorter->run_bytes || cost > sorter->run_bytes - held)) {
        enum err_code code = spill(sorter, err);
        if (code) {
            return code;
        }
    }
    return append(sorter, key, payload, err);
}

enum err_code sorter_finish(struct sorter *sorter, struct err *err) {
    if (sorter->run_count == 0) {
        sort_entries(sorter);
        return ERR_OK;
    }
    if (sorter->entry_count) {
        enum err_code code = spill(sorter, err);
        if (code) {
            return code;
        }
    }
    /* The runs' read buffers take this memory's place. */
    drop_memory_run(sorter);
    sorter->heap = calloc(sorter->run_count, sizeof *sorter->heap);
    return sorter->heap ? sorter_rewind(sorter, err) : err_no_memory(err);
}

/* Makes the N bytes from the present record's start available in the run's buffer, reading ahead where it must read. */
static enum err_code run_need(struct sorter *sorter, struct run *run, size_t n, struct err *err) {
    size_t left = run->buffer.n - run->at;
    size_t ahead = sorter->run_bytes / sorter->run_count;
    uint64_t unread = run->end - run->next;
    enum err_code code;

    if (left >= n) {
        return ERR_OK;
    }
    ahead = ahead < READ_LEAST ? READ_LEAST : ahead > READ_MOST ? READ_MOST : ahead;
    ahead = ahead < n ? n - left : ahead - left;
    ahead = ahead > unread ? (size_t)unread : ahead;
    if (left) {
        memmove(run->buffer.p, run->buffer.p + run->at, left);
    }
    run->buffer.n = left;
    run->at = 0;
    if (!buffer_reserve(&run->buffer, ahead)) {
        return err_no_memory(err);
    }
    code = file_read_fd(sorter->fd, sorter->tmpdir, run->next, ahead, run->buffer.p + left, err);
    if (code) {
        return code;
    }
    run->buffer.n += ahead;
    run->next += ahead;
    return run->buffer.n < n ? err_set(err, ERR_DIGEST, sorter->tmpdir, STR_NONE, STR_NONE) : ERR_OK;
}

static bool run_is_empty(const struct run *run) {
    return run->at == run->buffer.n && run->next == run->end;
}

/* Sets run->record from the bytes at run->at. */
static enum err_code run_load(struct sorter *sorter, struct run *run, struct err *err) {
    enum err_code code = run_need(sorter, run, sizeof(struct head), err);

    if (code) {
        return code;
    }
    code = run_need(sorter, run, record_size(record_at(run->buffer.p + run->at)), err);
    if (code) {
        return code;
    }
    run->record = record_at(run->buffer.p + run->at);
    return ERR_OK;
}

static void sift_down(struct sorter *sorter, size_t at) {
    size_t *heap = sorter->heap;

    for (;;) {
        size_t first = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < sorter->heap_count; child++) {
            if (compare_records(sorter->runs[heap[child]].record, sorter->runs[heap[first]].record) < 0) {
                first = child;
            }
        }
        if (first == at) {
            return;
        }
        size_t moved = heap[at];
        heap[at] = heap[first];
        heap[first] = moved;
        at = first;
    }
}

/* Steps the top run over its record. */
static enum err_code advance_top(struct sorter *sorter, struct err *err) {
    struct run *run = &sorter->runs[sorter->heap[0]];

    sorter->advance = false;
    run->at += record_size(run->record);
    if (run_is_empty(run)) {
        sorter->heap[0] = sorter->heap[--sorter->heap_count];
    } else {
        enum err_code code = run_load(sorter, run, err);
        if (code) {
            return code;
        }
    }
    sift_down(sorter, 0);
    return ERR_OK;
}

static void give(struct record record, struct str *ret_key, struct str *ret_payload) {
    *ret_key = record.key;
    *ret_payload = record.payload;
}

enum err_code sorter_next(struct sorter *sorter, bool *ret_more, struct str *ret_key, struct str *ret_payload,
                          struct err *err) {
    if (sorter->run_count == 0) {
        bool more = sorter->next_entry < sorter->entry_count;
        if (more) {
            give(record_at(sorter->records.p + sorter->entries[sorter->next_entry++].offset), ret_key, ret_payload);
        }
        *ret_more = more;
        return ERR_OK;
    }
    if (sorter->advance) {
        enum err_code code = advance_top(sorter, err);
        if (code) {
            return code;
        }
    }
    if (sorter->heap_count) {
        give(sorter->runs[sorter->heap[0]].record, ret_key, ret_payload);
    }
    *ret_more = sorter->advance = sorter->heap_count > 0;
    return ERR_OK;
}

enum err_code sorter_rewind(struct sorter *sorter, struct err *err) {
    sorter->next_entry = 0;
    sorter->heap_count = 0;
    sorter->advance = false;
    for (size_t i = 0; i < sorter->run_count; i++) {
        struct run *run = &sorter->runs[i];
        enum err_code code;
        buffer_reset(&run->buffer);
        run->at = 0;
        run->next = run->begin;
        code = run_load(sorter, run, err);
        if (code) {
            return code;
        }
        sorter->heap[sorter->heap_count++] = i;
    }
    for (size_t i = sorter->heap_count / 2; i-- > 0;) {
        sift_down(sorter, i);
    }
    return ERR_OK;
}

uint64_t sorter_count(const struct sorter *sorter) {
    return sorter->count;
}
