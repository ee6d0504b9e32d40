#include "base/json_write.h"
#include "report/result_files.h"

#include <stdio.h>

#define FORMAT_VERSION 1

static const char *const language_names[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "en", [LANGUAGE_JA] = "ja"};

/* Counts in JSON are signed; none of ours comes near the limit. */
static void member_count(struct json_writer *json, const char *key, uint64_t count) {
    json_member_number(json, key, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

static void begin_member_object(struct json_writer *json, const char *key) {
    json_key(json, key);
    json_begin_object(json);
}

static void write_run(struct json_writer *json, const struct summary *summary) {
    char as_of[11];

    date_format(summary->as_of, as_of);
    json_member_number(json, "format", FORMAT_VERSION);
    json_member_string(json, "genkyo", STR(GENKYO_VERSION));
    json_member_string(json, "command", summary->command);
    json_member_string(json, "as_of", str_from(as_of));
    json_member_string(json, "language", str_from(language_names[summary->language]));
}

static uint64_t code_total(const struct summary *summary, enum finding_code code) {
    uint64_t total = 0;

    for (size_t outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        total += summary->by_code[code][outcome];
    }
    return total;
}

/* Only codes and outcomes that occur. */
static void write_codes(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "by_code");
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (code_total(summary, (enum finding_code)code) == 0) {
            continue;
        }
        begin_member_object(json, code_def((enum finding_code)code)->name);
        for (unsigned outcome = OUTCOME_COUNT; outcome-- > 0;) {
            if (summary->by_code[code][outcome]) {
                member_count(json, outcome_name((enum outcome)outcome), summary->by_code[code][outcome]);
            }
        }
        json_end_object(json);
    }
    json_end_object(json);
}

struct totals {
    uint64_t all, by_outcome[OUTCOME_COUNT], by_severity[SEVERITY_COUNT];
};

static struct totals count_findings(const struct summary *summary) {
    struct totals totals = {0};

    for (unsigned code = 0; code < CODE_COUNT; code++) {
        for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
            uint64_t count = summary->by_code[code][outcome];
            totals.all += count;
            totals.by_outcome[outcome] += count;
            totals.by_severity[code_severity((enum finding_code)code, (enum outcome)outcome)] += count;
        }
        totals.by_severity[code_severity((enum finding_code)code, OUTCOME_VIOLATION)] -= summary->raised[code];
        totals.by_severity[SEVERITY_CRITICAL] += summary->raised[code];
    }
    return totals;
}

/* What is waived or resolved is in no other count. */
static void write_statuses(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "by_status");
    for (unsigned status = 0; status < FINDING_STATUS_COUNT; status++) {
        member_count(json, finding_status_name((enum finding_status)status), summary->by_status[status]);
    }
    member_count(json, "not_examined", summary->not_examined);
    json_end_object(json);
}

static void write_findings(struct json_writer *json, const struct summary *summary) {
    struct totals totals = count_findings(summary);

    begin_member_object(json, "findings");
    member_count(json, "total", totals.all);
    begin_member_object(json, "by_outcome");
    for (unsigned outcome = OUTCOME_COUNT; outcome-- > OUTCOME_NOTICE;) {
        member_count(json, outcome_name((enum outcome)outcome), totals.by_outcome[outcome]);
    }
    json_end_object(json);
    begin_member_object(json, "by_severity");
    for (unsigned severity = SEVERITY_COUNT; severity-- > 0;) {
        member_count(json, severity_name((enum severity)severity), totals.by_severity[severity]);
    }
    json_end_object(json);
    write_codes(json, summary);
    if (summary->has_history) {
        write_statuses(json, summary);
    }
    json_end_object(json);
}

static void write_verdicts(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "verdicts");
    for (unsigned kind = 0; kind < VERDICT_KIND_COUNT; kind++) {
        member_count(json, verdict_name((enum verdict_kind)kind), summary->by_verdict[kind]);
    }
    json_end_object(json);
}

/* A position is never a mere notice. */
static void write_licenses(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "licenses");
    begin_member_object(json, "positions");
    for (unsigned outcome = OUTCOME_COUNT; outcome-- > 0;) {
        if (outcome != OUTCOME_NOTICE) {
            member_count(json, outcome_name((enum outcome)outcome), summary->by_position[outcome]);
        }
    }
    json_end_object(json);
    json_end_object(json);
}

/* Names of a kind's values, each with how many rows have it. */
static void write_rows(struct json_writer *json, const char *key, const char *const *names, const uint64_t *counts,
                       size_t count) {
    begin_member_object(json, key);
    for (size_t i = 0; i < count; i++) {
        member_count(json, names[i], counts[i]);
    }
    json_end_object(json);
}

static void write_reuse(struct json_writer *json, const struct summary *summary) {
    static const enum finding_code codes[] = {CODE_REU_CANDIDATE, CODE_REU_HOLD, CODE_REU_RETURN, CODE_REU_LICENSE};
    const char *names[ARRAY_LEN(codes)];
    uint64_t counts[ARRAY_LEN(codes)];

    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        names[i] = code_def(codes[i])->name;
        counts[i] = summary->by_reuse[codes[i]];
    }
    write_rows(json, "reuse", names, counts, ARRAY_LEN(codes));
}

static void write_lifecycle(struct json_writer *json, const struct summary *summary) {
    const char *classes[SUPPORT_CLASS_COUNT], *states[CONTRACT_STATE_COUNT];
    char horizon[11];

    for (unsigned i = 0; i < SUPPORT_CLASS_COUNT; i++) {
        classes[i] = support_class_name((enum support_class)i);
    }
    for (unsigned i = 0; i < CONTRACT_STATE_COUNT; i++) {
        states[i] = contract_state_name((enum contract_state)i);
    }
    if (summary->has_horizon) {
        date_format(summary->horizon, horizon);
        json_member_string(json, "horizon", str_from(horizon));
        begin_member_object(json, "beyond_horizon");
        member_count(json, "support", summary->support_beyond);
        member_count(json, "contracts", summary->contracts_beyond);
        json_end_object(json);
    }
    write_rows(json, "support", classes, summary->by_support, SUPPORT_CLASS_COUNT);
    write_rows(json, "contracts", states, summary->by_contract, CONTRACT_STATE_COUNT);
    write_reuse(json, summary);
    begin_member_object(json, "deadlines");
    member_count(json, "events", summary->deadlines);
    member_count(json, "left_out", summary->deadlines_left_out);
    json_end_object(json);
}

static void member_rate(struct json_writer *json, const char *key, uint64_t part, uint64_t whole) {
    unsigned permille = coverage_permille(part, whole);
    char text[16];

    snprintf(text, sizeof text, "%u.%u", permille / 10, permille % 10);
    json_key(json, key);
    json_write_decimal(json, str_from(text));
}

static void write_coverage(struct json_writer *json, const struct coverage *coverage) {
    begin_member_object(json, "coverage");
    member_count(json, "expected", coverage->expected);
    member_count(json, "examined", coverage->examined);
    member_count(json, "place", coverage->place);
    member_count(json, "user", coverage->user);
    member_count(json, "software", coverage->software);
    member_count(json, "logins", coverage->logins);
    member_count(json, "updates", coverage->updates);
    begin_member_object(json, "rates");
    member_rate(json, "device", coverage->examined, coverage->expected);
    member_rate(json, "place", coverage->place, coverage->expected);
    member_rate(json, "user", coverage->user, coverage->expected);
    member_rate(json, "software", coverage->software, coverage->expected);
    json_end_object(json);
    begin_member_object(json, "causes");
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        member_count(json, unverified_cause_name((enum unverified_cause)cause), coverage->causes[cause]);
    }
    json_end_object(json);
    json_end_object(json);
}

static void write_policy(struct json_writer *json, const struct policy *policy) {
    begin_member_object(json, "policy");
    json_member_number(json, "renewal_days", policy->renewal_days);
    json_member_number(json, "support_days", policy->support_days);
    json_member_number(json, "idle_days", policy->idle_days);
    json_member_number(json, "unseen_days", policy->unseen_days);
    json_member_number(json, "usage_days", policy->usage_days);
    json_member_number(json, "reuse_min_days", policy->reuse_min_days);
    json_member_number(json, "support_max_age_days", policy->support_max_age_days);
    json_member_number(json, "snapshot_max_age_days", policy->snapshot_max_age_days);
    json_member_number(json, "coverage_min", policy->coverage_min);
    json_member_string(json, "timezone", policy->timezone);
    json_member_string(json, "country", policy->country);
    json_key(json, "maintained_kinds");
    json_begin_array(json);
    for (size_t i = 0; i < policy->maintained_kinds.count; i++) {
        json_write_string(json, policy->maintained_kinds.items[i]);
    }
    json_end_array(json);
    json_end_object(json);
}

/* What ledger.yaml says, null where it says nothing. */
static void write_ledger(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "ledger");
    json_key(json, "country");
    if (summary->ledger_country.n) {
        json_write_string(json, summary->ledger_country);
    } else {
        json_write_null(json);
    }
    json_key(json, "fiscal_year");
    if (summary->ledger_fiscal_year) {
        json_write_number(json, summary->ledger_fiscal_year);
    } else {
        json_write_null(json);
    }
    json_end_object(json);
}

static void write_snapshot(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "snapshot");
    json_member_string(json, "started", summary->snapshot_started);
    json_member_string(json, "ended", summary->snapshot_ended);
    json_member_string(json, "scanner", summary->snapshot_scanner);
    json_end_object(json);
}

static void write_inputs(struct json_writer *json, const struct summary *summary) {
    json_key(json, "inputs");
    json_begin_array(json);
    for (size_t i = 0; i < summary->file_count; i++) {
        const struct summary_file *file = &summary->files[i];
        json_begin_object(json);
        json_member_string(json, "file", file->name);
        json_member_string(json, "table", file->table);
        json_member_string(json, "encoding", file->encoding);
        member_count(json, "rows", file->rows);
        json_member_string(json, "xxh3_128", file->digest);
        json_member_bool(json, "refused", file->is_refused);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_exit(struct json_writer *json, const struct summary *summary) {
    begin_member_object(json, "exit");
    json_member_number(json, "status", summary->exit_status);
    json_key(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < summary->exit_reason_count; i++) {
        json_write_string(json, summary->exit_reasons[i]);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_drift(struct json_writer *json, const struct summary *summary) {
    const struct summary_drift *drift = summary->drift;

    begin_member_object(json, "drift");
    member_count(json, "machines", drift->machines);
    member_count(json, "changed", drift->changed);
    member_count(json, "first_seen", drift->first_seen);
    member_count(json, "not_seen", drift->not_seen);
    begin_member_object(json, "changes");
    for (unsigned state = 0; state < DRIFT_STATE_COUNT; state++) {
        if (state != DRIFT_FIRST_SEEN) {
            member_count(json, drift_state_name((enum drift_state)state), summary->by_drift[state]);
        }
    }
    json_end_object(json);
    json_end_object(json);
}

/* Of two snapshots the earlier one. */
static void write_earlier(struct json_writer *json, const struct summary_drift *drift) {
    begin_member_object(json, "earlier");
    json_member_string(json, "started", drift->started);
    json_member_string(json, "ended", drift->ended);
    json_member_string(json, "scanner", drift->scanner);
    json_end_object(json);
}

static void write_root(struct json_writer *json, const struct summary *summary) {
    json_begin_object(json);
    write_run(json, summary);
    write_findings(json, summary);
    if (summary->drift) {
        write_drift(json, summary);
    } else {
        write_verdicts(json, summary);
    }
    if (summary->is_audited) {
        write_licenses(json, summary);
    }
    if (summary->has_lifecycle) {
        write_lifecycle(json, summary);
    }
    if (!summary->drift) {
        write_coverage(json, &summary->coverage);
    }
    write_policy(json, summary->policy);
    write_ledger(json, summary);
    if (summary->drift) {
        write_earlier(json, summary->drift);
    }
    write_snapshot(json, summary);
    write_inputs(json, summary);
    write_exit(json, summary);
    json_end_object(json);
}

enum err_code report_summary(const struct report_context *context, const struct summary *summary, struct err *err) {
    struct json_file file;
    enum err_code code = json_file_create(context->dir_fd, "summary.json", &file, err);

    if (code) {
        return code;
    }
    write_root(file.writer, summary);
    return json_file_close(&file, context->sync, err);
}
