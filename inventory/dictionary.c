#include "inventory/dictionary.h"

#include "base/arena.h"
#include "base/hash.h"

#include <stdlib.h>

struct entry {
    struct str text; /* in the arena */
    uint8_t unit;
    uint8_t marks;
    bool is_plain; /* no marks, and a value without a problem */
};

/* Bytes that are not the text itself: another encoding, outer blanks, no text at all. */
struct spelling {
    struct str bytes; /* in the arena */
    uint32_t code;
    uint8_t encoding;
    uint8_t unit;
    uint8_t marks;
};

/* Open hashing with linear probing; at most half full. */
struct slot {
    uint32_t tag;    /* the upper half of the hash */
    uint32_t number; /* of an item and 1, or 0 */
};

struct slots {
    struct slot *items;
    size_t count; /* a power of two */
};

struct dictionary {
    const struct column_def *column;
    struct arena *arena;
    uint64_t seed;
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

static uint64_t hash_of(const struct dictionary *dictionary, struct str s, unsigned unit, unsigned encoding) {
    return hash64_seeded(s, dictionary->seed ^ (unit << 8) ^ encoding);
}

static uint64_t entry_hash(const struct dictionary *dictionary, uint32_t number) {
    const struct entry *entry = &dictionary->entries[number];
    return hash_of(dictionary, entry->text, entry->unit, 0);
}

static uint64_t spelling_hash(const struct dictionary *dictionary, uint32_t number) {
    const struct spelling *spelling = &dictionary->spellings[number];
    return hash_of(dictionary, spelling->bytes, spelling->unit, spelling->encoding);
}

static void slots_put(struct slots *slots, uint64_t hash, uint32_t number) {
    size_t mask = slots->count - 1, i = hash & mask;

    while (slots->items[i].number) {
        i = (i + 1) & mask;
    }
    slots->items[i] = (struct slot){(uint32_t)(hash >> 32), number + 1};
}

/* Items FIRST … COUNT-1 anew into slots for COUNT. */
static bool slots_rebuild(struct slots *slots, const struct dictionary *dictionary, uint32_t first, uint32_t count,
                          uint64_t (*hash)(const struct dictionary *, uint32_t)) {
    struct slots fresh = {.count = 64};

    while (fresh.count < (size_t)count * 2 + 2) {
        fresh.count *= 2;
    }
    fresh.items = calloc(fresh.count, sizeof *fresh.items);
    if (!fresh.items) {
        return false;
    }
    for (uint32_t i = first; i < count; i++) {
        slots_put(&fresh, hash(dictionary, i), i);
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
    dictionary->arena = arena_new();
    dictionary->entry_capacity = 16;
    dictionary->entries = calloc(dictionary->entry_capacity, sizeof *dictionary->entries);
    if (!is_text(column->type)) {
        dictionary->values = calloc(dictionary->entry_capacity, sizeof *dictionary->values);
    }
    if (!dictionary->arena || !dictionary->entries || (!dictionary->values && !is_text(column->type)) ||
        !slots_rebuild(&dictionary->entry_slots, dictionary, 0, 0, entry_hash) ||
        !slots_rebuild(&dictionary->spelling_slots, dictionary, 0, 0, spelling_hash)) {
        return NULL;
    }
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

/* Nearly always so when it is asked: the tags were equal. Most cells are a few words long. */
static inline bool is_same(struct str a, struct str b) {
    uint64_t left, right, differ = 0;
    size_t i = 0;

    if (a.n != b.n) {
        return false;
    }
    if (a.n < sizeof left || a.n > 64) {
        return str_eq(a, b);
    }
    for (; i + sizeof left < a.n; i += sizeof left) {
        memcpy(&left, a.p + i, sizeof left);
        memcpy(&right, b.p + i, sizeof right);
        differ |= left ^ right;
    }
    memcpy(&left, a.p + a.n - sizeof left, sizeof left);
    memcpy(&right, b.p + a.n - sizeof right, sizeof right);
    return (differ | (left ^ right)) == 0;
}

static bool find_entry(const struct dictionary *dictionary, struct str text, unsigned unit, uint32_t *ret_code) {
    const struct slots *slots = &dictionary->entry_slots;
    uint64_t hash = hash_of(dictionary, text, unit, 0);
    size_t mask = slots->count - 1, i = hash & mask;

    for (; slots->items[i].number; i = (i + 1) & mask) {
        uint32_t number = slots->items[i].number - 1;
        const struct entry *entry = &dictionary->entries[number];
        if (slots->items[i].tag == hash >> 32 && entry->unit == unit && is_same(entry->text, text)) {
            *ret_code = number;
            return true;
        }
    }
    return false;
}

static const struct spelling *find_spelling(const struct dictionary *dictionary, struct str bytes, unsigned unit,
                                            unsigned encoding) {
    const struct slots *slots = &dictionary->spelling_slots;
    uint64_t hash = hash_of(dictionary, bytes, unit, encoding);
    size_t mask = slots->count - 1, i = hash & mask;

    for (; slots->items[i].number; i = (i + 1) & mask) {
        const struct spelling *spelling = &dictionary->spellings[slots->items[i].number - 1];
        if (slots->items[i].tag == hash >> 32 && spelling->encoding == encoding && spelling->unit == unit &&
            is_same(spelling->bytes, bytes)) {
            return spelling;
        }
    }
    return NULL;
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
    struct slots *slots = &dictionary->entry_slots;
    struct str copy;

    if (code > DICTIONARY_MAX) {
        return err_set(err, ERR_TOO_LARGE, NULL, STR("2^20"), STR_NONE);
    }
    copy = arena_dup(dictionary->arena, text);
    if (arena_failed(dictionary->arena) || (code == dictionary->entry_capacity && !grow_entries(dictionary)) ||
        ((size_t)code * 2 >= slots->count && !slots_rebuild(slots, dictionary, 1, code, entry_hash))) {
        return err_no_memory(err);
    }
    dictionary->entries[code] = (struct entry){.text = copy, .unit = (uint8_t)unit, .marks = (uint8_t)marks};
    if (dictionary->values) {
        dictionary->values[code] = value_read(dictionary->column, unit, copy);
    }
    dictionary->entries[code].is_plain = !marks && dictionary_value(dictionary, code)->problem == PROBLEM_NONE;
    slots_put(slots, entry_hash(dictionary, code), code);
    dictionary->entry_count++;
    *ret_code = code;
    return ERR_OK;
}

static enum err_code add_spelling(struct dictionary *dictionary, struct spelling spelling, struct err *err) {
    uint32_t number = dictionary->spelling_count;
    struct slots *slots = &dictionary->spelling_slots;

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
    if (arena_failed(dictionary->arena) ||
        ((size_t)number * 2 >= slots->count && !slots_rebuild(slots, dictionary, 0, number, spelling_hash))) {
        return err_no_memory(err);
    }
    dictionary->spellings[number] = spelling;
    slots_put(slots, spelling_hash(dictionary, number), number);
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
    if (!str_is_empty(text) && !(hit.marks & CELL_DITTO) && !find_entry(dictionary, text, unit, &hit.code)) {
        code = add_entry(dictionary, text, unit, hit.marks, &hit.code, err);
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
    const struct spelling *spelling;
    uint32_t code;

    if (!dictionary->values) {
        unit = UNIT_NONE;
    }
    if (encoding == ENCODING_UTF8 || cell_is_ascii(bytes)) {
        return find_entry(dictionary, bytes, unit, &code) && dictionary->entries[code].is_plain ? code : DICTIONARY_ASK;
    }
    spelling = find_spelling(dictionary, bytes, unit, encoding);
    return spelling && !spelling->marks && dictionary->entries[spelling->code].is_plain ? spelling->code
                                                                                        : DICTIONARY_ASK;
}

enum err_code dictionary_code(struct dictionary *dictionary, struct str bytes, enum unit unit,
                              struct cell_decoder *cells, struct dictionary_hit *ret_hit, struct err *err) {
    enum encoding encoding = cell_decoder_style(cells).encoding;
    const struct spelling *spelling;
    uint32_t code;

    if (str_is_empty(bytes)) {
        *ret_hit = (struct dictionary_hit){0};
        return ERR_OK;
    }
    if (!dictionary->values) {
        unit = UNIT_NONE;
    }
    /* ASCII is itself in every encoding whose bytes get here. */
    if ((encoding == ENCODING_UTF8 || cell_is_ascii(bytes)) && find_entry(dictionary, bytes, unit, &code)) {
        *ret_hit = (struct dictionary_hit){.code = code, .marks = dictionary->entries[code].marks};
        return ERR_OK;
    }
    spelling = find_spelling(dictionary, bytes, unit, encoding);
    if (spelling) {
        *ret_hit = (struct dictionary_hit){.code = spelling->code, .marks = spelling->marks};
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
        slots_put(&dictionary->entry_slots, entry_hash(dictionary, i), i);
    }
    for (uint32_t i = 0; i < kept; i++) {
        slots_put(&dictionary->spelling_slots, spelling_hash(dictionary, i), i);
    }
}
