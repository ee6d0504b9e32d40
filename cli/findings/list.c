/* genkyo findings list: a line or two a finding, the table that export writes, or a JSON object a line. */

#include "base/json_write.h"
#include "base/text.h"
#include "cli/findings/command.h"
#include "cli/findings/listed_finding.h"
#include "cli/options.h"
#include "cli/say.h"

#include <stdio.h>
#include <unistd.h>

enum { LINE_CHARACTERS = 2000 };

struct listing {
    const struct cli *cli;
    struct history *history;
    struct listed_finding *row;
    int format;
    struct output *output;
    struct csv_writer *csv;
    struct json_writer *json;
    uint64_t count;
};

static void append_shown(struct buffer *line, const struct listing *listing, unsigned column, const char *before) {
    struct str cell = listed_finding_shown(listing->row, column, listing->cli->language);

    if (cell.n) {
        buffer_append_cstr(line, before);
        text_for_terminal(cell, LINE_CHARACTERS, line);
    }
}

/* "  Name: what" for the lines below the finding. */
static void append_named(struct buffer *line, const struct listing *listing, unsigned column) {
    if (listing->row->cells[column].n) {
        buffer_append_cstr(line, "  ");
        buffer_append(line, listed_finding_heading(column, listing->cli->language));
        append_shown(line, listing, column, ": ");
    }
}

static void write_text(struct listing *listing) {
    static const unsigned decided[] = {DISPOSITIONS_WAIVE_UNTIL, DISPOSITIONS_STATE, DISPOSITIONS_OWNER,
                                       DISPOSITIONS_DUE, DISPOSITIONS_ACTION};
    CLEANUP(buffer_done) struct buffer line = {0};
    CLEANUP(buffer_done) struct buffer below = {0};

    append_shown(&line, listing, DISPOSITIONS_ID, "");
    append_shown(&line, listing, DISPOSITIONS_CODE, "  ");
    append_shown(&line, listing, DISPOSITIONS_OUTCOME, "  ");
    append_shown(&line, listing, DISPOSITIONS_STATUS, "  ");
    append_shown(&line, listing, DISPOSITIONS_SUBJECT, "  ");
    append_shown(&line, listing, DISPOSITIONS_HOSTNAME, "  ");
    append_shown(&line, listing, DISPOSITIONS_MESSAGE, "\n    ");
    for (size_t i = 0; i < ARRAY_LEN(decided); i++) {
        append_named(&below, listing, decided[i]);
    }
    if (below.n) {
        buffer_append_cstr(&line, "\n  ");
        buffer_append(&line, buffer_view(&below));
    }
    buffer_append_char(&line, '\n');
    output_write(listing->output, buffer_view(&line));
}

static void write_json(struct listing *listing) {
    const struct listed_finding *row = listing->row;
    char day[11];

    json_begin_object(listing->json);
    for (unsigned i = 0; i < DISPOSITIONS_COLUMN_COUNT; i++) {
        json_member_string(listing->json, schema_column(TABLE_DISPOSITIONS, i)->name, row->cells[i]);
    }
    json_member_string(listing->json, "waive_who", row->waiver.who);
    json_member_string(listing->json, "changed_by", row->disposition.changed_by);
    date_format(row->disposition.changed_on, day);
    json_member_string(listing->json, "changed_on", str_from(day));
    json_end_object(listing->json);
    json_newline(listing->json);
}

static enum err_code visit(void *context, const struct history_finding *finding, struct err *err) {
    struct listing *listing = context;
    enum err_code code = listed_finding_fill(listing->row, listing->history, finding, listing->cli->language, err);

    if (code) {
        return code;
    }
    listing->count++;
    switch (listing->format) {
    case FINDINGS_CSV:
        listed_finding_write(listing->row, listing->csv, listing->cli->language);
        break;
    case FINDINGS_JSON:
        write_json(listing);
        break;
    default:
        write_text(listing);
        break;
    }
    return ERR_OK;
}

static enum err_code write_all(struct listing *listing, const struct history_filter *filter, struct err *err) {
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = NULL;
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = NULL;

    if (listing->format == FINDINGS_CSV) {
        csv = csv_writer_new(listing->output, CSV_FOR_PEOPLE);
        if (!csv) {
            return err_no_memory(err);
        }
        listed_finding_write_headings(csv, listing->cli->language);
    } else if (listing->format == FINDINGS_JSON) {
        json = json_writer_new(listing->output, 0);
        if (!json) {
            return err_no_memory(err);
        }
    }
    listing->csv = csv;
    listing->json = json;
    return history_findings_each(listing->history, listing->cli->as_of, filter, visit, listing, err);
}

enum exit_status findings_list(const struct cli *cli, const struct findings_options *given, int count,
                               char **arguments) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    CLEANUP(listed_finding_done) struct listed_finding row = {0};
    struct history_filter filter = findings_filter(given);
    struct listing listing = {.cli = cli, .row = &row, .format = given->format};
    struct err err = {0};

    if (!options_take_no_arguments(&command_findings, count, arguments) ||
        !findings_open(cli, given, DATABASE_READ, &history)) {
        return EXIT_REFUSED;
    }
    listing.history = history;
    enum err_code code = listed_finding_init(&row, &err);
    if (!code) {
        code = output_to_fd(STDOUT_FILENO, _("standard output"), &listing.output, &err);
    }
    if (!code) {
        code = write_all(&listing, &filter, &err);
    }
    if (code) {
        output_abandon(listing.output);
    } else {
        code = output_close(listing.output, false, NULL, &err);
    }
    if (code) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet && listing.format <= FINDINGS_TEXT) {
        printf(_("Findings: %llu\n"), (unsigned long long)listing.count);
    }
    return EXIT_DONE;
}
