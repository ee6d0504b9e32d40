#include "base/sorter.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/spreader.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/*  lane 0 ─ records ─┐  all in memory: references ─┐
 *  lane 1 ─ records ─┼─                            ├─▶ range 0 │ range 1 │ … ─▶ each sorted when it is opened
 *  …                 ┘  else spreaders: extents ───┘
 */

#define RUN_BYTES_DEFAULT ((size_t)64 << 20)
/* Ranges of what is in memory; small enough to be sorted in a processor's cache. */
#define RANGE_BYTES      ((size_t)512 << 10)
#define RANGES_MOST      256
#define SAMPLE_PER_RANGE 16
#define SAMPLE_BYTES     ((size_t)1 << 20)
#define SAMPLE_EXTENTS   64
#define DIVISIONS_MOST   8
#define RANGE_MOST_LEAST ((size_t)64 << 10)
#define RANGE_MOST_SHARE 16 /* a range may take this part of run_bytes */
#define CACHE_LINE       64
/* What a record costs beside its bytes: a reference to it, and as much again while its range is sorted. */
#define REFERENCE_COST (sizeof(char *) + sizeof(struct record_entry))

struct lane {
    /* Lanes are written by different threads: none shares a cache line with another. */
    _Alignas(CACHE_LINE) struct buffer records; /* record_at, one after the other, while they fit */
    struct spreader *spreader;                  /* takes all records once they did not fit */
    uint64_t count;
};

struct range {
    const char **references; /* record_at; those in memory */
    size_t reference_count;
    struct extents extents; /* those in the file */
};

struct ranges {
    struct range *items;
    size_t count, capacity;
};

struct sorter {
    size_t run_bytes;
    const char *tmpdir;
    unsigned lane_count;
    struct lane *lanes;
    pthread_mutex_t mutex; /* guards the next two while lanes add */
    struct splitters *splitters;
    struct spread_file file; /* fd -1 before the first lane spills */
    struct ranges ranges;    /* once finished */
    struct sorter_reader *reader;
    size_t next_range; /* for sorter_next */
};

struct sorter_reader {
    const struct sorter *sorter;
    struct buffer bytes;
    struct record_entry *entries;
    size_t count, capacity, next;
};

static void ranges_done(struct ranges *ranges) {
    for (size_t i = 0; i < ranges->count; i++) {
        free(ranges->items[i].references);
        extents_done(&ranges->items[i].extents);
    }
    free(ranges->items);
    *ranges = (struct ranges){0};
}

static enum err_code ranges_add(struct ranges *ranges, struct range range, struct err *err) {
    if (ranges->count == ranges->capacity) {
        size_t capacity = ranges->capacity ? ranges->capacity * 2 : 16;
        struct range *items = reallocarray(ranges->items, capacity, sizeof *items);
        if (!items) {
            return err_no_memory(err);
        }
        ranges->items = items;
        ranges->capacity = capacity;
    }
    ranges->items[ranges->count++] = range;
    return ERR_OK;
}

enum err_code sorter_new(unsigned lanes, size_t run_bytes, const char *tmpdir, struct sorter **ret_sorter,
                         struct err *err) {
    struct sorter *sorter = calloc(1, sizeof *sorter);

    if (!sorter) {
        return err_no_memory(err);
    }
    sorter->lanes = aligned_alloc(CACHE_LINE, lanes * sizeof *sorter->lanes);
    if (!sorter->lanes) {
        free(sorter);
        return err_no_memory(err);
    }
    memset(sorter->lanes, 0, lanes * sizeof *sorter->lanes);
    sorter->lane_count = lanes;
    sorter->run_bytes = run_bytes ? run_bytes : RUN_BYTES_DEFAULT;
    sorter->tmpdir = tmpdir;
    pthread_mutex_init(&sorter->mutex, NULL);
    sorter->file.fd = -1;
    sorter->file.tmpdir = tmpdir;
    *ret_sorter = sorter;
    return ERR_OK;
}

void sorter_free(struct sorter *sorter) {
    if (!sorter) {
        return;
    }
    for (unsigned i = 0; i < sorter->lane_count; i++) {
        buffer_done(&sorter->lanes[i].records);
        spreader_free(sorter->lanes[i].spreader);
    }
    free(sorter->lanes);
    ranges_done(&sorter->ranges);
    sorter_reader_free(sorter->reader);
    splitters_free(sorter->splitters);
    if (sorter->file.fd >= 0) {
        close(sorter->file.fd);
    }
    pthread_mutex_destroy(&sorter->mutex);
    free(sorter);
}

uint64_t sorter_count(const struct sorter *sorter) {
    uint64_t count = 0;

    for (unsigned i = 0; i < sorter->lane_count; i++) {
        count += sorter->lanes[i].count;
    }
    return count;
}

/* --- samples -------------------------------------------------------------------------------------------------------
 */

struct sample {
    struct record_entry *entries;
    size_t count, capacity;
};

static void sample_done(struct sample *sample) {
    free(sample->entries);
}

static bool sample_init(struct sample *sample, size_t capacity) {
    *sample =
        (struct sample){.entries = calloc(capacity ? capacity : 1, sizeof *sample->entries), .capacity = capacity};
    return sample->entries;
}

/* Takes every STEP-th of the records, counted on in *COUNTER from one call to the next. */
static void sample_records(struct sample *sample, struct str records, uint64_t step, uint64_t *counter) {
    const char *end = records.p + records.n;

    for (const char *at = records.p; at < end; at += record_size(record_at(at))) {
        if ((*counter)++ % step == 0 && sample->count < sample->capacity) {
            sample->entries[sample->count++].at = at;
        }
    }
}

/* Splitters for RANGES ranges from what COUNT lanes hold in memory. */
static enum err_code split_lanes(const struct lane *lanes, unsigned count, size_t ranges,
                                 struct splitters **ret_splitters, struct err *err) {
    CLEANUP(sample_done) struct sample sample = {0};
    uint64_t records = 0, counter = 0, wanted = (uint64_t)ranges * SAMPLE_PER_RANGE, step;

    for (unsigned i = 0; i < count; i++) {
        records += lanes[i].count;
    }
    step = records / wanted + 1;
    if (!sample_init(&sample, (size_t)(records / step) + 1)) {
        return err_no_memory(err);
    }
    for (unsigned i = 0; ranges > 1 && i < count; i++) {
        sample_records(&sample, buffer_view(&lanes[i].records), step, &counter);
    }
    return splitters_new(sample.entries, sample.count, ranges, ret_splitters, err);
}

/* --- adding --------------------------------------------------------------------------------------------------------
 */

static size_t lane_bytes(const struct sorter *sorter) {
    return sorter->run_bytes / sorter->lane_count;
}

/* Ranges of the file: all their piles take half of what a lane may. */
static size_t file_ranges(const struct sorter *sorter) {
    size_t ranges = lane_bytes(sorter) / (2 * SPREAD_PILE);

    return ranges < 2 ? 2 : ranges > RANGES_MOST ? RANGES_MOST : ranges;
}

enum err_code sorter_expect(struct sorter *sorter, const struct str *keys, size_t count, struct err *err) {
    CLEANUP(sample_done) struct sample sample = {0};
    CLEANUP(buffer_done) struct buffer bytes = {0};
    size_t size = 0;
    char *to;

    for (size_t i = 0; i < count; i++) {
        size += record_size((struct record){.key = keys[i]});
    }
    to = buffer_reserve(&bytes, size ? size : 1);
    if (!to || !sample_init(&sample, count)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        sample.entries[i].at = to;
        to = record_write((struct record){.key = keys[i]}, to);
    }
    return splitters_new(sample.entries, count, file_ranges(sorter), &sorter->splitters, err);
}

/* Unless it is known what to expect, the first lane that spills decides for all of them what the ranges are. */
static enum err_code prepare_file(struct sorter *sorter, const struct lane *lane, struct err *err) {
    enum err_code code = ERR_OK;

    pthread_mutex_lock(&sorter->mutex);
    if (sorter->file.fd < 0) {
        code = file_open_temporary(sorter->tmpdir, &sorter->file.fd, err);
    }
    if (!code && !sorter->splitters) {
        code = split_lanes(lane, 1, file_ranges(sorter), &sorter->splitters, err);
    }
    pthread_mutex_unlock(&sorter->mutex);
    return code;
}

static enum err_code spread_records(struct spreader *spreader, struct str records, struct err *err) {
    const char *end = records.p + records.n;

    for (const char *at = records.p; at < end;) {
        struct record record = record_at(at);
        enum err_code code = spreader_add(spreader, record, err);
        if (code) {
            return code;
        }
        at += record_size(record);
    }
    return ERR_OK;
}

/* Moves what the lane has in memory to the file, where its later records go as well. */
static enum err_code spill(struct sorter *sorter, struct lane *lane, struct err *err) {
    enum err_code code = prepare_file(sorter, lane, err);

    if (!code) {
        code = spreader_new(sorter->splitters, &sorter->file, &lane->spreader, err);
    }
    if (!code) {
        code = spread_records(lane->spreader, buffer_view(&lane->records), err);
    }
    buffer_done(&lane->records);
    return code;
}

enum err_code sorter_add(struct sorter *sorter, unsigned number, struct str key, struct str payload, struct err *err) {
    struct lane *lane = &sorter->lanes[number];
    struct record record = {key, payload};
    size_t size, held = lane->records.n + lane->count * REFERENCE_COST;
    char *to;

    if (key.n > UINT32_MAX || payload.n > UINT32_MAX) {
        return err_set(err, ERR_TOO_LARGE, sorter->tmpdir, STR("4294967295"), STR_NONE);
    }
    size = record_size(record);
    if (!lane->spreader && lane->count && held + size + REFERENCE_COST > lane_bytes(sorter)) {
        enum err_code code = spill(sorter, lane, err);
        if (code) {
            return code;
        }
    }
    lane->count++;
    if (lane->spreader) {
        return spreader_add(lane->spreader, record, err);
    }
    to = buffer_reserve(&lane->records, size);
    if (!to) {
        return err_no_memory(err);
    }
    record_write(record, to);
    lane->records.n += size;
    return ERR_OK;
}

/* --- finishing in memory -------------------------------------------------------------------------------------------
 */

/* References to one lane's records of one range. */
struct references {
    const char **items;
    size_t count, capacity;
};

struct referring {
    struct sorter *sorter;
    size_t range_count;
    struct references *references; /* by lane and range */
};

static bool refer(struct references *references, const char *at) {
    if (references->count == references->capacity) {
        size_t capacity = references->capacity ? references->capacity * 2 : 64;
        const char **items = reallocarray(references->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        references->items = items;
        references->capacity = capacity;
    }
    references->items[references->count++] = at;
    return true;
}

static enum err_code refer_to_lane(void *context, size_t task, unsigned worker, struct err *err) {
    struct referring *referring = context;
    const struct splitters *splitters = referring->sorter->splitters;
    struct references *references = &referring->references[task * referring->range_count];
    struct str records = buffer_view(&referring->sorter->lanes[task].records);

    (void)worker;
    while (records.n > 0) {
        struct record record = record_at(records.p);
        if (!refer(&references[splitters_find(splitters, record)], records.p)) {
            return err_no_memory(err);
        }
        records = str_sub(records, record_size(record), SIZE_MAX);
    }
    return ERR_OK;
}

/* Puts a range's references of all lanes together. */
static enum err_code add_memory_range(struct referring *referring, size_t range, struct err *err) {
    struct sorter *sorter = referring->sorter;
    struct references all = {0};
    enum err_code code = ERR_OK;

    for (unsigned lane = 0; !code && lane < sorter->lane_count; lane++) {
        struct references *part = &referring->references[lane * referring->range_count + range];
        if (all.count == 0) {
            free(all.items);
            all = *part;
            *part = (struct references){0};
        }
        for (size_t i = 0; !code && i < part->count; i++) {
            code = refer(&all, part->items[i]) ? ERR_OK : err_no_memory(err);
        }
        free(TAKE_PTR(part->items));
    }
    if (!code) {
        code = ranges_add(&sorter->ranges, (struct range){.references = all.items, .reference_count = all.count}, err);
    }
    if (code) {
        free(all.items);
    }
    return code;
}

static enum err_code finish_in_memory(struct sorter *sorter, struct pool *pool, struct err *err) {
    size_t bytes = 0, parts;
    struct referring referring = {.sorter = sorter};
    enum err_code code;

    for (unsigned i = 0; i < sorter->lane_count; i++) {
        bytes += sorter->lanes[i].records.n;
    }
    splitters_free(TAKE_PTR(sorter->splitters)); /* what was expected is for the file */
    code = split_lanes(sorter->lanes, sorter->lane_count, bytes / RANGE_BYTES + 1, &sorter->splitters, err);
    if (code) {
        return code;
    }
    referring.range_count = splitters_ranges(sorter->splitters);
    parts = sorter->lane_count * referring.range_count;
    referring.references = calloc(parts, sizeof *referring.references);
    code = referring.references ? parallel_try(pool, sorter->lane_count, refer_to_lane, &referring, err)
                                : err_no_memory(err);
    for (size_t range = 0; !code && range < referring.range_count; range++) {
        code = add_memory_range(&referring, range, err);
    }
    for (size_t i = 0; referring.references && i < parts; i++) {
        free(referring.references[i].items);
    }
    free(referring.references);
    return code;
}

/* --- finishing what is in the file ---------------------------------------------------------------------------------
 */

static enum err_code finish_lane(void *context, size_t task, unsigned worker, struct err *err) {
    struct sorter *sorter = context;
    struct lane *lane = &sorter->lanes[task];
    enum err_code code = ERR_OK;

    (void)worker;
    if (!lane->spreader && lane->count) {
        code = spill(sorter, lane, err);
    }
    return code || !lane->spreader ? code : spreader_finish(lane->spreader, err);
}

static enum err_code read_extent(const struct sorter *sorter, struct extent extent, struct buffer *bytes,
                                 struct err *err) {
    char *to = buffer_reserve(bytes, (size_t)extent.size);

    if (!to) {
        return err_no_memory(err);
    }
    bytes->n += (size_t)extent.size;
    return file_read_fd(sorter->file.fd, sorter->tmpdir, extent.offset, (size_t)extent.size, to, err);
}

/* Splitters for a range that came out too large, from all records of some of its extents. */
static enum err_code split_extents(const struct sorter *sorter, const struct extents *extents,
                                   struct splitters **ret_splitters, struct err *err) {
    size_t ranges = (size_t)(extents->size / (sorter->run_bytes / RANGE_MOST_SHARE / 4 + RANGE_MOST_LEAST)) + 2;
    size_t step = extents->count / SAMPLE_EXTENTS + 1;
    CLEANUP(buffer_done) struct buffer bytes = {0};
    CLEANUP(sample_done) struct sample sample = {0};
    uint64_t counter = 0;

    for (size_t i = 0; i < extents->count && bytes.n < SAMPLE_BYTES; i += step) {
        enum err_code code = read_extent(sorter, extents->items[i], &bytes, err);
        if (code) {
            return code;
        }
    }
    if (!sample_init(&sample, bytes.n / sizeof(struct record_head) + 1)) {
        return err_no_memory(err);
    }
    sample_records(&sample, buffer_view(&bytes), 1, &counter);
    return splitters_new(sample.entries, sample.count, ranges < RANGES_MOST ? ranges : RANGES_MOST, ret_splitters, err);
}

static enum err_code spread_extents(const struct sorter *sorter, const struct extents *extents,
                                    struct spreader *spreader, struct err *err) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < extents->count; i++) {
        buffer_reset(&bytes);
        code = read_extent(sorter, extents->items[i], &bytes, err);
        if (!code) {
            code = spread_records(spreader, buffer_view(&bytes), err);
        }
    }
    return code ? code : spreader_finish(spreader, err);
}

static bool is_too_large(const struct sorter *sorter, const struct extents *extents) {
    size_t most = sorter->run_bytes / RANGE_MOST_SHARE;

    return extents->size > (most < RANGE_MOST_LEAST ? RANGE_MOST_LEAST : most) && extents->count > 1;
}

/* Adds the records of EXTENTS to RANGES, as several ranges where they are too many for one. Takes EXTENTS. Records that
 * are all alike cannot be divided. */
static enum err_code divide(struct sorter *sorter, struct extents *extents, unsigned divisions, struct ranges *ranges,
                            struct err *err) {
    CLEANUP(splitters_free_cleanup) struct splitters *splitters = NULL;
    CLEANUP(spreader_free_cleanup) struct spreader *spreader = NULL;
    enum err_code code = ERR_OK;

    if (divisions < DIVISIONS_MOST && is_too_large(sorter, extents)) {
        code = split_extents(sorter, extents, &splitters, err);
    }
    if (!code && (!splitters || splitters_ranges(splitters) == 1)) {
        code = ranges_add(ranges, (struct range){.extents = *extents}, err);
        if (!code) {
            *extents = (struct extents){0};
        }
        return code;
    }
    if (!code) {
        code = spreader_new(splitters, &sorter->file, &spreader, err);
    }
    if (!code) {
        code = spread_extents(sorter, extents, spreader, err);
    }
    extents_done(extents);
    for (size_t i = 0; !code && i < splitters_ranges(splitters); i++) {
        code = divide(sorter, spreader_extents(spreader, i), divisions + 1, ranges, err);
    }
    return code;
}

/* What each range of the lanes' spreaders becomes. */
struct dividing {
    struct sorter *sorter;
    struct ranges *parts;
};

static enum err_code divide_range(void *context, size_t task, unsigned worker, struct err *err) {
    struct dividing *dividing = context;
    struct sorter *sorter = dividing->sorter;
    struct extents all = {0};
    enum err_code code = ERR_OK;

    (void)worker;
    for (unsigned i = 0; !code && i < sorter->lane_count; i++) {
        struct spreader *spreader = sorter->lanes[i].spreader;
        if (spreader && !extents_move(&all, spreader_extents(spreader, task))) {
            code = err_no_memory(err);
        }
    }
    if (!code) {
        code = divide(sorter, &all, 0, &dividing->parts[task], err);
    }
    extents_done(&all);
    return code;
}

static enum err_code finish_in_file(struct sorter *sorter, struct pool *pool, struct err *err) {
    struct dividing dividing = {.sorter = sorter};
    enum err_code code = parallel_try(pool, sorter->lane_count, finish_lane, sorter, err);
    size_t count;

    if (code) {
        return code;
    }
    count = splitters_ranges(sorter->splitters);
    dividing.parts = calloc(count, sizeof *dividing.parts);
    code = dividing.parts ? parallel_try(pool, count, divide_range, &dividing, err) : err_no_memory(err);
    for (size_t i = 0; dividing.parts && i < count; i++) {
        struct ranges *part = &dividing.parts[i];
        for (size_t k = 0; !code && k < part->count; k++) {
            code = ranges_add(&sorter->ranges, part->items[k], err);
            if (!code) {
                part->items[k] = (struct range){0};
            }
        }
        ranges_done(part);
    }
    free(dividing.parts);
    return code;
}

enum err_code sorter_finish(struct sorter *sorter, struct pool *pool, struct err *err) {
    bool is_in_file = false;

    for (unsigned i = 0; i < sorter->lane_count; i++) {
        is_in_file = is_in_file || sorter->lanes[i].spreader;
    }
    return is_in_file ? finish_in_file(sorter, pool, err) : finish_in_memory(sorter, pool, err);
}

size_t sorter_ranges(const struct sorter *sorter) {
    return sorter->ranges.count;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

enum err_code sorter_reader_new(const struct sorter *sorter, struct sorter_reader **ret_reader, struct err *err) {
    struct sorter_reader *reader = calloc(1, sizeof *reader);

    if (!reader) {
        return err_no_memory(err);
    }
    reader->sorter = sorter;
    *ret_reader = reader;
    return ERR_OK;
}

void sorter_reader_free(struct sorter_reader *reader) {
    if (reader) {
        buffer_done(&reader->bytes);
        free(reader->entries);
        free(reader);
    }
}

static bool reader_reserve(struct sorter_reader *reader, size_t count) {
    size_t capacity = reader->capacity * 2 < count ? count : reader->capacity * 2;
    struct record_entry *entries;

    if (count <= reader->capacity) {
        return true;
    }
    entries = reallocarray(reader->entries, capacity, sizeof *entries);
    if (!entries) {
        return false;
    }
    reader->entries = entries;
    reader->capacity = capacity;
    return true;
}

/* Makes entries of the records in reader->bytes. */
static enum err_code take_bytes(struct sorter_reader *reader, struct err *err) {
    struct str bytes = buffer_view(&reader->bytes);

    for (size_t at = 0; at < bytes.n; at += record_size(record_at(bytes.p + at))) {
        size_t left = bytes.n - at;
        if (left < sizeof(struct record_head) || left < record_size(record_at(bytes.p + at))) {
            return err_set(err, ERR_DIGEST, reader->sorter->tmpdir, STR_NONE, STR_NONE);
        }
        if (!reader_reserve(reader, reader->count + 1)) {
            return err_no_memory(err);
        }
        reader->entries[reader->count++].at = bytes.p + at;
    }
    return ERR_OK;
}

enum err_code sorter_reader_open(struct sorter_reader *reader, size_t number, struct err *err) {
    const struct range *range = &reader->sorter->ranges.items[number];
    enum err_code code = ERR_OK;

    reader->count = reader->next = 0;
    buffer_reset(&reader->bytes);
    if (!reader_reserve(reader, range->reference_count) || !buffer_reserve(&reader->bytes, range->extents.size)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < range->reference_count; i++) {
        reader->entries[reader->count++].at = range->references[i];
    }
    for (size_t i = 0; !code && i < range->extents.count; i++) {
        code = read_extent(reader->sorter, range->extents.items[i], &reader->bytes, err);
    }
    if (!code) {
        code = take_bytes(reader, err);
    }
    if (!code) {
        record_sort(reader->entries, reader->count);
    }
    return code;
}

bool sorter_reader_next(struct sorter_reader *reader, struct str *ret_key, struct str *ret_payload) {
    struct record record;

    if (reader->next == reader->count) {
        return false;
    }
    record = record_at(reader->entries[reader->next++].at);
    *ret_key = record.key;
    *ret_payload = record.payload;
    return true;
}

enum err_code sorter_next(struct sorter *sorter, bool *ret_more, struct str *ret_key, struct str *ret_payload,
                          struct err *err) {
    enum err_code code = ERR_OK;

    if (!sorter->reader) {
        code = sorter_reader_new(sorter, &sorter->reader, err);
    }
    while (!code) {
        if (sorter_reader_next(sorter->reader, ret_key, ret_payload)) {
            *ret_more = true;
            return ERR_OK;
        }
        if (sorter->next_range == sorter->ranges.count) {
            *ret_more = false;
            return ERR_OK;
        }
        code = sorter_reader_open(sorter->reader, sorter->next_range++, err);
    }
    return code;
}

void sorter_rewind(struct sorter *sorter) {
    sorter->next_range = 0;
    if (sorter->reader) {
        sorter->reader->next = sorter->reader->count = 0;
    }
}
