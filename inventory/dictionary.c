#include "inventory/dictionary.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/text.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Readers take no lock. What they look at never moves and never changes once they can find it: entries stand in chunks
 * that grow, a slot's `kind` is set last, and tables of slots that became too small are kept until readers are gone.
 * Who adds holds the lock and looks again first. */

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

/* Chunk i has CHUNK_FIRST << i elements. */
enum { CHUNK_FIRST = 16, CHUNK_COUNT = 17 };

struct chunks {
    void *items[CHUNK_COUNT];
    uint32_t count;
};

enum { SHORT_KEY = 24 };

/* What bytes are told apart by: short ones, device ids among them, by themselves, so that nothing but the slot is
 * looked at; of longer ones LOW is the hash, and the bytes decide. */
struct key {
    uint64_t low, high;
    uint64_t middle; /* 0 up to 16 bytes, and of long ones */
    uint32_t kind;   /* length and 1, at most SHORT_KEY + 2; unit; encoding; never 0 */
};

/* Open hashing with linear probing; at most half full. */
struct slot {
    uint64_t low, high;    /* of the key; HIGH of a long one is the item's number */
    uint64_t middle;       /* of the key */
    _Atomic uint32_t kind; /* of the key; 0: free */
    uint32_t found;        /* code << 8 | marks */
};

/* A mark of slots alone: something is to be said of the cell. */
#define NOT_PLAIN 0x80u

struct slots {
    struct slots *former; /* smaller ones, in which somebody may still be looking */
    bool is_of_spellings;
    size_t count; /* a power of two */
    struct slot items[];
};

struct dictionary {
    const struct column_def *column;
    bool has_values; /* those of text say nothing but whether there is a text */
    uint64_t seed, second_seed;
    struct chunks entries, values, spellings; /* values only where there are any, one an entry */
    struct slots *_Atomic entry_slots;
    struct slots *_Atomic spelling_slots;
    atomic_bool is_full;
    pthread_mutex_t lock; /* of all that is added to, the arena too */
    struct arena *arena;
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

/* --- chunks ----------------------------------------------------------------------------------------------------------
 */

static inline unsigned chunk_of(uint32_t number) {
    return 27u - (unsigned)__builtin_clz(number + CHUNK_FIRST);
}
static_assert(CHUNK_FIRST == 1 << (31 - 27), "chunk_of counts from the first chunk");

static inline uint32_t chunk_start(unsigned chunk) {
    return ((uint32_t)CHUNK_FIRST << chunk) - CHUNK_FIRST;
}

static inline void *chunks_at(const struct chunks *chunks, uint32_t number, size_t size) {
    unsigned chunk = chunk_of(number);

    return (char *)chunks->items[chunk] + (number - chunk_start(chunk)) * size;
}

/* The element behind the last, NULL when memory is out; the caller counts it once it is filled. */
static void *chunks_next(struct chunks *chunks, size_t size) {
    unsigned chunk = chunk_of(chunks->count);

    if (chunk >= CHUNK_COUNT) {
        return NULL;
    }
    if (!chunks->items[chunk]) {
        chunks->items[chunk] = calloc((size_t)CHUNK_FIRST << chunk, size);
    }
    return chunks->items[chunk] ? chunks_at(chunks, chunks->count, size) : NULL;
}

static void chunks_done(struct chunks *chunks) {
    for (unsigned i = 0; i < CHUNK_COUNT; i++) {
        free(chunks->items[i]);
    }
}

static size_t chunks_footprint(const struct chunks *chunks, size_t size) {
    size_t bytes = 0;

    for (unsigned i = 0; i < CHUNK_COUNT && chunks->items[i]; i++) {
        bytes += ((size_t)CHUNK_FIRST << i) * size;
    }
    return bytes;
}

static inline struct entry *entry_at(const struct dictionary *dictionary, uint32_t number) {
    return chunks_at(&dictionary->entries, number, sizeof(struct entry));
}

static inline struct value *value_at(const struct dictionary *dictionary, uint32_t number) {
    return chunks_at(&dictionary->values, number, sizeof(struct value));
}

static inline struct spelling *spelling_at(const struct dictionary *dictionary, uint32_t number) {
    return chunks_at(&dictionary->spellings, number, sizeof(struct spelling));
}

/* --- keys and slots --------------------------------------------------------------------------------------------------
 */

static inline uint64_t load8(const char *p) {
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return word;
}

static inline uint64_t load4(const char *p) {
    uint32_t word;

    memcpy(&word, p, sizeof word);
    return word;
}

static inline bool is_long(uint32_t kind) {
    return (kind & 0xFF) > SHORT_KEY + 1;
}

/* The halves of the product, folded together. */
static inline uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ unsigned __int128 product = a;

    product *= b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_long(const struct dictionary *dictionary, struct str s) {
    if (s.n > 32) {
        return hash64_seeded(s, dictionary->seed);
    }
    return mix(load8(s.p) ^ dictionary->seed, load8(s.p + 8) ^ dictionary->second_seed) +
           mix(load8(s.p + s.n - 16) ^ dictionary->second_seed, load8(s.p + s.n - 8) ^ dictionary->seed ^ s.n);
}

static inline struct key key_of(const struct dictionary *dictionary, struct str s, unsigned unit, unsigned encoding) {
    size_t length = s.n <= SHORT_KEY ? s.n : SHORT_KEY + 1;
    struct key key = {.kind = (uint32_t)(length + 1) | unit << 8 | encoding << 16};

    if (s.n > SHORT_KEY) {
        key.low = hash_long(dictionary, s);
    } else if (s.n >= 8) {
        key.low = load8(s.p);
        key.high = load8(s.p + s.n - 8);
        key.middle = s.n > 16 ? load8(s.p + 8) : 0;
    } else if (s.n >= 4) {
        key.low = load4(s.p) | load4(s.p + s.n - 4) << 32;
    } else if (s.n) {
        key.low = (unsigned char)s.p[0] | (uint64_t)(unsigned char)s.p[s.n / 2] << 8 |
                  (uint64_t)(unsigned char)s.p[s.n - 1] << 16;
    }
    return key;
}

static inline size_t place_of(const struct dictionary *dictionary, const struct key *key) {
    uint64_t more = key->middle ? mix(key->middle ^ dictionary->second_seed, dictionary->seed) : 0;
    return (size_t)mix(key->low ^ more ^ dictionary->seed, key->high ^ dictionary->second_seed);
}

static inline bool is_key(const struct slot *slot, uint32_t kind, const struct key *key) {
    return slot->low == key->low && kind == key->kind &&
           (is_long(kind) || (slot->high == key->high && slot->middle == key->middle));
}

static inline struct str bytes_of(const struct dictionary *dictionary, const struct slots *slots, uint64_t number) {
    return slots->is_of_spellings ? spelling_at(dictionary, (uint32_t)number)->bytes
                                  : entry_at(dictionary, (uint32_t)number)->text;
}

/* NULL when there is none, or none yet. */
static inline const struct slot *find(const struct dictionary *dictionary, const struct slots *slots,
                                      const struct key *key, size_t place, struct str bytes) {
    size_t mask = slots->count - 1;

    for (size_t i = place & mask;; i = (i + 1) & mask) {
        const struct slot *slot = &slots->items[i];
        uint32_t kind = atomic_load_explicit(&slot->kind, memory_order_acquire);
        if (!kind) {
            return NULL;
        }
        if (is_key(slot, kind, key) && (!is_long(kind) || str_eq(bytes_of(dictionary, slots, slot->high), bytes))) {
            return slot;
        }
    }
}

static const struct slots *slots_now(struct slots *const _Atomic *slots) {
    return atomic_load_explicit(slots, memory_order_acquire);
}

static const struct slot *find_entry(const struct dictionary *dictionary, struct str text, unsigned unit) {
    struct key key = key_of(dictionary, text, unit, 0);

    return find(dictionary, slots_now(&dictionary->entry_slots), &key, place_of(dictionary, &key), text);
}

static const struct slot *find_spelling(const struct dictionary *dictionary, struct str bytes, unsigned unit,
                                        unsigned encoding) {
    struct key key = key_of(dictionary, bytes, unit, encoding);

    return find(dictionary, slots_now(&dictionary->spelling_slots), &key, place_of(dictionary, &key), bytes);
}

static void slots_put(const struct dictionary *dictionary, struct slots *slots, const struct key *key, uint32_t number,
                      uint32_t found) {
    size_t mask = slots->count - 1, i = place_of(dictionary, key) & mask;

    while (atomic_load_explicit(&slots->items[i].kind, memory_order_relaxed)) {
        i = (i + 1) & mask;
    }
    slots->items[i].low = key->low;
    slots->items[i].high = is_long(key->kind) ? number : key->high;
    slots->items[i].middle = key->middle;
    slots->items[i].found = found;
    atomic_store_explicit(&slots->items[i].kind, key->kind, memory_order_release);
}

static void put_entry(const struct dictionary *dictionary, struct slots *slots, uint32_t number) {
    const struct entry *entry = entry_at(dictionary, number);
    struct key key = key_of(dictionary, entry->text, entry->unit, 0);

    slots_put(dictionary, slots, &key, number, number << 8 | entry->marks);
}

static void put_spelling(const struct dictionary *dictionary, struct slots *slots, uint32_t number) {
    const struct spelling *spelling = spelling_at(dictionary, number);
    struct key key = key_of(dictionary, spelling->bytes, spelling->unit, spelling->encoding);
    unsigned marks = spelling->marks | (entry_at(dictionary, spelling->code)->marks & NOT_PLAIN);

    slots_put(dictionary, slots, &key, number, spelling->code << 8 | marks);
}

static struct slots *slots_new(size_t count, bool is_of_spellings) {
    struct slots *slots = calloc(1, sizeof *slots + count * sizeof slots->items[0]);

    if (slots) {
        slots->count = count;
        slots->is_of_spellings = is_of_spellings;
    }
    return slots;
}

static void slots_free(struct slots *slots) {
    while (slots) {
        struct slots *former = slots->former;
        free(slots);
        slots = former;
    }
}

/* Everything anew, in the order of numbers: entry 0 is the blank cell and in no slot. */
static void put_all(const struct dictionary *dictionary, struct slots *slots) {
    uint32_t count = slots->is_of_spellings ? dictionary->spellings.count : dictionary->entries.count;

    for (uint32_t i = slots->is_of_spellings ? 0 : 1; i < count; i++) {
        (slots->is_of_spellings ? put_spelling : put_entry)(dictionary, slots, i);
    }
}

/* Room for one more than COUNT. */
static bool slots_make_room(const struct dictionary *dictionary, struct slots *_Atomic *place, uint32_t count) {
    struct slots *slots = atomic_load_explicit(place, memory_order_relaxed), *wide;

    if (((size_t)count + 1) * 2 <= slots->count) {
        return true;
    }
    wide = slots_new(slots->count * 2, slots->is_of_spellings);
    if (!wide) {
        return false;
    }
    put_all(dictionary, wide);
    wide->former = slots;
    atomic_store_explicit(place, wide, memory_order_release);
    return true;
}

/* --- life ------------------------------------------------------------------------------------------------------------
 */

struct dictionary *dictionary_new(const struct column_def *column) {
    CLEANUP(dictionary_free_cleanup) struct dictionary *dictionary = calloc(1, sizeof *dictionary);
    struct entry *blank;

    if (!dictionary) {
        return NULL;
    }
    pthread_mutex_init(&dictionary->lock, NULL);
    dictionary->column = column;
    dictionary->has_values = !is_text(column->type);
    dictionary->seed = hash_table_seed();
    dictionary->second_seed = hash64_seeded(STR("second"), dictionary->seed);
    dictionary->arena = arena_new();
    dictionary->entry_slots = slots_new(64, false);
    dictionary->spelling_slots = slots_new(64, true);
    blank = chunks_next(&dictionary->entries, sizeof *blank);
    if (!dictionary->arena || !dictionary->entry_slots || !dictionary->spelling_slots || !blank) {
        return NULL;
    }
    blank->marks = NOT_PLAIN;
    dictionary->entries.count = 1;
    dictionary->values.count = 1;
    return TAKE_PTR(dictionary);
}

void dictionary_free(struct dictionary *dictionary) {
    if (dictionary) {
        arena_free(dictionary->arena);
        chunks_done(&dictionary->entries);
        chunks_done(&dictionary->values);
        chunks_done(&dictionary->spellings);
        slots_free(dictionary->entry_slots);
        slots_free(dictionary->spelling_slots);
        pthread_mutex_destroy(&dictionary->lock);
        free(dictionary);
    }
}

void dictionary_settle(struct dictionary *dictionary) {
    struct slots *const kept[] = {dictionary->entry_slots, dictionary->spelling_slots};

    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        slots_free(TAKE_PTR(kept[i]->former));
    }
}

void dictionary_truncate(struct dictionary *dictionary, uint32_t count) {
    struct slots *const slots[] = {dictionary->entry_slots, dictionary->spelling_slots};
    uint32_t kept = 0;

    atomic_store_explicit(&dictionary->is_full, false, memory_order_relaxed);
    if (count >= dictionary->entries.count) {
        return;
    }
    for (uint32_t i = 0; i < dictionary->spellings.count; i++) {
        if (spelling_at(dictionary, i)->code < count) {
            *spelling_at(dictionary, kept++) = *spelling_at(dictionary, i);
        }
    }
    dictionary->entries.count = dictionary->values.count = count;
    dictionary->spellings.count = kept;
    for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
        for (size_t j = 0; j < slots[i]->count; j++) {
            slots[i]->items[j].kind = 0;
        }
        put_all(dictionary, slots[i]);
    }
}

uint32_t dictionary_count(const struct dictionary *dictionary) {
    return dictionary->entries.count;
}

bool dictionary_is_full(const struct dictionary *dictionary) {
    return atomic_load_explicit(&dictionary->is_full, memory_order_relaxed);
}

struct str dictionary_text(const struct dictionary *dictionary, uint32_t code) {
    return entry_at(dictionary, code)->text;
}

const struct value *dictionary_value(const struct dictionary *dictionary, uint32_t code) {
    if (code == 0) {
        return &blank_value;
    }
    return dictionary->has_values ? value_at(dictionary, code) : &text_value;
}

size_t dictionary_footprint(const struct dictionary *dictionary) {
    return sizeof *dictionary + arena_footprint(dictionary->arena) +
           chunks_footprint(&dictionary->entries, sizeof(struct entry)) +
           chunks_footprint(&dictionary->values, sizeof(struct value)) +
           chunks_footprint(&dictionary->spellings, sizeof(struct spelling)) +
           (dictionary->entry_slots->count + dictionary->spelling_slots->count) * sizeof(struct slot);
}

/* --- adding ----------------------------------------------------------------------------------------------------------
 */

static enum err_code refuse(struct dictionary *dictionary, struct err *err) {
    atomic_store_explicit(&dictionary->is_full, true, memory_order_relaxed);
    return err_set(err, ERR_TOO_LARGE, NULL, STR("2^20"), STR_NONE);
}

static enum err_code add_entry(struct dictionary *dictionary, struct str text, enum unit unit, unsigned marks,
                               uint32_t *ret_code, struct err *err) {
    uint32_t code = dictionary->entries.count;
    struct entry *entry;
    struct value *value = NULL;
    struct str copy;

    if (code > DICTIONARY_MAX || text.n > DICTIONARY_TEXT_MAX) {
        return refuse(dictionary, err);
    }
    copy = arena_dup(dictionary->arena, text);
    entry = chunks_next(&dictionary->entries, sizeof *entry);
    if (dictionary->has_values) {
        value = chunks_next(&dictionary->values, sizeof *value);
    }
    if (arena_failed(dictionary->arena) || !entry || (dictionary->has_values && !value) ||
        !slots_make_room(dictionary, &dictionary->entry_slots, code)) {
        return err_no_memory(err);
    }
    *entry = (struct entry){.text = copy, .unit = (uint8_t)unit, .marks = (uint8_t)marks};
    if (value) {
        *value = value_read(dictionary->column, unit, copy);
    }
    if (marks || (value && value->problem != PROBLEM_NONE)) {
        entry->marks |= NOT_PLAIN;
    }
    put_entry(dictionary, dictionary->entry_slots, code);
    dictionary->entries.count = dictionary->values.count = code + 1;
    *ret_code = code;
    return ERR_OK;
}

static enum err_code add_spelling(struct dictionary *dictionary, struct spelling spelling, struct err *err) {
    uint32_t number = dictionary->spellings.count;
    struct spelling *place;

    if (number >= DICTIONARY_MAX || spelling.bytes.n > DICTIONARY_TEXT_MAX) {
        return refuse(dictionary, err);
    }
    spelling.bytes = arena_dup(dictionary->arena, spelling.bytes);
    place = chunks_next(&dictionary->spellings, sizeof *place);
    if (arena_failed(dictionary->arena) || !place ||
        !slots_make_room(dictionary, &dictionary->spelling_slots, number)) {
        return err_no_memory(err);
    }
    *place = spelling;
    put_spelling(dictionary, dictionary->spelling_slots, number);
    dictionary->spellings.count = number + 1;
    return ERR_OK;
}

/* --- looking up ------------------------------------------------------------------------------------------------------
 */

static struct dictionary_hit hit_of(const struct slot *slot) {
    return (struct dictionary_hit){.code = slot->found >> 8, .marks = slot->found & 0xFF & ~NOT_PLAIN};
}

/* ASCII is itself in every encoding whose bytes get here. */
static bool is_text_itself(struct str bytes, enum encoding encoding) {
    return encoding == ENCODING_UTF8 || text_is_ascii(bytes);
}

static const struct slot *find_bytes(const struct dictionary *dictionary, struct str bytes, enum unit unit,
                                     enum encoding encoding) {
    const struct slot *slot = is_text_itself(bytes, encoding) ? find_entry(dictionary, bytes, unit) : NULL;

    return slot ? slot : find_spelling(dictionary, bytes, unit, encoding);
}

/* A cell whose bytes decode to TEXT, under the lock; another thread may have been faster. */
static enum err_code learn(struct dictionary *dictionary, struct str bytes, struct str text, enum unit unit,
                           enum encoding encoding, struct dictionary_hit *hit, struct err *err) {
    const struct slot *slot = find_bytes(dictionary, bytes, unit, encoding);
    enum err_code code = ERR_OK;

    if (slot) {
        *hit = hit_of(slot);
        return ERR_OK;
    }
    if (!str_is_empty(text) && !(hit->marks & CELL_DITTO)) {
        slot = find_entry(dictionary, text, unit);
        if (slot) {
            hit->code = hit_of(slot).code;
        } else {
            code = add_entry(dictionary, text, unit, hit->marks, &hit->code, err);
        }
    }
    if (!code && (hit->code == 0 || !str_eq(text, bytes))) {
        code = add_spelling(dictionary,
                            (struct spelling){.bytes = bytes,
                                              .code = hit->code,
                                              .encoding = (uint8_t)encoding,
                                              .unit = (uint8_t)unit,
                                              .marks = (uint8_t)hit->marks},
                            err);
    }
    return code;
}

enum err_code dictionary_code(struct dictionary *dictionary, struct str bytes, enum unit unit,
                              struct cell_decoder *cells, struct dictionary_hit *ret_hit, struct err *err) {
    enum encoding encoding = cell_decoder_style(cells).encoding;
    struct dictionary_hit hit = {0};
    const struct slot *slot;
    struct str text;
    enum err_code code;

    if (str_is_empty(bytes)) {
        *ret_hit = hit;
        return ERR_OK;
    }
    if (!dictionary->has_values) {
        unit = UNIT_NONE;
    }
    slot = find_bytes(dictionary, bytes, unit, encoding);
    if (slot) {
        *ret_hit = hit_of(slot);
        return ERR_OK;
    }
    text = cell_decode(cells, bytes, &hit.marks);
    if (cell_decoder_failed(cells)) {
        return err_no_memory(err);
    }
    pthread_mutex_lock(&dictionary->lock);
    code = learn(dictionary, bytes, text, unit, encoding, &hit, err);
    pthread_mutex_unlock(&dictionary->lock);
    if (!code) {
        *ret_hit = hit;
    }
    return code;
}

/* A cell on its way to its slot, which comes from memory meanwhile. */
struct probe {
    const struct slots *slots;
    struct key key;
    size_t place;
};

static inline const struct slots *slots_of(const struct slots *entries, const struct slots *spellings, struct str cell,
                                           enum encoding encoding) {
    return is_text_itself(cell, encoding) ? entries : spellings;
}

void dictionary_known_codes(const struct dictionary *dictionary, const struct str *cells, size_t count, enum unit unit,
                            enum encoding encoding, uint32_t *ret_codes) {
    const struct slots *entries = slots_now(&dictionary->entry_slots);
    const struct slots *spellings = slots_now(&dictionary->spelling_slots);
    struct probe probes[DICTIONARY_BATCH];

    assert(count <= DICTIONARY_BATCH);
    unit = dictionary->has_values ? unit : UNIT_NONE;
    for (size_t i = 0; i < count; i++) {
        struct probe *probe = &probes[i];
        probe->slots = slots_of(entries, spellings, cells[i], encoding);
        probe->key = key_of(dictionary, cells[i], unit, probe->slots->is_of_spellings ? encoding : 0);
        probe->place = place_of(dictionary, &probe->key);
        __builtin_prefetch(&probe->slots->items[probe->place & (probe->slots->count - 1)]);
    }
    for (size_t i = 0; i < count; i++) {
        const struct probe *probe = &probes[i];
        const struct slot *slot =
            cells[i].n ? find(dictionary, probe->slots, &probe->key, probe->place, cells[i]) : NULL;
        ret_codes[i] = cells[i].n == 0 ? 0 : slot && !(slot->found & 0xFF) ? slot->found >> 8 : DICTIONARY_ASK;
    }
}
