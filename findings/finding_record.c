#include "findings/finding_record.h"

#include "base/compiler.h"
#include "base/record.h"

/* The slices of a finding in the order of the record. */
static const size_t slices[] = {
    offsetof(struct finding, subject),
    offsetof(struct finding, field),
    offsetof(struct finding, distinct),
    offsetof(struct finding, asset_id),
    offsetof(struct finding, device_id),
    offsetof(struct finding, hostname),
    offsetof(struct finding, system),
    offsetof(struct finding, department),
    offsetof(struct finding, location),
    offsetof(struct finding, documented),
    offsetof(struct finding, observed),
    offsetof(struct finding, ledger_evidence),
    offsetof(struct finding, snapshot_evidence),
};

static const struct str *slice_of(const struct finding *finding, size_t index) {
    return (const struct str *)(const void *)((const char *)finding + slices[index]);
}

static struct str *slice_to_fill(struct finding *finding, size_t index) {
    return (struct str *)(void *)((char *)finding + slices[index]);
}

void finding_record_put(const struct finding *finding, struct buffer *out) {
    record_put_u64(out, (uint64_t)finding->code);
    record_put_u64(out, (uint64_t)finding->outcome);
    record_put_u64(out, finding->is_critical);
    record_put_u64(out, (uint64_t)finding->message);
    record_put_u64(out, (uint64_t)finding->subject_kind);
    record_put_u64(out, finding->argument_count);
    for (unsigned i = 0; i < finding->argument_count; i++) {
        record_put_u64(out, (uint64_t)finding->arguments[i].kind);
        record_put_u64(out, (uint64_t)finding->arguments[i].number);
        record_put_str(out, finding->arguments[i].text);
    }
    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        record_put_str(out, *slice_of(finding, i));
    }
}

static bool get_argument(struct str *rest, struct argument *ret_argument) {
    unsigned kind;
    uint64_t number;

    if (!record_get_below(rest, ARGUMENT_WORD + 1, &kind) || !record_get_u64(rest, &number) ||
        !record_get_str(rest, &ret_argument->text)) {
        return false;
    }
    ret_argument->kind = (enum argument_kind)kind;
    ret_argument->number = (int64_t)number;
    return true;
}

static bool get_head(struct str *rest, struct finding *finding) {
    unsigned code, outcome, is_critical, message, subject_kind;

    if (!record_get_below(rest, CODE_COUNT, &code) || !record_get_below(rest, OUTCOME_COUNT, &outcome) ||
        !record_get_below(rest, 2, &is_critical) || !record_get_below(rest, MESSAGE_COUNT, &message) ||
        !record_get_below(rest, SUBJECT_KIND_COUNT, &subject_kind) ||
        !record_get_below(rest, MESSAGE_ARGUMENTS_MAX + 1, &finding->argument_count)) {
        return false;
    }
    finding->code = (enum finding_code)code;
    finding->outcome = (enum outcome)outcome;
    finding->is_critical = is_critical;
    finding->message = (enum message)message;
    finding->subject_kind = (enum subject_kind)subject_kind;
    return true;
}

bool finding_record_get(struct str record, struct finding *ret_finding) {
    struct finding finding = {0};
    bool ok = get_head(&record, &finding);

    for (unsigned i = 0; ok && i < finding.argument_count; i++) {
        ok = get_argument(&record, &finding.arguments[i]);
    }
    for (size_t i = 0; ok && i < ARRAY_LEN(slices); i++) {
        ok = record_get_str(&record, slice_to_fill(&finding, i));
    }
    if (!ok || record.n) {
        return false;
    }
    *ret_finding = finding;
    return true;
}
