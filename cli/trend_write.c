#include "cli/trend_write.h"

#include "base/csv_write.h"
#include "base/json_write.h"
#include "findings/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* Figures of a run besides its findings. */
static const struct measure {
    const char *name;
    size_t offset; /* in struct history_run_totals; uint64_t */
} measures[] = {
    {"new", offsetof(struct history_run_totals, new_count)},
    {"continuing", offsetof(struct history_run_totals, continuing)},
    {"resolved", offsetof(struct history_run_totals, resolved)},
    {"waived", offsetof(struct history_run_totals, waived)},
    {"expected", offsetof(struct history_run_totals, expected)},
    {"examined", offsetof(struct history_run_totals, examined)},
};

static uint64_t measure_of(const struct measure *measure, const struct history_run *run) {
    return *(const uint64_t *)((const char *)&run->totals + measure->offset);
}

static unsigned coverage_of(const struct history_run *run) {
    return coverage_permille(run->totals.examined, run->totals.expected);
}

/* --- text ----------------------------------------------------------------------------------------------------------
 */

static void print_runs(const struct trend *trend) {
    puts(_("As of       violation  undetermined  notice      new  continuing  resolved  waived  coverage"));
    for (size_t i = 0; i < trend->run_count; i++) {
        const struct history_run *run = &trend->runs[i];
        const struct history_run_totals *totals = &run->totals;
        unsigned permille = coverage_of(run);
        char day[11];
        date_format(run->as_of, day);
        printf("%s %10" PRIu64 " %13" PRIu64 " %7" PRIu64 " %8" PRIu64 " %11" PRIu64 " %9" PRIu64 " %7" PRIu64
               " %6u.%u %%\n",
               day, trend_outcome(run, OUTCOME_VIOLATION), trend_outcome(run, OUTCOME_UNDETERMINED),
               trend_outcome(run, OUTCOME_NOTICE), totals->new_count, totals->continuing, totals->resolved,
               totals->waived, permille / 10, permille % 10);
    }
}

static void print_code(const struct trend *trend, enum finding_code code) {
    const struct trend_corrected *corrected = &trend->by_code[code];
    const struct history_run *runs = trend->runs;
    size_t last = trend->run_count - 1;
    uint64_t most = 0;

    for (size_t i = 0; i <= last; i++) {
        uint64_t count = trend_code(&runs[i], code);
        most = count > most ? count : most;
    }
    printf("%-20s %8" PRIu64 " %8" PRIu64 " %8" PRIu64, code_def(code)->name, trend_code(&runs[0], code), most,
           trend_code(&runs[last], code));
    if (corrected->count) {
        printf(" %10" PRIu64 " %7" PRId32 " %8" PRId32, corrected->count, corrected->median_days,
               corrected->longest_days);
    }
    puts("");
}

enum err_code trend_write_text(const struct trend *trend, struct err *err) {
    (void)err;
    if (trend->run_count == 0) {
        puts(_("There is no complete run yet."));
        return ERR_OK;
    }
    print_runs(trend);
    puts(_("\nCode                    first     most   latest  corrected  median  longest (days)"));
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (trend_has_code(trend, (enum finding_code)code)) {
            print_code(trend, (enum finding_code)code);
        }
    }
    printf(_("\nCorrected %llu: days until then, median %d, longest %d\n"), (unsigned long long)trend->all.count,
           (int)trend->all.median_days, (int)trend->all.longest_days);
    return ERR_OK;
}

/* --- CSV -----------------------------------------------------------------------------------------------------------
 */

static void write_csv_row(struct csv_writer *csv, const struct history_run *run, const char *measure, const char *code,
                          const char *outcome, int64_t value) {
    char day[11] = "";

    if (run) {
        date_format(run->as_of, day);
        csv_write_number(csv, run->number);
    } else {
        csv_write_cstr(csv, "");
    }
    csv_write_cstr(csv, day);
    csv_write_cstr(csv, measure);
    csv_write_cstr(csv, code);
    csv_write_cstr(csv, outcome);
    csv_write_number(csv, value);
    csv_end_row(csv);
}

static void write_csv_run(struct csv_writer *csv, const struct history_run *run) {
    for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
        write_csv_row(csv, run, measures[i].name, "", "", (int64_t)measure_of(&measures[i], run));
    }
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
            uint64_t count = run->totals.by_code[code][outcome];
            if (count) {
                write_csv_row(csv, run, "findings", code_def((enum finding_code)code)->name,
                              outcome_name((enum outcome)outcome), (int64_t)count);
            }
        }
    }
}

static void write_csv_corrected(struct csv_writer *csv, const char *code, const struct trend_corrected *corrected) {
    if (corrected->count) {
        write_csv_row(csv, NULL, "corrected", code, "", (int64_t)corrected->count);
        write_csv_row(csv, NULL, "median_days", code, "", corrected->median_days);
        write_csv_row(csv, NULL, "longest_days", code, "", corrected->longest_days);
    }
}

enum err_code trend_write_csv(const struct trend *trend, struct err *err) {
    static const char *const headings[] = {"run", "as_of", "measure", "code", "outcome", "value"};
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = NULL;
    struct output *output;
    enum err_code code = output_to_fd(STDOUT_FILENO, _("standard output"), &output, err);

    if (code != ERR_OK) {
        return code;
    }
    csv = csv_writer_new(output, CSV_FOR_PEOPLE);
    if (!csv) {
        output_abandon(output);
        return err_no_memory(err);
    }
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        csv_write_cstr(csv, headings[i]);
    }
    csv_end_row(csv);
    for (size_t i = 0; i < trend->run_count; i++) {
        write_csv_run(csv, &trend->runs[i]);
    }
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        write_csv_corrected(csv, code_def((enum finding_code)i)->name, &trend->by_code[i]);
    }
    write_csv_corrected(csv, "", &trend->all);
    return output_close(output, false, NULL, err);
}

/* --- JSON ----------------------------------------------------------------------------------------------------------
 */

static void write_json_code(struct json_writer *json, const uint64_t counts[OUTCOME_COUNT], const char *name) {
    json_key(json, name);
    json_begin_object(json);
    for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        if (counts[outcome]) {
            json_member_number(json, outcome_name((enum outcome)outcome), (int64_t)counts[outcome]);
        }
    }
    json_end_object(json);
}

static void write_json_run(struct json_writer *json, const struct history_run *run) {
    char day[11];

    date_format(run->as_of, day);
    json_begin_object(json);
    json_member_number(json, "run", run->number);
    json_member_string(json, "as_of", str_from(day));
    json_member_string(json, "started", run->started_at);
    json_member_string(json, "ended", run->ended_at);
    json_member_string(json, "profile", run->profile);
    json_member_number(json, "status", run->totals.exit_status);
    for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
        json_member_number(json, measures[i].name, (int64_t)measure_of(&measures[i], run));
    }
    json_key(json, "findings");
    json_begin_object(json);
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (trend_code(run, (enum finding_code)code)) {
            write_json_code(json, run->totals.by_code[code], code_def((enum finding_code)code)->name);
        }
    }
    json_end_object(json);
    json_end_object(json);
}

static void write_json_corrected(struct json_writer *json, const char *name, const struct trend_corrected *corrected) {
    json_key(json, name);
    json_begin_object(json);
    json_member_number(json, "count", (int64_t)corrected->count);
    json_member_number(json, "median_days", corrected->median_days);
    json_member_number(json, "longest_days", corrected->longest_days);
    json_end_object(json);
}

static void write_json(struct json_writer *json, const struct trend *trend) {
    json_begin_object(json);
    json_member_number(json, "format", 1);
    json_key(json, "runs");
    json_begin_array(json);
    for (size_t i = 0; i < trend->run_count; i++) {
        write_json_run(json, &trend->runs[i]);
    }
    json_end_array(json);
    write_json_corrected(json, "corrected", &trend->all);
    json_key(json, "corrected_by_code");
    json_begin_object(json);
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (trend->by_code[code].count) {
            write_json_corrected(json, code_def((enum finding_code)code)->name, &trend->by_code[code]);
        }
    }
    json_end_object(json);
    json_end_object(json);
}

enum err_code trend_write_json(const struct trend *trend, struct err *err) {
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = NULL;
    struct output *output;
    enum err_code code = output_to_fd(STDOUT_FILENO, _("standard output"), &output, err);

    if (code != ERR_OK) {
        return code;
    }
    json = json_writer_new(output, 2);
    if (!json) {
        output_abandon(output);
        return err_no_memory(err);
    }
    write_json(json, trend);
    json_newline(json);
    return output_close(output, false, NULL, err);
}
