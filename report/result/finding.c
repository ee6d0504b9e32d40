#include "report/result/finding.h"

/* The members that are texts of struct finding. */
static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    {"asset_id", offsetof(struct finding, asset_id)},
    {"device_id", offsetof(struct finding, device_id)},
    {"hostname", offsetof(struct finding, hostname)},
    {"system", offsetof(struct finding, system)},
    {"department", offsetof(struct finding, department)},
    {"location", offsetof(struct finding, location)},
    {"subject", offsetof(struct finding, subject)},
    {"field", offsetof(struct finding, field)},
    {"documented", offsetof(struct finding, documented)},
    {"observed", offsetof(struct finding, observed)},
    {"ledger_evidence", offsetof(struct finding, ledger_evidence)},
    {"snapshot_evidence", offsetof(struct finding, snapshot_evidence)},
};

struct findings_reading {
    enum language language;
    result_finding_take *take;
    void *context;
    struct buffer message, remedy;
};

static bool read_argument(const struct json_node *node, struct argument *ret_argument) {
    struct argument argument = {.text = json_text(json_get(node, "value"))};

    if (!argument_kind_by_name(json_text(json_get(node, "kind")), &argument.kind)) {
        return false;
    }
    if (argument.kind == ARGUMENT_NUMBER && !json_to_integer(json_get(node, "value"), &argument.number)) {
        return false;
    }
    *ret_argument = argument;
    return true;
}

/* False when the catalogue does not have the sentence, or not so. */
static bool read_message(const struct json_node *line, struct finding *finding) {
    const struct json_node *arguments = json_get(line, "args");
    size_t count = json_length(arguments);

    if (!message_by_id(json_text(json_get(line, "message_id")), &finding->message) || count > MESSAGE_ARGUMENTS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_argument(json_at(arguments, i), &finding->arguments[i])) {
            return false;
        }
    }
    finding->argument_count = (unsigned)count;
    return true;
}

static enum err_code make_sentences(struct findings_reading *reading, struct result_finding *result, struct err *err) {
    struct finding *finding = &result->finding;

    result->message = json_text(json_get(result->line, "message"));
    result->remedy = json_text(json_get(result->line, "remedy"));
    if (!read_message(result->line, finding)) {
        return ERR_OK;
    }
    buffer_reset(&reading->message);
    message_render(finding->message, finding->arguments, finding->argument_count, reading->language, &reading->message);
    buffer_reset(&reading->remedy);
    message_render_remedy(finding->message, finding->arguments, finding->argument_count, reading->language,
                          &reading->remedy);
    if (reading->message.failed || reading->remedy.failed) {
        return err_no_memory(err);
    }
    result->message = buffer_view(&reading->message);
    result->remedy = buffer_view(&reading->remedy);
    return ERR_OK;
}

/* What a line must say to be one of a finding. */
static bool read_words(struct result_finding *result) {
    const struct json_node *line = result->line;
    struct finding *finding = &result->finding;

    return result->id.n == 16 && code_by_name(json_text(json_get(line, "code")), &finding->code) &&
           outcome_by_name(json_text(json_get(line, "outcome")), &finding->outcome) &&
           severity_by_name(json_text(json_get(line, "severity")), &result->severity) &&
           finding_status_by_name(json_text(json_get(line, "status")), &result->status);
}

static enum err_code take_line(void *context, struct str text, uint64_t number, bool *ret_enough, struct err *err) {
    struct findings_reading *reading = context;
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct result_finding result = {0};

    *ret_enough = false;
    enum err_code code = json_parse(text, RESULT_FINDINGS, &document, err);
    if (code != ERR_OK) {
        if (err) {
            err->line = number;
        }
        return code;
    }
    result.line = json_root(document);
    result.id = json_text(json_get(result.line, "id"));
    if (!read_words(&result)) {
        return err_at(err, ERR_SYNTAX, RESULT_FINDINGS, number, 0, STR("a finding"), STR_NONE);
    }
    result.finding.is_critical = result.severity == SEVERITY_CRITICAL;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str *member = (struct str *)((char *)&result.finding + texts[i].offset);
        *member = json_text(json_get(result.line, texts[i].name));
    }
    result.first_seen = json_text(json_get(result.line, "first_seen"));
    result.last_seen = json_text(json_get(result.line, "last_seen"));
    code = make_sentences(reading, &result, err);
    return code == ERR_OK ? reading->take(reading->context, &result, err) : code;
}

enum err_code result_read_findings(int dir_fd, enum language language, result_finding_take *take, void *context,
                                   struct err *err) {
    struct findings_reading reading = {.language = language, .take = take, .context = context};
    enum err_code code = result_read_lines(dir_fd, RESULT_FINDINGS, take_line, &reading, err);

    buffer_done(&reading.message);
    buffer_done(&reading.remedy);
    return code;
}
