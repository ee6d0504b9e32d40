#include "tests/unit/support/audited.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"
#include "tests/unit/support/next_finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct audited *audited_new(const struct ministry_text *text, unsigned threads, const char *day) {
    struct audited *audited = calloc(1, sizeof *audited);

    assert_non_null(audited);
    audited->ministry = ministry_new(text);
    audited->policy = policy_default();
    assert_int_equal(pool_new(threads, &audited->pool, NULL), ERR_OK);
    audited->pairing = ministry_pairing(audited->ministry);
    audited->rules = ministry_rules(audited->ministry);
    audited->input = (struct audit_input){
        .ledger = ministry_ledger(audited->ministry),
        .snapshot = ministry_snapshot(audited->ministry),
        .pairing = audited->pairing,
        .policy = &audited->policy,
        .rules = audited->rules,
        .as_of = ledger_day(day),
        .observed_on = ledger_day(day),
    };
    audited->audit.input = &audited->input;
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &audited->audit.findings, NULL), ERR_OK);
    return audited;
}

void audited_free(struct audited *audited) {
    if (!audited) {
        return;
    }
    audit_done(&audited->audit);
    finding_sink_free(audited->audit.findings);
    finding_sink_free(audited->findings);
    license_records_free(audited->records);
    title_rules_free(audited->rules);
    pairing_free(audited->pairing);
    pool_free(audited->pool);
    ministry_free(audited->ministry);
    free(audited);
}

void audited_read(struct audited *audited) {
    assert_int_equal(audit_init(&audited->audit, audited->pool, NULL), ERR_OK);
}

void audited_run(struct audited *audited) {
    unsigned lanes = pool_threads(audited->pool);

    assert_int_equal(finding_sink_new(lanes, 0, "/tmp", &audited->findings, NULL), ERR_OK);
    assert_int_equal(license_records_new(lanes, 0, "/tmp", &audited->records, NULL), ERR_OK);
    assert_int_equal(licenses_audit(&audited->input, audited->pool, audited->findings, audited->records, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(audited->findings, NULL, NULL), ERR_OK);
    assert_int_equal(license_records_finish(audited->records, NULL, NULL), ERR_OK);
}

/* --- telling -------------------------------------------------------------------------------------------------------
 */

bool audited_next_finding(struct audited *audited, struct finding *finding) {
    return next_finding(audited->findings, finding);
}

bool audited_next_position(struct audited *audited, struct license_position *position) {
    bool has_more;

    assert_int_equal(license_records_next_position(audited->records, &has_more, position, NULL), ERR_OK);
    return has_more;
}

bool audited_next_allocation(struct audited *audited, struct license_allocation *allocation) {
    bool has_more;

    assert_int_equal(license_records_next_allocation(audited->records, &has_more, allocation, NULL), ERR_OK);
    return has_more;
}

bool audited_next_demand(struct audited *audited, struct license_demand *demand) {
    bool has_more;

    assert_int_equal(license_records_next_demand(audited->records, &has_more, demand, NULL), ERR_OK);
    return has_more;
}

void audited_tell_findings_of(struct audited *audited, struct str subject, struct buffer *out) {
    struct finding finding;

    buffer_reset(out);
    finding_sink_rewind(audited->findings);
    while (audited_next_finding(audited, &finding)) {
        if (!subject.n || str_eq(finding.subject, subject)) {
            buffer_printf(out, "%s %s %.*s %.*s\n", code_def(finding.code)->name, outcome_name(finding.outcome),
                          STR_FMT(finding.subject), STR_FMT(finding.field));
        }
    }
    buffer_append_char(out, '\0');
    assert_false(out->failed);
}

static void tell_sentences(struct audited *audited, struct buffer *out) {
    struct finding finding;

    finding_sink_rewind(audited->findings);
    while (audited_next_finding(audited, &finding)) {
        buffer_printf(out, "%s %s %s %.*s %.*s: %.*s > %.*s: ", code_def(finding.code)->name,
                      outcome_name(finding.outcome), subject_kind_name(finding.subject_kind), STR_FMT(finding.subject),
                      STR_FMT(finding.field), STR_FMT(finding.documented), STR_FMT(finding.observed));
        message_render(finding.message, finding.arguments, finding.argument_count, LANGUAGE_EN, out);
        buffer_append_char(out, '\n');
    }
}

static void tell_count(struct buffer *out, const char *name, const struct unit_count *count) {
    buffer_printf(out, " %s=%s%s%" PRId64, name, count->is_unknown ? "?" : "", count->is_unlimited ? "*" : "",
                  count->count);
}

static void tell_position(const struct license_position *position, struct buffer *out) {
    buffer_printf(out, "position %.*s|%.*s|%.*s|%.*s|%.*s suite=%d", STR_FMT(position->vendor),
                  STR_FMT(position->product), STR_FMT(position->edition), STR_FMT(position->version),
                  STR_FMT(position->metric), position->is_suite);
    tell_count(out, "entitled", &position->entitled);
    tell_count(out, "effective", &position->effective);
    tell_count(out, "spare", &position->spare);
    const struct {
        const char *name;
        int64_t number;
    } numbers[] = {
        {"need_min", position->need_min},       {"need_max", position->need_max},
        {"direct", position->allocated_direct}, {"downgrade", position->allocated_downgrade},
        {"suite", position->allocated_suite},   {"second", position->allocated_second},
        {"exempt", position->exempt},           {"short_min", position->short_min},
        {"short_max", position->short_max},     {"price", position->unit_price},
        {"true_up", position->true_up},         {"recoverable", position->recoverable},
        {"unexamined", position->unexamined},
    };
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        buffer_printf(out, " %s=%" PRId64, numbers[i].name, numbers[i].number);
    }
    buffer_printf(out, " %s\n", outcome_name(position->outcome));
}

static void tell_positions(struct audited *audited, struct buffer *out) {
    struct license_position position;

    while (audited_next_position(audited, &position)) {
        tell_position(&position, out);
    }
}

static void tell_allocations(struct audited *audited, struct buffer *out) {
    struct license_allocation allocation;

    while (audited_next_allocation(audited, &allocation)) {
        buffer_printf(out, "allocation %.*s %.*s %.*s/%.*s %" PRId64 " %s: %.*s\n", STR_FMT(allocation.license_id),
                      STR_FMT(allocation.product), STR_FMT(allocation.asset_id), STR_FMT(allocation.user_id),
                      allocation.quantity, license_right_name(allocation.right), STR_FMT(allocation.reason));
    }
}

static void tell_demands(struct audited *audited, struct buffer *out) {
    struct license_demand demand;

    while (audited_next_demand(audited, &demand)) {
        buffer_printf(out, "demand %.*s %.*s %.*s %.*s/%.*s %s %s %" PRId64 " %" PRId64 " %.*s\n",
                      STR_FMT(demand.product), STR_FMT(demand.version), STR_FMT(demand.metric),
                      STR_FMT(demand.asset_id), STR_FMT(demand.user_id), demand.is_certain ? "certain" : "doubtful",
                      demand_state_name(demand.state), demand.units, demand.missing, STR_FMT(demand.arithmetic));
    }
}

void audited_tell(struct audited *audited, struct buffer *out) {
    license_records_rewind(audited->records);
    tell_sentences(audited, out);
    tell_positions(audited, out);
    tell_allocations(audited, out);
    tell_demands(audited, out);
    assert_false(out->failed);
}
