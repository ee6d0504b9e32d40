/* genkyo findings apply: what people filled into an exported table. All of it is applied, or none. */

#include "cli/edited_rows.h"
#include "cli/findings/command.h"
#include "cli/options.h"
#include "cli/say.h"
#include "inventory/edited_read.h"

#include <stdio.h>

/* Was anything met that must be corrected first? */
static bool has_problems(struct diagnostics *diagnostics) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (problem_effect((enum problem)groups[i].problem) >= EFFECT_BLANK) {
            return true;
        }
    }
    return false;
}

static enum err_code apply_table(const struct cli *cli, const struct findings_options *given, struct history *history,
                                 const struct inventory *inventory, struct diagnostics *diagnostics,
                                 struct edited_counts *ret_counts, struct err *err) {
    const struct table *table = inventory_table(inventory, TABLE_DISPOSITIONS);
    struct database *database = history_database(history);
    size_t files;
    const struct edited_context context = {
        .history = history,
        .diagnostics = diagnostics,
        .encoding = inventory_files(inventory, &files)->encoding,
        .who = str_trim(str_from(given->who)),
        .on = cli->as_of,
    };
    enum err_code code = database_begin(database, err);

    if (code) {
        return code;
    }
    code = edited_rows_apply(&context, table, ret_counts, err);
    if (!code && !given->dry_run && !has_problems(diagnostics)) {
        return database_commit(database, err);
    }
    database_rollback(database);
    return code;
}

static void print_counts(const struct findings_options *given, const struct edited_counts *counts) {
    printf(_("Rows %llu: dispositions changed %llu, waived %llu, waivers taken back %llu, unchanged %llu\n"),
           (unsigned long long)counts->rows, (unsigned long long)counts->dispositions,
           (unsigned long long)counts->waived, (unsigned long long)counts->taken_back,
           (unsigned long long)counts->unchanged);
    if (given->dry_run) {
        puts(_("Nothing was written (--dry-run)."));
    }
}

static enum err_code apply_file(const struct cli *cli, const struct findings_options *given, struct history *history,
                                const char *path, struct diagnostics *diagnostics, struct edited_counts *ret_counts,
                                struct err *err) {
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
    const struct read_options options = {.tmpdir = cli->tmpdir};
    enum err_code code = edited_read(path, TABLE_DISPOSITIONS, &options, diagnostics, &inventory, err);

    if (code) {
        return code;
    }
    if (!inventory_table(inventory, TABLE_DISPOSITIONS) || inventory_is_refused(inventory, TABLE_DISPOSITIONS)) {
        return err_set(err, ERR_REFUSED, path, STR_NONE, STR_NONE);
    }
    return apply_table(cli, given, history, inventory, diagnostics, ret_counts, err);
}

enum exit_status findings_apply(const struct cli *cli, const struct findings_options *given, int count,
                                char **arguments) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct edited_counts counts = {0};
    struct err err = {0};

    if (count != 1) {
        options_usage_error(&command_findings, _("one file to apply is needed"));
        return EXIT_REFUSED;
    }
    if (!findings_open(cli, given, DATABASE_WRITE, &history)) {
        return EXIT_REFUSED;
    }
    enum err_code code =
        diagnostics ? apply_file(cli, given, history, arguments[0], diagnostics, &counts, &err) : err_no_memory(&err);
    if (diagnostics) {
        say_diagnostics(cli, diagnostics, stderr);
    }
    if (code) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (has_problems(diagnostics)) {
        fprintf(stderr, _("genkyo: %s: nothing was applied; correct what is said above and apply it again\n"),
                arguments[0]);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        print_counts(given, &counts);
    }
    return EXIT_DONE;
}
