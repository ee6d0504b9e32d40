/* genkyo findings export: a table to be filled in with a spreadsheet, for apply to read. It appears whole or not at
 * all, and never in place of another: that may be one that people have begun to fill in. */

#include "base/replacement.h"
#include "cli/findings/command.h"
#include "cli/findings/listed_finding.h"
#include "cli/options.h"
#include "cli/say.h"

#include <stdio.h>

struct exporting {
    const struct cli *cli;
    struct history *history;
    struct listed_finding *row;
    struct csv_writer *csv;
    uint64_t count;
};

static enum err_code visit(void *context, const struct history_finding *finding, struct err *err) {
    struct exporting *exporting = context;
    enum err_code code =
        listed_finding_fill(exporting->row, exporting->history, finding, exporting->cli->language, err);

    if (!code) {
        exporting->count++;
        listed_finding_write(exporting->row, exporting->csv, exporting->cli->language);
    }
    return code;
}

static enum err_code write_rows(struct exporting *exporting, const struct history_filter *filter, struct output *output,
                                struct err *err) {
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = csv_writer_new(output, CSV_FOR_PEOPLE);

    if (!csv) {
        return err_no_memory(err);
    }
    exporting->csv = csv;
    listed_finding_write_headings(csv, exporting->cli->language);
    return history_findings_each(exporting->history, exporting->cli->as_of, filter, visit, exporting, err);
}

static enum err_code export_to(struct exporting *exporting, const struct history_filter *filter, const char *path,
                               struct err *err) {
    CLEANUP(replacement_free_cleanup) struct replacement *file = NULL;
    enum err_code code = replacement_begin_new(path, &file, err);

    if (!code) {
        code = write_rows(exporting, filter, replacement_output(file), err);
    }
    return code ? code : replacement_commit(file, true, err);
}

enum exit_status findings_export(const struct cli *cli, const struct findings_options *given, int count,
                                 char **arguments) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    CLEANUP(listed_finding_done) struct listed_finding row = {0};
    struct history_filter filter = findings_filter(given);
    struct exporting exporting = {.cli = cli, .row = &row};
    struct err err = {0};

    if (count != 1) {
        options_usage_error(&command_findings, _("one file to write is needed"));
        return EXIT_REFUSED;
    }
    if (!findings_open(cli, given, DATABASE_READ, &history)) {
        return EXIT_REFUSED;
    }
    exporting.history = history;
    enum err_code code = listed_finding_init(&row, &err);
    if (!code) {
        code = export_to(&exporting, &filter, arguments[0], &err);
    }
    if (code) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        printf(_("Exported to %s: %llu\n"), arguments[0], (unsigned long long)exporting.count);
    }
    return EXIT_DONE;
}
