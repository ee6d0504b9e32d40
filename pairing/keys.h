#pragma once
/* The identity keys of the rows of a devices table, normalised (inventory/identity.h) and numbered, so that equal keys
 * on both sides have equal numbers. */

#include "base/intern.h"
#include "inventory/identity.h"
#include "inventory/table.h"

/* One number space a kind of key, shared by both sides. */
struct key_space {
    struct intern *keys[KEY_COUNT];
};

struct row_key {
    enum identity_key kind;
    uint32_t number;
};

/* The keys of all rows; those of row r are items[first[r]] … items[first[r + 1] - 1], strongest kind first. */
struct key_list {
    struct row_key *items;
    size_t *first; /* rows + 1 */
    uint32_t rows;
};

enum key_side { SIDE_LEDGER, SIDE_SNAPSHOT };

MUST_CHECK enum err_code key_space_init(struct key_space *space, struct err *err);
void key_space_done(struct key_space *space);

/* Which columns give which keys differs by side: on paper the asset number, observed the asset tag; observed UUIDs
 * count in both byte orders; addresses of clients (pc, laptop, tablet) are no keys, since they move. */
MUST_CHECK enum err_code key_list_build(const struct table *devices, enum key_side side, struct key_space *space,
                                        struct key_list *ret_list, struct err *err);
void key_list_done(struct key_list *list);

/* What two rows say about one kind of key. */
enum key_agreement { KEY_UNKNOWN, KEY_AGREES, KEY_DISAGREES };
enum key_agreement key_compare(const struct key_list *a, uint32_t row_a, const struct key_list *b, uint32_t row_b,
                               enum identity_key kind);
