#pragma once
/* Software titles as numbers, so that comparing the software of a device compares integers: every distinct title of
 * both sides is folded, stemmed (products/title.h) and recognised (products/recognition.h) once. Constant once built;
 * any thread. */

#include "base/diagnostic.h"
#include "base/intern.h"
#include "inventory/table.h"
#include "products/rules.h"

struct title {
    uint32_t exact;   /* number of the folded title; INTERN_NONE when it was never seen */
    uint32_t stem;    /* number of the title without version and architecture */
    uint32_t product; /* number of the product (maker, product, edition) that the rules say it is; 0: they do not say */
    uint32_t name; /* number of what the rules call a product, whatever its maker and edition: of a title that they say
                      is one, and of one that they do not know and that is just that name; 0: of others */
};

struct titles;

/* What titles are made of; each may be NULL. */
struct titles_input {
    const struct table *listed, *installed; /* the ledger's software and the snapshot's */
    const struct table *earlier;            /* the software of an earlier snapshot */
    const struct table *changes;            /* the change register: fields, and software that these only speak of */
    const struct title_rules *rules;
    struct diagnostics *problems; /* takes what matching finds wrong with the rules */
};

MUST_CHECK enum err_code titles_build(const struct titles_input *input, struct titles **ret_titles, struct err *err);
void titles_free(struct titles *titles);
DEFINE_CLEANUP(titles, titles_free)
/* The title of a software row of either table; READER stands on the row. */
struct title titles_of_row(const struct titles *titles, const struct table *table, struct row_reader *reader,
                           uint32_t row);
/* The title of a text: with the numbers that it has if some table has it, and INTERN_NONE for what none has. */
struct title titles_find(const struct titles *titles, struct str text);
/* Does some software row have the title, by whichever of its forms, or do the rules know it? The register's fields do
 * not count. */
bool titles_is_known(const struct titles *titles, struct title title);
/* The title of a code of either table's product column, which must be coded. */
struct title titles_of_code(const struct titles *titles, const struct table *table, uint32_t code);
/* Does the ledger list the title for any asset, exactly, by its stem or as the same product? */
bool titles_is_listed(const struct titles *titles, struct title title);
/* Equal for titles that the rules say are one product, and for those that they do not know where the stems are equal.
 * Numbers are below UINT32_MAX. */
uint32_t titles_identity(const struct titles *titles, struct title title);
/* What the rules say the title is, or else its source. */
enum title_class titles_class(const struct titles *titles, struct title title, struct str source);
/* The version that the title itself says, folded; empty when it says none. */
struct str titles_version(const struct titles *titles, struct title title);
/* By the rules: the maker (products/vendor.h) and the edition (products/edition.h), folded; empty where they do not
 * say. */
struct str titles_vendor(const struct titles *titles, struct title title);
struct str titles_edition(const struct titles *titles, struct title title);
/* Numbers of titles are below this one. */
uint32_t titles_count(const struct titles *titles);
/* The folded title. */
struct str titles_text(const struct titles *titles, uint32_t exact);
