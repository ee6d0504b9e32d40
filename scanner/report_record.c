#include "scanner/report_record.h"

#include "base/record.h"
#include "scanner/snmp/answers.h"

/* Memory that was enough for the answers once is enough for their copy. */
#define ANSWERS_SLACK ((size_t)1 << 20)

/* --- identifiers and variables --- */

static void put_oid(struct buffer *out, struct snmp_oid oid) {
    record_put_u64(out, oid.n);
    for (size_t i = 0; i < oid.n; i++) {
        record_put_u64(out, oid.ids[i]);
    }
}

static bool get_oid(struct str *rest, uint32_t ids[SNMP_OID_MAX], struct snmp_oid *ret_oid) {
    uint64_t n, id;

    if (!record_get_u64(rest, &n) || n > SNMP_OID_MAX) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!record_get_u64(rest, &id) || id > UINT32_MAX) {
            return false;
        }
        ids[i] = (uint32_t)id;
    }
    *ret_oid = (struct snmp_oid){ids, (size_t)n};
    return true;
}

static void put_variable(struct buffer *out, const struct snmp_variable *variable) {
    put_oid(out, variable->oid);
    record_put_u64(out, variable->type);
    record_put_u64(out, (uint64_t)variable->number);
    record_put_str(out, variable->bytes);
    put_oid(out, variable->identifier);
}

static bool get_variable(struct str *rest, struct snmp_answers *answers) {
    uint32_t ids[SNMP_OID_MAX], identifier[SNMP_OID_MAX];
    struct snmp_variable variable = {0};
    uint64_t type, number;

    if (!get_oid(rest, ids, &variable.oid) || !record_get_u64(rest, &type) || type > SNMP_TYPE_OID ||
        !record_get_u64(rest, &number) || !record_get_str(rest, &variable.bytes) ||
        !get_oid(rest, identifier, &variable.identifier)) {
        return false;
    }
    variable.type = (enum snmp_type)type;
    variable.number = (int64_t)number;
    return snmp_answers_add(answers, 0, &variable);
}

/* --- answers --- */

static size_t count_failures(const struct snmp_answers *answers) {
    const char *entry, *why;
    size_t count = 0;

    while (snmp_answers_failure_at(answers, count, &entry, &why)) {
        count++;
    }
    return count;
}

static void put_answers(struct buffer *out, const struct snmp_answers *answers) {
    size_t failures = count_failures(answers);
    const char *entry, *why;

    record_put_u64(out, snmp_answers_footprint(answers));
    record_put_u64(out, snmp_answers_count(answers));
    for (size_t i = 0; i < snmp_answers_count(answers); i++) {
        put_variable(out, snmp_answers_at(answers, i));
    }
    record_put_u64(out, failures);
    for (size_t i = 0; i < failures && snmp_answers_failure_at(answers, i, &entry, &why); i++) {
        record_put_str(out, str_from(entry));
        record_put_str(out, str_from(why));
    }
}

static bool get_failure(struct str *rest, struct arena *arena, struct snmp_answers *answers) {
    struct str entry, why;

    if (!record_get_str(rest, &entry) || !record_get_str(rest, &why)) {
        return false;
    }
    snmp_answers_fail(answers, arena_dup_cstr(arena, entry), arena_dup_cstr(arena, why));
    return !arena_failed(arena);
}

static bool get_answers(struct str *rest, struct arena *arena, struct snmp_answers **ret_answers) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = NULL;
    uint64_t footprint, count;

    if (!record_get_u64(rest, &footprint) || footprint > SIZE_MAX / 4 || !record_get_u64(rest, &count)) {
        return false;
    }
    answers = snmp_answers_new(2 * (size_t)footprint + ANSWERS_SLACK);
    for (uint64_t i = 0; i < count; i++) {
        if (!answers || !get_variable(rest, answers)) {
            return false;
        }
    }
    if (!answers || !record_get_u64(rest, &count)) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        if (!get_failure(rest, arena, answers)) {
            return false;
        }
    }
    snmp_answers_finish(answers);
    *ret_answers = TAKE_PTR(answers);
    return true;
}

/* --- the request --- */

void report_record_write(const struct report_request *request, struct buffer *out) {
    const struct host_report *report = &request->report;

    record_put_u64(out, request->target_index);
    record_put_u64(out, request->target.method);
    record_put_str(out, request->target.site);
    record_put_u64(out, (uint64_t)request->observed_at.seconds);
    record_put_u64(out, (uint64_t)(int64_t)request->observed_at.utc_offset);
    record_put_u64(out, request->keep_raw);
    record_put_u64(out, report->outcome);
    record_put_u64(out, report->otherwise);
    record_put_u64(out, report->is_reached);
    record_put_u64(out, report->tenths);
    record_put_str(out, str_from(report->message));
    record_put_str(out, str_from(report->address));
    record_put_str(out, report->credential);
    record_put_str(out, str_from(report->fingerprint));
    record_put_str(out, str_from(report->marker));
    record_put_str(out, report->output);
    record_put_str(out, report->errors);
    record_put_str(out, report->engine);
    record_put_u64(out, report->answers != NULL);
    if (report->answers) {
        put_answers(out, report->answers);
    }
}

static bool get_text(struct str *rest, struct arena *arena, const char **ret_text) {
    struct str text;

    if (!record_get_str(rest, &text)) {
        return false;
    }
    *ret_text = arena_dup_cstr(arena, text);
    return *ret_text;
}

static bool get_numbers(struct str *rest, struct report_request *request) {
    enum { INDEX, METHOD, SECONDS, OFFSET, KEEP_RAW, OUTCOME, OTHERWISE, IS_REACHED, TENTHS, COUNT };
    uint64_t numbers[COUNT];

    for (unsigned i = 0; i < COUNT; i++) {
        if ((i == SECONDS && !record_get_str(rest, &request->target.site)) || !record_get_u64(rest, &numbers[i])) {
            return false;
        }
    }
    request->target_index = (size_t)numbers[INDEX];
    request->target.method = (enum scan_method)numbers[METHOD];
    request->observed_at = (struct instant){(int64_t)numbers[SECONDS], (int32_t)numbers[OFFSET]};
    request->keep_raw = numbers[KEEP_RAW];
    request->report.outcome = (enum probe_outcome)numbers[OUTCOME];
    request->report.otherwise = (enum probe_outcome)numbers[OTHERWISE];
    request->report.is_reached = numbers[IS_REACHED];
    request->report.tenths = numbers[TENTHS];
    return numbers[METHOD] <= SCAN_SNMP && numbers[OUTCOME] < PROBE_OUTCOME_COUNT &&
           numbers[OTHERWISE] < PROBE_OUTCOME_COUNT;
}

static bool get_texts(struct str *rest, struct arena *arena, struct host_report *report) {
    return get_text(rest, arena, &report->message) && get_text(rest, arena, &report->address) &&
           record_get_str(rest, &report->credential) && get_text(rest, arena, &report->fingerprint) &&
           get_text(rest, arena, &report->marker) && record_get_str(rest, &report->output) &&
           record_get_str(rest, &report->errors) && record_get_str(rest, &report->engine);
}

bool report_record_read(struct str bytes, struct arena *arena, struct report_request *ret_request,
                        struct snmp_answers **ret_answers) {
    struct report_request request = {0};
    struct snmp_answers *answers = NULL;
    uint64_t has_answers;

    if (!get_numbers(&bytes, &request) || !get_texts(&bytes, arena, &request.report) ||
        !record_get_u64(&bytes, &has_answers) || (has_answers && !get_answers(&bytes, arena, &answers))) {
        return false;
    }
    request.report.answers = answers;
    *ret_request = request;
    *ret_answers = answers;
    return true;
}
