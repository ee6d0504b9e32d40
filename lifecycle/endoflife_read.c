#include "lifecycle/endoflife_read.h"

#include "base/file.h"
#include "base/intern.h"
#include "lifecycle/endoflife_product.h"

#include <stdlib.h>
#include <string.h>

struct endoflife {
    struct arena *arena;
    struct intern *names; /* of the products, in their order */
    struct endoflife_product *products;
    uint32_t count, capacity;
    uint64_t rows; /* of all products that were read, those replaced included */
    unsigned files;
    struct date generated_on;
};

struct endoflife *endoflife_new(void) {
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = calloc(1, sizeof *endoflife);

    if (!endoflife) {
        return NULL;
    }
    endoflife->generated_on = DATE_NONE;
    endoflife->arena = arena_new();
    endoflife->names = intern_new();
    return endoflife->arena && endoflife->names ? TAKE_PTR(endoflife) : NULL;
}

void endoflife_free(struct endoflife *endoflife) {
    if (endoflife) {
        arena_free(endoflife->arena);
        intern_free(endoflife->names);
        free(endoflife);
    }
}

const struct endoflife_product *endoflife_products(const struct endoflife *endoflife, uint32_t *ret_count) {
    *ret_count = endoflife->count;
    return endoflife->products;
}

struct date endoflife_generated_on(const struct endoflife *endoflife) {
    return endoflife->generated_on;
}

/* The product's place; that of a new one is behind the others, and empty. NULL when memory is out. */
static struct endoflife_product *place_of(struct endoflife *endoflife, struct str name) {
    uint32_t number = intern_add(endoflife->names, name);

    if (number == INTERN_NONE) {
        return NULL;
    }
    if (number == endoflife->count) {
        struct endoflife_product *products = arena_grow(endoflife->arena, endoflife->products, endoflife->count, 1,
                                                        &endoflife->capacity, sizeof *products);
        if (!products) {
            return NULL;
        }
        endoflife->products = products;
        products[endoflife->count++] = (struct endoflife_product){0};
    }
    return &endoflife->products[number];
}

static enum err_code add_product(struct endoflife *endoflife, const struct endoflife_file *file,
                                 struct endoflife_product *product, struct err *err) {
    struct endoflife_product *place = place_of(endoflife, product->name);

    if (!place) {
        return err_no_memory(err);
    }
    if (place->file == endoflife->files) {
        return err_set(err, ERR_VALUE, file->path, product->name, STR("each product once"));
    }
    endoflife->rows += product->row_count;
    if (endoflife->count > ENDOFLIFE_PRODUCTS_MAX || endoflife->rows > ENDOFLIFE_RELEASES_MAX) {
        return err_set(err, ERR_TOO_LARGE, file->path, STR("20000 products, 200000 releases"), STR_NONE);
    }
    product->file = endoflife->files;
    *place = *product;
    return ERR_OK;
}

/* --- files ---------------------------------------------------------------------------------------------------------
 */

static enum err_code read_v1(struct endoflife *endoflife, const struct endoflife_file *file,
                             const struct json_node *node, struct err *err) {
    struct endoflife_product product;
    enum err_code code = endoflife_product_v1(file, node, &product, err);

    return code ? code : add_product(endoflife, file, &product, err);
}

static enum err_code read_result(struct endoflife *endoflife, const struct endoflife_file *file,
                                 const struct json_node *result, struct err *err) {
    enum err_code code = ERR_OK;

    switch (json_node_kind(result)) {
    case JSON_NODE_OBJECT:
        return read_v1(endoflife, file, result, err);
    case JSON_NODE_ARRAY:
        for (size_t i = 0; !code && i < json_length(result); i++) {
            code = read_v1(endoflife, file, json_at(result, i), err);
        }
        return code;
    case JSON_NODE_MISSING:
        return err_set(err, ERR_MISSING_KEY, file->path, STR("result"), STR_NONE);
    default:
        return err_set(err, ERR_VALUE, file->path, STR("result"), STR("a product, or a list of products"));
    }
}

static enum err_code check_version(const struct endoflife_file *file, const struct json_node *root, struct err *err) {
    struct str version = json_text(json_get(root, "schema_version"));
    bool is_known = version.n == 0 || str_eq(version, STR("1")) || str_starts_with(version, STR("1."));

    return is_known ? ERR_OK : err_set(err, ERR_VERSION, file->path, version, STR("1.x, and API v0"));
}

/* The day in the zone that the instant was written in. */
static enum err_code read_generated(const struct endoflife_file *file, const struct json_node *root,
                                    struct date *ret_day, struct err *err) {
    const struct json_node *node = json_get(root, "generated_at");
    struct instant instant;

    if (json_node_kind(node) <= JSON_NODE_NULL) {
        return ERR_OK;
    }
    if (!instant_read(json_text(node), &instant)) {
        return err_set(err, ERR_VALUE, file->path, STR("generated_at"), STR("YYYY-MM-DDThh:mm:ss+hh:mm"));
    }
    *ret_day = instant_day(instant, instant.utc_offset);
    return ERR_OK;
}

static void set_generated(struct endoflife *endoflife, struct endoflife_file *file, struct date day) {
    file->generated_on = date_written(day, endoflife->arena);
    if (date_is_set(day) && day.days > endoflife->generated_on.days) {
        endoflife->generated_on = day;
    }
}

static enum err_code read_object(struct endoflife *endoflife, struct endoflife_file *file, const struct json_node *root,
                                 struct date observed_on, struct err *err) {
    struct date generated_on = observed_on;
    enum err_code code = check_version(file, root, err);

    if (!code) {
        code = read_generated(file, root, &generated_on, err);
    }
    if (code) {
        return code;
    }
    file->source = STR("endoflife.date API v1");
    set_generated(endoflife, file, generated_on);
    return read_result(endoflife, file, json_get(root, "result"), err);
}

/* "tomcat.json" is of tomcat. */
static struct str product_of_file(struct str name) {
    str_drop_suffix(&name, STR(".json"));
    return name;
}

static enum err_code read_array(struct endoflife *endoflife, struct endoflife_file *file, const struct json_node *root,
                                const struct endoflife_options *options, struct err *err) {
    struct str name = options->product.n ? options->product : product_of_file(file->name);
    struct endoflife_product product;

    if (!endoflife_is_name(name)) {
        return err_set(err, ERR_MISSING_KEY, file->path, STR("--product"), STR_NONE);
    }
    file->source = STR("endoflife.date API v0");
    set_generated(endoflife, file, options->observed_on);
    enum err_code code = endoflife_product_v0(file, name, root, &product, err);
    return code ? code : add_product(endoflife, file, &product, err);
}

enum err_code endoflife_read(struct endoflife *endoflife, struct str bytes, const char *path,
                             const struct endoflife_options *options, struct err *err) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct endoflife_file file = {.path = path,
                                  .arena = endoflife->arena,
                                  .name = arena_dup(endoflife->arena, str_from(path + file_parent(path).n))};

    if (bytes.n > ENDOFLIFE_BYTES_MAX) {
        return err_set(err, ERR_TOO_LARGE, path, STR(ENDOFLIFE_BYTES_TEXT), STR_NONE);
    }
    enum err_code code = json_parse(bytes, path, &document, err);
    if (code) {
        return code;
    }
    endoflife->files++;
    const struct json_node *root = json_root(document);
    code = json_node_kind(root) == JSON_NODE_ARRAY ? read_array(endoflife, &file, root, options, err)
                                                   : read_object(endoflife, &file, root, options->observed_on, err);
    return !code && arena_failed(endoflife->arena) ? err_no_memory(err) : code;
}

/* --- what there was ------------------------------------------------------------------------------------------------
 */

/* The product of an earlier import that the row belongs to; *RET NULL: it was read anew. */
static enum err_code kept_product(struct endoflife *endoflife, struct str name, struct endoflife_product **ret,
                                  struct err *err) {
    struct endoflife_product *place = place_of(endoflife, name);

    if (!place) {
        return err_no_memory(err);
    }
    place->name = intern_text(endoflife->names, (uint32_t)(place - endoflife->products));
    *ret = place->file == 0 ? place : NULL;
    return ERR_OK;
}

static enum err_code keep_row(struct endoflife *endoflife, struct row_reader *reader, struct err *err) {
    struct str name = row_reader_text(reader, CALENDAR_PRODUCT);
    struct endoflife_product *product = NULL;
    enum err_code code = name.n ? kept_product(endoflife, name, &product, err) : ERR_OK;

    if (code || !product) {
        return code;
    }
    struct endoflife_row *rows =
        arena_grow(endoflife->arena, product->rows, product->row_count, 1, &product->row_capacity, sizeof *rows);
    if (!rows) {
        return err_no_memory(err);
    }
    product->rows = rows;
    for (unsigned i = 0; i < CALENDAR_COLUMN_COUNT; i++) {
        rows[product->row_count].cells[i] = arena_dup(endoflife->arena, row_reader_text(reader, i));
    }
    product->row_count++;
    return ERR_OK;
}

static enum err_code keep_id(struct endoflife *endoflife, struct row_reader *reader, struct err *err) {
    struct str name = row_reader_text(reader, CALENDAR_IDS_PRODUCT);
    struct endoflife_product *product = NULL;
    enum err_code code = name.n ? kept_product(endoflife, name, &product, err) : ERR_OK;

    if (code || !product) {
        return code;
    }
    struct endoflife_id *ids =
        arena_grow(endoflife->arena, product->ids, product->id_count, 1, &product->id_capacity, sizeof *ids);
    if (!ids) {
        return err_no_memory(err);
    }
    product->ids = ids;
    ids[product->id_count++] =
        (struct endoflife_id){arena_dup(endoflife->arena, row_reader_text(reader, CALENDAR_IDS_KIND)),
                              arena_dup(endoflife->arena, row_reader_text(reader, CALENDAR_IDS_ID))};
    return ERR_OK;
}

static enum err_code keep_rows(struct endoflife *endoflife, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(table, &reader, err);

    for (uint32_t row = 0; !code && table && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = table_id(table) == TABLE_CALENDAR ? keep_row(endoflife, reader, err) : keep_id(endoflife, reader, err);
    }
    return !code && reader ? row_reader_error(reader, err) : code;
}

enum err_code endoflife_keep(struct endoflife *endoflife, const struct inventory *state, struct err *err) {
    enum err_code code = keep_rows(endoflife, inventory_table(state, TABLE_CALENDAR), err);

    if (!code) {
        code = keep_rows(endoflife, inventory_table(state, TABLE_CALENDAR_IDS), err);
    }
    return !code && arena_failed(endoflife->arena) ? err_no_memory(err) : code;
}
