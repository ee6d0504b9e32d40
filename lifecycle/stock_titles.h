#pragma once
/* The titles of software that can lose support: products by the rules, and what the ledger lists; not patches and not
 * the parts of products, which go with them. Each distinct title is described once. Constant once built, but for
 * stock_titles_family: any thread. Internal to the stock. */

#include "inventory/table.h"
#include "products/rules.h"

struct lifecycle_input;

#define FAMILY_NONE UINT32_MAX

struct stock_title {
    bool is_of_interest;
    bool is_recognised; /* the rules say which product it is */
    uint32_t identity;  /* products/titles.h */
    uint32_t exact;     /* number of the folded title */
    uint32_t family;    /* number of the maker's product, whatever its edition; FAMILY_NONE: the rules do not know it */
    struct str product; /* for people, without a version; with the edition that the rules say */
    struct str vendor, edition, version; /* by the rules; the version is what the title itself says */
};

struct stock_titles;

MUST_CHECK enum err_code stock_titles_build(const struct lifecycle_input *input, struct stock_titles **ret_titles,
                                            struct err *err);
void stock_titles_free(struct stock_titles *titles);
DEFINE_CLEANUP(stock_titles, stock_titles_free)
/* By code of the product in one of the two tables of software; NULL where the column is not coded. */
const struct stock_title *stock_titles_by_code(const struct stock_titles *titles, const struct table *table);
/* By the text of a cell of that table's column, where that is not coded. */
const struct stock_title *stock_titles_by_text(const struct stock_titles *titles, const struct table *table,
                                               struct str text);
/* Of an operating system by its name. One thread at a time. */
MUST_CHECK enum err_code stock_titles_family(struct stock_titles *titles, struct str name, uint32_t *ret_family,
                                             struct err *err);
