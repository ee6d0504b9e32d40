#pragma once
/* Goes over a table of software, or over the operating systems of a table of devices, for rows whose titles may take a
 * right. Internal to uses. */

#include "licenses/uses.h"

struct intern;

/* A row of interest. */
struct use_row {
    uint32_t owner;   /* code of the cell that says whose it is where the column is coded, else USE_NONE */
    uint32_t product; /* with its edition */
    uint32_t version, instance;
    uint32_t row;
    struct date last_used_on;
};

struct use_rows {
    struct use_row *items; /* in the order of rows */
    size_t count;
};

/* Which columns say what; COLUMN_NONE: none does. */
#define COLUMN_NONE UINT_MAX
struct use_columns {
    unsigned owner, product, version, edition, instance, last_used_on;
    /* The product of the right that a licence id names; CATALOG_NONE for none. A title with such an id is of that
     * product, unless the rules know better. NULL: the table has no such ids. */
    enum err_code (*licensed)(const void *context, struct str license_id, uint32_t *ret_product, struct err *err);
    const void *licensed_context;
};

/* TEXTS numbers versions and instances. TABLE may be NULL. */
MUST_CHECK enum err_code use_scan(const struct table *table, const struct use_columns *columns, struct catalog *catalog,
                                  struct intern *texts, struct pool *pool, struct use_rows *ret_rows, struct err *err);
void use_rows_done(struct use_rows *rows);
