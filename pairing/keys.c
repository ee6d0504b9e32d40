#include "pairing/keys.h"

#include "inventory/words.h"

#include <stdlib.h>

/* Where the keys of a side come from, strongest first. */
struct key_source {
    enum identity_key kind;
    unsigned column;
};

static const struct key_source ledger_sources[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_ID}, {KEY_SERIAL, DEVICES_SERIAL},     {KEY_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES}, {KEY_HOSTNAME, DEVICES_HOSTNAME}, {KEY_ADDRESS, DEVICES_IP_ADDRESSES},
};

static const struct key_source snapshot_sources[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_TAG},    {KEY_SERIAL, DEVICES_SERIAL},
    {KEY_SERIAL, DEVICES_CHASSIS_SERIAL}, {KEY_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES},     {KEY_HOSTNAME, DEVICES_HOSTNAME},
    {KEY_ADDRESS, DEVICES_IP_ADDRESSES},  {KEY_ADDRESS, DEVICES_ADDRESS},
};

/* Machines have a few keys, large switches some hundreds of addresses; what a hostile cell holds beyond is dropped,
 * since the time for a row grows with the square. */
enum { KEYS_PER_ROW_MAX = 1024 };

struct builder {
    struct key_list *list;
    struct key_space *space;
    enum key_side side;
    size_t count, capacity;
    struct buffer normal, swapped;
};

enum err_code key_space_init(struct key_space *space, struct err *err) {
    *space = (struct key_space){0};
    for (unsigned kind = 0; kind < KEY_COUNT; kind++) {
        space->keys[kind] = intern_new();
        if (!space->keys[kind]) {
            key_space_done(space);
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

void key_space_done(struct key_space *space) {
    for (unsigned kind = 0; kind < KEY_COUNT; kind++) {
        intern_free(space->keys[kind]);
        space->keys[kind] = NULL;
    }
}

void key_list_done(struct key_list *list) {
    free(list->items);
    free(list->first);
    *list = (struct key_list){0};
}

static bool row_has_key(const struct builder *builder, uint32_t row, struct row_key key) {
    for (size_t i = builder->list->first[row]; i < builder->count; i++) {
        const struct row_key *item = &builder->list->items[i];
        if (item->kind == key.kind && item->number == key.number) {
            return true;
        }
    }
    return false;
}

static bool append_key(struct builder *builder, uint32_t row, enum identity_key kind, struct str normal) {
    struct row_key key = {kind, intern_add(builder->space->keys[kind], normal)};

    if (key.number == INTERN_NONE) {
        return false;
    }
    if (builder->count - builder->list->first[row] >= KEYS_PER_ROW_MAX || row_has_key(builder, row, key)) {
        return true;
    }
    if (builder->count == builder->capacity) {
        size_t capacity = builder->capacity ? builder->capacity * 2 : 1024;
        struct row_key *items = reallocarray(builder->list->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        builder->list->items = items;
        builder->capacity = capacity;
    }
    builder->list->items[builder->count++] = key;
    return true;
}

/* One part of a cell: false only when memory is out. */
static bool add_part(struct builder *builder, uint32_t row, enum identity_key kind, struct str part) {
    buffer_reset(&builder->normal);
    if (!identity_normalise(kind, part, &builder->normal)) {
        return !builder->normal.failed;
    }
    if (!append_key(builder, row, kind, buffer_view(&builder->normal))) {
        return false;
    }
    buffer_reset(&builder->swapped);
    return kind != KEY_UUID || builder->side != SIDE_SNAPSHOT ||
           !identity_uuid_swapped(buffer_view(&builder->normal), &builder->swapped) ||
           append_key(builder, row, kind, buffer_view(&builder->swapped));
}

static bool add_cell(struct builder *builder, struct row_reader *reader, uint32_t row,
                     const struct key_source *source) {
    const struct column_def *column = schema_column(TABLE_DEVICES, source->column);
    struct str rest = row_reader_text(reader, source->column), part;

    while (value_next_part(column, &rest, &part)) {
        if (!add_part(builder, row, source->kind, part)) {
            return false;
        }
    }
    return true;
}

static bool is_client(struct row_reader *reader) {
    struct value kind = row_reader_value(reader, DEVICES_KIND);
    return kind.is_set && (kind.number == KIND_PC || kind.number == KIND_LAPTOP || kind.number == KIND_TABLET);
}

static bool add_row(struct builder *builder, struct row_reader *reader, uint32_t row) {
    bool is_observed = builder->side == SIDE_SNAPSHOT;
    const struct key_source *sources = is_observed ? snapshot_sources : ledger_sources;
    size_t count = is_observed ? ARRAY_LEN(snapshot_sources) : ARRAY_LEN(ledger_sources);

    row_reader_move(reader, row);
    for (size_t i = 0; i < count; i++) {
        if (sources[i].kind == KEY_ADDRESS && is_client(reader)) {
            continue;
        }
        if (!add_cell(builder, reader, row, &sources[i])) {
            return false;
        }
    }
    return true;
}

enum err_code key_list_build(const struct table *devices, enum key_side side, struct key_space *space,
                             struct key_list *ret_list, struct err *err) {
    struct key_list list = {.rows = devices ? table_rows(devices) : 0};
    struct builder builder = {.list = &list, .space = space, .side = side};
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = ERR_OK;

    list.first = calloc((size_t)list.rows + 1, sizeof *list.first);
    if (!list.first) {
        return err_no_memory(err);
    }
    if (list.rows) {
        code = row_reader_new(devices, &reader, err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < list.rows; row++) {
        if (!add_row(&builder, reader, row)) {
            code = err_no_memory(err);
        }
        list.first[row + 1] = builder.count;
    }
    if (code == ERR_OK && reader) {
        code = row_reader_error(reader, err);
    }
    buffer_done(&builder.normal);
    buffer_done(&builder.swapped);
    if (code != ERR_OK) {
        key_list_done(&list);
        return code;
    }
    *ret_list = list;
    return ERR_OK;
}

static bool has_kind(const struct key_list *list, uint32_t row, enum identity_key kind) {
    for (size_t i = list->first[row]; i < list->first[row + 1]; i++) {
        if (list->items[i].kind == kind) {
            return true;
        }
    }
    return false;
}

enum key_agreement key_compare(const struct key_list *a, uint32_t row_a, const struct key_list *b, uint32_t row_b,
                               enum identity_key kind) {
    if (!has_kind(a, row_a, kind) || !has_kind(b, row_b, kind)) {
        return KEY_UNKNOWN;
    }
    for (size_t i = a->first[row_a]; i < a->first[row_a + 1]; i++) {
        for (size_t j = b->first[row_b]; a->items[i].kind == kind && j < b->first[row_b + 1]; j++) {
            if (b->items[j].kind == kind && b->items[j].number == a->items[i].number) {
                return KEY_AGREES;
            }
        }
    }
    return KEY_DISAGREES;
}
