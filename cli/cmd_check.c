/* genkyo check: are the ledgers readable, and is every cell understood? */

#include "cli/check_report.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "cli/say.h"
#include "inventory/fiscal_year.h"
#include "products/rules_table.h"

#include <stdio.h>

enum check_format { FORMAT_TEXT, FORMAT_JSON };

static const char *const format_words[] = {"text", "json", NULL};

struct check_options {
    int format; /* enum check_format */
    bool strict;
};

static const struct option_def options[] = {
    {.name = "format",
     .kind = OPTION_CHOICE,
     .value = "text|json",
     .help = N_("lines for people (default), or one JSON object"),
     .offset = offsetof(struct check_options, format),
     .choices = format_words},
    {.name = "strict",
     .kind = OPTION_FLAG,
     .help = N_("notices count as problems for the exit status"),
     .offset = offsetof(struct check_options, strict)},
};

static enum exit_status status_of(struct diagnostics *diagnostics, const struct inventory *ledger, bool is_strict) {
    size_t file_count;
    const struct inventory_file *files = inventory_files(ledger, &file_count);
    struct check_counts counts = check_count(diagnostics);

    for (size_t i = 0; i < file_count; i++) {
        if (files[i].is_refused) {
            return EXIT_REFUSED;
        }
    }
    return counts.problems || (is_strict && counts.notices) ? EXIT_FOUND : EXIT_DONE;
}

static enum exit_status print(const struct cli *cli, const struct check_options *given, const struct inventory *ledger,
                              struct diagnostics *diagnostics) {
    enum exit_status status = status_of(diagnostics, ledger, given->strict);
    struct err err = {0};

    if (given->format == FORMAT_TEXT) {
        check_print(cli, ledger, diagnostics);
    } else if (check_print_json(cli, ledger, diagnostics, status, &err) != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    return status;
}

/* The patterns of the products table are compiled, which is where most of what is wrong with them shows. */
static enum err_code check_rules(const struct inventory *ledger, struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(title_rules_free_cleanup) struct title_rules *rules = NULL;
    return title_rules_read(inventory_table(ledger, TABLE_PRODUCTS), diagnostics, &rules, err);
}

static enum exit_status check(const struct cli *cli, const struct check_options *given, const char *directory) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(budget_free_cleanup) struct budget *budget = NULL; /* freed behind what is taken from it */
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    struct read_options reading = {.tmpdir = cli->tmpdir};
    struct err err = {0};
    size_t count;

    if (!memory_budget(cli, &budget)) {
        return EXIT_REFUSED;
    }
    reading.budget = budget;
    enum err_code code = diagnostics ? pool_new((unsigned)cli->jobs, &pool, &err) : err_no_memory(&err);
    if (code == ERR_OK) {
        reading.plan.pool = pool;
        code = ledger_read(directory, &reading, diagnostics, &ledger, &err);
    }
    if (code == ERR_OK) {
        code = check_rules(ledger, diagnostics, &err);
    }
    if (code != ERR_OK) {
        memory_say_error(cli, budget, &err);
        return EXIT_REFUSED;
    }
    inventory_files(ledger, &count);
    if (count == 0) {
        fprintf(stderr, _("genkyo: %s: no ledger (*.csv, *.tsv, *.xlsx)\n"), directory);
        return EXIT_REFUSED;
    }
    fiscal_year_check(ledger, cli->as_of, DATE_NONE, diagnostics);
    return print(cli, given, ledger, diagnostics);
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    if (argument_count != 1) {
        options_usage_error(&command_check, _("one ledger directory is needed"));
        return EXIT_REFUSED;
    }
    return check(cli, values, arguments[0]);
}

static const struct command_example examples[] = {
    {"check ledger", N_("every problem, then how each file was read")},
    {"check ledger --format json --strict", N_("for a program; notices count, too")},
};

const struct command command_check = {
    .name = "check",
    .usage = N_("check LEDGER [OPTION]…"),
    .summary = N_("validate ledgers: a line per problem, with file, line and column"),
    .details = N_("Reads every ledger of the directory and prints each problem as file:line: column: code: text,\n"
                  "then how each file was read. Exit status: 0 clean, 1 problems, 2 a table was refused."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .operand = "DIR",
    .use = PATH_INPUT,
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "check ledger ledger-yaml csv xlsx",
    .options_size = sizeof(struct check_options),
    .run = run,
};
