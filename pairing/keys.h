#pragma once
/* The identity keys of the rows of a devices table, as numbers (inventory/cell_key.h): so that equal keys on both sides
 * are found without reading rows. Which columns give which keys differs by side: on paper the asset number, observed
 * the asset tag; addresses of clients (pc, laptop, tablet) are no keys, since they move. UUIDs count in both byte
 * orders.
 *
 * Constant once made; any thread. */

#include "base/key_groups.h"
#include "inventory/cell_key.h"
#include "inventory/table.h"

enum key_side_id { SIDE_LEDGER, SIDE_SNAPSHOT, SIDE_COUNT };

enum { KEY_COLUMNS_MAX = 2 }; /* of one kind */

/* Is a device of that kind (enum device_kind, or WORD_BLANK) a client? */
bool kind_is_client(int kind);

/* Keys of cells that name several: in order of rows, and of the parts of a cell. */
struct key_extras {
    struct budget *budget; /* may be NULL */
    uint64_t *keys;
    uint32_t *rows;
    size_t count, capacity;
};

void key_extras_done(struct key_extras *extras);
/* False when memory is out. */
bool key_extras_add(struct key_extras *extras, uint32_t row, uint64_t key);
bool key_extras_append(struct key_extras *extras, const struct key_extras *more);

struct key_side {
    enum key_side_id id;
    const struct table *table; /* NULL: no rows */
    uint32_t rows;
    struct budget *budget;      /* the table's */
    bool *is_client, *has_left; /* by row */
    unsigned columns[KEY_COUNT][KEY_COLUMNS_MAX];
    const uint64_t *keys[KEY_COUNT][KEY_COLUMNS_MAX];
    struct key_extras extras[KEY_COUNT][KEY_COLUMNS_MAX];
    unsigned column_count[KEY_COUNT]; /* that the table has */
};

/* The table must have been read with its machine keys. */
MUST_CHECK enum err_code key_side_init(enum key_side_id id, const struct table *table, struct pool *pool,
                                       struct key_side *ret_side, struct err *err);
void key_side_done(struct key_side *side);

/* Going through the keys of one kind that a row has, in the order of its columns and of the parts of their cells; one
 * may come twice. */
struct key_walk {
    const struct key_side *side;
    enum identity_key kind;
    uint32_t row;
    unsigned column;
    size_t extra, extra_end;
};
struct key_walk key_walk(const struct key_side *side, uint32_t row, enum identity_key kind);
bool key_walk_next(struct key_walk *walk, uint64_t *ret_key);

/* What two rows say about one kind of key. */
enum key_agreement { KEY_UNKNOWN, KEY_AGREES, KEY_DISAGREES };
enum key_agreement key_compare(const struct key_side *a, uint32_t row_a, const struct key_side *b, uint32_t row_b,
                               enum identity_key kind);

/* All keys of a kind, as key_groups_find wants them; returns how many columns. */
enum { KEY_GROUP_COLUMNS_MAX = 2 * KEY_COLUMNS_MAX };
size_t key_side_columns(const struct key_side *side, enum identity_key kind,
                        struct key_column ret_columns[KEY_GROUP_COLUMNS_MAX]);

/* Reads rows again to see the text behind a key. One thread at a time. */
struct key_reader {
    const struct key_side *side;
    struct row_reader *row;
    bool is_borrowed; /* the row reader is another's */
    struct cell_keys keys;
};
MUST_CHECK enum err_code key_reader_init(struct key_reader *reader, const struct key_side *side, struct err *err);
/* With a row reader of the side's table, which stays the caller's. */
struct key_reader key_reader_borrow(const struct key_side *side, struct row_reader *row);
void key_reader_done(struct key_reader *reader);
/* Appends the form of the row's key of that number; nothing when there is none. Failures are the row reader's. */
void key_reader_form(struct key_reader *reader, uint32_t row, enum identity_key kind, uint64_t key, struct buffer *out);
