#include "base/csv_write.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "report/result_files.h"

#include <assert.h>

/* The columns of findings.csv in their order; also the members of findings.jsonl. */
enum column {
    COLUMN_ID,
    COLUMN_CODE,
    COLUMN_OUTCOME,
    COLUMN_SEVERITY,
    COLUMN_VIEWPOINT,
    COLUMN_ASSET_ID,
    COLUMN_DEVICE_ID,
    COLUMN_HOSTNAME,
    COLUMN_SYSTEM,
    COLUMN_DEPARTMENT,
    COLUMN_LOCATION,
    COLUMN_SUBJECT,
    COLUMN_FIELD,
    COLUMN_DOCUMENTED,
    COLUMN_OBSERVED,
    COLUMN_MESSAGE,
    COLUMN_REMEDY,
    COLUMN_LEDGER_EVIDENCE,
    COLUMN_SNAPSHOT_EVIDENCE,
    COLUMN_GUIDELINE,
    COLUMN_STATUS,
    COLUMN_FIRST_SEEN,
    COLUMN_LAST_SEEN,
    COLUMN_COUNT
};

static const char *const columns[] = {
    [COLUMN_ID] = "id",
    [COLUMN_CODE] = "code",
    [COLUMN_OUTCOME] = "outcome",
    [COLUMN_SEVERITY] = "severity",
    [COLUMN_VIEWPOINT] = "viewpoint",
    [COLUMN_ASSET_ID] = "asset_id",
    [COLUMN_DEVICE_ID] = "device_id",
    [COLUMN_HOSTNAME] = "hostname",
    [COLUMN_SYSTEM] = "system",
    [COLUMN_DEPARTMENT] = "department",
    [COLUMN_LOCATION] = "location",
    [COLUMN_SUBJECT] = "subject",
    [COLUMN_FIELD] = "field",
    [COLUMN_DOCUMENTED] = "documented",
    [COLUMN_OBSERVED] = "observed",
    [COLUMN_MESSAGE] = "message",
    [COLUMN_REMEDY] = "remedy",
    [COLUMN_LEDGER_EVIDENCE] = "ledger_evidence",
    [COLUMN_SNAPSHOT_EVIDENCE] = "snapshot_evidence",
    [COLUMN_GUIDELINE] = "guideline",
    [COLUMN_STATUS] = "status",
    [COLUMN_FIRST_SEEN] = "first_seen",
    [COLUMN_LAST_SEEN] = "last_seen",
};
static_assert(ARRAY_LEN(columns) == COLUMN_COUNT, "a column lacks its name");

static const char *const argument_kinds[] = {
    [ARGUMENT_TEXT] = "text",
    [ARGUMENT_NUMBER] = "number",
    [ARGUMENT_FIELD] = "field",
    [ARGUMENT_WORD] = "word",
};

/* The two files while they are written, and room for the texts of one finding. */
struct files {
    const struct report_context *context;
    struct output *csv_output, *jsonl_output;
    struct csv_writer *csv;
    struct json_writer *json;
    struct buffer message, remedy;
    char id[17];
    char as_of[11];
};

static void files_done(struct files *files) {
    csv_writer_free(files->csv);
    json_writer_free(files->json);
    output_abandon(files->csv_output);
    output_abandon(files->jsonl_output);
    buffer_done(&files->message);
    buffer_done(&files->remedy);
}

static enum err_code files_open(struct files *files, struct err *err) {
    enum err_code code = output_create(files->context->dir_fd, "findings.csv", &files->csv_output, err);

    if (!code) {
        code = output_create(files->context->dir_fd, "findings.jsonl", &files->jsonl_output, err);
    }
    if (code) {
        return code;
    }
    files->csv = csv_writer_new(files->csv_output, CSV_FOR_PEOPLE);
    files->json = json_writer_new(files->jsonl_output, 0);
    if (!files->csv || !files->json) {
        return err_no_memory(err);
    }
    date_format(files->context->as_of, files->as_of);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        csv_write_cstr(files->csv, columns[i]);
    }
    csv_end_row(files->csv);
    return ERR_OK;
}

static enum err_code files_close(struct files *files, struct err *err) {
    enum err_code code = output_close(TAKE_PTR(files->csv_output), files->context->sync, NULL, err);

    return code ? code : output_close(TAKE_PTR(files->jsonl_output), files->context->sync, NULL, err);
}

/* Fills the cells of one finding; they borrow from it and from FILES. */
static void fill_cells(struct files *files, const struct finding *finding, struct str cells[COLUMN_COUNT]) {
    const struct code_def *def = code_def(finding->code);

    cells[COLUMN_ID] = str_from(files->id);
    cells[COLUMN_CODE] = str_from(def->name);
    cells[COLUMN_OUTCOME] = str_from(outcome_name(finding->outcome));
    cells[COLUMN_SEVERITY] = str_from(severity_name(code_severity(finding->code, finding->outcome)));
    cells[COLUMN_VIEWPOINT] = str_from(viewpoint_name(def->viewpoint));
    cells[COLUMN_ASSET_ID] = finding->asset_id;
    cells[COLUMN_DEVICE_ID] = finding->device_id;
    cells[COLUMN_HOSTNAME] = finding->hostname;
    cells[COLUMN_SYSTEM] = finding->system;
    cells[COLUMN_DEPARTMENT] = finding->department;
    cells[COLUMN_LOCATION] = finding->location;
    cells[COLUMN_SUBJECT] = finding->subject;
    cells[COLUMN_FIELD] = finding->field;
    cells[COLUMN_DOCUMENTED] = finding->documented;
    cells[COLUMN_OBSERVED] = finding->observed;
    cells[COLUMN_MESSAGE] = buffer_view(&files->message);
    cells[COLUMN_REMEDY] = buffer_view(&files->remedy);
    cells[COLUMN_LEDGER_EVIDENCE] = finding->ledger_evidence;
    cells[COLUMN_SNAPSHOT_EVIDENCE] = finding->snapshot_evidence;
    cells[COLUMN_GUIDELINE] = str_from(code_guideline(finding->code));
    cells[COLUMN_STATUS] = STR("new");
    cells[COLUMN_FIRST_SEEN] = str_from(files->as_of);
    cells[COLUMN_LAST_SEEN] = str_from(files->as_of);
}

static void write_argument(struct json_writer *json, const struct argument *argument) {
    json_begin_object(json);
    json_member_string(json, "kind", str_from(argument_kinds[argument->kind]));
    if (argument->kind == ARGUMENT_NUMBER) {
        json_member_number(json, "value", argument->number);
    } else {
        json_member_string(json, "value", argument->text);
    }
    json_end_object(json);
}

/* What the sentence is made of, so that it can be made again in the other language. */
static void write_message_source(struct json_writer *json, const struct finding *finding) {
    json_member_string(json, "message_id", str_from(message_id(finding->message)));
    json_key(json, "args");
    json_begin_array(json);
    for (unsigned i = 0; i < finding->argument_count; i++) {
        write_argument(json, &finding->arguments[i]);
    }
    json_end_array(json);
}

static void write_line(struct json_writer *json, const struct finding *finding, const struct str cells[COLUMN_COUNT]) {
    json_begin_object(json);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        json_member_string(json, columns[i], cells[i]);
        if (i == COLUMN_MESSAGE) {
            write_message_source(json, finding);
        }
    }
    json_end_object(json);
    json_newline(json);
}

static enum err_code write_finding(struct files *files, const struct finding *finding, struct err *err) {
    enum language language = files->context->language;
    struct str cells[COLUMN_COUNT];

    hash64_format(finding->id, files->id);
    buffer_reset(&files->message);
    message_render(finding->message, finding->arguments, finding->argument_count, language, &files->message);
    buffer_reset(&files->remedy);
    message_render_remedy(finding->message, finding->arguments, finding->argument_count, language, &files->remedy);
    if (files->message.failed || files->remedy.failed) {
        return err_no_memory(err);
    }
    fill_cells(files, finding, cells);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        csv_write_cell(files->csv, cells[i]);
    }
    csv_end_row(files->csv);
    write_line(files->json, finding, cells);
    return ERR_OK;
}

static enum err_code write_all(struct files *files, struct finding_sink *sink, struct summary *summary,
                               struct err *err) {
    struct finding finding;
    bool more = true;
    enum err_code code = finding_sink_rewind(sink, err);

    while (!code) {
        code = finding_sink_next(sink, &more, &finding, err);
        if (code || !more) {
            break;
        }
        summary->by_code[finding.code][finding.outcome]++;
        code = write_finding(files, &finding, err);
    }
    return code;
}

enum err_code report_findings(const struct report_context *context, struct finding_sink *sink, struct summary *summary,
                              struct err *err) {
    CLEANUP(files_done) struct files files = {.context = context};
    enum err_code code = files_open(&files, err);

    if (!code) {
        code = write_all(&files, sink, summary, err);
    }
    return code ? code : files_close(&files, err);
}
