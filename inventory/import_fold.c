#include "inventory/import_fold.h"

#include "base/arena.h"
#include "base/budget.h"
#include "base/intern.h"
#include "inventory/value.h"

#include <stdlib.h>

struct import_fold {
    struct budget *budget;
    struct arena *arena;
    struct intern *texts[KEY_COUNT];
    uint32_t *owners[KEY_COUNT]; /* by the number of the text: its machine, or MACHINE_AMBIGUOUS */
    uint32_t owner_capacity[KEY_COUNT];
    struct import_keys *machines;
    uint32_t count, capacity;
    bool failed;
};

void import_key_least(enum identity_key key, const struct column_def *column, struct str list, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer normal = {0};
    struct str part;

    while (value_next_part(column, &list, &part)) {
        buffer_reset(&normal);
        if (identity_normalise(key, part, &normal) &&
            (out->n == 0 || str_cmp(buffer_view(&normal), buffer_view(out)) < 0)) {
            buffer_reset(out);
            buffer_append(out, buffer_view(&normal));
        }
    }
    out->failed |= normal.failed;
}

void import_fold_free(struct import_fold *fold) {
    if (!fold) {
        return;
    }
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        intern_free(fold->texts[key]);
        budget_drop(fold->owners[key]);
    }
    budget_drop(fold->machines);
    arena_free(fold->arena);
    free(fold);
}

struct import_fold *import_fold_new(struct budget *budget) {
    CLEANUP(import_fold_free_cleanup) struct import_fold *fold = calloc(1, sizeof *fold);

    if (!fold || !(fold->arena = arena_new_within(budget))) {
        return NULL;
    }
    fold->budget = budget;
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        fold->texts[key] = intern_new_within(budget);
        if (!fold->texts[key]) {
            return NULL;
        }
    }
    return TAKE_PTR(fold);
}

/* A block of at least COUNT items of SIZE; NULL when memory is out. */
static void *grow(struct budget *budget, void *items, uint32_t count, uint32_t *capacity, size_t size) {
    uint32_t wanted = *capacity ? *capacity * 2 : 64;
    void *grown;

    if (count <= *capacity) {
        return items;
    }
    grown = budget_resize(budget, items, wanted, size);
    if (grown) {
        *capacity = wanted;
    }
    return grown;
}

static uint32_t owner_of(const struct import_fold *fold, unsigned key, struct str text) {
    uint32_t number = str_is_empty(text) ? INTERN_NONE : intern_find(fold->texts[key], text);

    return number == INTERN_NONE ? MACHINE_NONE : fold->owners[key][number];
}

/* Says a key that is stronger than KEY that they are two? */
static bool contradicts(const struct import_keys *a, const struct import_keys *b, unsigned key) {
    for (unsigned stronger = 0; stronger < key; stronger++) {
        if (!str_is_empty(a->text[stronger]) && !str_is_empty(b->text[stronger]) &&
            !str_eq(a->text[stronger], b->text[stronger])) {
            return true;
        }
    }
    return false;
}

static uint32_t find_machine(const struct import_fold *fold, const struct import_keys *keys) {
    uint32_t found = MACHINE_NONE;
    bool has_own = false;

    for (unsigned key = 0; key < KEY_COUNT; key++) {
        uint32_t owner = owner_of(fold, key, keys->text[key]);
        has_own |= !str_is_empty(keys->text[key]) && owner == MACHINE_NONE;
        if (owner == MACHINE_AMBIGUOUS) {
            found = owner;
        } else if (owner != MACHINE_NONE && !contradicts(&fold->machines[owner], keys, key)) {
            return owner;
        } else if (owner != MACHINE_NONE) {
            has_own = true;
        }
    }
    /* A key that no other machine has makes it one of its own. */
    return has_own ? MACHINE_NONE : found;
}

static bool set_owner(struct import_fold *fold, unsigned key, struct str text, uint32_t machine) {
    uint32_t known = intern_count(fold->texts[key]);
    uint32_t number = intern_add(fold->texts[key], text);

    if (number == INTERN_NONE) {
        return false;
    }
    if (number < known) {
        fold->owners[key][number] = fold->owners[key][number] == machine ? machine : MACHINE_AMBIGUOUS;
        return true;
    }
    uint32_t *owners = grow(fold->budget, fold->owners[key], number + 1, &fold->owner_capacity[key], sizeof *owners);
    if (!owners) {
        return false;
    }
    fold->owners[key] = owners;
    owners[number] = machine;
    return true;
}

static uint32_t new_machine(struct import_fold *fold) {
    struct import_keys *machines =
        grow(fold->budget, fold->machines, fold->count + 1, &fold->capacity, sizeof *machines);

    if (!machines) {
        return MACHINE_NONE;
    }
    fold->machines = machines;
    machines[fold->count] = (struct import_keys){0};
    return fold->count++;
}

/* What the row knows and the machine did not. */
static bool take_keys(struct import_fold *fold, uint32_t machine, const struct import_keys *keys) {
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        struct str *text = &fold->machines[machine].text[key];
        if (str_is_empty(keys->text[key]) || !str_is_empty(*text)) {
            continue;
        }
        *text = arena_dup(fold->arena, keys->text[key]);
        if (!set_owner(fold, key, *text, machine)) {
            return false;
        }
    }
    return !arena_failed(fold->arena);
}

uint32_t import_fold_add(struct import_fold *fold, const struct import_keys *keys) {
    uint32_t machine = find_machine(fold, keys);
    bool has_key = false;

    for (unsigned key = 0; key < KEY_COUNT; key++) {
        has_key |= !str_is_empty(keys->text[key]);
    }
    if (machine == MACHINE_AMBIGUOUS || !has_key) {
        return has_key ? MACHINE_AMBIGUOUS : MACHINE_NONE;
    }
    if (machine == MACHINE_NONE) {
        machine = new_machine(fold);
    }
    if (machine == MACHINE_NONE || !take_keys(fold, machine, keys)) {
        fold->failed = true;
        return MACHINE_NONE;
    }
    return machine;
}

uint32_t import_fold_add_named(struct import_fold *fold, struct str name) {
    static const enum identity_key kinds[] = {KEY_ASSET_ID, KEY_HOSTNAME};
    CLEANUP(buffer_done) struct buffer asset = {0};
    CLEANUP(buffer_done) struct buffer hostname = {0};
    struct buffer *const normal[] = {&asset, &hostname};
    struct import_keys keys = {0};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!identity_normalise(kinds[i], name, normal[i])) {
            continue;
        }
        keys.text[kinds[i]] = buffer_view(normal[i]);
        uint32_t owner = owner_of(fold, kinds[i], keys.text[kinds[i]]);
        if (owner != MACHINE_NONE) {
            return owner;
        }
    }
    /* Nothing else is known of it: it is taken for a host name. */
    keys.text[KEY_ASSET_ID] = STR_NONE;
    return import_fold_add(fold, &keys);
}

uint32_t import_fold_count(const struct import_fold *fold) {
    return fold->count;
}

const struct import_keys *import_fold_keys(const struct import_fold *fold, uint32_t machine) {
    return &fold->machines[machine];
}

bool import_fold_failed(const struct import_fold *fold) {
    return fold->failed;
}
