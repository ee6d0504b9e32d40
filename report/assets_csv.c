#include "base/csv_write.h"
#include "base/ordered_output.h"
#include "inventory/identity.h"
#include "report/sheet.h"

#include <assert.h>
#include <stdlib.h>

static const struct sheet_column columns[] = {
    {.name = "asset_id", .cell = SHEET_TEXT},
    {.name = "device_id", .cell = SHEET_TEXT},
    {.name = "hostname", .cell = SHEET_TEXT},
    {.name = "system", .cell = SHEET_TEXT},
    {.name = "department", .cell = SHEET_TEXT},
    {.name = "location", .cell = SHEET_TEXT},
    {.name = "kind", .cell = SHEET_TEXT},
    {.name = "status", .cell = SHEET_TEXT},
    {.name = "verdict", .cell = SHEET_WORD},
    {.name = "cause", .cell = SHEET_NAME},
    {.name = "keys", .cell = SHEET_NAMES},
    {.name = "grade", .cell = SHEET_TEXT},
    {.name = "observed_at", .cell = SHEET_TEXT},
    {.name = "location_checked", .cell = SHEET_FLAG},
    {.name = "user_checked", .cell = SHEET_FLAG},
    {.name = "software_checked", .cell = SHEET_FLAG},
    {.name = "software_unlisted", .cell = SHEET_NUMBER},
};
const struct sheet_table sheet_of_assets = {"assets.csv", columns, ARRAY_LEN(columns)};

/* By the bits of verdict->keys. */
#define KEY_SETS (1u << KEY_COUNT)

/* One thread's part. */
struct counter {
    struct verdict_reader *reader;
    uint64_t by_verdict[VERDICT_KIND_COUNT];
};

struct rendering {
    const struct verdict_sink *sink;
    const struct verdict_source *source;
    struct buffer key_names[KEY_SETS]; /* "serial uuid" */
    struct counter *counters;          /* by worker */
    unsigned workers;
};

static struct str flag_word(bool flag) {
    return flag ? STR("yes") : STR("no");
}

static void write_verdict(struct csv_writer *csv, const struct verdict *verdict, struct str keys) {
    const struct verdict_texts *texts = &verdict->texts;
    char number[STR_U64_SIZE];
    const struct str cells[] = {
        verdict->asset_id,
        verdict->device_id,
        verdict->hostname,
        texts->system,
        texts->department,
        texts->location,
        texts->device_kind,
        texts->status,
        str_from(verdict_name(verdict->kind)),
        verdict->cause,
        keys,
        {&verdict->grade, verdict->grade ? 1 : 0},
        texts->observed_at,
        flag_word(verdict->location_checked),
        flag_word(verdict->user_checked),
        flag_word(verdict->software_checked),
        str_format_u64(verdict->software_unlisted, number),
    };

    static_assert(ARRAY_LEN(cells) == ARRAY_LEN(columns), "a cell for each column");
    csv_write_row(csv, cells, ARRAY_LEN(cells));
}

static enum err_code write_range(struct rendering *rendering, struct counter *counter, struct csv_writer *csv,
                                 struct err *err) {
    struct verdict verdict;
    bool more = true;
    enum err_code code = ERR_OK;

    for (;;) {
        code = verdict_reader_next(counter->reader, &more, &verdict, err);
        if (code || !more) {
            return code;
        }
        counter->by_verdict[verdict.kind]++;
        write_verdict(csv, &verdict, buffer_view(&rendering->key_names[verdict.keys % KEY_SETS]));
    }
}

static enum err_code render(void *context, size_t part, unsigned worker, struct output *const *outs, struct err *err) {
    struct rendering *rendering = context;
    struct counter *counter = &rendering->counters[worker];
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = csv_writer_continue(outs[0], CSV_FOR_PEOPLE);
    enum err_code code = csv ? ERR_OK : err_no_memory(err);

    if (!code && !counter->reader) {
        code = verdict_reader_new(rendering->sink, rendering->source, worker, &counter->reader, err);
    }
    if (!code) {
        code = verdict_reader_open(counter->reader, part, err);
    }
    return code ? code : write_range(rendering, counter, csv, err);
}

static enum err_code rendering_init(struct rendering *rendering, struct err *err) {
    for (unsigned set = 0; set < KEY_SETS; set++) {
        struct buffer *names = &rendering->key_names[set];
        for (enum identity_key key = 0; key < KEY_COUNT; key++) {
            if (set & (1u << key)) {
                buffer_append_cstr(names, names->n ? " " : "");
                buffer_append_cstr(names, identity_key_name(key));
            }
        }
        if (names->failed) {
            return err_no_memory(err);
        }
    }
    rendering->counters = calloc(rendering->workers, sizeof *rendering->counters);
    return rendering->counters ? ERR_OK : err_no_memory(err);
}

static void rendering_done(struct rendering *rendering, struct summary *summary) {
    for (unsigned i = 0; rendering->counters && i < rendering->workers; i++) {
        verdict_reader_free(rendering->counters[i].reader);
        for (unsigned kind = 0; kind < VERDICT_KIND_COUNT; kind++) {
            summary->by_verdict[kind] += rendering->counters[i].by_verdict[kind];
        }
    }
    free(rendering->counters);
    for (unsigned set = 0; set < KEY_SETS; set++) {
        buffer_done(&rendering->key_names[set]);
    }
}

enum err_code report_assets(const struct report_context *context, const struct verdict_sink *sink,
                            const struct verdict_source *source, struct summary *summary, struct err *err) {
    struct rendering rendering = {.sink = sink, .source = source, .workers = pool_threads(context->pool)};
    struct output *output;
    enum err_code code = output_create(context->dir_fd, "assets.csv", &output, err);

    if (code) {
        return code;
    }
    code = sheet_write_headings(&sheet_of_assets, output, err);
    if (!code) {
        code = rendering_init(&rendering, err);
    }
    if (!code) {
        code = ordered_output(context->pool, verdict_sink_ranges(sink), &output, 1, render, &rendering, err);
    }
    rendering_done(&rendering, summary);
    if (code) {
        output_abandon(output);
        return code;
    }
    return output_close(output, context->sync, NULL, err);
}
