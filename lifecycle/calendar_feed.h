#pragma once
/* Imported support data as products with their releases. Constant once read: any thread. Internal to lifecycle/. */

#include "lifecycle/calendar.h"
#include "lifecycle/calendar_stages.h"

#define FEED_NONE UINT32_MAX

struct feed_product {
    struct str name, label, category;
    uint32_t first, count;   /* releases */
    struct release_set *set; /* numbers from 0 on: those from FIRST on */
};

struct feed_id {
    uint32_t product;
    int kind; /* of calendar_ids.kind */
    struct str id;
};
/* The words of calendar_ids.kind. */
enum feed_id_kind { FEED_ID_PURL, FEED_ID_CPE, FEED_ID_REPOLOGY, FEED_ID_ALIAS };

struct calendar_feed {
    struct arena *arena;
    struct feed_product *products; /* by name */
    uint32_t product_count, product_capacity;
    struct calendar_release *releases;
    struct release_def *defs; /* the same releases */
    uint32_t release_count;
    struct feed_id *ids;
    uint32_t id_count;
    struct date generated_on; /* the newest of them; DATE_NONE: nobody says */
};

/* STATE may be NULL: there are none. FEEDS is the ledger's table of that name, or NULL. */
MUST_CHECK enum err_code calendar_feed_read(const struct inventory *state, const struct table *feeds,
                                            struct calendar_feed *ret_feed, struct err *err);
void calendar_feed_done(struct calendar_feed *feed);
/* The product with that name; FEED_NONE when there is none. */
uint32_t calendar_feed_find(const struct calendar_feed *feed, struct str name);
/* A release that says nothing yet. */
struct calendar_release calendar_release_blank(void);
/* Where a date of a release is. */
struct milestone *calendar_release_date(struct calendar_release *release, unsigned date /* enum calendar_date */);
