#pragma once
/* Cells of random inventories: identifiers in their forms, and attributes in their spellings. Internal to
 * tests/reference/. */

#include "tests/reference/world_parts.h"

struct identifier {
    const char *const *forms;
    unsigned form_count;
    const char *nothing; /* what is written where there is none, separated by | */
    bool is_list;
};
extern const struct identifier serials, uuids, macs, hosts, addresses, asset_ids;

/* What a column may say: families are separated by ~, their spellings by |. A machine has a family in fact. */
struct attribute {
    unsigned column;
    const char *families;
};
struct attributes {
    const struct attribute *items;
    size_t count;
};
/* What both sides say of a machine, what paper alone says, and what is observed alone. */
extern const struct attributes both_attributes, paper_attributes, observed_attributes;

/* Any of the parts of LIST. */
struct str pick_part(const char *list, char separator);
struct str number_text(const struct world *world, const struct identifier *identifier, unsigned number);
/* The machine's own number; by mistake one of the pool, or nothing. */
struct str identify(const struct world *world, const struct identifier *identifier, unsigned machine);
struct str describe(const struct world *world, const struct attribute *attribute, unsigned machine);
