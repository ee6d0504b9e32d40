#pragma once
/* What a thing in use is called, and what makes two of them one: the same maker's product in the same version and
 * edition, however its title is spelled. Internal to the stock. */

#include "lifecycle/stock_build.h"

/* What a combination says. Texts live as long as the tables, the titles and the drafts. */
struct stock_words {
    enum support_subject subject;
    struct str title, vendor, version, edition, purl, cpe;
    struct str product;                /* as rules or the title itself name it, perhaps with a version behind it */
    const struct product_title *named; /* of software */
};

struct stock_words stock_words_of(const struct product_titles *titles, const struct stock_drafts *drafts,
                                  const struct stock_combination *combination);
/* Makers by number, each name folded once. */
struct stock_makers {
    struct intern *names, *folded;
    uint32_t *numbers; /* by name: of what it folds to */
    uint32_t capacity;
};
/* False when memory is out. */
bool stock_makers_init(struct stock_makers *makers);
void stock_makers_done(struct stock_makers *makers);

/* Appends a key that is equal for what is one thing. */
void stock_words_append_key(const struct stock_words *words, struct stock_makers *makers, struct buffer *out);
/* <0, 0, >0: which of several that are one thing speaks for all, whatever the order of rows. */
int stock_words_compare(const struct stock_words *a, const struct stock_words *b);
/* For people: "PostgreSQL" and "PostgreSQL 14.9". In the arena. */
struct str stock_words_product(const struct stock_words *words, struct arena *arena);
struct str stock_words_name(const struct stock_words *words, struct str product, struct arena *arena);
