/* genkyo check: are the ledgers readable, and is every cell understood? */

#include <stdio.h>

#include "cli/options.h"
#include "cli/say.h"
#include "inventory/inventory.h"

static enum exit_status status_of(struct diagnostics *diagnostics, const struct inventory *ledger) {
    size_t file_count, group_count;
    const struct inventory_file *files = inventory_files(ledger, &file_count);
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);

    for (size_t i = 0; i < file_count; i++) {
        if (files[i].is_refused) {
            return EXIT_REFUSED;
        }
    }
    for (size_t i = 0; i < group_count; i++) {
        if (problem_effect((enum problem)groups[i].problem) != EFFECT_NOTICE) {
            return EXIT_FOUND;
        }
    }
    return EXIT_DONE;
}

static void print_file(const struct inventory_file *file) {
    const char *table = file->has_table ? schema_table(file->table)->name : _("no known table");

    if (file->is_refused) {
        printf(_("%.*s: %s, %s: refused\n"), STR_FMT(file->name), table, encoding_name(file->encoding));
    } else {
        printf(_("%.*s: %s, %s, %llu rows\n"), STR_FMT(file->name), table, encoding_name(file->encoding),
               (unsigned long long)file->rows);
    }
}

static enum exit_status check(const struct cli *cli, const char *directory) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    struct read_options options = {.tmpdir = cli->tmpdir};
    struct err err = {0};
    size_t count;

    enum err_code code =
        diagnostics ? ledger_read(directory, &options, diagnostics, &ledger, &err) : err_no_memory(&err);
    if (code != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    say_diagnostics(cli, diagnostics, stdout);
    const struct inventory_file *files = inventory_files(ledger, &count);
    for (size_t i = 0; i < count && !cli->is_quiet; i++) {
        print_file(&files[i]);
    }
    if (count == 0) {
        fprintf(stderr, _("genkyo: %s: no *.csv or *.tsv file\n"), directory);
        return EXIT_REFUSED;
    }
    return status_of(diagnostics, ledger);
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    (void)values;
    if (argument_count != 1) {
        options_usage_error(&command_check, _("one ledger directory is needed"));
        return EXIT_REFUSED;
    }
    return check(cli, arguments[0]);
}

const struct command command_check = {
    .name = "check",
    .usage = N_("check LEDGER [OPTION]…"),
    .summary = N_("validate ledgers: a line per problem, with file, line and column"),
    .details = N_("Reads every ledger of the directory and prints each problem as file:line: column: code: text,\n"
                  "then a line per file. Exit status: 0 clean, 1 problems, 2 a table was refused."),
    .run = run,
};
