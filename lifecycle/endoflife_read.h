#pragma once
/* Support data in the JSON shapes of endoflife.date: API v1 (/products/full, or one product) and v0 (/api/NAME.json).
 * docs/formats/support.md says which members are read, and what comes of them. One thread at a time.
 *
 * What is read becomes rows of the state's tables. A product that is read again replaces what there was of it. */

#include "inventory/inventory.h"

enum {
    ENDOFLIFE_BYTES_MAX = 16 << 20,  /* of a file */
    ENDOFLIFE_PRODUCTS_MAX = 20000,  /* of all files together */
    ENDOFLIFE_RELEASES_MAX = 200000, /* the same */
    ENDOFLIFE_TEXT_MAX = 1000,       /* bytes of a text */
};
#define ENDOFLIFE_BYTES_TEXT "16 MiB"

struct endoflife_row {
    struct str cells[CALENDAR_COLUMN_COUNT];
};

struct endoflife_id {
    struct str kind, id; /* kind: a word of calendar_ids.kind */
};

struct endoflife_product {
    struct str name;
    struct endoflife_row *rows; /* its releases, in the order of the file */
    uint32_t row_count, row_capacity;
    struct endoflife_id *ids;
    uint32_t id_count, id_capacity;
    unsigned file; /* of those read, from 1 on; 0: it was in the state already */
};

struct endoflife_options {
    struct str product;      /* of a v0 file, which does not name it; empty: the file's name does */
    struct date observed_on; /* when data that do not say it were made; DATE_NONE: nobody knows */
};

struct endoflife;
/* NULL when memory is out. */
struct endoflife *endoflife_new(void);
void endoflife_free(struct endoflife *endoflife);
DEFINE_CLEANUP(endoflife, endoflife_free)
/* A file's bytes; FILE is its path, for messages and as the source of the rows. On failure the products hold part of
 * the file and are of no use. */
MUST_CHECK enum err_code endoflife_read(struct endoflife *endoflife, struct str bytes, const char *file,
                                        const struct endoflife_options *options, struct err *err);
/* What an earlier import left, where no file that was read has the product. */
MUST_CHECK enum err_code endoflife_keep(struct endoflife *endoflife, const struct inventory *state, struct err *err);
/* In the order in which they came. */
const struct endoflife_product *endoflife_products(const struct endoflife *endoflife, uint32_t *ret_count);
/* The day the newest of the data that were read were made; DATE_NONE: none of them says. */
struct date endoflife_generated_on(const struct endoflife *endoflife);
