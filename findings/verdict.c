#include "findings/verdict.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/record.h"
#include "base/sorter.h"

#include <assert.h>
#include <stdlib.h>

static const char *const verdict_names[] = {
    [VERDICT_MATCHED] = "matched",           [VERDICT_DIFFERENT] = "different",
    [VERDICT_MISSING] = "missing",           [VERDICT_UNVERIFIED] = "unverified",
    [VERDICT_NOT_EXPECTED] = "not-expected", [VERDICT_UNREGISTERED] = "unregistered",
    [VERDICT_AMBIGUOUS] = "ambiguous",
};
static_assert(ARRAY_LEN(verdict_names) == VERDICT_KIND_COUNT, "a verdict lacks its name");

enum flag { FLAG_LOCATION = 1, FLAG_USER = 2, FLAG_SOFTWARE = 4 };

/* A record of the sorter. Key: see put_key; it holds both ids. Payload: its form, then
 *
 *   FORM_ROWS    a struct fixed, the cause, the hostname. The texts are in the tables; no two verdicts have this key.
 *   FORM_WIDE    the same, with the codes, of which some do not fit into a struct fixed, behind that
 *   FORM_TEXTS   all as a record (base/record.h), of what is shown first: verdicts with one key, as assets without a
 *                number, come out in an order that does not depend on where their rows stand.
 */
enum form { FORM_ROWS, FORM_WIDE, FORM_TEXTS };

struct fixed {
    uint32_t asset, device, software_unlisted, cause_n;
    uint8_t kind, grade, flags, keys;
    uint16_t codes[VERDICT_TEXTS]; /* NARROW_NO_CODE for VERDICT_NO_CODE */
};

#define NARROW_NO_CODE UINT16_MAX

static_assert(sizeof(struct verdict_texts) == VERDICT_TEXTS * sizeof(struct str), "a code for each text");

/* The slices of FORM_TEXTS in their order. */
static const size_t slices[] = {
    offsetof(struct verdict, hostname),
    offsetof(struct verdict, texts.system),
    offsetof(struct verdict, texts.department),
    offsetof(struct verdict, texts.location),
    offsetof(struct verdict, texts.device_kind),
    offsetof(struct verdict, texts.status),
    offsetof(struct verdict, cause),
    offsetof(struct verdict, texts.observed_at),
};

/* Room for additions, of one lane. */
struct scratch {
    _Alignas(64) struct buffer key;
    struct buffer payload;
};

struct verdict_sink {
    struct sorter *sorter;
    unsigned lanes;
    struct scratch *scratch;
};

/* The source is asked for so many at a time: rows in order of ids are all over the tables, and a machine fetches from
 * many places at once what one verdict after the other would wait for. */
#define BATCH 32

struct verdict_reader {
    struct sorter_reader *reader;
    const struct verdict_source *source;
    unsigned worker;
    struct verdict batch[BATCH];
    size_t count, next;
};

const char *verdict_name(enum verdict_kind kind) {
    assert((unsigned)kind < VERDICT_KIND_COUNT);
    return verdict_names[kind];
}

enum err_code verdict_sink_new(unsigned lanes, size_t run_bytes, const char *tmpdir, struct verdict_sink **ret_sink,
                               struct err *err) {
    CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = calloc(1, sizeof *sink);
    enum err_code code;

    if (!sink) {
        return err_no_memory(err);
    }
    sink->scratch = aligned_alloc(_Alignof(struct scratch), lanes * sizeof *sink->scratch);
    if (!sink->scratch) {
        return err_no_memory(err);
    }
    memset(sink->scratch, 0, lanes * sizeof *sink->scratch);
    sink->lanes = lanes;
    code = sorter_new(lanes, run_bytes, tmpdir, &sink->sorter, err);
    if (!code) {
        *ret_sink = TAKE_PTR(sink);
    }
    return code;
}

void verdict_sink_free(struct verdict_sink *sink) {
    if (!sink) {
        return;
    }
    sorter_free(sink->sorter);
    for (unsigned i = 0; i < sink->lanes; i++) {
        buffer_done(&sink->scratch[i].key);
        buffer_done(&sink->scratch[i].payload);
    }
    free(sink->scratch);
    free(sink);
}

static char *put_bytes(struct str bytes, char *to) {
    if (bytes.n) {
        memcpy(to, bytes.p, bytes.n);
    }
    return to + bytes.n;
}

/* Assets before devices without one; NUL, which no cell holds, ends the asset's id. */
static void put_key(const struct verdict *verdict, struct buffer *out) {
    char *begin = buffer_reserve(out, verdict->asset_id.n + verdict->device_id.n + 2), *to = begin;

    if (begin) {
        *to++ = verdict->asset_id.n ? 'a' : 'd';
        to = put_bytes(verdict->asset_id, to);
        *to++ = '\0';
        to = put_bytes(verdict->device_id, to);
        out->n += (size_t)(to - begin);
    }
}

enum err_code verdict_sink_expect(struct verdict_sink *sink, const struct str *asset_ids, size_t asset_count,
                                  const struct str *device_ids, size_t device_count, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    size_t count = asset_count + device_count;
    struct str *keys = arena ? arena_alloc_array(arena, count + 1, sizeof *keys) : NULL;
    CLEANUP(buffer_done) struct buffer key = {0};

    if (!keys) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct verdict verdict = {0};
        *(i < asset_count ? &verdict.asset_id : &verdict.device_id) =
            i < asset_count ? asset_ids[i] : device_ids[i - asset_count];
        buffer_reset(&key);
        put_key(&verdict, &key);
        keys[i] = arena_dup(arena, buffer_view(&key));
    }
    return key.failed || arena_failed(arena) ? err_no_memory(err) : sorter_expect(sink->sorter, keys, count, err);
}

static bool get_key(struct str key, struct verdict *verdict) {
    key = str_sub(key, 1, SIZE_MAX);
    if (!str_cut(&key, '\0', &verdict->asset_id)) {
        return false;
    }
    verdict->device_id = key;
    return true;
}

static uint8_t flags_of(const struct verdict *verdict) {
    return (uint8_t)((verdict->location_checked ? FLAG_LOCATION : 0) | (verdict->user_checked ? FLAG_USER : 0) |
                     (verdict->software_checked ? FLAG_SOFTWARE : 0));
}

static void set_flags(struct verdict *verdict, unsigned flags) {
    verdict->location_checked = flags & FLAG_LOCATION;
    verdict->user_checked = flags & FLAG_USER;
    verdict->software_checked = flags & FLAG_SOFTWARE;
}

/* False when a code needs more than 16 bits. */
static bool narrow_codes(const uint32_t codes[VERDICT_TEXTS], uint16_t narrow[VERDICT_TEXTS]) {
    bool is_narrow = true;

    for (size_t i = 0; i < VERDICT_TEXTS; i++) {
        is_narrow = is_narrow && (codes[i] < NARROW_NO_CODE || codes[i] == VERDICT_NO_CODE);
        narrow[i] = (uint16_t)codes[i];
    }
    return is_narrow;
}

static void put_rows(const struct verdict *verdict, struct buffer *out) {
    struct fixed fixed = {
        .asset = verdict->asset,
        .device = verdict->device,
        .software_unlisted = verdict->software_unlisted,
        .cause_n = (uint32_t)verdict->cause.n,
        .kind = (uint8_t)verdict->kind,
        .grade = (uint8_t)verdict->grade,
        .flags = flags_of(verdict),
        .keys = (uint8_t)verdict->keys,
    };
    bool is_narrow = narrow_codes(verdict->codes, fixed.codes);
    size_t most = 1 + sizeof fixed + sizeof verdict->codes + verdict->cause.n + verdict->hostname.n;
    char *begin = buffer_reserve(out, most), *to = begin;

    if (begin) {
        *to++ = is_narrow ? FORM_ROWS : FORM_WIDE;
        to = put_bytes((struct str){(const char *)&fixed, sizeof fixed}, to);
        if (!is_narrow) {
            to = put_bytes((struct str){(const char *)verdict->codes, sizeof verdict->codes}, to);
        }
        to = put_bytes(verdict->cause, to);
        to = put_bytes(verdict->hostname, to);
        out->n += (size_t)(to - begin);
    }
}

static bool get_bytes(struct str *rest, void *to, size_t n) {
    if (rest->n < n) {
        return false;
    }
    memcpy(to, rest->p, n);
    *rest = (struct str){rest->p + n, rest->n - n};
    return true;
}

static bool get_rows(struct str rest, bool is_wide, struct verdict *verdict) {
    struct fixed fixed;

    if (!get_bytes(&rest, &fixed, sizeof fixed) || fixed.kind >= VERDICT_KIND_COUNT ||
        (is_wide && !get_bytes(&rest, verdict->codes, sizeof verdict->codes)) || rest.n < fixed.cause_n) {
        return false;
    }
    for (size_t i = 0; !is_wide && i < VERDICT_TEXTS; i++) {
        verdict->codes[i] = fixed.codes[i] == NARROW_NO_CODE ? VERDICT_NO_CODE : fixed.codes[i];
    }
    verdict->kind = (enum verdict_kind)fixed.kind;
    verdict->asset = fixed.asset;
    verdict->device = fixed.device;
    verdict->cause = (struct str){rest.p, fixed.cause_n};
    verdict->hostname = (struct str){rest.p + fixed.cause_n, rest.n - fixed.cause_n};
    verdict->keys = fixed.keys;
    verdict->grade = (char)fixed.grade;
    set_flags(verdict, fixed.flags);
    verdict->software_unlisted = fixed.software_unlisted;
    return true;
}

static void put_texts(const struct verdict *verdict, struct buffer *out) {
    const uint64_t numbers[] = {(uint64_t)verdict->kind, (unsigned char)verdict->grade, flags_of(verdict),
                                verdict->software_unlisted};

    buffer_append_char(out, FORM_TEXTS);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        record_put_u64(out, numbers[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        record_put_str(out, *(const struct str *)(const void *)((const char *)verdict + slices[i]));
    }
    record_put_u64(out, verdict->keys);
    record_put_u64(out, verdict->asset);
    record_put_u64(out, verdict->device);
}

static bool get_texts(struct str rest, struct verdict *verdict) {
    uint64_t kind, grade, flags, unlisted, keys, asset, device;

    if (!record_get_u64(&rest, &kind) || kind >= VERDICT_KIND_COUNT || !record_get_u64(&rest, &grade) ||
        !record_get_u64(&rest, &flags) || !record_get_u64(&rest, &unlisted)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        if (!record_get_str(&rest, (struct str *)(void *)((char *)verdict + slices[i]))) {
            return false;
        }
    }
    if (!record_get_u64(&rest, &keys) || !record_get_u64(&rest, &asset) || !record_get_u64(&rest, &device)) {
        return false;
    }
    verdict->kind = (enum verdict_kind)kind;
    verdict->grade = (char)grade;
    set_flags(verdict, (unsigned)flags);
    verdict->software_unlisted = (uint32_t)unlisted;
    verdict->keys = (unsigned)keys;
    verdict->asset = (uint32_t)asset;
    verdict->device = (uint32_t)device;
    return rest.n == 0;
}

enum err_code verdict_sink_add(struct verdict_sink *sink, unsigned lane, const struct verdict *verdict,
                               struct err *err) {
    struct scratch *scratch = &sink->scratch[lane];

    assert(verdict->keys <= UINT8_MAX);
    buffer_reset(&scratch->key);
    put_key(verdict, &scratch->key);
    buffer_reset(&scratch->payload);
    if (verdict->device != VERDICT_NO_ROW) {
        put_rows(verdict, &scratch->payload);
    } else {
        put_texts(verdict, &scratch->payload);
    }
    if (scratch->key.failed || scratch->payload.failed) {
        return err_no_memory(err);
    }
    return sorter_add(sink->sorter, lane, buffer_view(&scratch->key), buffer_view(&scratch->payload), err);
}

enum err_code verdict_sink_finish(struct verdict_sink *sink, struct pool *pool, struct err *err) {
    return sorter_finish(sink->sorter, pool, err);
}

size_t verdict_sink_ranges(const struct verdict_sink *sink) {
    return sorter_ranges(sink->sorter);
}

enum err_code verdict_reader_new(const struct verdict_sink *sink, const struct verdict_source *source, unsigned worker,
                                 struct verdict_reader **ret_reader, struct err *err) {
    struct verdict_reader *reader = calloc(1, sizeof *reader);
    enum err_code code;

    if (!reader) {
        return err_no_memory(err);
    }
    reader->source = source;
    reader->worker = worker;
    code = sorter_reader_new(sink->sorter, &reader->reader, err);
    if (code) {
        free(reader);
        return code;
    }
    *ret_reader = reader;
    return ERR_OK;
}

void verdict_reader_free(struct verdict_reader *reader) {
    if (reader) {
        sorter_reader_free(reader->reader);
        free(reader);
    }
}

enum err_code verdict_reader_open(struct verdict_reader *reader, size_t range, struct err *err) {
    reader->count = reader->next = 0;
    return sorter_reader_open(reader->reader, range, err);
}

static bool get_verdict(struct str key, struct str payload, struct verdict *verdict) {
    struct str rest = str_sub(payload, 1, SIZE_MAX);
    char form = payload.n ? payload.p[0] : FORM_TEXTS;

    return get_key(key, verdict) &&
           (form == FORM_TEXTS ? get_texts(rest, verdict) : get_rows(rest, form == FORM_WIDE, verdict));
}

static enum err_code read_batch(struct verdict_reader *reader, struct err *err) {
    struct str key, payload;

    reader->count = reader->next = 0;
    while (reader->count < BATCH && sorter_reader_next(reader->reader, &key, &payload)) {
        struct verdict *verdict = &reader->batch[reader->count++];
        *verdict = (struct verdict){0};
        if (!get_verdict(key, payload, verdict)) {
            return err_set(err, ERR_DIGEST, NULL, STR_NONE, STR_NONE);
        }
    }
    if (reader->source) {
        reader->source->describe(reader->source->context, reader->worker, reader->batch, reader->count);
    }
    return ERR_OK;
}

enum err_code verdict_reader_next(struct verdict_reader *reader, bool *ret_more, struct verdict *ret_verdict,
                                  struct err *err) {
    enum err_code code = reader->next < reader->count ? ERR_OK : read_batch(reader, err);

    if (code) {
        return code;
    }
    *ret_more = reader->next < reader->count;
    if (*ret_more) {
        *ret_verdict = reader->batch[reader->next++];
    }
    return ERR_OK;
}
