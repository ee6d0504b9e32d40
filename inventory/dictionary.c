#include "inventory/dictionary.h"

#include "base/arena.h"
#include "base/hash.h"

#include <stdlib.h>

struct entry {
    struct str text; /* in the arena */
    uint8_t unit;
    uint8_t marks; /* and NOT_PLAIN, unless there are none and the value has no problem */
};

/* Bytes that are not the text itself: another encoding, outer blanks, no text at all. */
struct spelling {
    struct str bytes; /* in the arena */
    uint32_t code;
    uint8_t encoding;
    uint8_t unit;
    uint8_t marks;
};

enum { SHORT_KEY = 16 };

/* What bytes are told apart by: short ones by themselves, so that nothing but the slot is looked at; of longer ones
 * LOW is the hash, and the bytes decide. */
struct key {
    uint64_t low, high;
    uint32_t kind; /* length and 1, at most SHORT_KEY + 2; unit; encoding; never 0 */
};

/* Open hashing with linear probing; at most half full. */
struct slot {
    uint64_t low, high; /* of the key; HIGH of a long one is the item's number */
    uint32_t kind;      /* of the key; 0: free */
    uint32_t found;     /* code << 8 | marks */
};

/* A mark of slots alone: something is to be said of the cell. */
#define NOT_PLAIN 0x80u

struct slots {
    struct slot *items;
    size_t count; /* a power of two */
};

struct dictionary {
    const struct column_def *column;
    struct arena *arena;
    uint64_t seed, second_seed;
    struct entry *entries;
    struct value *values; /* NULL for text, whose values say nothing but whether there is a text */
    uint32_t entry_count, entry_capacity;
    struct slots entry_slots;
    struct spelling *spellings;
    uint32_t spelling_count, spelling_capacity;
    struct slots spelling_slots;
};

static const struct value blank_value = {.is_set = false, .date = {INT32_MIN}};
static const struct value text_value = {.is_set = true, .date = {INT32_MIN}};

static bool is_text(enum column_type type) {
    switch (type) {
    case TYPE_REFERENCE:
    case TYPE_TEXT:
    case TYPE_VENDOR:
    case TYPE_MODEL:
    case TYPE_PERSON:
    case TYPE_PLACE:
    case TYPE_VERSION:
    case TYPE_TITLE:
    case TYPE_TEXT_LIST:
        return true;
    default:
        return false;
    }
}

static uint64_t load(const char *p, size_t n) {
    uint64_t word = 0;

    memcpy(&word, p, n);
    return word;
}

static bool is_long(uint32_t kind) {
    return (kind & 0xFF) > SHORT_KEY + 1;
}

static inline struct key key_of(const struct dictionary *dictionary, struct str s, unsigned unit, unsigned encoding) {
    size_t length = s.n <= SHORT_KEY ? s.n : SHORT_KEY + 1;
    struct key key = {.kind = (uint32_t)(length + 1) | unit << 8 | encoding << 16};

    if (s.n > SHORT_KEY) {
        key.low = hash64_seeded(s, dictionary->seed);
    } else if (s.n >= 8) {
        key.low = load(s.p, 8);
        key.high = load(s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        key.low = load(s.p, 4) | load(s.p + s.n - 4, 4) << 32;
    } else if (s.n) {
        key.low = load(s.p, 1) | load(s.p + s.n / 2, 1) << 8 | load(s.p + s.n - 1, 1) << 16;
    }
    return key;
}

/* The halves of the product of both words, each with the secret in it, folded together. */
static inline size_t place_of(const struct dictionary *dictionary, uint64_t low, uint64_t high, uint32_t kind) {
    __extension__ unsigned __int128 product = low ^ dictionary->seed;

    product *= (is_long(kind) ? 0 : high) ^ dictionary->second_seed;
    return (size_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

static void slots_put(const struct dictionary *dictionary, struct slots *slots, struct slot slot) {
    size_t mask = slots->count - 1, i = place_of(dictionary, slot.low, slot.high, slot.kind) & mask;

    while (slots->items[i].kind) {
        i = (i + 1) & mask;
    }
    slots->items[i] = slot;
}

static struct slot slot_of(struct key key, uint32_t number, uint32_t code, unsigned marks) {
    return (struct slot){key.low, is_long(key.kind) ? number : key.high, key.kind, code << 8 | marks};
}

static void put_entry(struct dictionary *dictionary, uint32_t number) {
    const struct entry *entry = &dictionary->entries[number];
    struct key key = key_of(dictionary, entry->text, entry->unit, 0);

    slots_put(dictionary, &dictionary->entry_slots, slot_of(key, number, number, entry->marks));
}

static void put_spelling(struct dictionary *dictionary, uint32_t number) {
    const struct spelling *spelling = &dictionary->spellings[number];
    struct key key = key_of(dictionary, spelling->bytes, spelling->unit, spelling->encoding);
    unsigned marks = spelling->marks | (dictionary->entries[spelling->code].marks & NOT_PLAIN);

    slots_put(dictionary, &dictionary->spelling_slots, slot_of(key, number, spelling->code, marks));
}

/* Room for one more than COUNT. */
static bool slots_make_room(const struct dictionary *dictionary, struct slots *slots, uint32_t count) {
    struct slots fresh = {.count = slots->count ? slots->count * 2 : 64};

    if ((size_t)count * 2 < slots->count) {
        return true;
    }
    fresh.items = calloc(fresh.count, sizeof *fresh.items);
    if (!fresh.items) {
        return false;
    }
    for (size_t i = 0; i < slots->count; i++) {
        if (slots->items[i].kind) {
            slots_put(dictionary, &fresh, slots->items[i]);
        }
    }
    free(slots->items);
    *slots = fresh;
    return true;
}

struct dictionary *dictionary_new(const struct column_def *column) {
    CLEANUP(dictionary_free_cleanup) struct dictionary *dictionary = calloc(1, sizeof *dictionary);

    if (!dictionary) {
        return NULL;
    }
    dictionary->column = column;
    dictionary->seed = hash_table_seed();
    dictionary->second_seed = hash64_seeded(STR("second"), dictionary->seed);
    dictionary->arena = arena_new();
    dictionary->entry_capacity = 16;
    dictionary->entries = calloc(dictionary->entry_capacity, sizeof *dictionary->entries);
    if (!is_text(column->type)) {
        dictionary->values = calloc(dictionary->entry_capacity, sizeof *dictionary->values);
    }
    if (!dictionary->arena || !dictionary->entries || (!dictionary->values && !is_text(column->type)) ||
        !slots_make_room(dictionary, &dictionary->entry_slots, 0) ||
        !slots_make_room(dictionary, &dictionary->spelling_slots, 0)) {
        return NULL;
    }
    dictionary->entries[0].marks = NOT_PLAIN;
    dictionary->entry_count = 1;
    return TAKE_PTR(dictionary);
}

void dictionary_free(struct dictionary *dictionary) {
    if (dictionary) {
        arena_free(dictionary->arena);
        free(dictionary->entries);
        free(dictionary->values);
        free(dictionary->entry_slots.items);
        free(dictionary->spellings);
        free(dictionary->spelling_slots.items);
        free(dictionary);
    }
}

uint32_t dictionary_count(const struct dictionary *dictionary) {
    return dictionary->entry_count;
}

struct str dictionary_text(const struct dictionary *dictionary, uint32_t code) {
    return dictionary->entries[code].text;
}

const struct value *dictionary_value(const struct dictionary *dictionary, uint32_t code) {
    if (code == 0) {
        return &blank_value;
    }
    return dictionary->values ? &dictionary->values[code] : &text_value;
}

size_t dictionary_footprint(const struct dictionary *dictionary) {
    size_t entry = sizeof *dictionary->entries + (dictionary->values ? sizeof *dictionary->values : 0);

    return sizeof *dictionary + arena_footprint(dictionary->arena) + dictionary->entry_capacity * entry +
           dictionary->spelling_capacity * sizeof *dictionary->spellings +
           (dictionary->entry_slots.count + dictionary->spelling_slots.count) * sizeof(struct slot);
}

static inline bool is_key(const struct slot *slot, const struct key *key) {
    return slot->low == key->low && slot->kind == key->kind && (slot->high == key->high || is_long(key->kind));
}

/* NULL when there is none. */
static inline const struct slot *find_entry(const struct dictionary *dictionary, struct str text, unsigned unit) {
    struct key key = key_of(dictionary, text, unit, 0);
    const struct slots *slots = &dictionary->entry_slots;
    size_t mask = slots->count - 1, i = place_of(dictionary, key.low, key.high, key.kind) & mask;

    for (; slots->items[i].kind; i = (i + 1) & mask) {
        const struct slot *slot = &slots->items[i];
        if (is_key(slot, &key) && (!is_long(key.kind) || str_eq(dictionary->entries[slot->high].text, text))) {
            return slot;
        }
    }
    return NULL;
}

static inline const struct slot *find_spelling(const struct dictionary *dictionary, struct str bytes, unsigned unit,
                                               unsigned encoding) {
    struct key key = key_of(dictionary, bytes, unit, encoding);
    const struct slots *slots = &dictionary->spelling_slots;
    size_t mask = slots->count - 1, i = place_of(dictionary, key.low, key.high, key.kind) & mask;

    for (; slots->items[i].kind; i = (i + 1) & mask) {
        const struct slot *slot = &slots->items[i];
        if (is_key(slot, &key) && (!is_long(key.kind) || str_eq(dictionary->spellings[slot->high].bytes, bytes))) {
            return slot;
        }
    }
    return NULL;
}

static struct dictionary_hit hit_of(const struct slot *slot) {
    return (struct dictionary_hit){.code = slot->found >> 8, .marks = slot->found & 0xFF & ~NOT_PLAIN};
}

static bool grow_entries(struct dictionary *dictionary) {
    size_t capacity = (size_t)dictionary->entry_capacity * 2;
    struct entry *entries = reallocarray(dictionary->entries, capacity, sizeof *entries);

    if (!entries) {
        return false;
    }
    dictionary->entries = entries;
    if (dictionary->values) {
        struct value *values = reallocarray(dictionary->values, capacity, sizeof *values);
        if (!values) {
            return false;
        }
        dictionary->values = values;
    }
    dictionary->entry_capacity = (uint32_t)capacity;
    return true;
}

static enum err_code add_entry(struct dictionary *dictionary, struct str text, enum unit unit, unsigned marks,
                               uint32_t *ret_code, struct err *err) {
    uint32_t code = dictionary->entry_count;
    struct str copy;

    if (code > DICTIONARY_MAX) {
        return err_set(err, ERR_TOO_LARGE, NULL, STR("2^20"), STR_NONE);
    }
    copy = arena_dup(dictionary->arena, text);
    if (arena_failed(dictionary->arena) || (code == dictionary->entry_capacity && !grow_entries(dictionary)) ||
        !slots_make_room(dictionary, &dictionary->entry_slots, code)) {
        return err_no_memory(err);
    }
    dictionary->entries[code] = (struct entry){.text = copy, .unit = (uint8_t)unit, .marks = (uint8_t)marks};
    if (dictionary->values) {
        dictionary->values[code] = value_read(dictionary->column, unit, copy);
    }
    if (marks || dictionary_value(dictionary, code)->problem != PROBLEM_NONE) {
        dictionary->entries[code].marks |= NOT_PLAIN;
    }
    put_entry(dictionary, code);
    dictionary->entry_count++;
    *ret_code = code;
    return ERR_OK;
}

static enum err_code add_spelling(struct dictionary *dictionary, struct spelling spelling, struct err *err) {
    uint32_t number = dictionary->spelling_count;

    if (number >= DICTIONARY_MAX) {
        return err_set(err, ERR_TOO_LARGE, NULL, STR("2^20"), STR_NONE);
    }
    spelling.bytes = arena_dup(dictionary->arena, spelling.bytes);
    if (number == dictionary->spelling_capacity) {
        uint32_t capacity = number ? number * 2 : 16;
        struct spelling *spellings = reallocarray(dictionary->spellings, capacity, sizeof *spellings);
        if (!spellings) {
            return err_no_memory(err);
        }
        dictionary->spellings = spellings;
        dictionary->spelling_capacity = capacity;
    }
    if (arena_failed(dictionary->arena) || !slots_make_room(dictionary, &dictionary->spelling_slots, number)) {
        return err_no_memory(err);
    }
    dictionary->spellings[number] = spelling;
    put_spelling(dictionary, number);
    dictionary->spelling_count++;
    return ERR_OK;
}

/* A cell not seen before in these bytes. */
static enum err_code learn(struct dictionary *dictionary, struct str bytes, enum unit unit, struct cell_decoder *cells,
                           struct dictionary_hit *ret_hit, struct err *err) {
    struct dictionary_hit hit = {0};
    struct str text = cell_decode(cells, bytes, &hit.marks);
    enum err_code code = ERR_OK;

    if (cell_decoder_failed(cells)) {
        return err_no_memory(err);
    }
    if (!str_is_empty(text) && !(hit.marks & CELL_DITTO)) {
        const struct slot *slot = find_entry(dictionary, text, unit);
        if (slot) {
            hit.code = hit_of(slot).code;
        } else {
            code = add_entry(dictionary, text, unit, hit.marks, &hit.code, err);
        }
    }
    if (!code && (hit.code == 0 || !str_eq(text, bytes))) {
        code = add_spelling(dictionary,
                            (struct spelling){.bytes = bytes,
                                              .code = hit.code,
                                              .encoding = (uint8_t)cell_decoder_style(cells).encoding,
                                              .unit = (uint8_t)unit,
                                              .marks = (uint8_t)hit.marks},
                            err);
    }
    if (!code) {
        *ret_hit = hit;
    }
    return code;
}

uint32_t dictionary_known_code(const struct dictionary *dictionary, struct str bytes, enum unit unit,
                               enum encoding encoding) {
    bool is_text = encoding == ENCODING_UTF8 || cell_is_ascii(bytes);
    const struct slot *slot;

    if (!dictionary->values) {
        unit = UNIT_NONE;
    }
    slot = is_text ? find_entry(dictionary, bytes, unit) : find_spelling(dictionary, bytes, unit, encoding);
    return slot && !(slot->found & 0xFF) ? slot->found >> 8 : DICTIONARY_ASK;
}

enum err_code dictionary_code(struct dictionary *dictionary, struct str bytes, enum unit unit,
                              struct cell_decoder *cells, struct dictionary_hit *ret_hit, struct err *err) {
    enum encoding encoding = cell_decoder_style(cells).encoding;
    const struct slot *slot = NULL;

    if (str_is_empty(bytes)) {
        *ret_hit = (struct dictionary_hit){0};
        return ERR_OK;
    }
    if (!dictionary->values) {
        unit = UNIT_NONE;
    }
    /* ASCII is itself in every encoding whose bytes get here. */
    if (encoding == ENCODING_UTF8 || cell_is_ascii(bytes)) {
        slot = find_entry(dictionary, bytes, unit);
    }
    if (!slot) {
        slot = find_spelling(dictionary, bytes, unit, encoding);
    }
    if (slot) {
        *ret_hit = hit_of(slot);
        return ERR_OK;
    }
    return learn(dictionary, bytes, unit, cells, ret_hit, err);
}

void dictionary_truncate(struct dictionary *dictionary, uint32_t count) {
    uint32_t kept = 0;

    if (count >= dictionary->entry_count) {
        return;
    }
    for (uint32_t i = 0; i < dictionary->spelling_count; i++) {
        if (dictionary->spellings[i].code < count) {
            dictionary->spellings[kept++] = dictionary->spellings[i];
        }
    }
    dictionary->entry_count = count;
    dictionary->spelling_count = kept;
    /* The slots are large enough already: clearing them needs no memory. */
    memset(dictionary->entry_slots.items, 0, dictionary->entry_slots.count * sizeof(struct slot));
    memset(dictionary->spelling_slots.items, 0, dictionary->spelling_slots.count * sizeof(struct slot));
    for (uint32_t i = 1; i < count; i++) {
        put_entry(dictionary, i);
    }
    for (uint32_t i = 0; i < kept; i++) {
        put_spelling(dictionary, i);
    }
}
