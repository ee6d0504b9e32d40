#include "pairing/asset_names.h"

#include "base/budget.h"
#include "base/intern.h"
#include "inventory/identity.h"
#include "pairing/asset_state.h"
#include "pairing/pairing.h"

#include <stdlib.h>

struct named {
    uint32_t present, left; /* an asset, PAIRING_NONE when there is none yet, SEVERAL */
};

struct asset_names {
    struct budget *budget;
    struct intern *names;
    struct named *assets; /* by name */
    uint32_t capacity;
};

enum { SEVERAL = PAIRING_NONE - 1 };

void asset_names_free(struct asset_names *names) {
    if (!names) {
        return;
    }
    intern_free(names->names);
    budget_drop(names->assets);
    free(names);
}

static void note_asset(uint32_t *named, uint32_t asset) {
    *named = *named == PAIRING_NONE || *named == asset ? asset : SEVERAL;
}

/* The asset of that name; NULL when memory is out. */
static struct named *add_name(struct asset_names *names, struct str name) {
    uint32_t known = intern_count(names->names), number = intern_add(names->names, name);

    if (number == INTERN_NONE) {
        return NULL;
    }
    if (number >= names->capacity) {
        uint32_t capacity = names->capacity ? names->capacity * 2 : 256;
        struct named *grown = budget_resize(names->budget, names->assets, capacity, sizeof *grown);
        if (!grown) {
            return NULL;
        }
        names->assets = grown;
        names->capacity = capacity;
    }
    if (number >= known) {
        names->assets[number] = (struct named){PAIRING_NONE, PAIRING_NONE};
    }
    return &names->assets[number];
}

/* Asset numbers are entered with a mark before them, so that a host name never shadows one. */
static void append_name(enum identity_key kind, struct str text, struct buffer *out) {
    size_t begin = out->n;
    buffer_append_char(out, kind == KEY_ASSET_ID ? '#' : '@');
    if (!identity_normalise(kind, text, out)) {
        out->n = begin;
    }
}

static bool note_cell(struct asset_names *names, enum identity_key kind, unsigned column, struct row_reader *reader,
                      uint32_t asset) {
    struct str rest = row_reader_text(reader, column), part;
    bool has_left = asset_has_left(reader), is_ok = true;
    struct buffer name = {0};

    while (is_ok && value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        buffer_reset(&name);
        append_name(kind, part, &name);
        struct named *named = name.n ? add_name(names, buffer_view(&name)) : NULL;
        is_ok = (named || name.n == 0) && !name.failed;
        if (named) {
            note_asset(has_left ? &named->left : &named->present, asset);
        }
    }
    buffer_done(&name);
    return is_ok;
}

static enum err_code note_names(struct asset_names *names, const struct table *assets, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(assets, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(assets); row++) {
        row_reader_move(reader, row);
        if (!note_cell(names, KEY_ASSET_ID, DEVICES_ASSET_ID, reader, row) ||
            !note_cell(names, KEY_HOSTNAME, DEVICES_HOSTNAME, reader, row)) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

enum err_code asset_names_build(const struct table *assets, struct asset_names **ret_names, struct err *err) {
    struct asset_names *names = calloc(1, sizeof *names);
    if (!names || !(names->names = intern_new_within(table_budget(assets)))) {
        asset_names_free(names);
        return err_no_memory(err);
    }
    names->budget = table_budget(assets);
    enum err_code code = note_names(names, assets, err);
    if (code != ERR_OK) {
        asset_names_free(names);
        return code;
    }
    *ret_names = names;
    return ERR_OK;
}

uint32_t asset_names_find(const struct asset_names *names, struct str reference) {
    static const enum identity_key kinds[] = {KEY_ASSET_ID, KEY_HOSTNAME};
    uint32_t asset = PAIRING_NONE;
    struct buffer name = {0};

    for (size_t i = 0; i < ARRAY_LEN(kinds) && asset == PAIRING_NONE; i++) {
        buffer_reset(&name);
        append_name(kinds[i], reference, &name);
        uint32_t number = name.n ? intern_find(names->names, buffer_view(&name)) : INTERN_NONE;
        if (number != INTERN_NONE) {
            const struct named *named = &names->assets[number];
            asset = named->present != PAIRING_NONE ? named->present : named->left;
        }
    }
    buffer_done(&name);
    return asset == SEVERAL ? PAIRING_NONE : asset;
}
