#include "report/prometheus.h"

#include "base/replacement.h"
#include "base/text.h"

#define SYSTEM_MAX 100

/* The collector runs as a user of its own; counts are no secret, whatever the umask is. */
#define MODE 0644U

/* Labels and a value, as a line has them behind the metric's name. */
struct sample {
    const char *code, *outcome; /* NULL: the metric has none */
    int64_t value;
};

/* HELP and TYPE stand once, before the first sample. */
static void begin_metric(struct output *output, const char *name, const char *help) {
    const char *const parts[] = {"# HELP ", name, " ", help, "\n# TYPE ", name, " gauge\n"};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        output_cstr(output, parts[i]);
    }
}

/* Backslash, quote and line end are what the format escapes; other control characters are shown. */
static void write_label_value(struct output *output, struct str value) {
    struct buffer visible = {0};

    text_for_terminal(value, SYSTEM_MAX, &visible);
    for (size_t i = 0; i < visible.n; i++) {
        if (visible.p[i] == '\\' || visible.p[i] == '"') {
            output_cstr(output, "\\");
        }
        output_write(output, (struct str){&visible.p[i], 1});
    }
    buffer_done(&visible);
}

static void write_label(struct output *output, const char *name, struct str value, bool *is_first) {
    if (value.n == 0) {
        return;
    }
    output_cstr(output, *is_first ? "{" : ",");
    *is_first = false;
    output_cstr(output, name);
    output_cstr(output, "=\"");
    write_label_value(output, value);
    output_cstr(output, "\"");
}

static void write_sample(const struct prometheus_run *run, struct output *output, const char *name,
                         const struct sample *sample) {
    char digits[STR_I64_SIZE];
    bool is_first = true;

    output_cstr(output, name);
    write_label(output, "system", run->system, &is_first);
    write_label(output, "code", str_from(sample->code), &is_first);
    write_label(output, "outcome", str_from(sample->outcome), &is_first);
    output_cstr(output, is_first ? " " : "} ");
    output_write(output, str_format_i64(sample->value, digits));
    output_cstr(output, "\n");
}

static int64_t as_number(uint64_t count) {
    return count > INT64_MAX ? INT64_MAX : (int64_t)count;
}

/* A code's usual outcome always, so that a count does not vanish when it reaches zero. */
static void write_findings(const struct prometheus_run *run, struct output *output) {
    static const char name[] = "genkyo_findings";

    begin_metric(output, name, "Findings of the latest run by code and outcome.");
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        const struct code_def *def = code_def((enum finding_code)code);
        for (unsigned outcome = OUTCOME_NOTICE; outcome < OUTCOME_COUNT; outcome++) {
            const uint64_t count = run->summary->by_code[code][outcome];
            if (count || def->outcome == (enum outcome)outcome) {
                write_sample(run, output, name,
                             &(struct sample){def->name, outcome_name((enum outcome)outcome), as_number(count)});
            }
        }
    }
}

void prometheus_write(const struct prometheus_run *run, struct output *output) {
    const struct {
        const char *name, *help;
        int64_t value;
    } metrics[] = {
        {"genkyo_assets_expected", "Assets that the ledger says are alive.",
         as_number(run->summary->coverage.expected)},
        {"genkyo_assets_examined", "Of these, those that the latest run could examine.",
         as_number(run->summary->coverage.examined)},
        {"genkyo_run_timestamp_seconds", "When the latest run ended, in seconds since 1970.", run->ended_seconds},
        {"genkyo_exit_status", "Exit status of the latest run: 0 and 1 done, 2 not done, 3 done in part.",
         run->exit_status},
    };

    write_findings(run, output);
    for (size_t i = 0; i < ARRAY_LEN(metrics); i++) {
        begin_metric(output, metrics[i].name, metrics[i].help);
        write_sample(run, output, metrics[i].name, &(struct sample){NULL, NULL, metrics[i].value});
    }
}

enum err_code report_prometheus(const char *path, const struct prometheus_run *run, bool sync, struct err *err) {
    CLEANUP(replacement_free_cleanup) struct replacement *replacement = NULL;
    enum err_code code = replacement_begin(path, &replacement, err);

    if (code == ERR_OK) {
        code = replacement_set_mode(replacement, MODE, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    prometheus_write(run, replacement_output(replacement));
    return replacement_commit(replacement, sync, err);
}
