#include "base/xlsx_relations.h"

#include "base/buffer.h"
#include "base/xlsx_xml.h"

#include <stdlib.h>

void xlsx_relations_done(struct xlsx_relations *relations) {
    free(TAKE_PTR(relations->items));
}

static struct str behind_last(struct str s, char c) {
    size_t i = s.n;

    while (i > 0 && s.p[i - 1] != c) {
        i--;
    }
    return str_sub(s, i, SIZE_MAX);
}

/* The folder of a part, with its slash. */
static struct str folder_of(struct str part) {
    return str_sub(part, 0, part.n - behind_last(part, '/').n);
}

/* The name of a part, from a target that may start at the package's root and go up and down. Going up too far stays at
 * the root: names are only looked up. */
static const char *resolve(struct xlsx_relations *relations, struct str target) {
    CLEANUP(buffer_done) struct buffer name = {0};
    struct str step;

    if (!str_starts_with(target, STR("/"))) {
        buffer_append(&name, folder_of(str_from(relations->part)));
    }
    while (str_cut(&target, '/', &step)) {
        if (str_eq(step, STR(".."))) {
            struct str above = str_sub(buffer_view(&name), 0, name.n ? name.n - 1 : 0);
            name.n = folder_of(above).n;
        } else if (step.n && !str_eq(step, STR("."))) {
            buffer_append(&name, step);
            buffer_append_cstr(&name, target.p ? "/" : "");
        }
    }
    return name.failed ? NULL : arena_dup_cstr(relations->arena, buffer_view(&name));
}

static enum err_code add(struct xlsx_relations *relations, struct xlsx_attributes attributes, struct err *err) {
    struct str target = xlsx_attribute(attributes, "Target");
    bool is_inside = !str_eq(xlsx_attribute(attributes, "TargetMode"), STR("External"));
    struct xlsx_relation relation = {
        .id = arena_dup_cstr(relations->arena, xlsx_attribute(attributes, "Id")),
        .type = arena_dup(relations->arena, behind_last(xlsx_attribute(attributes, "Type"), '/')),
        .target = is_inside ? resolve(relations, target) : NULL,
    };

    if (relations->count == XLSX_RELATIONS_MAX) {
        return xlsx_unexpected(STR("Relationship"), err);
    }
    if (relations->count == relations->capacity) {
        size_t capacity = relations->capacity ? relations->capacity * 2 : 16;
        struct xlsx_relation *items = reallocarray(relations->items, capacity, sizeof *items);
        if (!items) {
            return err_no_memory(err);
        }
        relations->items = items;
        relations->capacity = capacity;
    }
    if (!relation.id || (is_inside && !relation.target)) {
        return err_no_memory(err);
    }
    relations->items[relations->count++] = relation;
    return ERR_OK;
}

static enum err_code on_start(void *context, struct str name, struct xlsx_attributes attributes, struct err *err) {
    return str_eq(name, STR("Relationship")) ? add(context, attributes, err) : ERR_OK;
}

/* xl/workbook.xml has its relationships in xl/_rels/workbook.xml.rels. */
static const char *relations_part(const char *part, struct arena *arena) {
    struct str whole = str_from(part), folder = folder_of(whole), name = str_sub(whole, folder.n, SIZE_MAX);
    struct str text = arena_printf(arena, "%.*s_rels/%.*s.rels", STR_FMT(folder), STR_FMT(name));

    return text.p;
}

enum err_code xlsx_relations_read(struct xlsx_package *package, const char *part, struct arena *arena,
                                  struct xlsx_relations *ret_relations, struct err *err) {
    struct xlsx_relations relations = {.part = part, .arena = arena};
    struct xlsx_xml_handler handler = {.context = &relations, .start = on_start};
    const char *rels = relations_part(part, arena);
    enum err_code code = ERR_OK;

    if (!rels) {
        return err_no_memory(err);
    }
    if (xlsx_package_has(package, rels)) {
        code = xlsx_xml_read_part(package, rels, "Relationships", &handler, err);
    }
    if (!code && arena_failed(arena)) {
        code = err_no_memory(err);
    }
    if (code) {
        xlsx_relations_done(&relations);
        return code;
    }
    *ret_relations = relations;
    return ERR_OK;
}

const struct xlsx_relation *xlsx_relations_by_id(const struct xlsx_relations *relations, struct str id) {
    for (size_t i = 0; i < relations->count; i++) {
        if (str_eq(str_from(relations->items[i].id), id)) {
            return &relations->items[i];
        }
    }
    return NULL;
}

const struct xlsx_relation *xlsx_relations_by_type(const struct xlsx_relations *relations, const char *type) {
    for (size_t i = 0; i < relations->count; i++) {
        if (relations->items[i].target && str_eq(relations->items[i].type, str_from(type))) {
            return &relations->items[i];
        }
    }
    return NULL;
}
