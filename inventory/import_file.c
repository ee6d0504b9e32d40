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

/* Reads the file as one table. A table without rows or columns is no error. */
static enum err_code read_as(enum table_id table, const char *path, const struct read_options *options,
                             struct diagnostics *diagnostics, struct table **ret_table, struct inventory_file *ret_file,
                             struct err *err) {
    struct table *tables[TABLE_COUNT] = {NULL};
    struct intake_options intake = {.table = &table, .is_import = true, .tmpdir = options->tmpdir, .plan = options->plan};
    enum err_code code = intake_file(AT_FDCWD, path, &intake, tables, diagnostics, ret_file, err);

    if (!code && tables[table] && !ret_file->is_refused) {
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
        for (uint64_t n = 0; n < group->count; n++) {
            diagnostics_add(to, &group->kept[n < group->kept_count ? n : group->kept_count - 1]);
        }
    }
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static enum err_code refuse_unknown(const char *path, struct diagnostics *diagnostics, struct err *err) {
    struct diagnostic diagnostic = {.problem = PROBLEM_COLUMN_MISSING,
                                    .file = str_from(path),
                                    .args = {STR("hostname"), STR("資産管理番号, コンピューター名, シリアル番号, "
                                                                  "Asset Tag, Computer Name, Serial Number")}};

    diagnostics_add(diagnostics, &diagnostic);
    return err_set(err, ERR_REFUSED, path, STR_NONE, STR_NONE);
}

/* Both readings are there: what is the file? */
static enum err_code settle(struct import_file *file, const char *path, struct diagnostics *of_devices,
                            struct diagnostics *of_software, struct diagnostics *diagnostics, struct err *err) {
    bool is_software = lists_software(file);

    if (is_software) {
        share_columns(file);
        forward(of_software, NULL, READING_OF_SOFTWARE, diagnostics);
        if (file->devices) {
            forward(of_devices, of_software, READING_OF_DEVICES, diagnostics);
        }
    } else {
        table_free(TAKE_PTR(file->software));
        forward(of_devices, NULL, READING_ALONE, diagnostics);
    }
    file->names_machines = has_machines(file);
    if (!file->names_machines && !(is_software && table_has_column(file->software, SOFTWARE_ASSET_ID))) {
        return refuse_unknown(path, diagnostics, err);
    }
    return ERR_OK;
}

static enum err_code read_both(struct import_file *file, const char *path, const struct read_options *options,
                               struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *of_devices = diagnostics_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *of_software = diagnostics_new();
    struct inventory_file devices = {0}, software = {0};
    enum err_code code = of_devices && of_software ? ERR_OK : err_no_memory(err);

    if (!code) {
        code = read_as(TABLE_DEVICES, path, options, of_devices, &file->devices, &devices, err);
    }
    if (!code) {
        code = read_as(TABLE_SOFTWARE, path, options, of_software, &file->software, &software, err);
    }
    if (code) {
        return code;
    }
    file->digest = devices.digest;
    if (!file->devices && !file->software) {
        forward(of_devices, NULL, READING_ALONE, diagnostics);
        return err_set(err, ERR_REFUSED, path, STR_NONE, STR_NONE);
    }
    return settle(file, path, of_devices, of_software, diagnostics, err);
}

enum err_code import_file_read(const char *path, const struct read_options *options, struct diagnostics *diagnostics,
                               struct import_file *ret_file, struct err *err) {
    struct import_file file = {.name = str_from(path)};
    enum err_code code = read_both(&file, path, options, diagnostics, err);

    if (code) {
        import_file_done(&file);
        return code;
    }
    *ret_file = file;
    return ERR_OK;
}
