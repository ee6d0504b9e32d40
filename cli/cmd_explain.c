/* genkyo explain: what a code means. */

#include "cli/options.h"
#include "cli/say.h"
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

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    enum finding_code code;

    (void)values;
    if (argument_count == 0) {
        list_codes(cli);
        return EXIT_DONE;
    }
    if (argument_count != 1) {
        options_usage_error(&command_explain, _("unexpected argument '%s'"), arguments[1]);
        return EXIT_REFUSED;
    }
    if (!code_by_name(str_from(arguments[0]), &code)) {
        options_usage_error(&command_explain, _("no such code: '%s'; 'genkyo explain' lists them all"), arguments[0]);
        return EXIT_REFUSED;
    }
    explain(cli, code);
    return EXIT_DONE;
}

const struct command command_explain = {
    .name = "explain",
    .usage = N_("explain [CODE] [OPTION]…"),
    .summary = N_("say what a finding's code means; without a code, list them"),
    .details = N_("Says in plain words when a code is given, on what evidence, what it does not mean and what to do."),
    .run = run,
};
