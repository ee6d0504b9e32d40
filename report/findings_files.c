#include "base/csv_write.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "base/ordered_output.h"
#include "report/sheet.h"

#include <assert.h>
#include <stdlib.h>

/* The columns of findings.csv in their order; those before COLUMN_FOUND_COUNT are also the members of findings.jsonl.
 */
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
    COLUMN_FOUND_COUNT, /* what follows was decided: objects of their own in findings.jsonl */
    COLUMN_CAUSE = COLUMN_FOUND_COUNT,
    COLUMN_PREVENTION,
    COLUMN_ACTION,
    COLUMN_OWNER,
    COLUMN_DUE,
    COLUMN_DISPOSITION_STATE,
    COLUMN_WAIVED_UNTIL,
    COLUMN_COUNT
};

static const struct sheet_column columns[] = {
    [COLUMN_ID] = {.name = "id", .cell = SHEET_TEXT},
    [COLUMN_CODE] = {.name = "code", .cell = SHEET_TEXT},
    [COLUMN_OUTCOME] = {.name = "outcome", .cell = SHEET_WORD},
    [COLUMN_SEVERITY] = {.name = "severity", .cell = SHEET_WORD},
    [COLUMN_VIEWPOINT] = {.name = "viewpoint", .cell = SHEET_NAME},
    [COLUMN_ASSET_ID] = {.name = "asset_id", .cell = SHEET_TEXT},
    [COLUMN_DEVICE_ID] = {.name = "device_id", .cell = SHEET_TEXT},
    [COLUMN_HOSTNAME] = {.name = "hostname", .cell = SHEET_TEXT},
    [COLUMN_SYSTEM] = {.name = "system", .cell = SHEET_TEXT},
    [COLUMN_DEPARTMENT] = {.name = "department", .cell = SHEET_TEXT},
    [COLUMN_LOCATION] = {.name = "location", .cell = SHEET_TEXT},
    [COLUMN_SUBJECT] = {.name = "subject", .cell = SHEET_TEXT},
    [COLUMN_FIELD] = {.name = "field", .cell = SHEET_NAME},
    [COLUMN_DOCUMENTED] = {.name = "documented", .cell = SHEET_TEXT},
    [COLUMN_OBSERVED] = {.name = "observed", .cell = SHEET_TEXT},
    [COLUMN_MESSAGE] = {.name = "message", .cell = SHEET_TEXT},
    [COLUMN_REMEDY] = {.name = "remedy", .cell = SHEET_TEXT},
    [COLUMN_LEDGER_EVIDENCE] = {.name = "ledger_evidence", .cell = SHEET_TEXT},
    [COLUMN_SNAPSHOT_EVIDENCE] = {.name = "snapshot_evidence", .cell = SHEET_TEXT},
    [COLUMN_GUIDELINE] = {.name = "guideline", .cell = SHEET_TEXT},
    [COLUMN_STATUS] = {.name = "status", .cell = SHEET_WORD},
    [COLUMN_FIRST_SEEN] = {.name = "first_seen", .cell = SHEET_DATE},
    [COLUMN_LAST_SEEN] = {.name = "last_seen", .cell = SHEET_DATE},
    [COLUMN_CAUSE] = {.name = "cause", .cell = SHEET_TEXT},
    [COLUMN_PREVENTION] = {.name = "prevention", .cell = SHEET_TEXT},
    [COLUMN_ACTION] = {.name = "action", .cell = SHEET_TEXT},
    [COLUMN_OWNER] = {.name = "owner", .cell = SHEET_TEXT},
    [COLUMN_DUE] = {.name = "due", .cell = SHEET_DATE},
    [COLUMN_DISPOSITION_STATE] = {.name = "disposition_state", .cell = SHEET_WORD},
    [COLUMN_WAIVED_UNTIL] = {.name = "waived_until", .cell = SHEET_DATE},
};
static_assert(ARRAY_LEN(columns) == COLUMN_COUNT, "a column lacks its name");
const struct sheet_table sheet_of_findings = {"findings.csv", columns, COLUMN_COUNT};

/* What the parts of both files share. */
struct rendering {
    const struct report_context *context;
    const struct finding_sink *sink;
    struct renderer *renderers; /* by worker */
    unsigned workers;
};

/* One thread's part: room for the texts of one finding, and counts. */
struct renderer {
    const struct rendering *rendering;
    struct finding_reader *reader;
    struct buffer message, remedy;
    struct arena *arena; /* of what was decided; NULL until something was */
    struct finding_decision decision;
    char id[17], first_seen[11], last_seen[11], due[11], waived_until[11];
    uint64_t by_status[FINDING_STATUS_COUNT];
    uint64_t by_code[CODE_COUNT][OUTCOME_COUNT];
    uint64_t raised[CODE_COUNT];
};

/* Where a part of the files goes. */
struct writers {
    struct csv_writer *csv;
    struct json_writer *json;
};

static void writers_done(struct writers *writers) {
    csv_writer_free(writers->csv);
    json_writer_free(writers->json);
}

/* Fills the cells of one finding; they borrow from it and from RENDERER. */
static void fill_cells(const struct renderer *renderer, const struct finding *finding, enum finding_status status,
                       struct str cells[COLUMN_COUNT]) {
    const struct code_def *def = code_def(finding->code);

    cells[COLUMN_ID] = str_from(renderer->id);
    cells[COLUMN_CODE] = str_from(def->name);
    cells[COLUMN_OUTCOME] = str_from(outcome_name(finding->outcome));
    cells[COLUMN_SEVERITY] = str_from(severity_name(finding_severity(finding)));
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
    cells[COLUMN_MESSAGE] = buffer_view(&renderer->message);
    cells[COLUMN_REMEDY] = buffer_view(&renderer->remedy);
    cells[COLUMN_LEDGER_EVIDENCE] = finding->ledger_evidence;
    cells[COLUMN_SNAPSHOT_EVIDENCE] = finding->snapshot_evidence;
    cells[COLUMN_GUIDELINE] = str_from(code_guideline(finding->code));
    cells[COLUMN_STATUS] = str_from(finding_status_name(status));
    cells[COLUMN_FIRST_SEEN] = str_from(renderer->first_seen);
    cells[COLUMN_LAST_SEEN] = str_from(renderer->last_seen);
    cells[COLUMN_CAUSE] = renderer->decision.cause;
    cells[COLUMN_PREVENTION] = renderer->decision.prevention;
    cells[COLUMN_ACTION] = renderer->decision.action;
    cells[COLUMN_OWNER] = renderer->decision.owner;
    cells[COLUMN_DUE] = str_from(renderer->due);
    cells[COLUMN_DISPOSITION_STATE] = renderer->decision.disposition_state;
    cells[COLUMN_WAIVED_UNTIL] = str_from(renderer->waived_until);
}

static void write_argument(struct json_writer *json, const struct argument *argument) {
    json_begin_object(json);
    json_member_string(json, "kind", str_from(argument_kind_name(argument->kind)));
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

static void write_disposition(struct json_writer *json, const struct str cells[COLUMN_COUNT]) {
    json_key(json, "disposition");
    json_begin_object(json);
    for (size_t i = COLUMN_CAUSE; i < COLUMN_DISPOSITION_STATE; i++) {
        json_member_string(json, columns[i].name, cells[i]);
    }
    json_member_string(json, "state", cells[COLUMN_DISPOSITION_STATE]);
    json_end_object(json);
}

static void write_waiver(struct json_writer *json, const struct finding_decision *decision, struct str until) {
    json_key(json, "waiver");
    json_begin_object(json);
    json_member_string(json, "who", decision->waived_by);
    json_member_string(json, "why", decision->waive_why);
    json_member_string(json, "until", until);
    json_end_object(json);
}

static void write_line(struct json_writer *json, const struct finding *finding, const struct finding_decision *decision,
                       const struct str cells[COLUMN_COUNT]) {
    json_begin_object(json);
    for (size_t i = 0; i < COLUMN_FOUND_COUNT; i++) {
        json_member_string(json, columns[i].name, cells[i]);
        if (i == COLUMN_MESSAGE) {
            write_message_source(json, finding);
        }
    }
    if (decision->has_disposition) {
        write_disposition(json, cells);
    }
    if (decision->has_waiver) {
        write_waiver(json, decision, cells[COLUMN_WAIVED_UNTIL]);
    }
    json_end_object(json);
    json_newline(json);
}

/* Of most findings nothing was decided, and nobody is asked. */
static enum err_code look_up_decision(struct renderer *renderer, const struct finding *finding, bool is_decided,
                                      struct err *err) {
    const struct finding_memory *memory = renderer->rendering->context->memory;
    enum err_code code = ERR_OK;

    renderer->decision = (struct finding_decision){.due = DATE_NONE, .waived_until = DATE_NONE};
    if (is_decided) {
        if (!renderer->arena && !(renderer->arena = arena_new())) {
            return err_no_memory(err);
        }
        arena_reset(renderer->arena);
        code = memory->decision_of(memory->context, finding->id, renderer->arena, &renderer->decision, err);
    }
    date_format(renderer->decision.due, renderer->due);
    date_format(renderer->decision.waived_until, renderer->waived_until);
    return code;
}

static enum err_code write_finding(struct renderer *renderer, const struct finding *finding,
                                   const struct finding_state *state, struct writers *writers, struct err *err) {
    enum language language = renderer->rendering->context->language;
    struct str cells[COLUMN_COUNT];
    enum err_code code = look_up_decision(renderer, finding, state->is_decided, err);

    if (code) {
        return code;
    }
    hash64_format(finding->id, renderer->id);
    date_format(state->first_seen, renderer->first_seen);
    date_format(state->last_seen, renderer->last_seen);
    buffer_reset(&renderer->message);
    message_render(finding->message, finding->arguments, finding->argument_count, language, &renderer->message);
    buffer_reset(&renderer->remedy);
    message_render_remedy(finding->message, finding->arguments, finding->argument_count, language, &renderer->remedy);
    if (renderer->message.failed || renderer->remedy.failed) {
        return err_no_memory(err);
    }
    fill_cells(renderer, finding, state->status, cells);
    csv_write_row(writers->csv, cells, COLUMN_COUNT);
    write_line(writers->json, finding, &renderer->decision, cells);
    return ERR_OK;
}

static struct finding_state state_of(const struct report_context *context, const struct finding *finding) {
    const struct finding_memory *memory = context->memory;

    return memory ? memory->state_of(memory->context, finding->id)
                  : (struct finding_state){FINDING_NEW, context->as_of, context->as_of, DATE_NONE, false};
}

/* What somebody answers for stands apart. */
static void count(struct renderer *renderer, const struct finding *finding, enum finding_status status) {
    renderer->by_status[status]++;
    if (status != FINDING_WAIVED) {
        renderer->by_code[finding->code][finding->outcome]++;
        renderer->raised[finding->code] += finding_severity(finding) != code_severity(finding->code, finding->outcome);
    }
}

static enum err_code write_range(struct renderer *renderer, struct writers *writers, struct err *err) {
    struct finding finding;
    bool more = true;

    for (;;) {
        enum err_code code = finding_reader_next(renderer->reader, &more, &finding, err);
        if (code || !more) {
            return code;
        }
        struct finding_state state = state_of(renderer->rendering->context, &finding);
        count(renderer, &finding, state.status);
        code = write_finding(renderer, &finding, &state, writers, err);
        if (code) {
            return code;
        }
    }
}

static enum err_code render(void *context, size_t part, unsigned worker, struct output *const *outs, struct err *err) {
    const struct rendering *rendering = context;
    struct renderer *renderer = &rendering->renderers[worker];
    CLEANUP(writers_done)
    struct writers writers = {csv_writer_continue(outs[0], CSV_FOR_PEOPLE), json_writer_new(outs[1], 0)};
    enum err_code code = writers.csv && writers.json ? ERR_OK : err_no_memory(err);

    renderer->rendering = rendering;
    if (!code && !renderer->reader) {
        code = finding_reader_new(rendering->sink, &renderer->reader, err);
    }
    if (!code) {
        code = finding_reader_open(renderer->reader, part, err);
    }
    return code ? code : write_range(renderer, &writers, err);
}

/* What is resolved, behind all that is found. */
static enum err_code write_resolved(struct renderer *renderer, struct output *const files[2], struct err *err) {
    const struct finding_memory *memory = renderer->rendering->context->memory;
    CLEANUP(writers_done)
    struct writers writers = {csv_writer_continue(files[0], CSV_FOR_PEOPLE), json_writer_new(files[1], 0)};
    enum err_code code = writers.csv && writers.json ? ERR_OK : err_no_memory(err);
    const struct finding *finding = NULL;
    struct finding_state state;

    for (size_t i = 0; !code; i++) {
        code = memory->resolved(memory->context, i, &finding, &state, err);
        if (code || !finding) {
            break;
        }
        renderer->by_status[FINDING_RESOLVED]++;
        code = write_finding(renderer, finding, &state, &writers, err);
    }
    return code;
}

static void rendering_done(struct rendering *rendering, struct summary *summary) {
    for (unsigned i = 0; rendering->renderers && i < rendering->workers; i++) {
        struct renderer *renderer = &rendering->renderers[i];
        for (unsigned status = 0; status < FINDING_STATUS_COUNT; status++) {
            summary->by_status[status] += renderer->by_status[status];
        }
        for (unsigned code = 0; code < CODE_COUNT; code++) {
            summary->raised[code] += renderer->raised[code];
            for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
                summary->by_code[code][outcome] += renderer->by_code[code][outcome];
            }
        }
        finding_reader_free(renderer->reader);
        arena_free(renderer->arena);
        buffer_done(&renderer->message);
        buffer_done(&renderer->remedy);
    }
    free(rendering->renderers);
}

/* FILES: findings.csv and findings.jsonl. */
static enum err_code write_files(const struct report_context *context, const struct finding_sink *sink,
                                 struct output *const files[2], struct summary *summary, struct err *err) {
    struct rendering rendering = {.context = context, .sink = sink, .workers = pool_threads(context->pool)};
    enum err_code code = sheet_write_headings(&sheet_of_findings, files[0], err);

    if (!code) {
        rendering.renderers = calloc(rendering.workers, sizeof *rendering.renderers);
        code = rendering.renderers
                   ? ordered_output(context->pool, finding_sink_ranges(sink), files, 2, render, &rendering, err)
                   : err_no_memory(err);
    }
    if (!code && context->memory) {
        rendering.renderers[0].rendering = &rendering;
        code = write_resolved(&rendering.renderers[0], files, err);
    }
    rendering_done(&rendering, summary);
    return code;
}

enum err_code report_findings(const struct report_context *context, const struct finding_sink *sink,
                              struct summary *summary, struct err *err) {
    static const char *const names[] = {"findings.csv", "findings.jsonl"};
    struct output *files[] = {NULL, NULL};
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < ARRAY_LEN(files); i++) {
        code = output_create(context->dir_fd, names[i], &files[i], err);
    }
    if (!code) {
        code = write_files(context, sink, files, summary, err);
    }
    for (size_t i = 0; !code && i < ARRAY_LEN(files); i++) {
        code = output_close(TAKE_PTR(files[i]), context->sync, NULL, err);
    }
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        output_abandon(files[i]);
    }
    return code;
}
