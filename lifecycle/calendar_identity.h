#pragma once
/* What is known of a title: the names under which the calendar may have it. One thread at a time. Internal to
 * lifecycle/. */

#include "lifecycle/calendar_index.h"
#include "products/recognition.h"

/* Texts live until the next title is identified, those of the feed and the rules as long as these. */
struct calendar_identity {
    struct product_name name;
    struct str maker;              /* canonical; empty: nobody says */
    struct str rule_product;       /* what a rule says that the title is, folded; empty: none does */
    struct product_name rule_name; /* of that; no cuts: none */
    struct str rule_version;       /* what the title says through its rule */
    struct str rule_edition;       /* the same */
    struct str endoflife;          /* the product's name in support data; empty: not known */
    uint32_t product;              /* of the feed; FEED_NONE */
};

struct calendar_identifier;
/* RULES may be NULL. Borrowed. */
MUST_CHECK enum err_code calendar_identifier_new(const struct calendar_feed *feed, const struct calendar_index *index,
                                                 const struct title_rules *rules,
                                                 struct calendar_identifier **ret_identifier, struct err *err);
void calendar_identifier_free(struct calendar_identifier *identifier);
DEFINE_CLEANUP(calendar_identifier, calendar_identifier_free)

struct calendar_title {
    struct str title, vendor, purl, cpe; /* each but the title may be empty */
};
/* By what a rule calls it in support data; by identifiers, the title's own first, then the rule's; by name, that of the
 * title, then that of the rule. */
MUST_CHECK enum err_code calendar_identify(struct calendar_identifier *identifier, const struct calendar_title *title,
                                           struct calendar_identity *ret_identity, struct err *err);
