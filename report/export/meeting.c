/* What the operations meeting looks at (表9-7[7], 表9-8[4]): what changed, what comes due, what is to be done. */

#include "report/export/meeting.h"
#include "report/export/sheet.h"

#include <string.h>

/* --- which rows ----------------------------------------------------------------------------------------------------
 */

/* What is over is due, and so is what nobody knows. */
bool meeting_keeps_support(const struct meeting *meeting, const struct str *cells) {
    struct str horizon = str_from(meeting->horizon);
    struct str class = cells[export_column(&export_support, "class")];
    struct str end = cells[export_column(&export_support, "effective_end")];

    return str_eq(class, STR("ended")) || str_eq(class, STR("unknown")) || (end.n && str_cmp(end, horizon) <= 0);
}

bool meeting_keeps_contract(const struct meeting *meeting, const struct str *cells) {
    struct str state = cells[export_column(&export_contracts, "state")];
    struct str due = cells[export_column(&export_contracts, "due_on")];

    return str_eq(state, STR("ended")) || str_eq(state, STR("unknown")) ||
           (due.n && str_cmp(due, str_from(meeting->horizon)) <= 0);
}

bool meeting_keeps_update(const struct export_finding *finding) {
    return export_finding_is_open(finding) && finding->result->finding.code == CODE_SUP_PATCH;
}

/* What came back after it had been resolved was first seen long ago, and is new once more. */
static bool is_fresh(const struct meeting *meeting, const struct export_finding *finding) {
    return export_finding_is_open(finding) &&
           (finding->status == FINDING_NEW || str_cmp(finding->result->first_seen, str_from(meeting->since)) >= 0);
}

/* --- gathering -----------------------------------------------------------------------------------------------------
 */

static enum err_code count_finding(void *context, const struct export_finding *finding, struct err *err) {
    struct meeting *meeting = context;

    (void)err;
    meeting->resolved += finding->status == FINDING_RESOLVED;
    meeting->fresh += is_fresh(meeting, finding);
    meeting->updates += meeting_keeps_update(finding);
    return ERR_OK;
}

/* The policy says how long ahead the end of support is told of; the run may have looked further, or less far. */
static void read_horizon(struct meeting *meeting) {
    const struct json_node *summary = result_set_summary(meeting->request->results);
    struct str of_run = json_text(json_get(summary, "horizon"));
    struct date last = meeting->request->settings.as_of;
    int64_t days = 0;

    (void)json_to_integer(json_get(json_get(summary, "policy"), "support_days"), &days);
    last.days += (int32_t)days;
    date_format(last, meeting->horizon);
    if (of_run.n == sizeof meeting->horizon - 1 && str_cmp(of_run, str_from(meeting->horizon)) < 0) {
        memcpy(meeting->horizon, of_run.p, of_run.n);
        meeting->is_horizon_of_run = true;
    }
}

static enum err_code gather(struct meeting *meeting, struct arena *arena, struct err *err) {
    const struct export_request *request = meeting->request;
    enum err_code code = export_findings_each(meeting->findings, count_finding, meeting, err);

    if (code == ERR_OK) {
        code = export_actions_read(meeting->findings, arena, &meeting->actions, err);
    }
    if (code == ERR_OK && request->before) {
        code = license_changes_read(request->before, request->results, arena, &meeting->licenses, err);
    }
    return code;
}

/* --- tables --------------------------------------------------------------------------------------------------------
 */

static enum err_code write_actions(struct export_set *set, const struct meeting *meeting, struct err *err) {
    enum err_code code = export_sheet_begin(set, &export_actions_sheet, err);

    for (uint32_t i = 0; i < meeting->actions.count && code == ERR_OK; i++) {
        code = export_record(set, &meeting->actions.items[i], err);
    }
    return export_sheet_end(set, code, err);
}

static enum err_code write_licenses(struct export_set *set, const struct meeting *meeting, struct err *err) {
    if (!meeting->request->before) {
        return ERR_OK;
    }
    enum err_code code = export_sheet_begin(set, &export_license_changes, err);
    for (uint32_t i = 0; i < meeting->licenses.count && code == ERR_OK; i++) {
        code = export_record(set, &meeting->licenses.items[i], err);
    }
    return export_sheet_end(set, code, err);
}

struct fresh_rows {
    const struct meeting *meeting;
    struct export_set *set;
};

static enum err_code take_fresh(void *context, const struct export_finding *finding, struct err *err) {
    const struct fresh_rows *rows = context;
    struct export_finding_cells cells;

    if (!is_fresh(rows->meeting, finding)) {
        return ERR_OK;
    }
    export_finding_fill(finding, rows->meeting->findings->language, &cells);
    return export_record(rows->set, &cells, err);
}

static enum err_code write_fresh(struct export_set *set, const struct meeting *meeting, struct err *err) {
    struct fresh_rows rows = {meeting, set};
    enum err_code code = export_sheet_begin(set, &export_new_findings, err);

    if (code == ERR_OK) {
        code = export_findings_each(meeting->findings, take_fresh, &rows, err);
    }
    return export_sheet_end(set, code, err);
}

static enum err_code write_findings(struct export_set *set, const struct meeting *meeting, struct err *err) {
    enum err_code code = write_fresh(set, meeting, err);

    if (code == ERR_OK) {
        code = export_findings_sheet(set, meeting->findings, &export_corrections, export_is_resolved, err);
    }
    return code == ERR_OK && meeting->is_audited
               ? export_findings_sheet(set, meeting->findings, &export_updates, meeting_keeps_update, err)
               : code;
}

static bool keeps_support(const void *context, const struct str *cells) {
    return meeting_keeps_support(context, cells);
}

static bool keeps_contract(const void *context, const struct str *cells) {
    return meeting_keeps_contract(context, cells);
}

static enum err_code write_results(struct export_set *set, const struct meeting *meeting, struct err *err) {
    const struct export_request *request = meeting->request;
    enum err_code code = export_result(set, request->results, &export_support, keeps_support, meeting, err);

    if (code == ERR_OK) {
        code = export_result(set, request->results, &export_contracts, keeps_contract, meeting, err);
    }
    return code == ERR_OK && request->drift ? export_result(set, request->drift, &export_drift, NULL, NULL, err) : code;
}

static enum err_code write_set(struct export_set *set, const struct meeting *meeting, struct err *err) {
    enum err_code code = meeting_page(set, meeting, err);

    if (code == ERR_OK) {
        code = write_actions(set, meeting, err);
    }
    if (code == ERR_OK) {
        code = write_licenses(set, meeting, err);
    }
    if (code == ERR_OK) {
        code = write_findings(set, meeting, err);
    }
    if (code == ERR_OK) {
        code = write_results(set, meeting, err);
    }
    return code == ERR_OK ? export_set_end(set, err) : code;
}

enum err_code export_meeting(const struct export_request *request, struct export_set **ret_set, struct err *err) {
    CLEANUP(export_set_free_cleanup) struct export_set *set = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct export_settings *settings = &request->settings;
    const struct export_findings findings = {.results = request->results,
                                             .store = request->store,
                                             .as_of = settings->as_of,
                                             .since = request->since,
                                             .language = settings->language};
    struct meeting meeting = {.request = request, .findings = &findings};

    date_format(request->since, meeting.since);
    meeting.is_audited = str_eq(json_text(json_get(result_set_summary(request->results), "command")), STR("audit"));
    read_horizon(&meeting);
    enum err_code code = arena ? gather(&meeting, arena, err) : err_no_memory(err);
    if (code == ERR_OK) {
        code = export_set_new(settings, &set, err);
    }
    if (code == ERR_OK) {
        code = write_set(set, &meeting, err);
    }
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(set);
    }
    return code;
}
