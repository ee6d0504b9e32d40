#include "inventory/import_checks.h"

#include "base/arena.h"
#include "base/budget.h"
#include "base/csv_write.h"
#include "base/intern.h"
#include "base/text.h"
#include "inventory/book.h"
#include "inventory/identity.h"
#include "inventory/intake.h"
#include "inventory/intake_xlsx.h"
#include "inventory/words.h"

#include <fcntl.h>
#include <stdlib.h>

enum { SECONDS_A_DAY = 86400 };

/* Looking at a machine tells who it is and where, and nothing of what is in it. */
#define MISSING_PARTS STR("os;cpu;memory;disks;network;packages;logins")

/* What a check says of an asset. Of two of one day blank cells of the later one are filled from the other; where both
 * say something else of the asset itself, that is a problem. */
enum said { SAID_FOUND, SAID_LOCATION, SAID_USER, SAID_SERIAL, SAID_WORKING, SAID_CHECKED_BY, SAID_NOTE, SAID_COUNT };

static const struct {
    unsigned column;
    bool is_of_asset;
} said[SAID_COUNT] = {
    [SAID_FOUND] = {CHECKS_FOUND, true},     [SAID_LOCATION] = {CHECKS_LOCATION, true},
    [SAID_USER] = {CHECKS_USER, true},       [SAID_SERIAL] = {CHECKS_SERIAL, true},
    [SAID_WORKING] = {CHECKS_WORKING, true}, [SAID_CHECKED_BY] = {CHECKS_CHECKED_BY, false},
    [SAID_NOTE] = {CHECKS_NOTE, false},
};

/* A cell, and where it stands. */
struct statement {
    struct str written;
    struct str meaning; /* folded, or "yes" or "no"; empty where it says nothing */
    struct str file;
    uint64_t line;
};

/* The last check of one asset. Texts are in the arena. */
struct check {
    struct str key; /* the asset number in normal form */
    struct str asset_id;
    struct statement says[SAID_COUNT];
    struct date checked_on;
};

static struct str written(const struct check *check, enum said what) {
    return check->says[what].written;
}

static bool is_found(const struct check *check) {
    return str_eq(check->says[SAID_FOUND].meaning, STR("yes"));
}

struct import_checks {
    struct import_options options;
    struct arena *arena;
    struct intern *assets;
    struct check *items; /* by the number of the asset */
    size_t capacity;
    struct import_machine *machines;
    struct import_check_counts counts;
    struct date first, last;
    struct hasher *hasher;
};

void import_checks_free(struct import_checks *checks) {
    if (checks) {
        intern_free(checks->assets);
        hasher_free(checks->hasher);
        arena_free(checks->arena);
        budget_drop(checks->items);
        free(checks);
    }
}

static bool grow(struct import_checks *checks, size_t count) {
    size_t capacity = checks->capacity ? checks->capacity * 2 : 64;
    struct check *grown;

    if (count <= checks->capacity) {
        return true;
    }
    grown = budget_resize(checks->options.budget, checks->items, capacity, sizeof *grown);
    if (grown) {
        checks->items = grown;
        checks->capacity = capacity;
    }
    return grown != NULL;
}

/* A row of a file, and where problems with it go. */
struct checked_row {
    struct row_reader *reader;
    const struct table *table;
    uint32_t row;
    struct str file;
    struct diagnostics *diagnostics;
};

static struct str meaning_of(struct arena *arena, struct row_reader *reader, unsigned column) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    if (schema_column(TABLE_CHECKS, column)->type == TYPE_BOOL) {
        struct value value = row_reader_value(reader, column);
        return !value.is_set ? STR_NONE : value.number ? STR("yes") : STR("no");
    }
    text_fold(row_reader_text(reader, column), &folded);
    return arena_dup(arena, buffer_view(&folded));
}

static struct check read_check(struct import_checks *checks, const struct checked_row *row) {
    struct arena *arena = checks->arena;
    struct check check = {
        .asset_id = arena_dup(arena, csv_unguarded(row_reader_text(row->reader, CHECKS_ASSET_ID))),
        .checked_on = row_reader_value(row->reader, CHECKS_CHECKED_ON).date,
    };

    for (unsigned i = 0; i < SAID_COUNT; i++) {
        check.says[i] = (struct statement){
            .written = arena_dup(arena, row_reader_text(row->reader, said[i].column)),
            .meaning = meaning_of(arena, row->reader, said[i].column),
            .file = row->file,
            .line = table_line(row->table, row->row),
        };
    }
    return check;
}

/* What stood in an earlier row of the same day does not count. */
static bool report_other(struct import_checks *checks, const struct checked_row *row, unsigned column,
                         const struct statement *other) {
    struct str place = arena_printf(checks->arena, "%.*s:%llu", STR_FMT(other->file), (unsigned long long)other->line);
    const struct diagnostic diagnostic = {
        .problem = PROBLEM_CHECK_TWICE,
        .file = row->file,
        .line = table_line(row->table, row->row),
        .heading = table_heading(row->table, row->row, column),
        .args = {other->written, place},
    };

    diagnostics_add(row->diagnostics, &diagnostic);
    return place.p;
}

/* EARLIER is of the same day. Where one of them did not find the asset, it has nothing to add to the other. */
static bool join_checks(struct import_checks *checks, const struct checked_row *row, const struct check *earlier,
                        struct check *check) {
    bool is_other = is_found(check) != is_found(earlier);

    for (unsigned i = 0; i < SAID_COUNT && (!is_other || i == SAID_FOUND); i++) {
        const struct statement *other = &earlier->says[i];
        if (!check->says[i].meaning.n) {
            check->says[i] = *other;
        } else if (said[i].is_of_asset && other->meaning.n && !str_eq(check->says[i].meaning, other->meaning) &&
                   !report_other(checks, row, said[i].column, other)) {
            return false;
        }
    }
    return true;
}

static bool read_asset(struct row_reader *reader, struct buffer *key) {
    return identity_normalise(KEY_ASSET_ID, csv_unguarded(row_reader_text(reader, CHECKS_ASSET_ID)), key);
}

/* Without an answer a row says nothing, and without an asset it is of nothing. Cells that cannot be read have been
 * reported as they were read. */
static bool is_answered(const struct table *table, uint32_t row, struct row_reader *reader, struct str file,
                        bool has_asset, struct diagnostics *diagnostics) {
    struct diagnostic diagnostic = {
        .problem = PROBLEM_CELL_REQUIRED, .file = file, .line = table_line(table, row), .args = {STR("found")}};
    struct value found = row_reader_value(reader, CHECKS_FOUND);

    if (!found.is_set && found.problem == PROBLEM_NONE) {
        diagnostics_add(diagnostics, &diagnostic);
    }
    if (!has_asset && !str_is_empty(row_reader_text(reader, CHECKS_ASSET_ID))) {
        diagnostic.args[0] = STR("asset_id");
        diagnostics_add(diagnostics, &diagnostic);
    }
    return has_asset && found.is_set && row_reader_value(reader, CHECKS_CHECKED_ON).is_set;
}

/* The last one counts. */
static enum err_code take_row(struct import_checks *checks, struct str key, const struct checked_row *row,
                              struct err *err) {
    uint32_t known = intern_count(checks->assets), number = intern_add(checks->assets, key);
    if (number == INTERN_NONE || !grow(checks, (size_t)number + 1)) {
        return err_no_memory(err);
    }
    struct check check = read_check(checks, row), *earlier = &checks->items[number];
    bool is_same_day = number != known && check.checked_on.days == earlier->checked_on.days;
    if (is_same_day && !join_checks(checks, row, earlier, &check)) {
        return err_no_memory(err);
    }
    if (number == known || check.checked_on.days >= earlier->checked_on.days) {
        check.key = intern_text(checks->assets, number);
        *earlier = check;
    }
    return arena_failed(checks->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code take_table(struct import_checks *checks, const struct table *table, struct str file,
                                struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer key = {0};
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        buffer_reset(&key);
        bool has_asset = read_asset(reader, &key);
        if (key.failed) {
            code = err_no_memory(err);
        } else if (is_answered(table, row, reader, file, has_asset, diagnostics)) {
            const struct checked_row checked = {reader, table, row, file, diagnostics};
            code = take_row(checks, buffer_view(&key), &checked, err);
        } else {
            checks->counts.undecided++;
        }
    }
    return code ? code : row_reader_error(reader, err);
}

/* Reads a file, or a sheet of a workbook. *RET_IS_READ is false where it cannot be used. */
static enum err_code read_rows(struct import_checks *checks, const char *name, struct intake_sheet *sheet,
                               struct diagnostics *diagnostics, bool *ret_is_read, struct err *err) {
    static const enum table_id table = TABLE_CHECKS;
    struct table *tables[TABLE_COUNT] = {NULL};
    struct intake_options intake = {
        .table = &table, .tmpdir = checks->options.tmpdir, .budget = checks->options.budget, .sheet = sheet};
    struct inventory_file file = {0};
    char hex[33];
    enum err_code code = intake_file(AT_FDCWD, name, &intake, tables, diagnostics, &file, err);
    bool is_read = !code && !file.is_refused && tables[table];

    if (is_read) {
        table_finish(tables[table]);
        hash128_format(file.digest, hex);
        hasher_update(checks->hasher, str_from(hex));
        code = take_table(checks, tables[table], str_from(name), diagnostics, err);
    }
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        table_free(tables[i]);
    }
    if (!code) {
        *ret_is_read = is_read;
    }
    return code;
}

/* --- workbooks -----------------------------------------------------------------------------------------------------
 */

/* Has it none of the headings that a list of hand checks must have? Then it is something else. */
static bool is_of_something_else(struct diagnostics *diagnostics) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == PROBLEM_COLUMN_MISSING || groups[i].problem == PROBLEM_NO_HEADINGS) {
            return true;
        }
    }
    return false;
}

static enum err_code read_sheet(struct import_checks *checks, struct book *book, size_t index,
                                struct diagnostics *diagnostics, bool *ret_is_read, struct err *err) {
    CLEANUP(book_sheet_done) struct book_sheet sheet = {.is_empty = true};
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *of_sheet = diagnostics_new();
    enum err_code code =
        of_sheet ? book_read_sheet(book, index, checks->arena, of_sheet, &sheet, err) : err_no_memory(err);
    bool is_read = false;

    if (!code && !sheet.is_empty && !sheet.is_refused) {
        code = read_rows(checks, sheet.name.p, &sheet.text.sheet, of_sheet, &is_read, err);
    }
    if (code) {
        return code;
    }
    if (!is_read && !sheet.is_empty && !sheet.is_refused && is_of_something_else(of_sheet)) {
        diagnostics_add(diagnostics, &(struct diagnostic){.problem = PROBLEM_SHEET_NO_CHECKS, .file = sheet.name});
        return ERR_OK;
    }
    diagnostics_add_all(diagnostics, of_sheet);
    book_sheet_report_merges(&sheet, diagnostics);
    if (!is_read && !sheet.is_empty) {
        return err_set(err, ERR_REFUSED, sheet.name.p, STR_NONE, STR_NONE);
    }
    *ret_is_read |= is_read;
    return ERR_OK;
}

static enum err_code read_book(struct import_checks *checks, const char *path, struct diagnostics *diagnostics,
                               bool *ret_is_read, struct err *err) {
    CLEANUP(book_close_cleanup) struct book *book = NULL;
    enum err_code code = book_open(AT_FDCWD, path, checks->options.tmpdir, diagnostics, &book, err);

    for (size_t i = 0; !code && i < book_sheet_count(book); i++) {
        code = read_sheet(checks, book, i, diagnostics, ret_is_read, err);
    }
    return code;
}

static enum err_code read_file(struct import_checks *checks, const char *path, struct diagnostics *diagnostics,
                               struct err *err) {
    bool is_read = false;
    enum err_code code = intake_is_workbook(str_from(path)) ? read_book(checks, path, diagnostics, &is_read, err)
                                                            : read_rows(checks, path, NULL, diagnostics, &is_read, err);

    return code || is_read ? code : err_set(err, ERR_REFUSED, path, STR_NONE, STR_NONE);
}

/* The label is what stays the same where no serial number was read. */
static bool list_machines(struct import_checks *checks) {
    uint32_t count = intern_count(checks->assets);

    checks->machines = arena_alloc_array(checks->arena, (size_t)count + 1, sizeof *checks->machines);
    checks->first = checks->last = DATE_NONE;
    for (uint32_t i = 0; checks->machines && i < count; i++) {
        const struct check *check = &checks->items[i];
        if (!date_is_set(checks->first) || check->checked_on.days < checks->first.days) {
            checks->first = check->checked_on;
        }
        if (!date_is_set(checks->last) || check->checked_on.days > checks->last.days) {
            checks->last = check->checked_on;
        }
        if (!is_found(check)) {
            checks->counts.not_found++;
            continue;
        }
        checks->machines[checks->counts.found++] = (struct import_machine){
            .serial = written(check, SAID_SERIAL),
            .address = arena_printf(checks->arena, "asset:%.*s", STR_FMT(check->key)),
            .label = check->key,
        };
    }
    return !arena_failed(checks->arena);
}

enum err_code import_checks_read(const char *const *paths, size_t count, const struct import_options *options,
                                 struct diagnostics *diagnostics, struct import_checks **ret_checks, struct err *err) {
    CLEANUP(import_checks_free_cleanup) struct import_checks *checks = calloc(1, sizeof *checks);
    enum err_code code = ERR_OK;

    if (!checks || !(checks->arena = arena_new_within(options->budget)) ||
        !(checks->assets = intern_new_within(options->budget)) || !(checks->hasher = hasher_new())) {
        return err_no_memory(err);
    }
    checks->options = *options;
    for (size_t i = 0; !code && i < count; i++) {
        code = read_file(checks, paths[i], diagnostics, err);
    }
    if (!code && (diagnostics_failed(diagnostics) || !list_machines(checks))) {
        code = err_no_memory(err);
    }
    if (!code && intern_count(checks->assets) == 0) {
        code = err_set(err, ERR_REFUSED, paths[0], STR_NONE, STR_NONE);
    }
    if (code) {
        return code;
    }
    *ret_checks = TAKE_PTR(checks);
    return ERR_OK;
}

struct import_check_counts import_checks_counts(const struct import_checks *checks) {
    return checks->counts;
}

const struct import_machine *import_checks_machines(const struct import_checks *checks, size_t *ret_count) {
    *ret_count = checks->counts.found;
    return checks->machines;
}

static struct instant instant_of(const struct import_checks *checks, struct date date) {
    int32_t offset = checks->options.utc_offset;

    return (struct instant){(int64_t)date.days * SECONDS_A_DAY - offset, offset};
}

void import_checks_period(const struct import_checks *checks, struct instant *ret_first, struct instant *ret_last) {
    *ret_first = instant_of(checks, checks->first);
    *ret_last = instant_of(checks, checks->last);
}

struct hash128 import_checks_digest(const struct import_checks *checks) {
    return hasher_digest(checks->hasher);
}

/* --- rows of the snapshot ------------------------------------------------------------------------------------------
 */

static enum err_code write_device(const struct import_checks *checks, const struct check *check,
                                  const struct import_identity *identity, struct snapshot_writer *writer,
                                  struct err *err) {
    struct str cells[DEVICES_COLUMN_COUNT] = {0};
    char at[26], day[11];

    instant_format(instant_of(checks, check->checked_on), at);
    date_format(check->checked_on, day);
    cells[DEVICES_DEVICE_ID] = identity->device_id;
    cells[DEVICES_IDENTITY_NOTES] = identity->notes;
    cells[DEVICES_ASSET_TAG] = check->asset_id;
    cells[DEVICES_SERIAL] = written(check, SAID_SERIAL);
    cells[DEVICES_LOCATION] = written(check, SAID_LOCATION);
    cells[DEVICES_USER_NAME] = written(check, SAID_USER);
    cells[DEVICES_WORKING] = check->says[SAID_WORKING].meaning;
    cells[DEVICES_INVENTORIED_ON] = str_from(day);
    cells[DEVICES_NOTE] = written(check, SAID_NOTE);
    cells[DEVICES_OBSERVED_AT] = str_from(at);
    cells[DEVICES_METHOD] = STR("check");
    cells[DEVICES_SECTIONS_MISSING] = MISSING_PARTS;
    return snapshot_writer_row(writer, TABLE_DEVICES, cells, err);
}

/* Who looked, when, and what they wrote: "2027-03-20 佐藤: 棚に無し". */
static void append_message(const struct check *check, struct buffer *out) {
    struct str checked_by = written(check, SAID_CHECKED_BY), note = written(check, SAID_NOTE);
    char day[11];

    date_format(check->checked_on, day);
    buffer_append_cstr(out, day);
    buffer_append_cstr(out, checked_by.n ? " " : "");
    buffer_append(out, checked_by);
    buffer_append_cstr(out, note.n ? ": " : "");
    buffer_append(out, note);
}

static enum err_code write_probe(const struct check *check, struct str device_id, struct snapshot_writer *writer,
                                 struct err *err) {
    CLEANUP(buffer_done) struct buffer message = {0};
    const struct column_def *outcome = schema_column(TABLE_PROBES, PROBES_OUTCOME);
    struct str cells[PROBES_COLUMN_COUNT] = {0};

    append_message(check, &message);
    if (message.failed) {
        return err_no_memory(err);
    }
    cells[PROBES_TARGET] = check->asset_id;
    cells[PROBES_OUTCOME] = schema_word(outcome, is_found(check) ? PROBE_ANSWERED : PROBE_NOT_FOUND);
    cells[PROBES_METHOD] = STR("check");
    cells[PROBES_SECTIONS_COMPLETE] = is_found(check) ? STR("identity") : STR_NONE;
    cells[PROBES_SECTIONS_MISSING] = is_found(check) ? MISSING_PARTS : STR_NONE;
    cells[PROBES_MESSAGE] = buffer_view(&message);
    cells[PROBES_DEVICE_ID] = device_id;
    return snapshot_writer_row(writer, TABLE_PROBES, cells, err);
}

enum err_code import_checks_write(const struct import_checks *checks, const struct import_identity *identities,
                                  struct snapshot_writer *writer, struct err *err) {
    uint32_t count = intern_count(checks->assets);
    enum err_code code = ERR_OK;
    size_t number = 0;

    for (uint32_t i = 0; !code && i < count; i++) {
        const struct check *check = &checks->items[i];
        struct str device_id = STR_NONE;
        if (is_found(check)) {
            const struct import_identity *identity = &identities[number++];
            device_id = identity->device_id;
            code = write_device(checks, check, identity, writer, err);
        }
        if (!code) {
            code = write_probe(check, device_id, writer, err);
        }
    }
    return code;
}
