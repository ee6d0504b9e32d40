#include "licenses/bindings.h"

#include "base/intern.h"
#include "inventory/identity.h"
#include "licenses/number_set.h"

#include <stdlib.h>
#include <string.h>

/* What a right is bound to, in the form of one kind of key. */
struct binding {
    uint32_t key, right;
};

struct bindings {
    struct intern *keys;   /* the kind, then the normal form */
    struct binding *items; /* by key, then right */
    uint32_t count, capacity;
    bool *is_told; /* by right */
};

static const enum identity_key kinds[] = {KEY_ASSET_ID, KEY_SERIAL, KEY_UUID, KEY_MAC, KEY_HOSTNAME};

void bindings_free(struct bindings *bindings) {
    if (bindings) {
        intern_free(bindings->keys);
        free(bindings->items);
        free(bindings->is_told);
        free(bindings);
    }
}

/* Any address of one interface. */
static bool append_mac(struct str text, struct buffer *key) {
    static const uint8_t none[6];
    uint8_t mac[6];

    if (!identity_read_mac(text, mac) || mac[0] & 1 || memcmp(mac, none, sizeof none) == 0) {
        return false;
    }
    buffer_append(key, (struct str){(const char *)mac, sizeof mac});
    return true;
}

/* The text as a key of that kind; false when it is none. */
static bool make_key(enum identity_key kind, struct str text, struct buffer *key) {
    buffer_reset(key);
    buffer_append_char(key, (char)('0' + kind));
    return (kind == KEY_MAC ? append_mac(text, key) : identity_normalise(kind, text, key)) && !key->failed;
}

static bool add_binding(struct bindings *bindings, uint32_t key, uint32_t right) {
    if (bindings->count == bindings->capacity) {
        uint32_t capacity = bindings->capacity * 2 + 64;
        struct binding *items = reallocarray(bindings->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        bindings->items = items;
        bindings->capacity = capacity;
    }
    bindings->items[bindings->count++] = (struct binding){key, right};
    return key != INTERN_NONE;
}

static bool bind(struct bindings *bindings, const struct right *right, struct buffer *key) {
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!make_key(kinds[i], right->entitlement->bound_to, key)) {
            continue;
        }
        bindings->is_told[right->number] = true;
        if (!add_binding(bindings, intern_add(bindings->keys, buffer_view(key)), right->number)) {
            return false;
        }
    }
    return true;
}

static int compare_bindings(const void *a, const void *b) {
    const struct binding *x = a, *y = b;
    int order = (x->key > y->key) - (x->key < y->key);
    return order ? order : (x->right > y->right) - (x->right < y->right);
}

enum err_code bindings_new(const struct rights *rights, struct bindings **ret_bindings, struct err *err) {
    CLEANUP(bindings_free_cleanup) struct bindings *bindings = calloc(1, sizeof *bindings);
    CLEANUP(buffer_done) struct buffer key = {0};

    if (!bindings || !(bindings->keys = intern_new()) ||
        !(bindings->is_told = calloc((size_t)rights_count(rights) + 1, sizeof *bindings->is_told))) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < rights_count(rights); i++) {
        const struct right *right = rights_get(rights, i);
        if (right_is_bound(right) && !bind(bindings, right, &key)) {
            return err_no_memory(err);
        }
    }
    if (bindings->count) {
        qsort(bindings->items, bindings->count, sizeof *bindings->items, compare_bindings);
    }
    *ret_bindings = TAKE_PTR(bindings);
    return ERR_OK;
}

bool bindings_tell(const struct bindings *bindings, const struct right *right) {
    return bindings->is_told[right->number];
}

bool bindings_are_none(const struct bindings *bindings) {
    return bindings->count == 0;
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

/* The numbers of rights that are found, not yet in order. */
struct finds {
    const struct bindings *bindings;
    struct arena *arena;
    uint32_t *items;
    uint32_t count, capacity;
};

static void add_find(struct finds *finds, uint32_t right) {
    finds->items = arena_grow(finds->arena, finds->items, finds->count, 1, &finds->capacity, sizeof *finds->items);
    finds->count = finds->items ? finds->count : 0;
    if (finds->items) {
        finds->items[finds->count++] = right;
    }
}

static void find_key(struct finds *finds, struct str key) {
    uint32_t number = intern_find(finds->bindings->keys, key), low = 0, high = finds->bindings->count;

    while (number != INTERN_NONE && low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (finds->bindings->items[middle].key < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; number != INTERN_NONE && low < finds->bindings->count && finds->bindings->items[low].key == number; low++) {
        add_find(finds, finds->bindings->items[low].right);
    }
}

/* A UUID, whose first fields may be in the other byte order. */
static void find_uuid(struct finds *finds, struct str cell, struct buffer *key) {
    CLEANUP(buffer_done) struct buffer swapped = {0};

    if (!make_key(KEY_UUID, cell, key)) {
        return;
    }
    find_key(finds, buffer_view(key));
    buffer_append_char(&swapped, key->p[0]);
    if (identity_uuid_swapped(str_sub(buffer_view(key), 1, SIZE_MAX), &swapped) && !swapped.failed) {
        find_key(finds, buffer_view(&swapped));
    }
}

/* A cell of one or, of MAC addresses and names, several keys. */
static void find_cell(struct finds *finds, enum identity_key kind, unsigned column, struct str cell,
                      struct buffer *key) {
    const struct column_def *def = schema_column(TABLE_DEVICES, column);
    struct str part;

    if (kind != KEY_MAC && kind != KEY_HOSTNAME) {
        if (make_key(kind, cell, key)) {
            find_key(finds, buffer_view(key));
        }
        return;
    }
    while (value_next_part(def, &cell, &part)) {
        if (make_key(kind, part, key)) {
            find_key(finds, buffer_view(key));
        }
    }
}

struct right_numbers bindings_of(const struct bindings *bindings, const struct machine *machine, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer key = {0};
    struct finds finds = {.bindings = bindings, .arena = arena};

    if (bindings->count == 0) {
        return (struct right_numbers){0};
    }
    find_cell(&finds, KEY_ASSET_ID, DEVICES_ASSET_ID, machine->asset_id, &key);
    find_cell(&finds, KEY_SERIAL, DEVICES_SERIAL, machine->serial, &key);
    find_uuid(&finds, machine->uuid, &key);
    find_cell(&finds, KEY_MAC, DEVICES_MAC_ADDRESSES, machine->mac_addresses, &key);
    find_cell(&finds, KEY_HOSTNAME, DEVICES_HOSTNAME, machine->hostname, &key);
    return (struct right_numbers){finds.items, number_set_make(finds.items, finds.count)};
}
