#pragma once
/* The products that matter to the audit, as numbers: what titles of installed, listed and licensed software are.
 *
 *   family   a maker's product, whatever its edition and version; of a title that no rule knows, the titles with the
 *            same stem (products/title.h)
 *   product  an edition of a family; the edition may be blank
 *
 * Where no rule knows a title, the ledger does: a title with the same stem as that of a right is its product, and so is
 * one that a row of the software ledger names a licence for. Its version is that of a right, if the title says it.
 *
 * Titles of equal text are recognised once. Products are only ever added; once all tables were gone through the catalog
 * is constant, and may be used by any thread. */

#include "base/arena.h"
#include "licenses/entitlement.h"

#define CATALOG_NONE UINT32_MAX

struct catalog_product {
    uint32_t family;
    struct str vendor, product, edition; /* as rules or ledgers write them, for people */
    struct str name;                     /* the product with its edition */
    struct str edition_key;              /* folded; empty: blank */
    bool is_recognised;                  /* a rule knows it */
    bool is_licensable;                  /* the rules say that it is a product and takes a right */
    bool is_said;                        /* they say the latter in so many words */
};

/* What a title is. */
struct catalog_title {
    uint32_t product;   /* CATALOG_NONE: nothing that could take a right */
    struct str version; /* what the title itself says; empty when it says none */
};

struct catalog;
/* RULES may be NULL. Borrowed. */
MUST_CHECK enum err_code catalog_new(const struct title_rules *rules, struct catalog **ret_catalog, struct err *err);
void catalog_free(struct catalog *catalog);
DEFINE_CLEANUP(catalog, catalog_free)
/* Titles are recognised by it too, before the first one is added here. Borrowed. NULL without rules. */
struct title_matcher *catalog_matcher(struct catalog *catalog);

/* The product that the right is of, with its edition. */
MUST_CHECK enum err_code catalog_add_entitlement(struct catalog *catalog, const struct entitlement *entitlement,
                                                 uint32_t *ret_product, struct err *err);
/* A title that a ledger names as something with a right of its own, or as part of a suite: a product in any case. */
MUST_CHECK enum err_code catalog_add_title(struct catalog *catalog, struct str title, struct catalog_title *ret_title,
                                           struct err *err);
/* A title of which a ledger says that it is used under the right, whose product is PRODUCT: that product, unless a rule
 * knows it to be another. */
MUST_CHECK enum err_code catalog_link_title(struct catalog *catalog, struct str title, uint32_t product,
                                            struct err *err);
/* A title that was installed: a product where the rules say so, or where it is of a family that is there already. */
MUST_CHECK enum err_code catalog_recognise(struct catalog *catalog, struct str title, struct catalog_title *ret_title,
                                           struct err *err);
/* The product with another edition than none; itself when it has one already, or EDITION is blank. */
MUST_CHECK enum err_code catalog_with_edition(struct catalog *catalog, uint32_t product, struct str edition,
                                              uint32_t *ret_product, struct err *err);

uint32_t catalog_product_count(const struct catalog *catalog);
const struct catalog_product *catalog_product(const struct catalog *catalog, uint32_t product);
uint32_t catalog_family_count(const struct catalog *catalog);
/* Does a ledger name it as something with a right of its own, or as part of a suite? */
bool catalog_has_right(const struct catalog *catalog, uint32_t family);
