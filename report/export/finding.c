#include "report/export/finding.h"

bool export_finding_is_open(const struct export_finding *finding) {
    return finding->status != FINDING_WAIVED && finding->status != FINDING_RESOLVED;
}

struct reading {
    const struct export_findings *findings;
    char as_of[11];
    export_finding_take *take;
    void *context;
};

/* As the line has it: results of runs without a store have nothing. */
static struct export_decision decision_of_line(const struct json_node *line) {
    const struct json_node *disposition = json_get(line, "disposition"), *waiver = json_get(line, "waiver");

    return (struct export_decision){
        .has_disposition = disposition,
        .has_waiver = waiver,
        .texts = {.cause = json_text(json_get(disposition, "cause")),
                  .prevention = json_text(json_get(disposition, "prevention")),
                  .action = json_text(json_get(disposition, "action")),
                  .owner = json_text(json_get(disposition, "owner")),
                  .due = json_text(json_get(disposition, "due")),
                  .disposition_state = json_text(json_get(disposition, "state")),
                  .waived_by = json_text(json_get(waiver, "who")),
                  .waive_why = json_text(json_get(waiver, "why")),
                  .waived_until = json_text(json_get(waiver, "until"))},
    };
}

/* A waiver may have been given, or taken back, since the run. Days as texts are in order of days. */
static enum finding_status status_of(const struct reading *reading, const struct result_finding *result,
                                     const struct export_decision *decision) {
    bool is_known = reading->findings->store || decision->has_waiver;
    bool holds = decision->has_waiver && str_cmp(str_from(reading->as_of), decision->texts.waived_until) <= 0;

    if (result->status == FINDING_RESOLVED || !is_known) {
        return result->status;
    }
    if (holds) {
        return FINDING_WAIVED;
    }
    return result->status == FINDING_WAIVED ? FINDING_CONTINUING : result->status;
}

static enum err_code take_result(void *context, const struct result_finding *result, struct err *err) {
    struct reading *reading = context;
    const struct export_store *store = reading->findings->store;
    struct export_finding finding = {.result = result};
    enum err_code code = ERR_OK;

    if (store && result->status == FINDING_RESOLVED) {
        return ERR_OK; /* the store has it as well, with its day */
    }
    if (store) {
        code = store->decision_of(store->context, result->id, &finding.decision, err);
    } else {
        finding.decision = decision_of_line(result->line);
    }
    if (code != ERR_OK) {
        return code;
    }
    finding.status = status_of(reading, result, &finding.decision);
    return reading->take(reading->context, &finding, err);
}

enum err_code export_findings_each(const struct export_findings *findings, export_finding_take *take, void *context,
                                   struct err *err) {
    struct reading reading = {.findings = findings, .take = take, .context = context};
    const struct export_store *store = findings->store;

    date_format(findings->as_of, reading.as_of);
    enum err_code code =
        result_read_findings(result_set_fd(findings->results), findings->language, take_result, &reading, err);
    if (code == ERR_OK && store) {
        code = store->each_resolved(store->context, findings->since, findings->as_of, findings->language, take, context,
                                    err);
    }
    return code;
}

void export_finding_fill(const struct export_finding *finding, enum language language,
                         struct export_finding_cells *ret_cells) {
    const struct result_finding *result = finding->result;
    const struct finding *found = &result->finding;
    const struct code_def *def = code_def(found->code);

    *ret_cells = (struct export_finding_cells){
        .id = result->id,
        .code = str_from(def->name),
        .title = str_from(def->title[language]),
        .outcome = str_from(outcome_name(found->outcome)),
        .severity = str_from(severity_name(result->severity)),
        .status = str_from(finding_status_name(finding->status)),
        .asset_id = found->asset_id,
        .device_id = found->device_id,
        .hostname = found->hostname,
        .system = found->system,
        .department = found->department,
        .location = found->location,
        .subject = found->subject,
        .field = found->field,
        .documented = found->documented,
        .observed = found->observed,
        .message = result->message,
        .remedy = result->remedy,
        .ledger_evidence = found->ledger_evidence,
        .snapshot_evidence = found->snapshot_evidence,
        .guideline = str_from(code_guideline(found->code)),
        .first_seen = result->first_seen,
        .last_seen = result->last_seen,
        .resolved_on = finding->resolved_on,
        .decided = finding->decision.texts,
    };
}
