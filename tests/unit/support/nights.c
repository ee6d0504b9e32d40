#include "tests/unit/support/nights.h"

#include "history/decision_log.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"

struct history *night_store(void) {
    struct history *history = NULL;

    assert_int_equal(history_open(STORE, DATABASE_WRITE, &history, NULL), ERR_OK);
    return history;
}

struct finding night_attribute(const char *asset, const char *column, const char *observed) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, MESSAGE_ATTRIBUTE);

    finding.subject = finding.asset_id = str_from(asset);
    finding.field = str_from(column);
    finding.documented = STR("16GB");
    finding.observed = str_from(observed);
    finding.system = STR("財務会計システム");
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    return finding;
}

struct date night_day(const char *text) {
    return ledger_day(text);
}

static bool all(void *context, const struct finding *stored) {
    (void)context, (void)stored;
    return true;
}

static void count_statuses(struct night *night) {
    struct finding finding;
    const struct finding *resolved;
    struct finding_state state;
    bool has_more;

    while (assert_int_equal(finding_sink_next(night->sink, &has_more, &finding, NULL), ERR_OK), has_more) {
        night->counts[history_state_of(night->states, finding.id).status]++;
    }
    finding_sink_rewind(night->sink);
    while (assert_int_equal(history_resolved(night->states, night->counts[FINDING_RESOLVED], &resolved, &state, NULL),
                            ERR_OK),
           resolved) {
        night->counts[FINDING_RESOLVED]++;
    }
}

void night_join(struct history *history, struct date day, const struct finding *findings, size_t count,
                history_was_examined *examined, void *context, struct night *ret_night) {
    const struct history_run_start start = {STR("2027-04-01T02:00:00+09:00"), day, STR(""), STR("audit")};
    struct night night = {0};
    struct err err = {0};

    assert_int_equal(finding_sink_new(1, 0, "/tmp", &night.sink, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(finding_sink_add(night.sink, 0, &findings[i], NULL), ERR_OK);
    }
    assert_int_equal(finding_sink_finish(night.sink, NULL, NULL), ERR_OK);
    assert_int_equal(history_run_begin(history, &start, &night.run, NULL), ERR_OK);
    const struct history_look look = {day, examined ? examined : all, context};
    if (history_join(history, night.run, &look, night.sink, &night.states, &err)) {
        fail_msg("history_join: %d %s: %s %s", err.code, err.file, err.arg[0], err.arg[1]);
    }
    finding_sink_rewind(night.sink);
    count_statuses(&night);
    *ret_night = night;
}

static void done(struct night *night) {
    history_states_free(night->states);
    finding_sink_free(night->sink);
}

void night_complete(struct history *history, struct night *night) {
    static struct history_run_totals totals;
    const uint64_t *counts = night->counts;

    totals = (struct history_run_totals){
        .new_count = counts[FINDING_NEW],
        .continuing = counts[FINDING_CONTINUING],
        .waived = counts[FINDING_WAIVED],
        .resolved = counts[FINDING_RESOLVED],
    };
    done(night);
    assert_int_equal(history_run_complete(history, night->run, STR("2027-04-01T02:10:00+09:00"), &totals, NULL),
                     ERR_OK);
}

void night_abandon(struct history *history, struct night *night) {
    done(night);
    history_run_abandon(history);
}

static enum err_code append_decision(void *context, const struct decision *decision, struct err *err) {
    char day[11];

    (void)err;
    date_format(decision->on, day);
    buffer_printf(context, "%s %.*s %.*s: %.*s > %.*s\n", day, STR_FMT(decision->who), STR_FMT(decision->member),
                  STR_FMT(decision->before), STR_FMT(decision->after));
    return ERR_OK;
}

void night_assert_log(struct history *history, uint64_t id, const char *expected) {
    CLEANUP(buffer_done) struct buffer log = {0};

    assert_int_equal(decisions_each(history, id, append_decision, &log, NULL), ERR_OK);
    buffer_append_char(&log, '\0');
    assert_string_equal(log.p, expected);
}
