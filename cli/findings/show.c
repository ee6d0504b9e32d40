/* genkyo findings show: all that is known of a finding, and how what was decided about it came about. */

#include "base/text.h"
#include "cli/findings/command.h"
#include "cli/findings/listed_finding.h"
#include "cli/labels.h"
#include "cli/say.h"
#include "history/decision_log.h"

#include <stdio.h>

enum { SENTENCE_CHARACTERS = 10000, DAY_SIZE = 11 };

/* Columns of the row, by groups; their names are those that the exported file has. */
static const unsigned found[] = {
    DISPOSITIONS_ID,         DISPOSITIONS_OUTCOME,   DISPOSITIONS_SEVERITY, DISPOSITIONS_STATUS,
    DISPOSITIONS_FIRST_SEEN, DISPOSITIONS_LAST_SEEN, DISPOSITIONS_SUBJECT,  DISPOSITIONS_FIELD,
    DISPOSITIONS_ASSET_ID,   DISPOSITIONS_HOSTNAME,  DISPOSITIONS_SYSTEM,   DISPOSITIONS_DEPARTMENT,
    DISPOSITIONS_LOCATION,
};
static const unsigned decided[] = {
    DISPOSITIONS_CAUSE, DISPOSITIONS_PREVENTION, DISPOSITIONS_ACTION,
    DISPOSITIONS_OWNER, DISPOSITIONS_DUE,        DISPOSITIONS_STATE,
};
static const unsigned waived[] = {DISPOSITIONS_WAIVE_UNTIL, DISPOSITIONS_WAIVE_WHY};

/* Of the finding itself, behind the sentences. */
static const struct label value_labels[] = {
    {"documented", N_("Documented"), LABEL_TEXT, true},
    {"observed", N_("Observed"), LABEL_TEXT, true},
    {"ledger_evidence", N_("Rows of the ledger"), LABEL_TEXT, true},
    {"snapshot_evidence", N_("Rows of the snapshot"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};

struct showing {
    const struct cli *cli;
    struct history *history;
    struct listed_finding *row;
};

/* Further lines of a text stand below its first one. */
static void print_safe(const char *before, struct str text) {
    struct str rest = text.n ? text : STR_NONE, line;

    while (str_cut(&rest, '\n', &line)) {
        struct buffer safe = {0};
        text_for_terminal(line, SENTENCE_CHARACTERS, &safe);
        printf("%s%.*s\n", before, STR_FMT(buffer_view(&safe)));
        buffer_done(&safe);
        before = "    ";
    }
}

static void print_column(const struct showing *showing, unsigned column) {
    struct str cell = listed_finding_shown(showing->row, column, showing->cli->language);
    struct buffer before = {0};

    if (cell.n) {
        buffer_append(&before, listed_finding_heading(column, showing->cli->language));
        buffer_append_cstr(&before, ": ");
        buffer_append_char(&before, '\0');
        print_safe(before.failed ? "" : before.p, cell);
    }
    buffer_done(&before);
}

static void print_columns(const struct showing *showing, const unsigned *columns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        print_column(showing, columns[i]);
    }
}

/* "Waived by NAME (2027-03-01)" */
static void print_by(const char *what, struct str who, struct date on) {
    struct buffer safe = {0};
    char day[DAY_SIZE];

    date_format(on, day);
    text_for_terminal(who, SENTENCE_CHARACTERS, &safe);
    printf("%s: %.*s (%s)\n", what, STR_FMT(buffer_view(&safe)), day);
    buffer_done(&safe);
}

static void print_decided(const struct showing *showing) {
    const struct listed_finding *row = showing->row;

    if (row->has_disposition) {
        putchar('\n');
        print_columns(showing, decided, ARRAY_LEN(decided));
        print_by(_("Changed by"), row->disposition.changed_by, row->disposition.changed_on);
    }
    if (row->has_waiver) {
        putchar('\n');
        print_columns(showing, waived, ARRAY_LEN(waived));
        print_by(_("Waived by"), row->waiver.who, row->waiver.given_on);
        if (!waiver_holds(&row->waiver, showing->cli->as_of)) {
            puts(_("The waiver has expired."));
        }
    }
}

static struct str shown_or_dash(unsigned column, struct str text, enum language language) {
    return text.n ? listed_finding_word(column, text, language) : STR("-");
}

static enum err_code print_decision(void *context, const struct decision *decision, struct err *err) {
    struct showing *showing = context;
    enum language language = showing->cli->language;
    CLEANUP(buffer_done) struct buffer line = {0};
    unsigned column = DISPOSITIONS_COLUMN_COUNT;
    char day[DAY_SIZE];

    /* a member is called as its column in the exported file, which all have but one */
    bool has_column = schema_column_by_name(TABLE_DISPOSITIONS, decision->member, &column);
    date_format(decision->on, day);
    buffer_printf(&line, "%s  ", day);
    buffer_append(&line, decision->who);
    buffer_append_cstr(&line, "  ");
    buffer_append(&line, has_column ? listed_finding_heading(column, language) : str_from(_("Waived by")));
    buffer_append_cstr(&line, ": ");
    buffer_append(&line, shown_or_dash(column, decision->before, language));
    buffer_append_cstr(&line, " → ");
    buffer_append(&line, shown_or_dash(column, decision->after, language));
    print_safe("", buffer_view(&line));
    return line.failed ? err_no_memory(err) : ERR_OK;
}

static void print_finding(const struct showing *showing, const struct finding *finding) {
    enum language language = showing->cli->language;
    const struct str values[] = {finding->documented, finding->observed, finding->ledger_evidence,
                                 finding->snapshot_evidence};
    struct buffer remedy = {0};

    printf("%s  %s\n", code_def(finding->code)->name, code_def(finding->code)->title[language]);
    print_columns(showing, found, ARRAY_LEN(found));
    putchar('\n');
    print_safe("", buffer_view(&showing->row->message));
    message_render_remedy(finding->message, finding->arguments, finding->argument_count, language, &remedy);
    print_safe("", buffer_view(&remedy));
    buffer_done(&remedy);
    labels_print(showing->cli, value_labels, values, 0, 0);
}

static enum err_code count_decision(void *context, const struct decision *decision, struct err *err) {
    (void)decision;
    (void)err;
    ++*(size_t *)context;
    return ERR_OK;
}

static enum err_code visit(void *context, const struct history_finding *known, struct err *err) {
    struct showing *showing = context;
    size_t decisions = 0;
    enum err_code code = listed_finding_fill(showing->row, showing->history, known, showing->cli->language, err);

    if (!code) {
        print_finding(showing, &known->finding);
        print_decided(showing);
        code = decisions_each(showing->history, known->finding.id, count_decision, &decisions, err);
    }
    if (code || decisions == 0) {
        return code;
    }
    printf(_("\nChanges:\n"));
    return decisions_each(showing->history, known->finding.id, print_decision, showing, err);
}

enum exit_status findings_show(const struct cli *cli, const struct findings_options *given, int count,
                               char **arguments) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    CLEANUP(listed_finding_done) struct listed_finding row = {0};
    struct showing showing = {.cli = cli, .row = &row};
    uint64_t ids[FINDINGS_IDS_MAX];
    struct err err = {0};

    if (!findings_read_ids(count, arguments, ids) || !findings_open(cli, given, DATABASE_READ, &history)) {
        return EXIT_REFUSED;
    }
    showing.history = history;
    enum err_code code = listed_finding_init(&row, &err);
    for (int i = 0; !code && i < count; i++) {
        if (i > 0) {
            putchar('\n');
        }
        code = history_finding_get(history, cli->as_of, ids[i], visit, &showing, &err);
        if (code == ERR_NOT_FOUND) {
            fflush(stdout);
            findings_say_unknown(given, ids[i]);
            return EXIT_REFUSED;
        }
    }
    if (code) {
        fflush(stdout);
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}
