#include "base/xlsx_styles.h"

#include "base/xlsx_xml.h"

#include <stdlib.h>

/* Excel stops at 65,490 styles. */
#define STYLES_MAX 65536
/* Excel promises some 250. */
#define CUSTOMS_MAX 8192

/* A format that the file spells out. */
struct custom_format {
    uint32_t id;
    enum xlsx_format format;
};

struct xlsx_styles {
    struct custom_format *customs; /* while reading */
    size_t custom_count;
    uint8_t *formats; /* enum xlsx_format of each style */
    size_t count;
    bool is_in_customs; /* in numFmts, not in a dxf */
    bool is_in_cells;   /* in cellXfs, not in cellStyleXfs */
};

static enum err_code add_custom(struct xlsx_styles *styles, struct xlsx_attributes attributes, struct err *err) {
    struct str code = xlsx_attribute(attributes, "formatCode");
    uint64_t id;

    if (!str_to_u64(xlsx_attribute(attributes, "numFmtId"), &id) || id > UINT32_MAX ||
        styles->custom_count == CUSTOMS_MAX) {
        return xlsx_unexpected(STR("numFmt"), err);
    }
    styles->customs[styles->custom_count++] =
        (struct custom_format){.id = (uint32_t)id, .format = xlsx_format_of_code(code)};
    return ERR_OK;
}

static enum xlsx_format format_of(const struct xlsx_styles *styles, uint64_t id) {
    for (size_t i = 0; i < styles->custom_count; i++) {
        if (styles->customs[i].id == id) {
            return styles->customs[i].format;
        }
    }
    return id <= UINT32_MAX ? xlsx_format_builtin((uint32_t)id) : XLSX_NUMBER;
}

static enum err_code add_style(struct xlsx_styles *styles, struct xlsx_attributes attributes, struct err *err) {
    struct str text = xlsx_attribute(attributes, "numFmtId");
    uint64_t id = 0;

    if ((text.p && !str_to_u64(text, &id)) || styles->count == STYLES_MAX) {
        return xlsx_unexpected(STR("xf"), err);
    }
    styles->formats[styles->count++] = (uint8_t)format_of(styles, id);
    return ERR_OK;
}

static void note_section(struct xlsx_styles *styles, struct str name, bool is_begin) {
    if (str_eq(name, STR("numFmts"))) {
        styles->is_in_customs = is_begin;
    } else if (str_eq(name, STR("cellXfs"))) {
        styles->is_in_cells = is_begin;
    }
}

static enum err_code on_start(void *context, struct str name, struct xlsx_attributes attributes, struct err *err) {
    struct xlsx_styles *styles = context;

    note_section(styles, name, true);
    if (styles->is_in_customs && str_eq(name, STR("numFmt"))) {
        return add_custom(styles, attributes, err);
    }
    return styles->is_in_cells && str_eq(name, STR("xf")) ? add_style(styles, attributes, err) : ERR_OK;
}

static enum err_code on_end(void *context, struct str name, struct err *err) {
    struct xlsx_styles *styles = context;

    (void)err;
    note_section(styles, name, false);
    return ERR_OK;
}

enum err_code xlsx_styles_read(struct xlsx_package *package, const char *part, struct xlsx_styles **ret_styles,
                               struct err *err) {
    CLEANUP(xlsx_styles_free_cleanup) struct xlsx_styles *styles = calloc(1, sizeof *styles);
    struct xlsx_xml_handler handler = {.context = styles, .start = on_start, .end = on_end};
    enum err_code code = ERR_OK;

    if (!styles) {
        return err_no_memory(err);
    }
    styles->customs = calloc(CUSTOMS_MAX, sizeof *styles->customs);
    styles->formats = calloc(STYLES_MAX, sizeof *styles->formats);
    if (!styles->customs || !styles->formats) {
        return err_no_memory(err);
    }
    if (part) {
        code = xlsx_xml_read_part(package, part, "styleSheet", &handler, err);
    }
    if (code) {
        return code;
    }
    *ret_styles = TAKE_PTR(styles);
    return ERR_OK;
}

void xlsx_styles_free(struct xlsx_styles *styles) {
    if (styles) {
        free(styles->customs);
        free(styles->formats);
        free(styles);
    }
}

enum xlsx_format xlsx_styles_format(const struct xlsx_styles *styles, uint64_t index) {
    return index < styles->count ? (enum xlsx_format)styles->formats[index] : XLSX_NUMBER;
}
