#pragma once
/* What of a title is the product's name. Ledgers, inventories and support data write one product with and without its
 * maker, its version, its edition: "Tomcat 9.0", "Apache Tomcat/9.0.75"; "Windows Server 2019 Standard", "Microsoft
 * Windows Server". Pure; any thread. Internal to lifecycle/. */

#include "base/buffer.h"

enum { PRODUCT_NAME_CUTS_MAX = 12 };

/* Slices of the buffer given. */
struct product_name {
    struct str maker;   /* canonical, where the title begins with one that is known; empty. "Oracle 12.2" is all name */
    struct str words;   /* folded, one blank between them, without the maker */
    struct str version; /* the words at the end that are one: "2012 r2", "9.0.75"; empty */
    /* Shorter and shorter forms of the words, the first of them all, each without something at its end that tells no
     * product: a version, an edition, an architecture. */
    size_t cuts[PRODUCT_NAME_CUTS_MAX]; /* lengths */
    unsigned cut_count;                 /* at least one, where there are words */
    unsigned plain;                     /* the first of the cuts that does not end in a version */
};

/* OUT takes what the slices point into; look whether it failed. */
void product_name_read(struct str title, struct buffer *out, struct product_name *ret_name);
static inline struct str product_name_cut(const struct product_name *name, unsigned cut) {
    return (struct str){name->words.p, name->cuts[cut]};
}
/* The words that are editions among those that the shortest form lacks, appended to OUT. */
void product_editions(const struct product_name *name, struct buffer *out);
/* Is each word of WORDS one of TEXT? Both folded, words separated by blanks. */
bool product_words_are_in(struct str words, struct str text);

/* The maker that a vendor's name is or speaks of ("The Apache Software Foundation"), appended to OUT: canonical where
 * it is known, else folded. */
void product_maker_read(struct str vendor, struct buffer *out);
bool product_maker_is_known(struct str canonical);
/* Could both be one maker? An empty one agrees with all. */
bool product_makers_agree(struct str a, struct str b);
