#pragma once
/* The software of the hardware and software diagram: products, each with one name, whatever the titles that are it.
 * Constant once read: any thread. Internal to pairing/relation*. */

#include "inventory/inventory.h"
#include "products/product_titles.h"

#define PRODUCT_NONE UINT32_MAX

struct relation_products;
MUST_CHECK enum err_code relation_products_read(const struct inventory *ledger, const struct inventory *snapshot,
                                                const struct title_rules *rules,
                                                struct relation_products **ret_products, struct err *err);
void relation_products_free(struct relation_products *products);
DEFINE_CLEANUP(relation_products, relation_products_free)
uint32_t relation_products_count(const struct relation_products *products);
/* As the ledger writes it, where it does. */
struct str relation_products_name(const struct relation_products *products, uint32_t product);
/* By code of the title in one of the two tables of software; PRODUCT_NONE for what is no product. NULL where the column
 * is not coded. */
const uint32_t *relation_products_by_code(const struct relation_products *products, const struct table *table);
/* By the title's text where it is not. */
uint32_t relation_products_by_text(const struct relation_products *products, const struct table *table,
                                   struct str text);
/* By the name of a product; PRODUCT_NONE. */
uint32_t relation_products_named(const struct relation_products *products, struct str name);
