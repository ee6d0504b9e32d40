#include "inventory/import_file.h"

#include "inventory/import_heading.h"
#include "inventory/intake.h"

#include <fcntl.h>

/* Columns that tell one machine from another. */
static const unsigned identifying[] = {
    DEVICES_ASSET_ID,  DEVICES_SERIAL,        DEVICES_UUID,         DEVICES_HOSTNAME,
    DEVICES_ASSET_TAG, DEVICES_MAC_ADDRESSES, DEVICES_IP_ADDRESSES,
};

void import_file_done(struct import_file *file) {
    table_free(file->devices);
    table_free(file->software);
    *file = (struct import_file){0};
}

bool import_file_has(const struct import_file *file, unsigned column) {
    return file->devices && table_has_column(file->devices, column) && !file->is_of_software[column];
}

/* A file while it is read as both tables. */
struct pass {
    const struct read_options *options;
    struct intake_sheet *sheet; /* NULL: the file itself */
    struct diagnostics *of_devices, *of_software;
    struct inventory_file file; /* as the last reading found it */
    bool has_headings;          /* of either table; known of sheets only */
};

static enum err_code pass_init(struct pass *pass, struct err *err) {
    pass->of_devices = diagnostics_new();
    pass->of_software = diagnostics_new();
    return pass->of_devices && pass->of_software ? ERR_OK : err_no_memory(err);
}

static void pass_done(struct pass *pass) {
    diagnostics_free(pass->of_devices);
    diagnostics_free(pass->of_software);
}

/* A sheet's text is used up by a reading, and it is read twice. */
static enum err_code take_in(struct pass *pass, const char *path, struct intake_options intake, struct table **tables,
                             struct diagnostics *diagnostics, struct err *err) {
    struct intake_sheet once;
    enum err_code code;

    if (!pass->sheet) {
        return intake_file(AT_FDCWD, path, &intake, tables, diagnostics, &pass->file, err);
    }
    once = *pass->sheet;
    code = file_dup(pass->sheet->file, &once.file, err);
    if (code) {
        return code;
    }
    intake.sheet = &once;
    code = intake_file(AT_FDCWD, path, &intake, tables, diagnostics, &pass->file, err);
    file_free(once.file);
    pass->has_headings |= once.heading_row != 0;
    pass->sheet->heading_row = once.heading_row ? once.heading_row : pass->sheet->heading_row;
    return code;
}

/* Reads the file as one table. A table without rows or columns is no error. */
static enum err_code read_as(struct pass *pass, enum table_id table, const char *path, struct diagnostics *diagnostics,
                             struct table **ret_table, struct err *err) {
    struct table *tables[TABLE_COUNT] = {NULL};
    struct intake_options intake = {
        .table = &table,
        .is_import = true,
        .tmpdir = pass->options->tmpdir,
        .plan = pass->options->plan,
        .budget = pass->options->budget,
    };
    enum err_code code = take_in(pass, path, intake, tables, diagnostics, err);

    if (!code && tables[table] && !pass->file.is_refused) {
        table_finish(tables[table]);
        *ret_table = TAKE_PTR(tables[table]);
    }
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        table_free(tables[i]);
    }
    return code;
}

static unsigned count_columns(const struct table *table) {
    unsigned count = 0;

    for (unsigned i = 0; table && i < schema_table(table_id(table))->column_count; i++) {
        count += table_has_column(table, i);
    }
    return count;
}

static uint32_t cell_of(const struct table *table, unsigned column) {
    return table && table->source_count ? table->sources[0].columns[column].cell : 0;
}

/* Does a column of the devices table stand in that cell? */
static bool is_of_devices(const struct table *devices, uint32_t cell) {
    for (unsigned i = 0; devices && i < DEVICES_COLUMN_COUNT; i++) {
        if (cell && cell_of(devices, i) == cell) {
            return true;
        }
    }
    return false;
}

/* 製品名 may be the model of a machine: then the other headings decide. */
static bool lists_software(const struct import_file *file) {
    uint32_t product = cell_of(file->software, SOFTWARE_PRODUCT);

    return product != 0 &&
           (!is_of_devices(file->devices, product) || count_columns(file->software) > count_columns(file->devices));
}

/* In a list of software a heading that both tables have speaks of the software, but for what names the machine. */
static void share_columns(struct import_file *file) {
    for (unsigned i = 0; file->devices && i < DEVICES_COLUMN_COUNT; i++) {
        for (unsigned other = 0; other < SOFTWARE_COLUMN_COUNT; other++) {
            if (other != SOFTWARE_ASSET_ID && cell_of(file->devices, i) &&
                cell_of(file->software, other) == cell_of(file->devices, i)) {
                file->is_of_software[i] = true;
            }
        }
    }
}

static bool has_machines(const struct import_file *file) {
    for (size_t i = 0; i < ARRAY_LEN(identifying); i++) {
        if (import_file_has(file, identifying[i])) {
            return true;
        }
    }
    return false;
}

/* --- diagnostics ---------------------------------------------------------------------------------------------------
 */

static bool has_group(const struct diagnostic_group *groups, size_t count, const struct diagnostic_group *wanted) {
    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == wanted->problem && str_eq(groups[i].heading, wanted->heading)) {
            return true;
        }
    }
    return false;
}

static bool is_of_software(struct str heading) {
    struct heading read = import_heading_read(TABLE_SOFTWARE, heading);

    return read.fit == HEADING_FITS && read.column != SOFTWARE_ASSET_ID;
}

/* Which of the two readings of a file found something. */
enum reading {
    READING_ALONE,       /* the other one has no say */
    READING_OF_SOFTWARE, /* of a list of programs */
    READING_OF_DEVICES,  /* the same, as a list of machines */
};

/* Is it settled by what the other reading made of the headings? */
static bool is_settled(const struct diagnostic_group *group, enum reading reading) {
    return (reading == READING_OF_DEVICES && is_of_software(group->heading)) ||
           (reading != READING_ALONE && group->problem == PROBLEM_HEADING_SECOND);
}

/* What one reading found goes to the caller's, unless the other reading of the same file has said it. */
static void forward(struct diagnostics *from, struct diagnostics *said, enum reading reading, struct diagnostics *to) {
    size_t count, said_count = 0;
    const struct diagnostic_group *groups = diagnostics_groups(from, &count);
    const struct diagnostic_group *others = said ? diagnostics_groups(said, &said_count) : NULL;

    for (size_t i = 0; i < count; i++) {
        const struct diagnostic_group *group = &groups[i];
        if ((said && has_group(others, said_count, group)) || is_settled(group, reading)) {
            continue;
        }
        diagnostics_add_group(to, group);
    }
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

enum err_code import_file_refuse(const char *path, struct diagnostics *diagnostics, struct err *err) {
    struct diagnostic diagnostic = {.problem = PROBLEM_COLUMN_MISSING,
                                    .file = str_from(path),
                                    .args = {STR("hostname"), STR("資産管理番号, コンピューター名, シリアル番号, "
                                                                  "Asset Tag, Computer Name, Serial Number")}};

    diagnostics_add(diagnostics, &diagnostic);
    return err_set(err, ERR_REFUSED, path, STR_NONE, STR_NONE);
}

static enum err_code read_both(struct pass *pass, struct import_file *file, struct err *err) {
    const char *path = file->name.p;
    enum err_code code = pass_init(pass, err);

    if (!code) {
        code = read_as(pass, TABLE_DEVICES, path, pass->of_devices, &file->devices, err);
    }
    if (!code) {
        code = read_as(pass, TABLE_SOFTWARE, path, pass->of_software, &file->software, err);
    }
    file->digest = pass->file.digest;
    return code;
}

/* Both readings are there: what is the file? False when it does not name machines. */
static bool settle(struct import_file *file) {
    if (lists_software(file)) {
        share_columns(file);
    } else {
        table_free(TAKE_PTR(file->software));
    }
    file->names_machines = has_machines(file);
    return file->names_machines || (file->software && table_has_column(file->software, SOFTWARE_ASSET_ID));
}

/* What is wrong with a file that was settled. */
static void forward_all(const struct import_file *file, const struct pass *pass, struct diagnostics *diagnostics) {
    if (!file->software) {
        forward(pass->of_devices, NULL, READING_ALONE, diagnostics);
        return;
    }
    forward(pass->of_software, NULL, READING_OF_SOFTWARE, diagnostics);
    if (file->devices) {
        forward(pass->of_devices, pass->of_software, READING_OF_DEVICES, diagnostics);
    }
}

static enum err_code read_file(struct pass *pass, struct import_file *file, struct diagnostics *diagnostics,
                               struct err *err) {
    enum err_code code = read_both(pass, file, err);

    if (code) {
        return code;
    }
    if (!file->devices && !file->software) {
        forward(pass->of_devices, NULL, READING_ALONE, diagnostics);
        return err_set(err, ERR_REFUSED, file->name.p, STR_NONE, STR_NONE);
    }
    bool is_usable = settle(file);
    forward_all(file, pass, diagnostics);
    return is_usable ? ERR_OK : import_file_refuse(file->name.p, diagnostics, err);
}

enum err_code import_file_read(const char *path, const struct read_options *options, struct diagnostics *diagnostics,
                               struct import_file *ret_file, struct err *err) {
    CLEANUP(pass_done) struct pass pass = {.options = options};
    struct import_file file = {.name = str_from(path)};
    enum err_code code = read_file(&pass, &file, diagnostics, err);

    if (code) {
        import_file_done(&file);
        return code;
    }
    *ret_file = file;
    return ERR_OK;
}

/* --- sheets --------------------------------------------------------------------------------------------------------
 */

/* Cells of the row of headings that a column is read from. */
static unsigned count_known(const struct import_file *file) {
    unsigned count = count_columns(file->devices);

    for (unsigned i = 0; file->software && i < SOFTWARE_COLUMN_COUNT; i++) {
        count += table_has_column(file->software, i) && !is_of_devices(file->devices, cell_of(file->software, i));
    }
    return count;
}

static enum err_code read_sheet(struct pass *pass, bool is_alone, struct import_file *file,
                                struct diagnostics *diagnostics, bool *ret_is_used, struct err *err) {
    enum err_code code = read_both(pass, file, err);

    *ret_is_used = false;
    if (code || !pass->has_headings) {
        return code;
    }
    if (!file->devices && !file->software) {
        forward(pass->of_devices, NULL, READING_ALONE, diagnostics);
        return err_set(err, ERR_REFUSED, file->name.p, STR_NONE, STR_NONE);
    }
    unsigned known = count_known(file);
    if (settle(file) && (is_alone || known > 1)) {
        forward_all(file, pass, diagnostics);
        *ret_is_used = true;
    }
    return ERR_OK;
}

enum err_code import_file_read_sheet(struct book_sheet *sheet, bool is_alone, const struct read_options *options,
                                     struct diagnostics *diagnostics, struct import_file *ret_file, bool *ret_is_used,
                                     struct err *err) {
    CLEANUP(pass_done) struct pass pass = {.options = options, .sheet = &sheet->text.sheet};
    struct import_file file = {.name = sheet->name};
    enum err_code code = read_sheet(&pass, is_alone, &file, diagnostics, ret_is_used, err);

    if (code || !*ret_is_used) {
        import_file_done(&file);
        return code;
    }
    *ret_file = file;
    return ERR_OK;
}
