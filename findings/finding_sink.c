#include "findings/finding_sink.h"

#include "base/hash.h"
#include "base/sorter.h"
#include "findings/finding_key.h"
#include "findings/finding_record.h"
#include "findings/id_check.h"

#include <stdlib.h>

/* A record of the sorter: key as in finding_key.h; payload is the hash of the content and that of the circumstances,
 * most significant byte first, and then the finding. So equals by key come out by content, and what differs in evidence
 * alone comes last.
 *
 * Equals by key may stand on both sides of where a range ends. What a range's first ordinal is, is known once all
 * ranges before it have been counted. */

#define RANK_BYTES 16 /* of both hashes */
/* The ids are checked with a quarter of what the findings may take. */
#define RUN_BYTES_DEFAULT ((size_t)64 << 20)

/* Room for additions, of one lane. */
struct scratch {
    _Alignas(64) struct buffer key;
    struct buffer payload, content;
};

struct finding_sink {
    struct sorter *sorter;
    size_t run_bytes;
    const char *tmpdir;
    unsigned lanes;
    struct scratch *scratch;
    unsigned *first_ordinals; /* by range, once finished */
    struct finding_reader *reader;
    size_t next_range; /* for finding_sink_next */
};

struct finding_reader {
    const struct finding_sink *sink;
    struct sorter_reader *reader;
    struct buffer scratch;
    struct str previous_key; /* of the finding handed out last, within the range */
    bool has_previous;
    unsigned ordinal;
};

enum err_code finding_sink_new(unsigned lanes, size_t run_bytes, const char *tmpdir, struct finding_sink **ret_sink,
                               struct err *err) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = calloc(1, sizeof *sink);
    enum err_code code;

    if (!sink) {
        return err_no_memory(err);
    }
    sink->run_bytes = run_bytes ? run_bytes : RUN_BYTES_DEFAULT;
    sink->tmpdir = tmpdir;
    sink->scratch = aligned_alloc(_Alignof(struct scratch), lanes * sizeof *sink->scratch);
    if (!sink->scratch) {
        return err_no_memory(err);
    }
    memset(sink->scratch, 0, lanes * sizeof *sink->scratch);
    sink->lanes = lanes;
    code = sorter_new(lanes, sink->run_bytes, tmpdir, &sink->sorter, err);
    if (!code) {
        *ret_sink = TAKE_PTR(sink);
    }
    return code;
}

void finding_sink_free(struct finding_sink *sink) {
    if (!sink) {
        return;
    }
    finding_reader_free(sink->reader);
    sorter_free(sink->sorter);
    for (unsigned i = 0; i < sink->lanes; i++) {
        buffer_done(&sink->scratch[i].key);
        buffer_done(&sink->scratch[i].payload);
        buffer_done(&sink->scratch[i].content);
    }
    free(sink->scratch);
    free(sink->first_ordinals);
    free(sink);
}

/* By what ADD says of it. */
static void append_rank(struct scratch *scratch, const struct finding *finding,
                        void (*add)(const struct finding *finding, struct buffer *out)) {
    buffer_reset(&scratch->content);
    add(finding, &scratch->content);
    uint64_t rank = __builtin_bswap64(hash64(buffer_view(&scratch->content)));
    buffer_append(&scratch->payload, (struct str){(const char *)&rank, sizeof rank});
    scratch->payload.failed |= scratch->content.failed;
}

enum err_code finding_sink_add(struct finding_sink *sink, unsigned lane, const struct finding *finding,
                               struct err *err) {
    struct scratch *scratch = &sink->scratch[lane];

    buffer_reset(&scratch->key);
    finding_key(finding, &scratch->key);
    buffer_reset(&scratch->payload);
    append_rank(scratch, finding, finding_content);
    append_rank(scratch, finding, finding_circumstances);
    finding_record_put(finding, &scratch->payload);
    if (scratch->key.failed || scratch->payload.failed) {
        return err_no_memory(err);
    }
    return sorter_add(sink->sorter, lane, buffer_view(&scratch->key), buffer_view(&scratch->payload), err);
}

enum err_code finding_sink_add_all(struct finding_sink *sink, struct finding_sink *from, struct err *err) {
    enum err_code code = ERR_OK;
    struct str key, payload;
    bool has_more = true;

    sorter_rewind(from->sorter);
    while (!code && (code = sorter_next(from->sorter, &has_more, &key, &payload, err)) == ERR_OK && has_more) {
        code = sorter_add(sink->sorter, 0, key, payload, err);
    }
    return code;
}

/* --- finishing: ordinals and ids -----------------------------------------------------------------------------------
 */

/* The keys at both ends of a range, and how many findings there have them. */
struct range_ends {
    struct buffer first, last;
    unsigned leading, trailing;
    bool is_one_key; /* leading == trailing == all */
};

struct counting {
    struct finding_sink *sink;
    struct id_check *check;
    struct range_ends *ends;        /* by range */
    struct sorter_reader **readers; /* by worker, as far as used */
    struct buffer *scratch;         /* by worker */
};

/* The next id is that of the key and ordinal; the check is told. */
static enum err_code check_id(struct counting *counting, unsigned worker, struct str key, unsigned ordinal,
                              struct err *err) {
    struct buffer *scratch = &counting->scratch[worker];
    uint64_t id;

    if (!finding_key_id(key, ordinal, scratch, &id)) {
        return err_no_memory(err);
    }
    return id_check_add(counting->check, worker, id, buffer_view(scratch), err);
}

/* Counts equals, and checks the ids of all findings but the leading ones, whose ordinals are not known yet. */
static enum err_code count_range(struct counting *counting, struct sorter_reader *reader, unsigned worker,
                                 struct range_ends *ends, struct err *err) {
    struct str first = STR_NONE, last = STR_NONE, key, payload;
    unsigned equals = 0;
    enum err_code code = ERR_OK;

    ends->is_one_key = true;
    while (!code && sorter_reader_next(reader, &key, &payload)) {
        bool is_equal = equals && str_eq(key, last);
        first = first.p ? first : key;
        last = key;
        equals = is_equal ? equals + 1 : 1;
        ends->is_one_key = ends->is_one_key && (is_equal || !ends->leading);
        if (ends->is_one_key) {
            ends->leading++;
        } else {
            code = check_id(counting, worker, key, equals - 1, err);
        }
    }
    ends->trailing = equals;
    buffer_append(&ends->first, first);
    buffer_append(&ends->last, last);
    return code || !(ends->first.failed || ends->last.failed) ? code : err_no_memory(err);
}

static enum err_code count_task(void *context, size_t range, unsigned worker, struct err *err) {
    struct counting *counting = context;
    struct sorter_reader **reader = &counting->readers[worker];
    enum err_code code = *reader ? ERR_OK : sorter_reader_new(counting->sink->sorter, reader, err);

    if (!code) {
        code = sorter_reader_open(*reader, range, err);
    }
    return code ? code : count_range(counting, *reader, worker, &counting->ends[range], err);
}

/* Carries ordinals from range to range. */
static enum err_code set_first_ordinals(struct counting *counting, size_t ranges, struct err *err) {
    struct str last = STR_NONE;
    unsigned carried = 0;
    enum err_code code = ERR_OK;

    for (size_t range = 0; !code && range < ranges; range++) {
        const struct range_ends *ends = &counting->ends[range];
        if (ends->leading == 0) {
            continue;
        }
        unsigned begin = str_eq(buffer_view(&ends->first), last) ? carried : 0;
        counting->sink->first_ordinals[range] = begin;
        for (unsigned i = 0; !code && i < ends->leading; i++) {
            code = check_id(counting, 0, buffer_view(&ends->first), begin + i, err);
        }
        carried = ends->is_one_key ? begin + ends->leading : ends->trailing;
        last = buffer_view(&ends->last);
    }
    return code;
}

static enum err_code counting_init(struct counting *counting, size_t ranges, unsigned workers, struct err *err) {
    counting->sink->first_ordinals = calloc(ranges + 1, sizeof *counting->sink->first_ordinals);
    counting->ends = calloc(ranges + 1, sizeof *counting->ends);
    counting->readers = calloc(workers, sizeof(struct sorter_reader *));
    counting->scratch = calloc(workers, sizeof *counting->scratch);
    if (!counting->sink->first_ordinals || !counting->ends || !counting->readers || !counting->scratch) {
        return err_no_memory(err);
    }
    return id_check_new(workers, counting->sink->run_bytes / 4, counting->sink->tmpdir, &counting->check, err);
}

static void counting_done(struct counting *counting, size_t ranges, unsigned workers) {
    for (size_t i = 0; counting->ends && i < ranges; i++) {
        buffer_done(&counting->ends[i].first);
        buffer_done(&counting->ends[i].last);
    }
    for (unsigned i = 0; i < workers; i++) {
        if (counting->readers) {
            sorter_reader_free(counting->readers[i]);
        }
        if (counting->scratch) {
            buffer_done(&counting->scratch[i]);
        }
    }
    free(counting->ends);
    free(counting->readers);
    free(counting->scratch);
    id_check_free(counting->check);
}

enum err_code finding_sink_finish(struct finding_sink *sink, struct pool *pool, struct err *err) {
    struct counting counting = {.sink = sink};
    unsigned workers = pool_threads(pool);
    enum err_code code = sorter_finish(sink->sorter, pool, err);
    size_t ranges = sorter_ranges(sink->sorter);

    if (code) {
        return code;
    }
    code = counting_init(&counting, ranges, workers, err);
    if (!code) {
        code = parallel_try(pool, ranges, count_task, &counting, err);
    }
    if (!code) {
        code = set_first_ordinals(&counting, ranges, err);
    }
    if (!code) {
        code = id_check_finish(counting.check, pool, err);
    }
    counting_done(&counting, ranges, workers);
    return code;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

uint64_t finding_sink_count(const struct finding_sink *sink) {
    return sorter_count(sink->sorter);
}

size_t finding_sink_ranges(const struct finding_sink *sink) {
    return sorter_ranges(sink->sorter);
}

enum err_code finding_reader_new(const struct finding_sink *sink, struct finding_reader **ret_reader, struct err *err) {
    struct finding_reader *reader = calloc(1, sizeof *reader);
    enum err_code code;

    if (!reader) {
        return err_no_memory(err);
    }
    reader->sink = sink;
    code = sorter_reader_new(sink->sorter, &reader->reader, err);
    if (code) {
        free(reader);
        return code;
    }
    *ret_reader = reader;
    return ERR_OK;
}

void finding_reader_free(struct finding_reader *reader) {
    if (reader) {
        sorter_reader_free(reader->reader);
        buffer_done(&reader->scratch);
        free(reader);
    }
}

enum err_code finding_reader_open(struct finding_reader *reader, size_t range, struct err *err) {
    reader->has_previous = false;
    reader->ordinal = reader->sink->first_ordinals[range];
    return sorter_reader_open(reader->reader, range, err);
}

/* The rank of the finding among those with its key. */
static void advance_ordinal(struct finding_reader *reader, struct str key) {
    if (reader->has_previous) {
        reader->ordinal = str_eq(key, reader->previous_key) ? reader->ordinal + 1 : 0;
    }
    reader->has_previous = true;
    reader->previous_key = key;
}

enum err_code finding_reader_next(struct finding_reader *reader, bool *ret_more, struct finding *ret_finding,
                                  struct err *err) {
    struct str key, payload;
    uint64_t id;

    if (!sorter_reader_next(reader->reader, &key, &payload)) {
        *ret_more = false;
        return ERR_OK;
    }
    advance_ordinal(reader, key);
    if (!finding_key_id(key, reader->ordinal, &reader->scratch, &id)) {
        return err_no_memory(err);
    }
    if (!finding_record_get(str_sub(payload, RANK_BYTES, SIZE_MAX), ret_finding)) {
        return err_set(err, ERR_DIGEST, reader->sink->tmpdir, STR_NONE, STR_NONE);
    }
    ret_finding->id = id;
    ret_finding->ordinal = reader->ordinal;
    *ret_more = true;
    return ERR_OK;
}

void finding_sink_rewind(struct finding_sink *sink) {
    finding_reader_free(TAKE_PTR(sink->reader));
    sink->next_range = 0;
}

enum err_code finding_sink_next(struct finding_sink *sink, bool *ret_more, struct finding *ret_finding,
                                struct err *err) {
    bool more = false;
    enum err_code code = ERR_OK;

    while (!code && !more) {
        if (sink->reader) {
            code = finding_reader_next(sink->reader, &more, ret_finding, err);
        } else {
            code = finding_reader_new(sink, &sink->reader, err);
        }
        if (!code && !more) {
            if (sink->next_range == finding_sink_ranges(sink)) {
                break;
            }
            code = finding_reader_open(sink->reader, sink->next_range++, err);
        }
    }
    if (!code) {
        *ret_more = more;
    }
    return code;
}
