#include "lifecycle/endoflife_product.h"

#include "base/intern.h"
#include "lifecycle/endoflife_cell.h"

bool endoflife_is_name(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        bool is_capital = name.p[i] >= 'A' && name.p[i] <= 'Z';
        if (is_capital || (!str_is_alnum(name.p[i]) && !strchr(".-+_", name.p[i])) || name.p[i] == '\0') {
            return false;
        }
    }
    return name.n > 0 && name.n <= ENDOFLIFE_TEXT_MAX;
}

/* A release on its way to a row. */
struct release {
    struct endoflife_place place;
    const struct json_node *node;
    struct str *cells;
};

/* Templates that the site left unfilled are no label. */
static void choose_label(struct str *cells) {
    struct str label = cells[CALENDAR_LABEL];

    if (label.n == 0 || str_contains(label, STR("{{")) || str_contains(label, STR("{%")) ||
        str_contains(label, STR("__RELEASE_CYCLE__"))) {
        cells[CALENDAR_LABEL] = cells[CALENDAR_RELEASE];
    }
}

typedef enum err_code stage_reader(const struct endoflife_place *place, const struct json_node *release,
                                   enum endoflife_stage stage, struct str *ret_cell, struct err *err);

static enum err_code read_stages(const struct release *release, stage_reader *read, struct err *err) {
    enum err_code code = ERR_OK;

    for (enum endoflife_stage stage = 0; !code && stage < ENDOFLIFE_STAGE_COUNT; stage++) {
        code = read(&release->place, release->node, stage, &release->cells[endoflife_stage_def(stage)->cell], err);
    }
    return code;
}

/* What both shapes call alike. NAME_MEMBER: "name", "cycle". */
static enum err_code read_common(struct release *release, const char *name_member, const char *label_member,
                                 struct err *err) {
    struct endoflife_place *place = &release->place;
    struct str *cells = release->cells;
    enum err_code code = endoflife_version(place, release->node, name_member, &cells[CALENDAR_RELEASE], err);

    if (!code && !endoflife_is_name(cells[CALENDAR_RELEASE])) {
        code = endoflife_refuse(place, name_member, STR("a name of small letters, digits and . - + _"), err);
    }
    place->release = cells[CALENDAR_RELEASE];
    if (!code) {
        code = endoflife_text(place, release->node, label_member, &cells[CALENDAR_LABEL], err);
    }
    if (!code) {
        code = endoflife_text(place, release->node, "codename", &cells[CALENDAR_CODENAME], err);
    }
    if (!code) {
        code = endoflife_day(place, release->node, "releaseDate", &cells[CALENDAR_RELEASED_ON], err);
    }
    choose_label(cells);
    return code;
}

static enum err_code read_latest_v1(const struct release *release, struct err *err) {
    const struct json_node *latest = json_get(release->node, "latest");
    enum json_node_kind kind = json_node_kind(latest);

    if (kind != JSON_NODE_OBJECT) {
        return kind <= JSON_NODE_NULL ? ERR_OK
                                      : endoflife_refuse(&release->place, "latest", STR("an object, or null"), err);
    }
    enum err_code code = endoflife_version(&release->place, latest, "name", &release->cells[CALENDAR_LATEST], err);
    return code ? code : endoflife_day(&release->place, latest, "date", &release->cells[CALENDAR_LATEST_ON], err);
}

static enum err_code read_release_v1(struct release *release, struct err *err) {
    enum err_code code = read_common(release, "name", "label", err);

    if (!code) {
        code = read_stages(release, endoflife_stage_v1, err);
    }
    return code ? code : read_latest_v1(release, err);
}

static enum err_code read_release_v0(struct release *release, struct err *err) {
    enum err_code code = read_common(release, "cycle", "releaseLabel", err);

    if (!code) {
        code = read_stages(release, endoflife_stage_v0, err);
    }
    if (!code) {
        code = endoflife_version(&release->place, release->node, "latest", &release->cells[CALENDAR_LATEST], err);
    }
    return code ? code
                : endoflife_day(&release->place, release->node, "latestReleaseDate",
                                &release->cells[CALENDAR_LATEST_ON], err);
}

/* A release that stands twice would have two ends. Those BEFORE it are all different. */
static bool is_twice(struct intern *names, struct str name, uint32_t before) {
    return intern_add(names, name) < before;
}

typedef enum err_code release_reader(struct release *release, struct err *err);

/* COMMON has the cells that are the same for all. */
static enum err_code read_releases(const struct endoflife_place *place, const struct json_node *list,
                                   const struct endoflife_row *common, release_reader *read,
                                   struct endoflife_product *product, struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *names = intern_new();
    size_t count = json_length(list);
    enum err_code code = ERR_OK;

    if (count > ENDOFLIFE_RELEASES_MAX) {
        return err_set(err, ERR_TOO_LARGE, place->file->path, STR("200000 releases"), STR_NONE);
    }
    product->rows = arena_alloc_array(place->file->arena, count + 1, sizeof *product->rows);
    if (!product->rows || !names) {
        return err_no_memory(err);
    }
    for (size_t i = 0; !code && i < count; i++) {
        struct release release = {*place, json_at(list, i), product->rows[i].cells};
        product->rows[i] = *common;
        code = json_node_kind(release.node) == JSON_NODE_OBJECT
                   ? read(&release, err)
                   : endoflife_refuse(place, "releases", STR("a list of objects"), err);
        if (!code && is_twice(names, release.cells[CALENDAR_RELEASE], (uint32_t)i)) {
            code = endoflife_refuse(place, release.cells[CALENDAR_RELEASE].p, STR("each release once"), err);
        }
    }
    product->row_count = (uint32_t)count;
    return code;
}

static struct endoflife_row common_row(const struct endoflife_file *file, struct str name) {
    struct endoflife_row row = {0};

    row.cells[CALENDAR_PRODUCT] = name;
    row.cells[CALENDAR_SOURCE] = file->source;
    row.cells[CALENDAR_GENERATED_ON] = file->generated_on;
    row.cells[CALENDAR_FILE] = file->name;
    return row;
}

/* --- identifiers ---------------------------------------------------------------------------------------------------
 */

struct id_list {
    const struct endoflife_place *place;
    struct endoflife_product *product;
};

static enum err_code keep_id(struct id_list *list, struct str kind, struct str id, struct err *err) {
    struct endoflife_product *product = list->product;
    struct endoflife_id *ids =
        arena_grow(list->place->file->arena, product->ids, product->id_count, 1, &product->id_capacity, sizeof *ids);

    if (!ids) {
        return err_no_memory(err);
    }
    product->ids = ids;
    ids[product->id_count++] = (struct endoflife_id){kind, id};
    return ERR_OK;
}

static enum err_code add_id(struct id_list *list, struct str kind, const char *member, const struct json_node *object,
                            struct err *err) {
    struct str id = STR_NONE;
    enum err_code code = endoflife_text(list->place, object, member, &id, err);

    if (code || id.n == 0) {
        return code;
    }
    return keep_id(list, kind, id, err);
}

/* Of kinds that nothing is found by, none is kept. */
static enum err_code add_identifier(struct id_list *list, const struct json_node *node, struct err *err) {
    const struct column_def *column = schema_column(TABLE_CALENDAR_IDS, CALENDAR_IDS_KIND);
    struct str type = json_text(json_get(node, "type"));
    unsigned index;

    if (json_node_kind(node) != JSON_NODE_OBJECT || type.n == 0) {
        return endoflife_refuse(list->place, "identifiers", STR("objects with type and id"), err);
    }
    return schema_word_index(column, type, &index) ? add_id(list, schema_word(column, index), "id", node, err) : ERR_OK;
}

static enum err_code check_list(const struct endoflife_place *place, const struct json_node *node, const char *member,
                                struct err *err) {
    enum json_node_kind kind = json_node_kind(node);

    return kind <= JSON_NODE_NULL || kind == JSON_NODE_ARRAY ? ERR_OK
                                                             : endoflife_refuse(place, member, STR("a list"), err);
}

static enum err_code add_alias(struct id_list *list, struct str alias, struct err *err) {
    if (!endoflife_is_name(alias)) {
        return endoflife_refuse(list->place, "aliases", STR("names of small letters, digits and . - + _"), err);
    }
    return keep_id(list, STR("alias"), arena_dup(list->place->file->arena, alias), err);
}

static enum err_code read_ids(const struct endoflife_place *place, const struct json_node *node,
                              struct endoflife_product *product, struct err *err) {
    const struct json_node *aliases = json_get(node, "aliases"), *identifiers = json_get(node, "identifiers");
    struct id_list list = {.place = place, .product = product};
    enum err_code code = check_list(place, aliases, "aliases", err);

    if (!code) {
        code = check_list(place, identifiers, "identifiers", err);
    }
    for (size_t i = 0; !code && i < json_length(aliases); i++) {
        code = add_alias(&list, json_text(json_at(aliases, i)), err);
    }
    for (size_t i = 0; !code && i < json_length(identifiers); i++) {
        code = add_identifier(&list, json_at(identifiers, i), err);
    }
    return code;
}

/* --- products ------------------------------------------------------------------------------------------------------
 */

static enum err_code read_labels(const struct endoflife_place *place, const struct json_node *labels, struct str *cells,
                                 struct err *err) {
    enum err_code code = ERR_OK;

    for (enum endoflife_stage stage = 0; !code && stage < ENDOFLIFE_STAGE_COUNT; stage++) {
        const struct endoflife_stage_def *def = endoflife_stage_def(stage);
        code = endoflife_text(place, labels, def->name, &cells[def->label], err);
    }
    return code;
}

enum err_code endoflife_product_v1(const struct endoflife_file *file, const struct json_node *node,
                                   struct endoflife_product *ret_product, struct err *err) {
    struct endoflife_place place = {.file = file};
    struct str name = json_text(json_get(node, "name"));
    const struct json_node *releases = json_get(node, "releases");

    if (!endoflife_is_name(name)) {
        return endoflife_refuse(&place, "name", STR("a name of small letters, digits and . - + _"), err);
    }
    struct endoflife_product product = {.name = place.product = arena_dup(file->arena, name)};
    struct endoflife_row common = common_row(file, product.name);
    if (json_node_kind(releases) != JSON_NODE_ARRAY) {
        return endoflife_refuse(&place, "releases", STR("a list, as /products/full and /products/NAME have it"), err);
    }
    enum err_code code = endoflife_text(&place, node, "label", &common.cells[CALENDAR_PRODUCT_LABEL], err);
    if (!code) {
        code = endoflife_text(&place, node, "category", &common.cells[CALENDAR_CATEGORY], err);
    }
    if (!code) {
        code = read_labels(&place, json_get(node, "labels"), common.cells, err);
    }
    if (!code) {
        code = read_ids(&place, node, &product, err);
    }
    if (!code) {
        code = read_releases(&place, releases, &common, read_release_v1, &product, err);
    }
    if (!code) {
        *ret_product = product;
    }
    return code;
}

enum err_code endoflife_product_v0(const struct endoflife_file *file, struct str name, const struct json_node *node,
                                   struct endoflife_product *ret_product, struct err *err) {
    struct endoflife_product product = {.name = arena_dup(file->arena, name)};
    struct endoflife_place place = {.file = file, .product = product.name};
    struct endoflife_row common = common_row(file, product.name);
    enum err_code code = read_releases(&place, node, &common, read_release_v0, &product, err);

    if (!code) {
        *ret_product = product;
    }
    return code;
}
