/* genkyo run: the nightly job, as genkyo.yaml says. */

#include "cli/confinement.h"
#include "cli/options.h"
#include "cli/run/check.h"
#include "cli/run/keep.h"
#include "cli/run/lock.h"
#include "cli/run/results.h"
#include "cli/run/steps.h"
#include "cli/run/tell.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "scanner/credential/vault.h"

#include <stdio.h>

enum profile { PROFILE_NONE, PROFILE_YEAR_END };

struct run_options {
    const char *config;
    int from;    /* index into run_from_words; -1: all */
    int profile; /* enum profile, less 1; -1: none */
    bool check;
};

static const char *const profile_words[] = {"year-end", NULL};

static const struct option_def options[] = {
    {.name = "config",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("what to do (YAML); paths in it are relative to it"),
     .offset = offsetof(struct run_options, config),
     .use = PATH_INPUT,
     .is_required = true},
    {.name = "from",
     .kind = OPTION_CHOICE,
     .value = RUN_FROM_VALUE,
     .help = N_("begin with this step, on what the latest run left; scan: go on with an interrupted one"),
     .offset = offsetof(struct run_options, from),
     .choices = run_from_words},
    {.name = "profile",
     .kind = OPTION_CHOICE,
     .value = "year-end",
     .help = N_("check besides that the year can be closed, and freeze the inputs"),
     .offset = offsetof(struct run_options, profile),
     .choices = profile_words},
    {.name = "check",
     .kind = OPTION_FLAG,
     .help = N_("only see whether the configuration, and every file that it names, can be used"),
     .offset = offsetof(struct run_options, check)},
};

static void set_defaults(void *values) {
    struct run_options *given = values;
    given->from = given->profile = -1;
}

static void say_holder(const struct run_state *state, const struct run_holder *holder) {
    fprintf(stderr, _("genkyo: %s: another run has it: process %llu on %s, since %s\n"), state->path,
            (unsigned long long)holder->pid, holder->host[0] ? holder->host : "?",
            holder->since[0] ? holder->since : "?");
}

static enum exit_status refuse(const struct cli *cli, const struct err *err) {
    say_error(cli, err);
    return EXIT_REFUSED;
}

/* The only thing that is in the way of a beginning is a run that comes after it. */
static enum exit_status refuse_beginning(const struct cli *cli, const struct run_state *state, const struct err *err) {
    if (err->code != ERR_EXISTS) {
        return refuse(cli, err);
    }
    fprintf(stderr, _("genkyo: %s: the latest run there began more than an hour from now; set this machine's clock\n"),
            state->path);
    return EXIT_REFUSED;
}

static enum err_code take_up_snapshot(struct run *run, struct err *err) {
    char path[PATH_MAX];
    enum err_code code = run_state_latest_snapshot(run->state, run->record.snapshot, err);

    if (code == ERR_OK && !*run->record.snapshot) {
        code = run_state_path(run->state, "snapshots", "", path, err);
        return code == ERR_OK ? err_set(err, ERR_NOT_FOUND, path, STR("a complete snapshot"), STR_NONE) : code;
    }
    return code;
}

static enum err_code take_up_results(struct run *run, struct err *err) {
    char path[PATH_MAX];
    struct summary summary;
    bool is_found;
    enum err_code code = run_results_counts(run->state, &summary, &is_found, err);

    if (code == ERR_OK && !is_found) {
        code = run_state_path(run->state, "results", "latest", path, err);
        return code == ERR_OK ? err_set(err, ERR_NOT_FOUND, path, STR_NONE, STR_NONE) : code;
    }
    run->begun_status = code == ERR_OK ? (enum exit_status)summary.exit_status : EXIT_DONE;
    return code;
}

/* What the first step rests on must be there. */
static enum err_code take_up(struct run *run, int from, struct err *err) {
    enum err_code code = run_steps_need_snapshot(from) ? take_up_snapshot(run, err) : ERR_OK;

    return code == ERR_OK && run_steps_need_results(from) ? take_up_results(run, err) : code;
}

/* Leftovers go, but for an interrupted scan, unless a new one is begun. */
static enum err_code clear_leftovers(struct run *run, bool begins_anew, struct err *err) {
    enum err_code code = begins_anew ? ERR_OK : run_state_unfinished_scan(run->state, run->resumed_scan, err);

    return code == ERR_OK ? run_state_sweep(run->state, run->resumed_scan, err) : code;
}

static enum err_code begin(struct run *run, int from, bool begins_anew, int64_t seconds, struct err *err) {
    enum err_code code = clear_leftovers(run, begins_anew, err);

    if (code == ERR_OK) {
        code = run_state_new_name(run->state, seconds, run->record.name, err);
    }
    if (code == ERR_OK) {
        code = surroundings_new_uuid(run->record.message_id, err);
    }
    if (code == ERR_OK) {
        code = take_up(run, from, err);
    }
    if (code == ERR_OK) {
        run_steps_plan(run, from);
        code = night_record_write(run->state, &run->record, err);
    }
    return code;
}

/* Old snapshots and records go only when all that was planned has been done, the audit among it. */
static enum exit_status finish(struct run *run, enum exit_status status) {
    struct err err = {0};

    if (run_steps_are_complete(run) && run_keep(run->state, run->config, run_name_day(str_from(run->record.name)),
                                                run->record.snapshot, run->record.name, &err) != ERR_OK) {
        say_error(run->cli, &err);
        status = EXIT_PARTIAL;
    }
    if (!run->cli->is_quiet) {
        run_steps_print(run);
    }
    return status;
}

static enum exit_status run_locked(const struct cli *cli, const struct run_options *given,
                                   const struct run_config *config, const struct run_state *state,
                                   struct instant started) {
    struct run run = {
        .cli = cli,
        .config = config,
        .state = state,
        .record = {.as_of = cli->as_of,
                   .profile = given->profile >= 0 ? profile_words[given->profile] : "",
                   .from = run_from_words[given->from >= 0 ? given->from : 0]},
        .is_year_end = given->profile >= 0,
    };
    int from = run_steps_find(run.record.from);
    struct err err = {0};

    instant_format(started, run.record.started);
    if (begin(&run, from, given->from < 0, started.seconds, &err) != ERR_OK) {
        return refuse_beginning(cli, state, &err);
    }
    run_tell_untold(&run);
    return finish(&run, run_steps_do(&run));
}

static enum exit_status run_in_state(const struct cli *cli, const struct run_options *given,
                                     const struct run_config *config, const struct run_state *state) {
    CLEANUP(run_lock_free_cleanup) struct run_lock *lock = NULL;
    struct instant started = {surroundings_now(), config->policy.utc_offset};
    struct run_holder holder;
    struct err err = {0};
    char since[26];

    instant_format(started, since);
    enum err_code code = run_lock_take(state->fd, state->path, str_from(since), &lock, &holder, &err);
    if (code == ERR_BUSY) {
        say_holder(state, &holder);
        return EXIT_REFUSED;
    }
    return code == ERR_OK ? run_locked(cli, given, config, state, started) : refuse(cli, &err);
}

/* Results, snapshots and the store are in the state directory, which is there by then. */
static void confine(const struct cli *cli, const struct run_config *config) {
    struct confinement confinement = {.needs = command_run.needs};

    confinement_allow(&confinement, config->state.p, PATH_STATE);
    confinement_allow(&confinement, config->prometheus.p, PATH_FILE);
    confinement_of_files(cli, &confinement);
}

static enum exit_status run_configured(const struct cli *cli, const struct run_options *given,
                                       const struct run_config *config) {
    struct run_state state;
    struct err err = {0};

    if (given->check) {
        return run_check(cli, config);
    }
    if (run_state_open(config->state.p, &state, &err) != ERR_OK) {
        return refuse(cli, &err);
    }
    confine(cli, config);
    enum exit_status status = run_in_state(cli, given, config, &state);
    run_state_close(&state);
    return status;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct run_options *given = values;
    CLEANUP(run_config_free_cleanup) struct run_config_file *file = NULL;
    struct cli own;
    struct err err = {0};

    if (!options_take_no_arguments(&command_run, argument_count, arguments)) {
        return EXIT_REFUSED;
    }
    surroundings_outlive_readers();
    enum err_code code = vault_harden_process(&err);
    if (code == ERR_OK) {
        code = run_config_read(given->config, &file, &err);
    }
    if (code != ERR_OK) {
        return refuse(cli, &err);
    }
    const struct run_config *config = run_config_view(file);
    own = cli_in_zone(cli, config->policy.utc_offset);
    if (cli->language_choice < 0 && config->language >= 0) {
        own.language = (enum language)config->language;
        surroundings_set_language(own.language);
    }
    return run_configured(&own, given, config);
}

static const struct command_example examples[] = {
    {"run --config genkyo.yaml --check", N_("whether the configuration can be used")},
    {"run --config genkyo.yaml", N_("a night")},
    {"run --config genkyo.yaml --from audit", N_("a night again, on the snapshot that there is")},
    {"run --config genkyo.yaml --profile year-end", N_("the end of the fiscal year")},
};

const struct command command_run = {
    .name = "run",
    .usage = N_("run --config FILE [--from STEP] [--profile year-end] [OPTION]…"),
    .summary = N_("the nightly job: scan, audit and tell, as a configuration says"),
    .details =
        N_("Does, one after the other, what the configuration asks for: a scan, or an imported snapshot; the audit;\n"
           "metrics for monitoring; mails and webhooks that tell what changed. Each step's result stays in the state\n"
           "directory, where one run at a time is at work. A step that fails makes the exit status 3 and loses\n"
           "nothing: --from goes on with the latest that is whole.\n"
           "With --profile year-end, the year's inputs are frozen when the snapshot is fresh, coverage is enough, all\n"
           "tables could be read and every violation has a disposition."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "genkyo-yaml notify history",
    .options_size = sizeof(struct run_options),
    .set_defaults = set_defaults,
    .needs = NEEDS_NETWORK | NEEDS_PROGRAMS | NEEDS_ANY_INPUT | NEEDS_OWN_LIST | NEEDS_OBSERVER,
    .run = run,
};
