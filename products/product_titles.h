#pragma once
/* The titles of software that counts by itself: products by the rules, and what the ledger lists; not patches and not
 * the parts of products, which go with them. Each distinct title is described once. Constant once built, but for
 * product_titles_family: any thread. */

#include "products/titles.h"

#define FAMILY_NONE UINT32_MAX

struct product_title {
    bool is_of_interest;
    bool is_recognised; /* the rules say which product it is */
    uint32_t identity;  /* products/titles.h */
    uint32_t exact;     /* number of the folded title */
    uint32_t family;    /* number of the maker's product, whatever its edition; FAMILY_NONE: the rules do not know it */
    struct str product; /* for people, without a version; with the edition that the rules say */
    struct str vendor, edition, version; /* by the rules; the version is what the title itself says */
};

struct product_titles;

/* The two tables of software, and the rules. */
MUST_CHECK enum err_code product_titles_build(const struct titles_input *input, struct product_titles **ret_titles,
                                              struct err *err);
void product_titles_free(struct product_titles *titles);
DEFINE_CLEANUP(product_titles, product_titles_free)
/* By code of the product in one of the two tables of software; NULL where the column is not coded. */
const struct product_title *product_titles_by_code(const struct product_titles *titles, const struct table *table);
/* By the text of a cell of that table's column, where that is not coded. */
const struct product_title *product_titles_by_text(const struct product_titles *titles, const struct table *table,
                                                   struct str text);
/* All of that table, each once; some may be of no interest. */
const struct product_title *product_titles_items(const struct product_titles *titles, const struct table *table,
                                                 uint32_t *ret_count);
/* Of an operating system by its name. One thread at a time. */
MUST_CHECK enum err_code product_titles_family(struct product_titles *titles, struct str name, uint32_t *ret_family,
                                               struct err *err);
