#pragma once
/* Soft terms of a right against the use that it covers: for what purpose, in which country, at which site, by which
 * department, on a shared device. A use that breaks a term is covered all the same, and the breach is a finding of its
 * own. Pure functions; any thread. */

#include "licenses/entitlement.h"

enum soft_term {
    SOFT_PURPOSE,    /* viewpoint 1: LIC-PURPOSE */
    SOFT_COUNTRY,    /* viewpoint 4: LIC-COUNTRY */
    SOFT_SITE,       /* LIC-SCOPE, sites */
    SOFT_DEPARTMENT, /* LIC-SCOPE, departments */
    SOFT_SHARED,     /* viewpoint 5: LIC-SHARED */
    SOFT_TERM_COUNT
};

/* What the terms ask about a use. Everything but the numbers is text as the ledger writes it, empty where it is silent.
 */
struct setting {
    int environment;     /* enum environment or WORD_BLANK */
    struct str purpose;  /* 用途 */
    struct str country;  /* of the device, else of its user, else of the ledger */
    bool is_abroad;      /* the country is known, and not the ledger's own */
    struct str location; /* as the ledger writes it */
    struct str site;     /* what the table of places calls it */
    struct str department;
    struct str owner;       /* whose device it is; a blank one is ours */
    int shared_use;         /* enum device_use or WORD_BLANK */
    bool has_several_users; /* several people, administrators left out, were seen on it within usage_days */
};

struct term_words; /* what words of purposes and countries mean */
/* ALIASES, the rule table, may be NULL. */
MUST_CHECK enum err_code term_words_read(const struct table *aliases, struct term_words **ret_words, struct err *err);
void term_words_free(struct term_words *words);
DEFINE_CLEANUP(term_words, term_words_free)

/* Bits 1 << SOFT_…: terms that are surely broken, and those of which nobody can say. A term is unknown only where the
 * use would need it: a blank list of countries only for a use abroad, blank purposes only for another use than
 * production, a blank shared use only on a shared device. */
struct term_verdict {
    unsigned broken, unknown;
};
struct term_verdict terms_check(const struct term_words *words, const struct entitlement *entitlement,
                                const struct setting *setting, struct date day);
/* The ISO code of a country in any spelling that the words know, else its text, folded, in FOLDED. */
struct str term_country(const struct term_words *words, struct str country, struct buffer *folded);
