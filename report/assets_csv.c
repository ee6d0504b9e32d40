#include "base/csv_write.h"
#include "report/result_files.h"

static const char *const columns[] = {
    "asset_id",
    "device_id",
    "hostname",
    "system",
    "department",
    "location",
    "kind",
    "status",
    "verdict",
    "cause",
    "keys",
    "grade",
    "observed_at",
    "location_checked",
    "user_checked",
    "software_checked",
    "software_unlisted",
};

static void write_flag(struct csv_writer *csv, bool flag) {
    csv_write_cstr(csv, flag ? "yes" : "no");
}

static void write_verdict(struct csv_writer *csv, const struct verdict *verdict) {
    const struct str identity[] = {verdict->asset_id,   verdict->device_id, verdict->hostname,    verdict->system,
                                   verdict->department, verdict->location,  verdict->device_kind, verdict->status};

    for (size_t i = 0; i < ARRAY_LEN(identity); i++) {
        csv_write_cell(csv, identity[i]);
    }
    csv_write_cstr(csv, verdict_name(verdict->kind));
    csv_write_cell(csv, verdict->cause);
    csv_write_cell(csv, verdict->keys);
    csv_write_cell(csv, (struct str){&verdict->grade, verdict->grade ? 1 : 0});
    csv_write_cell(csv, verdict->observed_at);
    write_flag(csv, verdict->location_checked);
    write_flag(csv, verdict->user_checked);
    write_flag(csv, verdict->software_checked);
    csv_write_number(csv, verdict->software_unlisted);
    csv_end_row(csv);
}

static enum err_code write_all(struct csv_writer *csv, struct verdict_sink *sink, struct summary *summary,
                               struct err *err) {
    struct verdict verdict;
    bool more = true;
    enum err_code code = verdict_sink_rewind(sink, err);

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        csv_write_cstr(csv, columns[i]);
    }
    csv_end_row(csv);
    while (!code) {
        code = verdict_sink_next(sink, &more, &verdict, err);
        if (code || !more) {
            break;
        }
        summary->by_verdict[verdict.kind]++;
        write_verdict(csv, &verdict);
    }
    return code;
}

enum err_code report_assets(const struct report_context *context, struct verdict_sink *sink, struct summary *summary,
                            struct err *err) {
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = NULL;
    struct output *output;
    enum err_code code = output_create(context->dir_fd, "assets.csv", &output, err);

    if (code) {
        return code;
    }
    csv = csv_writer_new(output, CSV_FOR_PEOPLE);
    code = csv ? write_all(csv, sink, summary, err) : err_no_memory(err);
    if (code) {
        output_abandon(output);
        return code;
    }
    return output_close(output, context->sync, NULL, err);
}
