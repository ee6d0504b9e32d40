#pragma once
/* Keys of cells: a 64-bit number for what a cell names, so that rows are found by it without being read again. Equal
 * names have equal keys; rows with equal keys are to be compared by their text, as a hash is no identity.
 *
 * Kept while a table is read: of the column whose cells must differ, where there is one, and, where machines are to be
 * paired, of all columns by which machines are known (inventory/identity.h). */

#include "base/buffer.h"
#include "inventory/identity.h"
#include "inventory/schema.h"

/* What is no key of one thing. */
#define CELL_KEY_NONE    UINT64_C(0) /* blank */
#define CELL_KEY_SEVERAL UINT64_C(1) /* names several: the cell must be read */

/* A name of nobody in particular ("Default string", localhost): no key to pair by, though equal cells are equal here.
 */
static inline bool cell_key_is_placeholder(uint64_t key) {
    return key & 1 && key != CELL_KEY_SEVERAL;
}

enum keys_kept {
    KEYS_NONE,
    KEYS_OF_IDS,      /* of the column whose cells must differ */
    KEYS_OF_MACHINES, /* and those that tell one machine from another */
};
bool cell_key_is_kept(enum table_id table, unsigned column, enum keys_kept kept);
/* The column that names the one thing that a row of the table is; COLUMNS_MAX when rows may repeat. */
unsigned cell_key_unique_column(enum table_id table);

/* What a column's cells name: the label for identifiers of other tables too. */
enum identity_key cell_key_kind(enum column_type type);
/* The form in which names of a kind are compared: identity_normalise, and the same for both byte orders of a UUID.
 * False, and nothing appended, for what serves as no key. */
bool cell_key_form(enum identity_key kind, struct str part, struct buffer *out);

/* What making keys takes. Keys made in one process can be compared with each other. One thread at a time. */
struct cell_keys {
    uint64_t seed;
    struct buffer scratch; /* check its failed when done */
};
struct cell_keys cell_keys_make(void);
void cell_keys_done(struct cell_keys *keys);
/* Of a form. */
uint64_t cell_key_of_form(const struct cell_keys *keys, struct str form);
/* Of a cell's bytes, when they are plainly one name of that kind, ASCII without blanks around it, of which nothing is
 * to be said; false says nothing. */
bool cell_key_plain(const struct cell_keys *keys, enum identity_key kind, struct str bytes, uint64_t *ret_key);
/* Of a cell's text. */
uint64_t cell_key(struct cell_keys *keys, const struct column_def *column, struct str text);
