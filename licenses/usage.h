#pragma once
/* What was used of rights that are used up: the ledger of usage, added up over the contract year (M21). Figures are
 * exact. Constant once read: any thread. */

#include "licenses/entitlement.h"

/* The year of a right that a day lies in: from the anniversary of its start on or before the day until the day before
 * the next one; of a right without a start, the fiscal year. Both DATE_NONE for a day before the start. */
struct contract_year {
    struct date first, last;
};
struct contract_year contract_year_of(struct date start, struct date day);

/* A row is within the year when all of its period is; one with a first day alone, when that is. A row of which some may
 * be outside of it counts for the most only. */
struct usage_sum {
    struct contract_year year;
    uint32_t rows;               /* that are in the year, or may be; without any nobody knows what was used */
    bool has_least, has_most;    /* has_most is false where a figure is missing; both are, beyond what can be counted */
    struct rational least, most; /* the same unless rows are only partly of the year */
};

struct usage;
/* TABLE may be NULL: there is none. */
MUST_CHECK enum err_code usage_read(const struct table *table, const struct entitlements *entitlements,
                                    struct usage **ret_usage, struct err *err);
void usage_free(struct usage *usage);
DEFINE_CLEANUP(usage, usage_free)
/* Of the right with that number. */
struct usage_sum usage_of(const struct usage *usage, const struct entitlements *entitlements, uint32_t number,
                          struct date day);
/* Appends the rows that are added up, "usage.csv:2 usage.csv:3", at most so many, the earliest first. */
void usage_evidence(const struct usage *usage, const struct entitlements *entitlements, uint32_t number,
                    struct date day, unsigned most, struct buffer *out);

/* Against what the right gives for a year. */
struct usage_excess {
    enum term is_exceeded;
    struct rational by; /* at least so much; when IS_EXCEEDED is TERM_YES */
};
struct usage_excess usage_compare(const struct usage_sum *sum, const struct supply *supply);
