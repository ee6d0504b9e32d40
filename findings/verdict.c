#include "findings/verdict.h"

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

/* The slices of a verdict in the order of the record. */
static const size_t slices[] = {
    offsetof(struct verdict, asset_id),    offsetof(struct verdict, device_id),   offsetof(struct verdict, hostname),
    offsetof(struct verdict, system),      offsetof(struct verdict, department),  offsetof(struct verdict, location),
    offsetof(struct verdict, device_kind), offsetof(struct verdict, status),      offsetof(struct verdict, cause),
    offsetof(struct verdict, keys),        offsetof(struct verdict, observed_at),
};

enum flag { FLAG_LOCATION = 1, FLAG_USER = 2, FLAG_SOFTWARE = 4 };

struct verdict_sink {
    struct sorter *sorter;
    struct buffer key, payload;
};

const char *verdict_name(enum verdict_kind kind) {
    assert((unsigned)kind < VERDICT_KIND_COUNT);
    return verdict_names[kind];
}

enum err_code verdict_sink_new(size_t run_bytes, const char *tmpdir, struct verdict_sink **ret_sink, struct err *err) {
    struct verdict_sink *sink = calloc(1, sizeof *sink);
    enum err_code code;

    if (!sink) {
        return err_no_memory(err);
    }
    code = sorter_new(run_bytes, tmpdir, &sink->sorter, err);
    if (code) {
        free(sink);
        return code;
    }
    *ret_sink = sink;
    return ERR_OK;
}

void verdict_sink_free(struct verdict_sink *sink) {
    if (sink) {
        sorter_free(sink->sorter);
        buffer_done(&sink->key);
        buffer_done(&sink->payload);
        free(sink);
    }
}

/* Assets before devices without one; NUL, which no cell holds, ends the asset's id. */
static void put_key(const struct verdict *verdict, struct buffer *out) {
    buffer_append_char(out, verdict->asset_id.n ? 'a' : 'd');
    buffer_append(out, verdict->asset_id);
    buffer_append_char(out, '\0');
    buffer_append(out, verdict->device_id);
}

static void put_record(const struct verdict *verdict, struct buffer *out) {
    record_put_u64(out, (uint64_t)verdict->kind);
    record_put_u64(out, (unsigned char)verdict->grade);
    record_put_u64(out, (verdict->location_checked ? FLAG_LOCATION : 0u) | (verdict->user_checked ? FLAG_USER : 0u) |
                            (verdict->software_checked ? FLAG_SOFTWARE : 0u));
    record_put_u64(out, verdict->software_unlisted);
    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        record_put_str(out, *(const struct str *)(const void *)((const char *)verdict + slices[i]));
    }
}

enum err_code verdict_sink_add(struct verdict_sink *sink, const struct verdict *verdict, struct err *err) {
    buffer_reset(&sink->key);
    put_key(verdict, &sink->key);
    buffer_reset(&sink->payload);
    put_record(verdict, &sink->payload);
    if (sink->key.failed || sink->payload.failed) {
        return err_no_memory(err);
    }
    return sorter_add(sink->sorter, buffer_view(&sink->key), buffer_view(&sink->payload), err);
}

enum err_code verdict_sink_finish(struct verdict_sink *sink, struct err *err) {
    return sorter_finish(sink->sorter, err);
}

enum err_code verdict_sink_rewind(struct verdict_sink *sink, struct err *err) {
    return sorter_rewind(sink->sorter, err);
}

static bool get_record(struct str rest, struct verdict *ret_verdict) {
    struct verdict verdict = {0};
    uint64_t kind, grade, flags, unlisted;

    if (!record_get_u64(&rest, &kind) || kind >= VERDICT_KIND_COUNT || !record_get_u64(&rest, &grade) ||
        !record_get_u64(&rest, &flags) || !record_get_u64(&rest, &unlisted)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        if (!record_get_str(&rest, (struct str *)(void *)((char *)&verdict + slices[i]))) {
            return false;
        }
    }
    verdict.kind = (enum verdict_kind)kind;
    verdict.grade = (char)grade;
    verdict.location_checked = flags & FLAG_LOCATION;
    verdict.user_checked = flags & FLAG_USER;
    verdict.software_checked = flags & FLAG_SOFTWARE;
    verdict.software_unlisted = (uint32_t)unlisted;
    *ret_verdict = verdict;
    return rest.n == 0;
}

enum err_code verdict_sink_next(struct verdict_sink *sink, bool *ret_more, struct verdict *ret_verdict,
                                struct err *err) {
    struct str key, payload;
    bool more = true;
    enum err_code code = sorter_next(sink->sorter, &more, &key, &payload, err);

    if (code) {
        return code;
    }
    if (more && !get_record(payload, ret_verdict)) {
        return err_set(err, ERR_DIGEST, NULL, STR_NONE, STR_NONE);
    }
    *ret_more = more;
    return ERR_OK;
}
