#include "findings/finding_sink.h"

#include "base/hash.h"
#include "base/sorter.h"
#include "findings/finding_key.h"
#include "findings/finding_record.h"
#include "findings/id_check.h"

#include <stdlib.h>

/* A record of the sorter: key as in finding_key.h; payload is the hash of the content, most significant byte first,
 * and then the finding. So equals by key come out by content, and what differs in evidence alone comes last. */

#define RANK_BYTES 8
/* The ids are checked with a quarter of what the findings may take. */
#define RUN_BYTES_DEFAULT ((size_t)64 << 20)

struct finding_sink {
    struct sorter *sorter;
    size_t run_bytes;
    const char *tmpdir;
    struct buffer key, payload, scratch; /* for additions and ids */
    struct buffer previous_key;          /* of the finding handed out last */
    bool has_previous;
    unsigned ordinal;
};

enum err_code finding_sink_new(size_t run_bytes, const char *tmpdir, struct finding_sink **ret_sink, struct err *err) {
    struct finding_sink *sink = calloc(1, sizeof *sink);
    enum err_code code;

    if (!sink) {
        return err_no_memory(err);
    }
    sink->run_bytes = run_bytes ? run_bytes : RUN_BYTES_DEFAULT;
    sink->tmpdir = tmpdir;
    code = sorter_new(sink->run_bytes, tmpdir, &sink->sorter, err);
    if (code) {
        free(sink);
        return code;
    }
    *ret_sink = sink;
    return ERR_OK;
}

void finding_sink_free(struct finding_sink *sink) {
    if (sink) {
        sorter_free(sink->sorter);
        buffer_done(&sink->key);
        buffer_done(&sink->payload);
        buffer_done(&sink->scratch);
        buffer_done(&sink->previous_key);
        free(sink);
    }
}

static void append_rank(struct buffer *out, uint64_t rank) {
    for (int shift = 8 * (RANK_BYTES - 1); shift >= 0; shift -= 8) {
        buffer_append_char(out, (char)(rank >> shift & 0xFF));
    }
}

enum err_code finding_sink_add(struct finding_sink *sink, const struct finding *finding, struct err *err) {
    buffer_reset(&sink->key);
    finding_key(finding, &sink->key);
    buffer_reset(&sink->scratch);
    finding_content(finding, &sink->scratch);
    buffer_reset(&sink->payload);
    append_rank(&sink->payload, hash64(buffer_view(&sink->scratch)));
    finding_record_put(finding, &sink->payload);
    if (sink->key.failed || sink->scratch.failed || sink->payload.failed) {
        return err_no_memory(err);
    }
    return sorter_add(sink->sorter, buffer_view(&sink->key), buffer_view(&sink->payload), err);
}

/* The rank of the next finding among those with its key. */
static bool advance_ordinal(struct finding_sink *sink, struct str key) {
    if (sink->has_previous && str_eq(key, buffer_view(&sink->previous_key))) {
        sink->ordinal++;
        return true;
    }
    sink->ordinal = 0;
    sink->has_previous = true;
    buffer_reset(&sink->previous_key);
    buffer_append(&sink->previous_key, key);
    return !sink->previous_key.failed;
}

/* The next record, its key and its id. */
static enum err_code next_record(struct finding_sink *sink, bool *ret_more, struct str *ret_payload, uint64_t *ret_id,
                                 struct err *err) {
    struct str key;
    enum err_code code = sorter_next(sink->sorter, ret_more, &key, ret_payload, err);

    if (code || !*ret_more) {
        return code;
    }
    if (!advance_ordinal(sink, key) || !finding_key_id(key, sink->ordinal, &sink->scratch, ret_id)) {
        return err_no_memory(err);
    }
    return ERR_OK;
}

static enum err_code check_ids(struct finding_sink *sink, struct id_check *check, struct err *err) {
    struct str payload;
    uint64_t id;
    bool more = true;

    for (;;) {
        enum err_code code = next_record(sink, &more, &payload, &id, err);
        if (code || !more) {
            return code ? code : id_check_finish(check, err);
        }
        /* next_record leaves the id's whole key, ordinal included, in scratch. */
        code = id_check_add(check, id, buffer_view(&sink->scratch), err);
        if (code) {
            return code;
        }
    }
}

enum err_code finding_sink_finish(struct finding_sink *sink, struct err *err) {
    CLEANUP(id_check_free_cleanup) struct id_check *check = NULL;
    enum err_code code = sorter_finish(sink->sorter, err);

    if (!code) {
        code = id_check_new(sink->run_bytes / 4, sink->tmpdir, &check, err);
    }
    if (!code) {
        code = check_ids(sink, check, err);
    }
    return code ? code : finding_sink_rewind(sink, err);
}

enum err_code finding_sink_rewind(struct finding_sink *sink, struct err *err) {
    sink->has_previous = false;
    return sorter_rewind(sink->sorter, err);
}

enum err_code finding_sink_next(struct finding_sink *sink, bool *ret_more, struct finding *ret_finding,
                                struct err *err) {
    struct str payload;
    uint64_t id;
    bool more = true, whole;
    enum err_code code = next_record(sink, &more, &payload, &id, err);

    if (code) {
        return code;
    }
    if (more) {
        whole = finding_record_get(str_sub(payload, RANK_BYTES, SIZE_MAX), ret_finding);
        if (!whole) {
            return err_set(err, ERR_DIGEST, sink->tmpdir, STR_NONE, STR_NONE);
        }
        ret_finding->id = id;
        ret_finding->ordinal = sink->ordinal;
    }
    *ret_more = more;
    return ERR_OK;
}
