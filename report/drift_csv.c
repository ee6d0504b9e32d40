/* drift.csv: what changed between two snapshots, a row a change. */

#include "base/csv_write.h"
#include "report/result_files.h"

static const char *const headings[] = {
    "device_id", "asset_id", "hostname", "what", "field", "before", "after", "change_id", "state",
};

static void write_record(struct csv_writer *csv, const struct drift_record *record) {
    csv_write_cell(csv, record->device_id);
    csv_write_cell(csv, record->asset_id);
    csv_write_cell(csv, record->hostname);
    csv_write_cstr(csv, drift_what_name(record->what));
    csv_write_cell(csv, record->field);
    csv_write_cell(csv, record->before);
    csv_write_cell(csv, record->after);
    csv_write_cell(csv, record->change_id);
    csv_write_cstr(csv, drift_state_name(record->state));
    csv_end_row(csv);
}

static enum err_code write_records(struct csv_writer *csv, struct drift_records *records, struct summary *summary,
                                   struct err *err) {
    struct drift_record record;
    bool has_more = true;
    enum err_code code = ERR_OK;

    drift_records_rewind(records);
    while (code == ERR_OK && has_more) {
        code = drift_records_next(records, &has_more, &record, err);
        if (code == ERR_OK && has_more) {
            write_record(csv, &record);
            summary->by_drift[record.state]++;
        }
    }
    return code;
}

enum err_code report_drift(const struct report_context *context, struct drift_records *records, struct summary *summary,
                           struct err *err) {
    struct output *output;
    enum err_code code = output_create(context->dir_fd, "drift.csv", &output, err);

    if (code) {
        return code;
    }
    struct csv_writer *csv = csv_writer_new(output, CSV_FOR_PEOPLE);
    if (!csv) {
        output_abandon(output);
        return err_no_memory(err);
    }
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        csv_write_cstr(csv, headings[i]);
    }
    csv_end_row(csv);
    code = write_records(csv, records, summary, err);
    csv_writer_free(csv);
    if (code) {
        output_abandon(output);
        return code;
    }
    return output_close(output, context->sync, NULL, err);
}
