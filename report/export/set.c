#include "report/export/set.h"

#include "base/buffer.h"
#include "base/csv_write.h"
#include "base/file.h"
#include "base/fill.h"
#include "report/export/workbook.h"
#include "report/result/read.h"
#include "report/workbook/column.h"

#include <assert.h>
#include <stdlib.h>

struct listed_file {
    struct str name; /* with a NUL behind it */
    enum export_text about;
    bool has_rows;
    uint64_t rows;
    struct hash128 digest;
};

struct export_set {
    struct export_settings settings;
    struct arena *arena;
    struct listed_file *files;
    struct str *names; /* those of all files, once the set has ended */
    uint32_t count, capacity;
    struct export_workbook *workbook; /* NULL: there is none */
    /* the table that is being written */
    const struct export_sheet *sheet;
    struct output *output;
    struct csv_writer *csv;
    uint64_t rows;
    struct buffer shown;
};

static const struct sheet_column index_columns[] = {
    {"file", SHEET_TEXT, 0, {NULL}},
    {"about", SHEET_TEXT, 0, {NULL}},
    {"rows", SHEET_NUMBER, 0, {NULL}},
    {"xxh3_128", SHEET_TEXT, 0, {NULL}},
};
enum { INDEX_COLUMNS = ARRAY_LEN(index_columns) };
static const struct sheet_table index_table = {"index.csv", index_columns, INDEX_COLUMNS};
static const struct export_sheet index_sheet = {
    .sheet = {.name = {"Index", "資料一覧"}, .table = &index_table},
    .about = EXPORT_ABOUT_INDEX,
};

enum err_code export_set_new(const struct export_settings *settings, struct export_set **ret_set, struct err *err) {
    struct export_set *set = calloc(1, sizeof *set);

    if (!set) {
        return err_no_memory(err);
    }
    set->settings = *settings;
    set->arena = arena_new();
    if (!set->arena) {
        export_set_free(set);
        return err_no_memory(err);
    }
    *ret_set = set;
    return ERR_OK;
}

void export_set_free(struct export_set *set) {
    if (set) {
        csv_writer_free(set->csv);
        output_abandon(set->output);
        export_workbook_free(set->workbook);
        buffer_done(&set->shown);
        arena_free(set->arena);
        free(set);
    }
}

const struct export_settings *export_set_settings(const struct export_set *set) {
    return &set->settings;
}

static enum err_code list_file(struct export_set *set, const struct listed_file *file, struct err *err) {
    struct listed_file *files = arena_grow(set->arena, set->files, set->count, 1, &set->capacity, sizeof *files);

    if (!files) {
        return err_no_memory(err);
    }
    set->files = files;
    files[set->count] = *file;
    files[set->count].name = arena_printf(set->arena, "%.*s", STR_FMT(file->name));
    return files[set->count++].name.p ? ERR_OK : err_no_memory(err);
}

/* --- tables --------------------------------------------------------------------------------------------------------
 */

/* It is begun with its first sheet. */
enum err_code export_set_workbook(struct export_set *set, struct export_workbook **ret_workbook, struct err *err) {
    enum err_code code =
        set->workbook ? ERR_OK : export_workbook_new(&set->settings, &index_sheet.sheet, &set->workbook, err);

    *ret_workbook = set->workbook;
    return code;
}

static enum err_code add_sheet(struct export_set *set, const struct export_sheet *sheet, struct err *err) {
    struct export_workbook *workbook;
    enum err_code code = export_set_workbook(set, &workbook, err);

    if (code == ERR_OK && workbook) {
        export_workbook_add(workbook, &sheet->sheet);
    }
    return code;
}

/* Where headings of sheets break, those of files do not. */
static void write_heading(struct export_set *set, struct str heading) {
    const char *blank = set->settings.language == LANGUAGE_EN ? " " : "";
    struct str line;

    buffer_reset(&set->shown);
    while (str_cut(&heading, '\n', &line)) {
        buffer_append_cstr(&set->shown, set->shown.n ? blank : "");
        buffer_append(&set->shown, line);
    }
    csv_write_cell(set->csv, buffer_view(&set->shown));
}

enum err_code export_sheet_begin(struct export_set *set, const struct export_sheet *sheet, struct err *err) {
    const struct sheet_table *table = sheet->sheet.table;
    enum err_code code = output_create(set->settings.dir_fd, table->file, &set->output, err);

    assert(!set->sheet && table->count <= RESULT_COLUMNS_MAX);
    if (code != ERR_OK) {
        return code;
    }
    set->csv = csv_writer_new(set->output, CSV_FOR_PEOPLE);
    if (!set->csv) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < table->count; i++) {
        write_heading(set, workbook_heading(&sheet->sheet, i, set->settings.language));
    }
    csv_end_row(set->csv);
    set->sheet = sheet;
    set->rows = 0;
    return sheet == &index_sheet ? ERR_OK : add_sheet(set, sheet, err);
}

const struct export_sheet *export_set_sheet(const struct export_set *set) {
    return set->sheet;
}

/* A number is written as one: its sign begins no formula. */
static void write_shown(struct export_set *set, enum sheet_cell cell, struct str shown) {
    struct str figures = shown;
    uint64_t number;

    if ((cell == SHEET_NUMBER || cell == SHEET_COUNT) && str_drop_prefix(&figures, STR("-")) &&
        str_to_u64(figures, &number) && number <= INT64_MAX) {
        csv_write_number(set->csv, -(int64_t)number);
    } else {
        csv_write_cell(set->csv, shown);
    }
}

enum err_code export_sheet_row(struct export_set *set, const struct str *cells, struct err *err) {
    const struct sheet_table *table = set->sheet->sheet.table;

    for (size_t i = 0; i < table->count; i++) {
        buffer_reset(&set->shown);
        if (cells[i].n) {
            workbook_shown(&table->columns[i], cells[i], set->settings.language, &set->shown);
        }
        write_shown(set, table->columns[i].cell, buffer_view(&set->shown));
    }
    csv_end_row(set->csv);
    set->rows++;
    if (set->shown.failed) {
        return err_no_memory(err);
    }
    return set->workbook && set->sheet != &index_sheet ? export_workbook_row(set->workbook, cells, err) : ERR_OK;
}

enum err_code export_sheet_end(struct export_set *set, enum err_code code, struct err *err) {
    const struct export_sheet *sheet = TAKE_PTR(set->sheet);

    csv_writer_free(TAKE_PTR(set->csv));
    if (code != ERR_OK) {
        output_abandon(TAKE_PTR(set->output));
        return code;
    }
    struct listed_file file = {
        .name = str_from(sheet->sheet.table->file), .about = sheet->about, .has_rows = true, .rows = set->rows};
    code = output_close(TAKE_PTR(set->output), set->settings.sync, &file.digest, err);
    return code == ERR_OK ? list_file(set, &file, err) : code;
}

/* --- other files ---------------------------------------------------------------------------------------------------
 */

enum err_code export_file_begin(struct export_set *set, const char *name, struct output **ret_output, struct err *err) {
    return output_create(set->settings.dir_fd, name, ret_output, err);
}

enum err_code export_file_end(struct export_set *set, const char *name, enum export_text about, struct output *output,
                              enum err_code code, struct err *err) {
    struct listed_file file = {.name = str_from(name), .about = about};

    if (code != ERR_OK) {
        output_abandon(output);
        return code;
    }
    code = output_close(output, set->settings.sync, &file.digest, err);
    return code == ERR_OK ? list_file(set, &file, err) : code;
}

/* The bytes of a file, piece by piece. */
typedef void take_bytes(void *context, struct str bytes);

static enum err_code read_bytes(int dir_fd, const char *name, take_bytes *take, void *context, struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    char piece[OUTPUT_ROOM];
    enum err_code code = file_open(dir_fd, name, &file, err);
    uint64_t size = code == ERR_OK ? file_size(file) : 0;

    for (uint64_t at = 0; code == ERR_OK && at < size;) {
        size_t length = size - at < sizeof piece ? (size_t)(size - at) : sizeof piece;
        code = file_read_at(file, at, length, piece, err);
        if (code == ERR_OK) {
            take(context, (struct str){piece, length});
        }
        at += length;
    }
    return code;
}

static void hash_bytes(void *context, struct str bytes) {
    hasher_update(context, bytes);
}

static void write_bytes(void *context, struct str bytes) {
    output_write(context, bytes);
}

enum err_code export_file_add(struct export_set *set, const char *name, enum export_text about, struct err *err) {
    CLEANUP(hasher_free_cleanup) struct hasher *hasher = hasher_new();
    struct listed_file file = {.name = str_from(name), .about = about};
    enum err_code code = hasher ? read_bytes(set->settings.dir_fd, name, hash_bytes, hasher, err) : err_no_memory(err);

    if (code != ERR_OK) {
        return code;
    }
    file.digest = hasher_digest(hasher);
    return list_file(set, &file, err);
}

enum err_code export_file_copy(struct export_set *set, int from_fd, const char *name, enum export_text about,
                               struct err *err) {
    struct output *output = NULL;
    enum err_code code = export_file_begin(set, name, &output, err);

    if (code == ERR_OK) {
        code = read_bytes(from_fd, name, write_bytes, output, err);
        code = export_file_end(set, name, about, output, code, err);
    }
    return code;
}

/* --- the index -----------------------------------------------------------------------------------------------------
 */

struct index_row {
    struct str cells[INDEX_COLUMNS];
    char rows[STR_U64_SIZE], digest[33];
};

/* Files that have no more than what the results have of them. */
static bool ends_with_horizon(enum export_text about) {
    return about == EXPORT_ABOUT_SUPPORT || about == EXPORT_ABOUT_CONTRACTS || about == EXPORT_ABOUT_DEADLINES;
}

static struct str about_of(const struct export_set *set, const struct listed_file *file) {
    const struct export_settings *settings = &set->settings;
    const char *about = export_text(file->about, settings->language);

    if (!settings->horizon.n || !ends_with_horizon(file->about)) {
        return str_from(about);
    }
    return arena_printf(set->arena, settings->language == LANGUAGE_JA ? "%s（%s: %.*s）" : "%s (%s: %.*s)", about,
                        export_text(EXPORT_HORIZON, settings->language), STR_FMT(settings->horizon));
}

static void fill_index_row(const struct export_set *set, const struct listed_file *file, struct index_row *row) {
    hash128_format(file->digest, row->digest);
    row->cells[0] = file->name;
    row->cells[1] = about_of(set, file);
    row->cells[2] = file->has_rows ? str_format_u64(file->rows, row->rows) : STR_NONE;
    row->cells[3] = str_from(row->digest);
}

/* The workbook lists the files that were written before it. */
static enum err_code close_workbook(struct export_set *set, struct err *err) {
    enum err_code code = ERR_OK;
    struct index_row row;

    if (!set->workbook) {
        return ERR_OK;
    }
    for (uint32_t i = 0; i < set->count && code == ERR_OK; i++) {
        fill_index_row(set, &set->files[i], &row);
        code = export_workbook_list(set->workbook, row.cells, err);
    }
    if (code == ERR_OK) {
        code = export_workbook_close(set->workbook, err);
    }
    return code == ERR_OK ? export_file_add(set, export_workbook_file(set->workbook), EXPORT_ABOUT_WORKBOOK, err)
                          : code;
}

static enum err_code write_index(struct export_set *set, struct err *err) {
    uint32_t count = set->count;
    struct index_row row;
    enum err_code code = export_sheet_begin(set, &index_sheet, err);

    for (uint32_t i = 0; i < count && code == ERR_OK; i++) {
        fill_index_row(set, &set->files[i], &row);
        code = export_sheet_row(set, row.cells, err);
    }
    return export_sheet_end(set, code, err);
}

/* The folder with the '/' behind it; empty for a file beside the index. */
static struct str folder_of(const struct listed_file *file) {
    ptrdiff_t slash = str_find_char(file->name, '/');

    return str_sub(file->name, 0, (size_t)(slash + 1));
}

/* How many files, from FIRST on, are of one folder. */
static uint32_t count_folder(const struct export_set *set, uint32_t first) {
    struct str folder = folder_of(&set->files[first]);
    uint32_t count = 1;

    while (first + count < set->count && str_eq(folder_of(&set->files[first + count]), folder)) {
        count++;
    }
    return count;
}

/* Appends a line for a file, or for all files of a folder; returns how many it was. */
static uint32_t append_line(const struct export_set *set, uint32_t number, uint32_t file_number, struct buffer *text) {
    const struct listed_file *file = &set->files[file_number];
    enum language language = set->settings.language;
    struct str folder = folder_of(file);
    uint32_t count = folder.n ? count_folder(set, file_number) : 1;
    char figures[STR_U64_SIZE];
    struct str figure = str_format_u64(folder.n ? count : file->rows, figures);

    buffer_printf(text, "%2u. %.*s\r\n    %.*s", number, STR_FMT(folder.n ? folder : file->name),
                  STR_FMT(about_of(set, file)));
    if (folder.n || file->has_rows) {
        fill_append(export_text(folder.n ? EXPORT_INDEX_FILES : EXPORT_INDEX_ROWS, language), &figure, 1, text);
    }
    buffer_append_cstr(text, "\r\n");
    return count;
}

/* For whoever opens the directory first: CRLF and a BOM, as Windows' editor wants them. */
static enum err_code write_list(struct export_set *set, struct err *err) {
    CLEANUP(buffer_done) struct buffer text = {0};
    enum language language = set->settings.language;
    struct output *output = NULL;
    char as_of[11];

    date_format(set->settings.as_of, as_of);
    struct str day = str_from(as_of);
    buffer_printf(&text, "\xef\xbb\xbf%s\r\n", export_text(set->settings.title, language));
    if (set->settings.system.n) {
        buffer_append(&text, set->settings.system);
        buffer_append_cstr(&text, "\r\n");
    }
    fill_append(export_text(EXPORT_INDEX_AS_OF, language), &day, 1, &text);
    buffer_append_cstr(&text, "\r\n\r\n");
    for (uint32_t i = 0, number = 1; i < set->count; number++) {
        i += append_line(set, number, i, &text);
    }
    buffer_printf(&text, "\r\n%s\r\n", export_text(EXPORT_INDEX_DIGESTS, language));
    enum err_code code = text.failed ? err_no_memory(err) : export_file_begin(set, "index.txt", &output, err);
    if (code == ERR_OK) {
        output_write(output, buffer_view(&text));
        code = export_file_end(set, "index.txt", EXPORT_ABOUT_LIST, output, ERR_OK, err);
    }
    return code;
}

static enum err_code write_digests(struct export_set *set, struct err *err) {
    CLEANUP(buffer_done) struct buffer lines = {0};
    struct output *output = NULL;
    char hex[33];

    for (uint32_t i = 0; i < set->count; i++) {
        hash128_format(set->files[i].digest, hex);
        buffer_printf(&lines, "%s  %.*s\n", hex, STR_FMT(set->files[i].name));
    }
    enum err_code code = lines.failed ? err_no_memory(err) : export_file_begin(set, EXPORT_MARKER, &output, err);
    if (code == ERR_OK) {
        output_write(output, buffer_view(&lines));
        code = export_file_end(set, EXPORT_MARKER, EXPORT_ABOUT_DIGESTS, output, ERR_OK, err);
    }
    return code;
}

static enum err_code list_names(struct export_set *set, struct err *err) {
    set->names = arena_alloc_array(set->arena, set->count, sizeof *set->names);
    if (!set->names) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < set->count; i++) {
        set->names[i] = set->files[i].name;
    }
    return ERR_OK;
}

enum err_code export_set_end(struct export_set *set, struct err *err) {
    enum err_code code = close_workbook(set, err);

    if (code == ERR_OK) {
        code = write_index(set, err);
    }
    if (code == ERR_OK) {
        code = write_list(set, err);
    }
    if (code == ERR_OK) {
        code = write_digests(set, err);
    }
    return code == ERR_OK ? list_names(set, err) : code;
}

const struct str *export_set_files(const struct export_set *set, size_t *ret_count) {
    *ret_count = set->count;
    return set->names;
}
