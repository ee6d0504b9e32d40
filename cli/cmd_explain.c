/* genkyo explain: what a code means, or how a finding of earlier results came about. */

#include "cli/explain/finding.h"
#include "cli/options.h"
#include "cli/suggestion.h"
#include "findings/finding.h"
#include "findings/message.h"

#include <stdio.h>

static void explain(const struct cli *cli, enum finding_code code) {
    const struct code_def *def = code_def(code);
    struct str outcome = message_word(str_from(outcome_name(def->outcome)), cli->language);
    struct str severity = message_word(str_from(severity_name(code_severity(code, def->outcome))), cli->language);
    struct str viewpoint = message_word(str_from(viewpoint_name(def->viewpoint)), cli->language);
    const char *guideline = code_guideline(code);

    printf("%s  %s\n", def->name, def->title[cli->language]);
    printf(_("Outcome: %.*s   Severity: %.*s   Viewpoint: %.*s\n"), STR_FMT(outcome), STR_FMT(severity),
           STR_FMT(viewpoint));
    if (*guideline) {
        printf(_("Guideline: %s\n"), guideline);
    }
    printf("\n%s\n", def->meaning[cli->language]);
}

static void list_codes(const struct cli *cli) {
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        const struct code_def *def = code_def((enum finding_code)code);
        printf("%-20s%s\n", def->name, def->title[cli->language]);
    }
}

struct explain_options {
    const char *in; /* results of an earlier run */
};

static const struct option_def options[] = {
    {.name = "in",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the results that have the finding with the id: what 'reconcile' or 'audit' wrote"),
     .offset = offsetof(struct explain_options, in),
     .use = PATH_INPUT},
};

static enum exit_status unknown_code(const char *typed) {
    struct suggestion suggestion = {.typed = typed};

    for (unsigned code = 0; code < CODE_COUNT; code++) {
        suggestion_consider(&suggestion, code_def((enum finding_code)code)->name);
    }
    if (suggestion.name) {
        options_usage_error(&command_explain, _("no such code: '%s'; did you mean '%s'?"), typed, suggestion.name);
    } else {
        options_usage_error(&command_explain, _("no such code: '%s'; 'genkyo explain' lists them all"), typed);
    }
    return EXIT_REFUSED;
}

static enum exit_status explain_argument(const struct cli *cli, const char *in, const char *argument) {
    enum finding_code code;
    uint64_t id;
    bool is_id = finding_id_read(str_from(argument), &id);

    if (is_id && in) {
        return explain_finding(cli, in, id);
    }
    if (is_id || in) {
        options_usage_error(&command_explain,
                            is_id ? _("'%s' is the id of a finding: --in DIR says in which results")
                                  : _("with --in, the id of a finding is needed (16 hexadecimal digits), not '%s'"),
                            argument);
        return EXIT_REFUSED;
    }
    if (!code_by_name(str_from(argument), &code)) {
        return unknown_code(argument);
    }
    explain(cli, code);
    return EXIT_DONE;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct explain_options *given = values;

    if (argument_count == 0 && !given->in) {
        list_codes(cli);
        return EXIT_DONE;
    }
    if (argument_count > 1 && !options_take_no_arguments(&command_explain, argument_count - 1, arguments + 1)) {
        return EXIT_REFUSED;
    }
    return explain_argument(cli, given->in, argument_count ? arguments[0] : "");
}

static const struct command_example examples[] = {
    {"explain", N_("the list of codes")},
    {"explain DIF-ATTRIBUTE", N_("what a code means")},
    {"explain b237be457f49dc35 --in result", N_("how one finding came about")},
};

const struct command command_explain = {
    .name = "explain",
    .usage = N_("explain [CODE | ID --in DIR] [OPTION]…"),
    .summary = N_("say what a code means, or how a finding came about; without either, list the codes"),
    .details =
        N_("Says in plain words when a code is given, on what evidence, what it does not mean and what to do.\n"
           "With the id of a finding, the finding itself: its values, the rows that it rests on and, where it is\n"
           "about licences, how every figure was reached."),
    .options = options,
    .option_count = ARRAY_LEN(options),
    .operand = "CODE",
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "results",
    .options_size = sizeof(struct explain_options),
    .run = run,
};
