#include "cli/findings/listed_finding.h"

#include "base/hash.h"

enum { HEX_SIZE = 17 };

enum err_code listed_finding_init(struct listed_finding *row, struct err *err) {
    *row = (struct listed_finding){.arena = arena_new()};
    return row->arena ? ERR_OK : err_no_memory(err);
}

void listed_finding_done(struct listed_finding *row) {
    arena_free(row->arena);
    buffer_done(&row->message);
}

static struct str id_text(struct arena *arena, uint64_t id) {
    char text[HEX_SIZE];

    hash64_format(id, text);
    return arena_dup(arena, str_from(text));
}

static void fill_found(struct listed_finding *row, const struct history_finding *known) {
    const struct finding *finding = &known->finding;
    struct str *cells = row->cells;

    cells[DISPOSITIONS_ID] = id_text(row->arena, finding->id);
    cells[DISPOSITIONS_CODE] = str_from(code_def(finding->code)->name);
    cells[DISPOSITIONS_OUTCOME] = str_from(outcome_name(finding->outcome));
    cells[DISPOSITIONS_SEVERITY] = str_from(severity_name(finding_severity(finding)));
    cells[DISPOSITIONS_ASSET_ID] = finding->asset_id;
    cells[DISPOSITIONS_HOSTNAME] = finding->hostname;
    cells[DISPOSITIONS_SYSTEM] = finding->system;
    cells[DISPOSITIONS_DEPARTMENT] = finding->department;
    cells[DISPOSITIONS_LOCATION] = finding->location;
    cells[DISPOSITIONS_SUBJECT] = finding->subject;
    cells[DISPOSITIONS_FIELD] = finding->field;
    cells[DISPOSITIONS_MESSAGE] = buffer_view(&row->message);
    cells[DISPOSITIONS_FIRST_SEEN] = date_written(known->state.first_seen, row->arena);
    cells[DISPOSITIONS_LAST_SEEN] = date_written(known->state.last_seen, row->arena);
    cells[DISPOSITIONS_STATUS] = str_from(finding_status_name(known->state.status));
}

static void fill_decided(struct listed_finding *row) {
    const struct disposition *disposition = &row->disposition;
    struct str *cells = row->cells;

    cells[DISPOSITIONS_CAUSE] = disposition->cause;
    cells[DISPOSITIONS_PREVENTION] = disposition->prevention;
    cells[DISPOSITIONS_ACTION] = disposition->action;
    cells[DISPOSITIONS_OWNER] = disposition->owner;
    cells[DISPOSITIONS_DUE] = date_written(disposition->due, row->arena);
    cells[DISPOSITIONS_STATE] = row->has_disposition ? str_from(disposition_state_name(disposition->state)) : STR_NONE;
    cells[DISPOSITIONS_WAIVE_UNTIL] = date_written(row->waiver.until, row->arena);
    cells[DISPOSITIONS_WAIVE_WHY] = row->waiver.why;
}

enum err_code listed_finding_fill(struct listed_finding *row, struct history *history,
                                  const struct history_finding *known, enum language language, struct err *err) {
    const struct finding *finding = &known->finding;
    enum err_code code;

    arena_reset(row->arena);
    buffer_reset(&row->message);
    code = disposition_get(history, finding->id, row->arena, &row->disposition, &row->has_disposition, err);
    if (!code) {
        code = waiver_get(history, finding->id, row->arena, &row->waiver, &row->has_waiver, err);
    }
    if (code) {
        return code;
    }
    message_render(finding->message, finding->arguments, finding->argument_count, language, &row->message);
    fill_found(row, known);
    fill_decided(row);
    return row->message.failed || arena_failed(row->arena) ? err_no_memory(err) : ERR_OK;
}

/* Of the column `state`: its first word is English, the second Japanese. */
static struct str state_shown(struct str state, enum language language) {
    const struct column_def *column = schema_column(TABLE_DISPOSITIONS, DISPOSITIONS_STATE);
    struct str groups = str_from(column->words), group = STR_NONE, word = state;
    unsigned index;

    if (!schema_word_index(column, state, &index)) {
        return state; /* of a later version */
    }
    for (unsigned i = 0; i <= index && str_cut(&groups, ';', &group); i++) {
    }
    for (int i = 0; i <= (int)language && str_cut(&group, '|', &word); i++) {
    }
    return word;
}

struct str listed_finding_word(unsigned column, struct str cell, enum language language) {
    switch (column) {
    case DISPOSITIONS_OUTCOME:
    case DISPOSITIONS_SEVERITY:
    case DISPOSITIONS_STATUS:
        return message_word(cell, language);
    case DISPOSITIONS_STATE:
        return cell.n ? state_shown(cell, language) : cell;
    case DISPOSITIONS_FIELD:
        return cell.n ? message_field(cell, language) : cell;
    default:
        return cell;
    }
}

struct str listed_finding_shown(const struct listed_finding *row, unsigned column, enum language language) {
    return listed_finding_word(column, row->cells[column], language);
}

struct str listed_finding_heading(unsigned column, enum language language) {
    const struct column_def *def = schema_column(TABLE_DISPOSITIONS, column);
    struct str headings = str_from(def->headings), first;

    return language == LANGUAGE_JA && str_cut(&headings, '|', &first) && first.n ? first : str_from(def->name);
}

void listed_finding_write_headings(struct csv_writer *csv, enum language language) {
    for (unsigned i = 0; i < DISPOSITIONS_COLUMN_COUNT; i++) {
        csv_write_cell(csv, listed_finding_heading(i, language));
    }
    csv_end_row(csv);
}

/* Digits alone, or a power of ten such as 1234567890123e45: spreadsheets keep 15 digits of those. */
static bool looks_like_number(struct str id) {
    unsigned exponents = 0, others = 0;

    for (size_t i = 0; i < id.n; i++) {
        exponents += id.p[i] == 'e';
        others += id.p[i] != 'e' && !str_is_digit(id.p[i]);
    }
    return others == 0 && exponents <= 1;
}

void listed_finding_write(const struct listed_finding *row, struct csv_writer *csv, enum language language) {
    char guarded[HEX_SIZE + 1] = "'";

    for (unsigned i = 0; i < DISPOSITIONS_COLUMN_COUNT; i++) {
        struct str cell = listed_finding_shown(row, i, language);
        if (i == DISPOSITIONS_ID && looks_like_number(cell)) {
            memcpy(guarded + 1, cell.p, cell.n);
            cell = (struct str){guarded, cell.n + 1};
        }
        csv_write_cell(csv, cell);
    }
    csv_end_row(csv);
}
