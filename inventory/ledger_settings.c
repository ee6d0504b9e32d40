#include "inventory/ledger_settings.h"

#include "base/file.h"
#include "base/yaml_read.h"

#include <stdlib.h>

#define BYTES_MAX ((uint64_t)1 << 20)

static const char file_name[] = LEDGER_SETTINGS_NAME;

/* The file as it is written. */
struct settings_yaml {
    struct str country;
    int64_t fiscal_year;
    const struct yaml_node *files;
};

static const struct yaml_field settings_fields[] = {
    {.key = "country", .type = YAML_TEXT, .offset = offsetof(struct settings_yaml, country)},
    {.key = "fiscal_year",
     .type = YAML_INTEGER,
     .offset = offsetof(struct settings_yaml, fiscal_year),
     .minimum = 1990,
     .maximum = 2199},
    {.key = "files", .type = YAML_NODE, .offset = offsetof(struct settings_yaml, files)},
};

struct file_yaml {
    const struct yaml_node *name;
    struct str table, encoding;
    const struct yaml_node *headings;
};

static const struct yaml_field file_fields[] = {
    {.key = "file", .type = YAML_NODE, .offset = offsetof(struct file_yaml, name), .required = true},
    {.key = "table", .type = YAML_TEXT, .offset = offsetof(struct file_yaml, table)},
    {.key = "encoding", .type = YAML_TEXT, .offset = offsetof(struct file_yaml, encoding)},
    {.key = "headings", .type = YAML_NODE, .offset = offsetof(struct file_yaml, headings)},
};

struct heading_yaml {
    struct str heading, column;
};

static const struct yaml_field heading_fields[] = {
    {.key = "heading", .type = YAML_TEXT, .offset = offsetof(struct heading_yaml, heading), .required = true},
    {.key = "column", .type = YAML_TEXT, .offset = offsetof(struct heading_yaml, column), .required = true},
};

/* ARENA: of the settings; SCRATCH goes with the document. */
struct reading {
    struct arena *arena;
    struct arena *scratch;
};

static enum err_code refuse(const struct yaml_node *node, const char *key, struct str allowed, struct err *err) {
    return err_at(err, ERR_VALUE, file_name, yaml_line(node), yaml_column(node), str_from(key), allowed);
}

static enum err_code read_override(struct reading *reading, const struct yaml_node *node, enum table_id table,
                                   struct heading_override *ret_override, struct err *err) {
    struct heading_yaml yaml = {0};
    unsigned column;
    enum err_code code =
        yaml_read_mapping(node, file_name, heading_fields, ARRAY_LEN(heading_fields), &yaml, reading->scratch, err);

    if (code) {
        return code;
    }
    if (!schema_column_by_name(table, yaml.column, &column) || schema_column(table, column)->need == NEED_OBSERVED) {
        return refuse(node, "column", str_from("a column's canonical name"), err);
    }
    *ret_override = (struct heading_override){.heading = arena_dup(reading->arena, yaml.heading),
                                              .column = schema_column(table, column)->name};
    return ERR_OK;
}

static enum err_code read_overrides(struct reading *reading, const struct yaml_node *headings, struct ledger_file *file,
                                    struct err *err) {
    enum err_code code = ERR_OK;

    if (!headings) {
        return ERR_OK;
    }
    if (!file->has_table) {
        return refuse(headings, "headings", STR("a file with its table"), err);
    }
    if (!yaml_is_sequence(headings)) {
        return refuse(headings, "headings", STR("a list"), err);
    }
    file->override_count = yaml_length(headings);
    file->overrides = arena_alloc_array(reading->arena, file->override_count + 1, sizeof *file->overrides);
    if (!file->overrides) {
        return err_no_memory(err);
    }
    for (size_t i = 0; !code && i < file->override_count; i++) {
        code = read_override(reading, yaml_at(headings, i), file->table, &file->overrides[i], err);
    }
    return code;
}

static enum err_code read_file(struct reading *reading, const struct yaml_node *node, struct ledger_file *ret_file,
                               struct err *err) {
    struct file_yaml yaml = {0};
    struct ledger_file file = {0};
    enum err_code code =
        yaml_read_mapping(node, file_name, file_fields, ARRAY_LEN(file_fields), &yaml, reading->scratch, err);

    if (code) {
        return code;
    }
    file.name = arena_dup(reading->arena, yaml_text(yaml.name));
    file.line = yaml_line(yaml.name);
    file.column = yaml_column(yaml.name);
    if (file.name.n == 0) {
        return refuse(yaml.name, "file", STR("a file's name"), err);
    }
    file.has_table = yaml.table.n != 0;
    if (file.has_table && (!schema_table_by_name(yaml.table, &file.table) || !schema_table(file.table)->is_ledger)) {
        return refuse(node, "table", STR("a ledger table's name, such as devices"), err);
    }
    file.has_encoding = yaml.encoding.n != 0;
    if (file.has_encoding && !encoding_from_name(yaml.encoding, &file.encoding)) {
        return refuse(node, "encoding", STR("UTF-8, CP932, EUC-JP, ISO-2022-JP, UTF-16LE, UTF-16BE"), err);
    }
    code = read_overrides(reading, yaml.headings, &file, err);
    if (!code) {
        *ret_file = file;
    }
    return code;
}

static enum err_code read_files(struct reading *reading, const struct yaml_node *files,
                                struct ledger_settings *settings, struct err *err) {
    enum err_code code = ERR_OK;

    if (!files) {
        return ERR_OK;
    }
    if (!yaml_is_sequence(files)) {
        return refuse(files, "files", STR("a list"), err);
    }
    settings->files = arena_alloc_array(reading->arena, yaml_length(files) + 1, sizeof *settings->files);
    if (!settings->files) {
        return err_no_memory(err);
    }
    for (size_t i = 0; !code && i < yaml_length(files); i++) {
        struct ledger_file *file = &settings->files[i];
        code = read_file(reading, yaml_at(files, i), file, err);
        if (!code && ledger_settings_file(settings, file->name)) {
            code = refuse(yaml_at(files, i), "file", STR("each file once"), err);
        }
        settings->file_count = i + 1;
    }
    return code;
}

/* Two capital letters. */
static bool is_country(struct str country) {
    return country.n == 0 ||
           (country.n == 2 && country.p[0] >= 'A' && country.p[0] <= 'Z' && country.p[1] >= 'A' && country.p[1] <= 'Z');
}

static void take_year(const struct yaml_document *document, int64_t year, struct ledger_settings *settings) {
    const struct yaml_node *node = yaml_get(yaml_root(document), "fiscal_year");

    if (node) {
        settings->fiscal_year = year;
        settings->year_line = yaml_line(node);
        settings->year_column = yaml_column(node);
    }
}

static enum err_code read_bytes(struct str bytes, struct arena *arena, struct ledger_settings *ret_settings,
                                struct err *err) {
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    CLEANUP(arena_free_cleanup) struct arena *scratch = arena_new();
    struct reading reading = {arena, scratch};
    struct settings_yaml yaml = {0};
    struct ledger_settings settings = {0};
    enum err_code code = scratch ? yaml_parse(bytes, file_name, &document, err) : err_no_memory(err);

    if (!code) {
        code = yaml_read_mapping(yaml_root(document), file_name, settings_fields, ARRAY_LEN(settings_fields), &yaml,
                                 scratch, err);
    }
    if (!code && !is_country(yaml.country)) {
        code = refuse(yaml_get(yaml_root(document), "country"), "country", STR("a country's two letters, such as JP"),
                      err);
    }
    if (!code) {
        code = read_files(&reading, yaml.files, &settings, err);
    }
    if (code) {
        return code;
    }
    settings.country = arena_dup(arena, yaml.country);
    take_year(document, yaml.fiscal_year, &settings);
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    *ret_settings = settings;
    return ERR_OK;
}

enum err_code ledger_settings_read(int dir_fd, struct arena *arena, struct ledger_settings *ret_settings,
                                   struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    struct err missing = {0};
    enum err_code code = file_open(dir_fd, file_name, &file, &missing);
    char *bytes;

    if (code == ERR_NOT_FOUND) {
        *ret_settings = (struct ledger_settings){0};
        return ERR_OK;
    }
    if (code) {
        if (err) {
            *err = missing;
        }
        return code;
    }
    if (file_size(file) > BYTES_MAX) {
        return err_set(err, ERR_TOO_LARGE, file_name, STR("1 MiB"), STR_NONE);
    }
    bytes = arena_alloc(arena, (size_t)file_size(file) + 1);
    if (!bytes) {
        return err_no_memory(err);
    }
    code = file_read_at(file, 0, (size_t)file_size(file), bytes, err);
    return code ? code : read_bytes((struct str){bytes, (size_t)file_size(file)}, arena, ret_settings, err);
}

const struct ledger_file *ledger_settings_file(const struct ledger_settings *settings, struct str name) {
    for (size_t i = 0; i < settings->file_count; i++) {
        if (str_eq(settings->files[i].name, name)) {
            return &settings->files[i];
        }
    }
    return NULL;
}

enum err_code ledger_settings_check_names(const struct ledger_settings *settings, const char *const *names,
                                          size_t count, struct err *err) {
    for (size_t i = 0; i < settings->file_count; i++) {
        const struct ledger_file *file = &settings->files[i];
        size_t j = 0;
        while (j < count && !str_eq(file->name, str_from(names[j]))) {
            j++;
        }
        if (j == count) {
            return err_at(err, ERR_VALUE, file_name, file->line, file->column, STR("file"),
                          STR("a table's file in this directory"));
        }
    }
    return ERR_OK;
}
