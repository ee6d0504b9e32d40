#include "scanner/device/previous_ids.h"

#include "base/hash.h"
#include "base/intern.h"
#include "inventory/cell_key.h"
#include "inventory/table.h"

#include <stdlib.h>

#define ID_NONE      UINT32_MAX
#define ID_AMBIGUOUS (UINT32_MAX - 1) /* of a key: two devices have it */

/* An id, and the key of each kind that its device had. */
struct device {
    uint32_t keys[DEVICE_KEY_COUNT];
};

struct previous_ids {
    bool are_known;
    struct intern *keys, *ids;
    uint32_t *id_of; /* by number of the key */
    size_t id_of_capacity;
    struct device *devices; /* by number of the id */
    size_t device_capacity;
};

void previous_ids_free(struct previous_ids *previous) {
    if (previous) {
        intern_free(previous->keys);
        intern_free(previous->ids);
        free(previous->id_of);
        free(previous->devices);
        free(previous);
    }
}

struct previous_ids *previous_ids_new(void) {
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = calloc(1, sizeof *previous);

    if (!previous) {
        return NULL;
    }
    previous->are_known = true;
    previous->keys = intern_new();
    previous->ids = intern_new();
    return previous->keys && previous->ids ? TAKE_PTR(previous) : NULL;
}

bool previous_ids_are_known(const struct previous_ids *previous) {
    return previous->are_known;
}

static void *grow(void *items, size_t count, size_t *capacity, size_t size) {
    size_t wanted = *capacity ? *capacity * 2 : 256;
    void *grown;

    if (count <= *capacity) {
        return items;
    }
    grown = reallocarray(items, wanted, size);
    *capacity = grown ? wanted : *capacity;
    return grown;
}

/* The device of an id, which may be a new one; NULL when memory is out. */
static struct device *device_of(struct previous_ids *previous, uint32_t id, bool is_new) {
    struct device *devices = grow(previous->devices, (size_t)id + 1, &previous->device_capacity, sizeof *devices);

    if (!devices) {
        return NULL;
    }
    previous->devices = devices;
    for (unsigned kind = 0; is_new && kind < DEVICE_KEY_COUNT; kind++) {
        devices[id].keys[kind] = INTERN_NONE;
    }
    return &devices[id];
}

bool previous_ids_add(struct previous_ids *previous, enum device_key kind, struct str key, struct str id) {
    uint32_t known_keys = intern_count(previous->keys), known_ids = intern_count(previous->ids);
    uint32_t key_number = intern_add(previous->keys, key), id_number = intern_add(previous->ids, id);
    struct device *device;
    uint32_t *id_of;

    if (key_number == INTERN_NONE || id_number == INTERN_NONE) {
        return false;
    }
    device = device_of(previous, id_number, id_number == known_ids);
    if (!device) {
        return false;
    }
    device->keys[kind] = key_number;
    if (key_number < known_keys) {
        id_of = &previous->id_of[key_number];
        *id_of = *id_of == id_number ? id_number : ID_AMBIGUOUS;
        return true;
    }
    id_of = grow(previous->id_of, (size_t)key_number + 1, &previous->id_of_capacity, sizeof *id_of);
    if (!id_of) {
        return false;
    }
    previous->id_of = id_of;
    id_of[key_number] = id_number;
    return true;
}

static struct str kind_name(enum device_key kind) {
    return schema_word(schema_column(TABLE_KEYS, KEYS_KEY), kind);
}

/* The unit separator keeps "a" + "bc" and "ab" + "c" apart. */
void device_key_write(enum device_key kind, struct str maker, struct str value, struct buffer *out) {
    buffer_append(out, kind_name(kind));
    buffer_append_char(out, ':');
    buffer_append(out, maker);
    buffer_append_char(out, '\x1f');
    buffer_append(out, value);
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

/* Snapshots may list a UUID in either byte order. */
static struct str in_one_order(unsigned kind, struct str value, struct buffer *scratch) {
    bool is_uuid = kind == DEVICE_KEY_UUID && cell_key_form(KEY_UUID, value, scratch) && !scratch->failed;

    return is_uuid ? buffer_view(scratch) : value;
}

/* A row without a known kind, a value or an id is of no use. */
static bool add_row(struct previous_ids *previous, struct row_reader *reader) {
    CLEANUP(buffer_done) struct buffer key = {0};
    CLEANUP(buffer_done) struct buffer uuid = {0};
    struct str id = row_reader_text(reader, KEYS_DEVICE_ID), value = row_reader_text(reader, KEYS_VALUE);
    unsigned kind;

    if (!schema_word_index(schema_column(TABLE_KEYS, KEYS_KEY), row_reader_text(reader, KEYS_KEY), &kind) ||
        str_is_empty(id) || str_is_empty(value)) {
        return true;
    }
    device_key_write((enum device_key)kind, row_reader_text(reader, KEYS_MAKER), in_one_order(kind, value, &uuid),
                     &key);
    return !key.failed && previous_ids_add(previous, (enum device_key)kind, buffer_view(&key), id);
}

static enum err_code add_rows(struct previous_ids *previous, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = add_row(previous, reader) ? row_reader_error(reader, err) : err_no_memory(err);
    }
    return code;
}

enum err_code previous_ids_read(const char *directory, const char *tmpdir, struct diagnostics *diagnostics,
                                struct previous_ids **ret_previous, struct err *err) {
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = previous_ids_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    struct read_options options = {.tmpdir = tmpdir};
    const struct table *table;
    enum err_code code = previous ? snapshot_read_table(directory, TABLE_KEYS, &options, diagnostics, &snapshot, err)
                                  : err_no_memory(err);

    if (code) {
        return code;
    }
    table = inventory_table(snapshot_inventory(snapshot), TABLE_KEYS);
    previous->are_known = table != NULL;
    code = table ? add_rows(previous, table, err) : ERR_OK;
    if (code) {
        return code;
    }
    *ret_previous = TAKE_PTR(previous);
    return ERR_OK;
}

/* --- claims --------------------------------------------------------------------------------------------------------
 */

/* Who has an id: the claimant with the strongest key. No two claim it with the same kind, as a device had one key of a
 * kind, and no two claimants share a key. */
struct owner {
    size_t claimant; /* SIZE_MAX: nobody */
    enum device_key kind;
};

struct claiming {
    const struct previous_ids *previous;
    struct id_claimant *claimants;
    size_t count;
    struct owner *owners; /* by number of the id */
    struct arena *arena;
};

static uint32_t number_of_key(const struct previous_ids *previous, struct str key) {
    return str_is_empty(key) ? INTERN_NONE : intern_find(previous->keys, key);
}

/* The id that had the key. */
static uint32_t claimed_id(const struct previous_ids *previous, struct str key) {
    uint32_t number = number_of_key(previous, key);
    uint32_t id = number == INTERN_NONE ? ID_NONE : previous->id_of[number];

    return id == ID_AMBIGUOUS ? ID_NONE : id;
}

static bool find_owners(struct claiming *claiming) {
    size_t ids = intern_count(claiming->previous->ids);

    claiming->owners = arena_alloc_array(claiming->arena, ids + 1, sizeof *claiming->owners);
    if (!claiming->owners) {
        return false;
    }
    for (size_t i = 0; i < ids; i++) {
        claiming->owners[i] = (struct owner){SIZE_MAX, DEVICE_KEY_COUNT};
    }
    for (size_t i = 0; i < claiming->count; i++) {
        for (enum device_key kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
            uint32_t id = claimed_id(claiming->previous, claiming->claimants[i].keys[kind]);
            if (id != ID_NONE && kind < claiming->owners[id].kind) {
                claiming->owners[id] = (struct owner){i, kind};
            }
        }
    }
    return true;
}

static void append_claim(enum device_key kind, struct str id, struct buffer *out) {
    buffer_append_cstr(out, out->n ? " and " : "previous id conflict: ");
    buffer_append(out, kind_name(kind));
    buffer_append_cstr(out, " of ");
    buffer_append(out, id);
}

/* The one id that is the claimant's alone; ID_NONE, and CONFLICT says why, when there is none or are two. */
static uint32_t kept_id(const struct claiming *claiming, size_t claimant, struct buffer *conflict) {
    uint32_t kept = ID_NONE;
    bool has_two = false;

    for (enum device_key kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        uint32_t id = claimed_id(claiming->previous, claiming->claimants[claimant].keys[kind]);
        if (id == ID_NONE) {
            continue;
        }
        append_claim(kind, intern_text(claiming->previous->ids, id), conflict);
        if (claiming->owners[id].claimant == claimant) {
            has_two |= kept != ID_NONE && kept != id;
            kept = id;
        }
    }
    return has_two ? ID_NONE : kept;
}

/* Had the device of the id another key of some kind? */
static bool contradicts(const struct previous_ids *previous, const struct id_claimant *claimant, uint32_t id) {
    for (unsigned kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        uint32_t number = previous->devices[id].keys[kind];
        if (number != INTERN_NONE && !str_is_empty(claimant->keys[kind]) &&
            !str_eq(intern_text(previous->keys, number), claimant->keys[kind])) {
            return true;
        }
    }
    return false;
}

/* An id that no earlier device had, from what the own one is made of. */
static struct str new_id(const struct claiming *claiming, struct str basis) {
    struct str id;

    for (unsigned n = 2;; n++) {
        char hex[17];
        struct str text = arena_printf(claiming->arena, "%.*s\x1f%u", STR_FMT(basis), n);
        hash64_format(hash64(text), hex);
        id = arena_printf(claiming->arena, "d%s", hex);
        if (intern_find(claiming->previous->ids, id) == INTERN_NONE) {
            return id;
        }
    }
}

static bool settle(const struct claiming *claiming, size_t number) {
    CLEANUP(buffer_done) struct buffer conflict = {0};
    struct id_claimant *claimant = &claiming->claimants[number];
    uint32_t kept = kept_id(claiming, number, &conflict);
    uint32_t own = intern_find(claiming->previous->ids, claimant->id);

    if (kept != ID_NONE) {
        claimant->id = arena_dup(claiming->arena, intern_text(claiming->previous->ids, kept));
        return true;
    }
    /* Its own id was an earlier device's: by a name, perhaps its own; else it would be given twice. */
    bool is_others = own != INTERN_NONE && (conflict.n || claiming->owners[own].claimant != SIZE_MAX ||
                                            contradicts(claiming->previous, claimant, own));
    if (is_others && conflict.n == 0) {
        buffer_append_cstr(&conflict, "previous id conflict: ");
        buffer_append(&conflict, claimant->id);
        buffer_append_cstr(&conflict, " is another machine's");
    }
    if (is_others) {
        claimant->id = new_id(claiming, claimant->basis);
    }
    claimant->conflict = arena_dup(claiming->arena, buffer_view(&conflict));
    return !conflict.failed;
}

bool previous_ids_claim(const struct previous_ids *previous, struct id_claimant *claimants, size_t count,
                        struct arena *arena) {
    struct claiming claiming = {.previous = previous, .claimants = claimants, .count = count, .arena = arena};

    if (!find_owners(&claiming)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!settle(&claiming, i)) {
            return false;
        }
    }
    return !arena_failed(arena);
}
