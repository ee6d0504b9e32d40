#pragma once
/* Recognising a title of installed or listed software: what kind of thing it is, of which product, edition and version,
 * and on which rule that rests. The same title is always recognised alike, whatever the machine: callers recognise
 * every distinct title once. One thread a matcher. */

#include "products/rules.h"

/* Texts are borrowed from the rules, from the title and the vendor given, and from the matcher until its next use. */
struct title_recognition {
    enum title_class title_class;
    enum title_grade grade;
    const struct title_rule *rule; /* NULL when no rule fits: its file and line say where it stands */
    struct str vendor;             /* the rule's, else the one observed */
    struct str product, edition;   /* empty when no rule says or captures them */
    struct str version;            /* what the title itself says, through its rule; empty when it says none */
    struct str purl, cpe, endoflife;
    bool is_licensable;
};

/* SOURCE is where the title was read from (software.source; empty for ledgers): it gives the class when no rule fits.
 * MATCHER may be NULL: there are no rules. */
MUST_CHECK enum err_code title_recognise(struct title_matcher *matcher, struct str title, struct str vendor,
                                         struct str source, struct title_recognition *ret_recognition, struct err *err);
/* What two recognised titles of one product have in common: class, vendor, product and edition, never the version.
 * Appends a key that is equal for both; nothing when no rule gives the title a product. */
void recognition_key(const struct title_recognition *recognition, struct buffer *out);
