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
    struct str country;  /* of the device, else of its place, of its user, of the ledger */
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

/* Bits 1 << SOFT_…: terms that are surely broken, and those of which nobody can say (also when memory is out). A term
 * is unknown only where the use would need it: a blank list of countries only for a use abroad, blank purposes only for
 * another use than production, a blank shared use only on a shared device, blank departments only for the device of
 * somebody else under a right that is not counted by devices.
 *
 * Purposes. The environment tells the purpose of a use, and so does its own purpose where a list knows the word
 * (licenses/purpose.def); where the two differ, either may be so. A use of which neither tells anything may be any of
 * business, development, test, training and evaluation. A right for business covers all that an organisation does:
 * production, development, test, training, evaluation, and non-commercial use and that of schools. One for evaluation
 * covers tests, too. A word that no list has covers uses that are called the same; of others nobody can say. Academic
 * rights and trials without purposes are for educational institutions and for evaluation, whether the terms were
 * checked or not.
 *
 * Countries. Names and regions that no list has are compared as texts, and where these differ nobody can say.
 *
 * Sites and departments. Names as licenses/name_fit.h compares them. The site or the location must be at one of those
 * permitted. Whose a device is matters to METRIC_SITE and METRIC_ENTERPRISE alone: an owner must be us
 * (licenses/own_word.def) or a permitted department. Among departments such a word stands for all of ours.
 *
 * Shared use. A device that the ledger does not call shared is perhaps shared where several users were seen. */
struct term_verdict {
    unsigned broken, unknown;
};
struct term_verdict terms_check(const struct term_words *words, const struct entitlement *entitlement,
                                const struct setting *setting, struct date day);
/* The ISO code (two capitals) of a country in any spelling that the words know, else its text, folded, in FOLDED, which
 * is overwritten. */
struct str term_country(const struct term_words *words, struct str country, struct buffer *folded);
