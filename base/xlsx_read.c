#include "base/xlsx_read.h"

#include "base/xlsx_relations.h"
#include "base/xlsx_sheet.h"
#include "base/xlsx_strings.h"
#include "base/xlsx_styles.h"
#include "base/xlsx_xml.h"

#include <stdio.h>
#include <stdlib.h>

/* Excel stops at 31 characters; others do not. */
#define SHEET_NAME_MAX 255
#define SHEETS_MAX     4096

struct workbook_sheet {
    struct xlsx_sheet sheet;
    const char *part;
};

struct xlsx_workbook {
    struct xlsx_package *package;
    struct arena *arena;
    struct xlsx_relations relations; /* of the workbook's part */
    struct xlsx_strings *strings;
    struct xlsx_styles *styles;
    bool is_1904;
    struct workbook_sheet *sheets; /* SHEETS_MAX, in the arena */
    size_t sheet_count;
    uint64_t text_left;
};

/* A sheet's name is shown as part of a file's name: nothing may stand in it that Excel forbids. */
static bool is_sheet_name(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7F || memchr("\\/?*[]:", name.p[i], 7)) {
            return false;
        }
    }
    return name.n > 0 && name.n <= SHEET_NAME_MAX;
}

static enum err_code add_sheet(struct xlsx_workbook *workbook, struct xlsx_attributes attributes, struct err *err) {
    struct str name = xlsx_attribute(attributes, "name"), state = xlsx_attribute(attributes, "state");
    const struct xlsx_relation *relation = xlsx_relations_by_id(&workbook->relations, xlsx_relationship_id(attributes));

    if (!is_sheet_name(name)) {
        return xlsx_unexpected(STR("sheet name"), err);
    }
    if (!relation || workbook->sheet_count == SHEETS_MAX) {
        return xlsx_unexpected(STR("sheet"), err);
    }
    if (!str_eq(relation->type, STR("worksheet"))) {
        return ERR_OK;
    }
    if (!relation->target) {
        return xlsx_unexpected(STR("sheet outside of the workbook"), err);
    }
    workbook->sheets[workbook->sheet_count++] = (struct workbook_sheet){
        .sheet = {.name = arena_dup(workbook->arena, name), .is_hidden = state.p && !str_eq(state, STR("visible"))},
        .part = relation->target,
    };
    return ERR_OK;
}

static enum err_code on_start(void *context, struct str name, struct xlsx_attributes attributes, struct err *err) {
    struct xlsx_workbook *workbook = context;

    if (str_eq(name, STR("workbookPr"))) {
        workbook->is_1904 = xlsx_attribute_bool(attributes, "date1904", false);
    }
    return str_eq(name, STR("sheet")) ? add_sheet(workbook, attributes, err) : ERR_OK;
}

/* The workbook's part, as the package names it. */
static enum err_code find_workbook(struct xlsx_workbook *workbook, const char **ret_part, struct err *err) {
    struct xlsx_relations relations;
    const struct xlsx_relation *document;
    enum err_code code = xlsx_relations_read(workbook->package, "", workbook->arena, &relations, err);

    if (code) {
        return code;
    }
    document = xlsx_relations_by_type(&relations, "officeDocument");
    if (document) {
        *ret_part = document->target;
    } else {
        code = err_set(err, ERR_SYNTAX, xlsx_package_path(workbook->package), STR("no workbook"), STR("_rels/.rels"));
    }
    xlsx_relations_done(&relations);
    return code;
}

static const char *part_of_type(const struct xlsx_workbook *workbook, const char *type) {
    const struct xlsx_relation *relation = xlsx_relations_by_type(&workbook->relations, type);

    return relation ? relation->target : NULL;
}

static enum err_code read_workbook(struct xlsx_workbook *workbook, struct err *err) {
    struct xlsx_xml_handler handler = {.context = workbook, .start = on_start};
    const char *part = NULL;
    enum err_code code = find_workbook(workbook, &part, err);

    if (!code) {
        code = xlsx_relations_read(workbook->package, part, workbook->arena, &workbook->relations, err);
    }
    if (!code) {
        code = xlsx_xml_read_part(workbook->package, part, "workbook", &handler, err);
    }
    if (!code) {
        code = xlsx_styles_read(workbook->package, part_of_type(workbook, "styles"), &workbook->styles, err);
    }
    if (!code) {
        code = xlsx_strings_read(workbook->package, part_of_type(workbook, "sharedStrings"), &workbook->strings, err);
    }
    return code ? code : arena_failed(workbook->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code xlsx_open(const struct file *file, const struct xlsx_limits *limits, struct xlsx_workbook **ret_workbook,
                        struct err *err) {
    CLEANUP(xlsx_close_cleanup) struct xlsx_workbook *workbook = calloc(1, sizeof *workbook);
    struct xlsx_limits usual = XLSX_LIMITS_DEFAULT;
    enum err_code code;

    if (!workbook) {
        return err_no_memory(err);
    }
    limits = limits ? limits : &usual;
    workbook->text_left = limits->unpacked_bytes;
    workbook->arena = arena_new();
    workbook->sheets =
        workbook->arena ? arena_alloc_array(workbook->arena, SHEETS_MAX, sizeof *workbook->sheets) : NULL;
    if (!workbook->sheets) {
        return err_no_memory(err);
    }
    code = xlsx_package_open(file, limits, &workbook->package, err);
    if (!code) {
        code = read_workbook(workbook, err);
    }
    if (code) {
        return code;
    }
    *ret_workbook = TAKE_PTR(workbook);
    return ERR_OK;
}

void xlsx_close(struct xlsx_workbook *workbook) {
    if (workbook) {
        xlsx_strings_free(workbook->strings);
        xlsx_styles_free(workbook->styles);
        xlsx_relations_done(&workbook->relations);
        xlsx_package_free(workbook->package);
        arena_free(workbook->arena);
        free(workbook);
    }
}

size_t xlsx_sheet_count(const struct xlsx_workbook *workbook) {
    return workbook->sheet_count;
}

const struct xlsx_sheet *xlsx_sheet_at(const struct xlsx_workbook *workbook, size_t index) {
    return &workbook->sheets[index].sheet;
}

enum err_code xlsx_read_sheet(struct xlsx_workbook *workbook, size_t index, const struct xlsx_handler *handler,
                              struct err *err) {
    CLEANUP(xlsx_sheet_reader_free_cleanup) struct xlsx_sheet_reader *reader = NULL;
    struct xlsx_sheet_source source = {.path = xlsx_package_path(workbook->package),
                                       .strings = workbook->strings,
                                       .styles = workbook->styles,
                                       .is_1904 = workbook->is_1904,
                                       .text_left = &workbook->text_left};
    struct xlsx_xml_handler xml;
    enum err_code code = xlsx_sheet_reader_new(&source, handler, &reader, err);

    if (code) {
        return code;
    }
    xml = xlsx_sheet_reader_handler(reader);
    return xlsx_xml_read_part(workbook->package, workbook->sheets[index].part, "worksheet", &xml, err);
}

void xlsx_cell_name(uint32_t row, uint32_t column, char ret_name[XLSX_CELL_NAME_MAX]) {
    char letters[4];
    size_t n = sizeof letters;

    letters[--n] = '\0';
    for (uint32_t rest = column + 1; rest && n; rest = (rest - 1) / 26) {
        letters[--n] = (char)('A' + (rest - 1) % 26);
    }
    snprintf(ret_name, XLSX_CELL_NAME_MAX, "%s%u", letters + n, row);
}

bool xlsx_cell_place(struct str name, uint32_t *ret_row, uint32_t *ret_column) {
    uint32_t column = 0;
    uint64_t row;
    size_t i = 0;

    for (; i < name.n && i < 4 && str_lower_char(name.p[i]) >= 'a' && str_lower_char(name.p[i]) <= 'z'; i++) {
        column = column * 26 + (uint32_t)(str_lower_char(name.p[i]) - 'a') + 1;
    }
    if (column == 0 || column > XLSX_COLUMNS_MAX || !str_to_u64(str_sub(name, i, SIZE_MAX), &row) || row == 0 ||
        row > XLSX_ROWS_MAX) {
        return false;
    }
    *ret_row = (uint32_t)row;
    *ret_column = column - 1;
    return true;
}
