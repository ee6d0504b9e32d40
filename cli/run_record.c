#include "cli/run_record.h"

#include "cli/examined.h"
#include "cli/memory.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "history/waivers.h"

bool run_record_open(const struct cli *cli, const char *path, const char *profile, struct run_record *ret_record) {
    struct err err = {0};

    *ret_record = (struct run_record){.profile = str_from(profile)};
    if (path && history_open(path, DATABASE_WRITE, &ret_record->history, &err)) {
        say_error(cli, &err);
        return false;
    }
    return true;
}

static struct finding_state state_of(void *context, uint64_t id) {
    return history_state_of(((struct run_record *)context)->states, id);
}

static enum err_code decision_of(void *context, uint64_t id, struct arena *arena, struct finding_decision *ret_decision,
                                 struct err *err) {
    return decisions_of_run_get(((struct run_record *)context)->decisions, id, arena, ret_decision, err);
}

static enum err_code resolved(void *context, size_t number, const struct finding **ret_finding,
                              struct finding_state *ret_state, struct err *err) {
    return history_resolved(((struct run_record *)context)->states, number, ret_finding, ret_state, err);
}

/* The time that it is, as people there write it. */
static struct str now(const struct inputs *inputs, char to[26]) {
    instant_format((struct instant){surroundings_now(), inputs->policy.utc_offset}, to);
    return str_from(to);
}

static enum err_code begin(const struct inputs *inputs, struct run_record *record, const struct summary *summary,
                           struct err *err) {
    char started[26];
    const struct history_run_start start = {
        .started_at = now(inputs, started),
        .as_of = summary->as_of,
        .profile = record->profile,
        .command = summary->command,
    };
    enum err_code code = history_run_begin(record->history, &start, &record->run, err);

    for (size_t i = 0; !code && i < summary->file_count; i++) {
        const struct summary_file *file = &summary->files[i];
        code = history_run_add_input(record->history, record->run, file->name, file->digest, file->rows, err);
    }
    return code;
}

/* A sink that is finished takes no more: where something is to be said of waivers, another one takes its findings. */
static enum err_code add_waivers(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                 const struct run_record *record, const struct history_look *look, struct err *err) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    enum err_code code = finding_sink_new(1, memory_of_sink(inputs->budget), cli->tmpdir, &sink, err);

    if (!code) {
        code = waivers_report(record->history, look, results->findings, sink, err);
    }
    if (code || finding_sink_count(sink) == 0) {
        return code;
    }
    code = finding_sink_add_all(sink, results->findings, err);
    if (!code) {
        code = finding_sink_finish(sink, inputs->pool, err);
    }
    if (!code) {
        finding_sink_free(results->findings);
        results->findings = TAKE_PTR(sink);
    }
    return code;
}

static enum err_code join(const struct cli *cli, const struct inputs *inputs, struct results *results,
                          struct run_record *record, struct date as_of, struct err *err) {
    CLEANUP(examined_free_cleanup) struct examined *examined = NULL;
    const struct snapshot_info *info = snapshot_info(inputs->snapshot);
    const struct examined_scope scope = {
        .ledger = inputs->ledger,
        .state = inputs->state,
        .snapshot = snapshot_inventory(inputs->snapshot),
        .is_whole = info->is_complete && str_is_empty(info->site),
        .with_licenses = results->licenses,
        .with_lifecycle = results->lifecycle,
        .verdicts = results->verdicts,
        .as_of = as_of,
        .budget = inputs->budget,
    };
    enum err_code code = examined_new(&scope, &examined, err);

    const struct history_look look = {as_of, examined_finding, examined};
    if (!code) {
        code = add_waivers(cli, inputs, results, record, &look, err);
    }
    if (!code) {
        code = history_join(record->history, record->run, &look, results->findings, &record->states, err);
    }
    return code ? code : examined_error(examined, err);
}

enum err_code run_record_join(const struct cli *cli, const struct inputs *inputs, struct results *results,
                              struct run_record *record, struct summary *summary, struct err *err) {
    if (!record || !record->history) {
        return ERR_OK;
    }
    enum err_code code = begin(inputs, record, summary, err);
    if (!code) {
        code = join(cli, inputs, results, record, summary->as_of, err);
    }
    if (!code) {
        code = decisions_of_run_new(record->history, &record->decisions, err);
    }
    if (!code) {
        record->memory = (struct finding_memory){record, state_of, decision_of, resolved};
        summary->has_history = true;
        summary->not_examined = history_states_kept(record->states);
    }
    return code;
}

const struct finding_memory *run_record_memory(const struct run_record *record) {
    return record && record->decisions ? &record->memory : NULL;
}

enum err_code run_record_complete(const struct inputs *inputs, struct run_record *record, const struct summary *summary,
                                  struct err *err) {
    struct history_run_totals totals = history_run_totals_of(summary);
    char ended[26];

    if (!record || !record->history) {
        return ERR_OK;
    }
    enum err_code code = history_run_complete(record->history, record->run, now(inputs, ended), &totals, err);
    if (!code) {
        record->run = 0;
    }
    return code;
}

void run_record_done(struct run_record *record) {
    decisions_of_run_free(record->decisions);
    history_states_free(record->states);
    if (record->run) {
        history_run_abandon(record->history);
    }
    history_close(record->history);
    *record = (struct run_record){.history = NULL};
}
