#pragma once
/* Which imported product a title or an identifier is. Every name that the data have of a product leads to it: its own,
 * its label, its aliases, its identifiers. What leads to two products leads to none. Constant once built: any thread.
 * Internal to lifecycle/. */

#include "lifecycle/calendar_feed.h"
#include "lifecycle/product_name.h"

struct calendar_index;
/* FEED is borrowed. */
MUST_CHECK enum err_code calendar_index_new(const struct calendar_feed *feed, struct calendar_index **ret_index,
                                            struct err *err);
void calendar_index_free(struct calendar_index *index);
DEFINE_CLEANUP(calendar_index, calendar_index_free)
/* By a Package URL or CPE name, with or without a version; FEED_NONE when no product has it, or several. */
uint32_t calendar_index_find_id(const struct calendar_index *index, struct str id);
/* By name; MAKER is who the title or the inventory says makes it, canonical, may be empty. */
uint32_t calendar_index_find_name(const struct calendar_index *index, const struct product_name *name,
                                  struct str maker);
/* The product's name in support data that a title is known by besides (product_name.def), whether or not such data were
 * imported; STR_NONE: none. */
struct str calendar_index_known_name(const struct calendar_index *index, const struct product_name *name,
                                     struct str maker);
