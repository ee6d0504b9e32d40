#pragma once
/* Rights to use software, as the ledger of licences has them: a row is one entitlement. What a ledger is silent about
 * stays silent here; nothing is taken for granted.
 *
 * Entitlements stand in the order of their ids (folded), those of one id in an order of what their rows say, so that
 * the order of rows changes nothing but the evidence. Constant once read: any thread. */

#include "base/rational.h"
#include "inventory/table.h"
#include "inventory/term.h"
#include "inventory/words.h"
#include "licenses/period.h"
#include "licenses/supply.h"
#include "products/recognition.h"

#define ENTITLEMENT_NONE UINT32_MAX

/* The number in a cell. */
struct figure {
    bool is_set, is_unlimited; /* without limit: the number is 0 */
    int64_t number;
};

/* The parts of a cell that is a list. */
struct word_list {
    const struct str *items;
    uint32_t count;
};

/* What a row lacks or contradicts: LIC-INCOMPLETE, of the column that entitlement_fact_column names. */
enum entitlement_fact {
    FACT_VENDOR,        /* no vendor */
    FACT_TITLE,         /* no rule recognises the product */
    FACT_QUANTITY,      /* blank, or no number */
    FACT_UNIT_SIZE,     /* no number above 0, or more units than can be counted */
    FACT_METRIC,        /* blank, or no way of counting */
    FACT_CAL_KIND,      /* access licences, of users or of devices */
    FACT_START,         /* no day; or blank where the end is counted from it */
    FACT_END,           /* neither an end nor perpetual */
    FACT_REVERSED,      /* the end is before the start */
    FACT_PERPETUAL,     /* perpetual or not: the two columns contradict each other */
    FACT_TERM_DAYS,     /* no number of days */
    FACT_DISPOSED,      /* no day */
    FACT_TERMS,         /* neither terms nor the day on which they were checked */
    FACT_BASE,          /* an upgrade of an id that is not on record */
    FACT_BASE_UNCLEAR,  /* an upgrade of words that nothing, itself, or more than one right answers to */
    FACT_BASE_CIRCULAR, /* by its id an upgrade of itself, by way of others or not */
    FACT_COUNT
};
/* enum licenses_column */
unsigned entitlement_fact_column(enum entitlement_fact fact);

/* Texts are owned by the list; blank ones are empty. */
struct entitlement {
    struct str license_id;
    uint32_t row;        /* of the table */
    struct str evidence; /* "licenses.csv:17" */
    uint32_t facts;      /* bits 1 << FACT_… */

    /* What it is a right to. Vendor and product are those of the rule that recognises the title, else the ledger's own
     * words; the edition is the rule's where it knows one, else the ledger's; the version is the ledger's, else the
     * title's. */
    bool is_recognised;
    struct str title, vendor, product, edition, version, sku;
    struct str key;              /* recognition_key of the product with the edition; empty when not recognised */
    struct word_list components; /* of a suite: one unit covers all of them */

    /* How much of it, and how that is counted. */
    struct figure quantity;  /* as it stands: of packs, where these hold several units */
    struct figure units;     /* quantity × unit_size */
    struct figure unit_size; /* what is in a pack */
    bool is_pretended;       /* 9999 or 99999: perhaps a way to say that there is no limit */
    int metric;              /* enum license_metric or WORD_BLANK: unknown */
    int round_scope;         /* enum round_scope or WORD_BLANK */
    struct figure points;    /* a core */
    bool has_core_factor;
    struct rational core_factor;
    struct str minimum_rule;
    enum term subcapacity_evidence;

    /* When. The period ends with the trial, if it is one, should that be earlier; without an end it is perpetual where
     * the ledger says so, and where it renews itself. */
    int form; /* enum license_form or WORD_BLANK */
    struct period period;
    bool is_renewing;        /* 自動更新 */
    struct date renews_on;   /* the day that goes with that, if any */
    struct date disposed_on; /* its last day, whatever the period */

    /* Maintenance. */
    struct date maintenance_end;
    bool has_endless_maintenance; /* 無期限, 自動更新 */
    struct figure maintenance_units;
    int maintenance_rule; /* enum maintenance_rule or WORD_BLANK */

    /* Terms: see entitlement_restriction for what a blank one means. */
    struct word_list purposes, countries, sites, departments;
    struct date terms_checked_on;
    int shared_use; /* enum shared_terms or WORD_BLANK */
    struct figure devices_per_user, reassign_days;
    enum term stackable, vdi_exempt, second_copy, downgrade, reassignable;
    struct str virtual_rule, passive_rule, bound_to;

    /* The right that it is an upgrade of. */
    struct str upgrade_of;
    uint32_t base; /* its number in the list; ENTITLEMENT_NONE: none, or see the facts */

    /* Paper. */
    struct str certificate, storage, contract_id, department;
    struct figure certificate_units;
    struct figure unit_price;
};

struct entitlements;

/* TABLE, of licences, may be NULL: there are none. MATCHER may be NULL: no title is recognised. */
MUST_CHECK enum err_code entitlements_read(const struct table *table, struct title_matcher *matcher,
                                           struct entitlements **ret_entitlements, struct err *err);
void entitlements_free(struct entitlements *entitlements);
DEFINE_CLEANUP(entitlements, entitlements_free)
uint32_t entitlements_count(const struct entitlements *entitlements);
const struct entitlement *entitlements_get(const struct entitlements *entitlements, uint32_t number);
/* By which it stands where it does; owned by the list. */
struct str entitlements_folded_id(const struct entitlements *entitlements, uint32_t number);

/* What it gives on the day by itself: as if what it is an upgrade of, and what is an upgrade of it, were not there. It
 * gives nothing where what is known suffices to say so, and an unknown part of its units where a fact is missing. */
struct supply entitlement_supply(const struct entitlement *entitlement, struct date day);
/* What each gives on the day, to as many supplies as there are entitlements. An upgrade takes its units from what it is
 * an upgrade of, while it is in force itself, those with the lower ids first; one whose base is not on record gives
 * nothing. Where numbers are not known, least and most are those of each right for itself: the most of several need
 * not be had at once. */
void entitlements_supply(const struct entitlements *entitlements, struct date day, struct supply *ret_supplies);

/* The last day of its maintenance: DATE_NONE when it is not on record, DATE_ENDLESS when there is none. That of a
 * subscription, where nothing else is said, is its own. */
#define DATE_ENDLESS ((struct date){INT32_MAX})
struct date entitlement_maintained_until(const struct entitlement *entitlement);
/* Is it under maintenance on the day? A subscription without an end of maintenance is, as long as it lasts. */
enum term entitlement_is_maintained(const struct entitlement *entitlement, struct date day);
/* What is bought at once: so many units, at unit_price. */
int64_t entitlement_pack(const struct entitlement *entitlement);
/* Did it come with a device, with which it ends? */
static inline bool entitlement_comes_with_device(const struct entitlement *entitlement) {
    return entitlement->form == FORM_OEM || entitlement->form == FORM_PREINSTALL;
}
/* Was it bought as a volume licence? */
enum term entitlement_is_volume(const struct entitlement *entitlement);

enum restriction {
    RESTRICTION_UNKNOWN, /* the ledger is silent */
    RESTRICTION_NONE,    /* there is none: it is said, or somebody looked (terms_checked_on) and found none to enter */
    RESTRICTION_SAID,
};
/* Of a term that IS_SAID or blank. */
enum restriction entitlement_restriction(const struct entitlement *entitlement, bool is_said, struct date day);
/* Of a list; one that has 全世界 or 制限なし among its words restricts nothing. */
enum restriction entitlement_list_restriction(const struct entitlement *entitlement, const struct word_list *list,
                                              struct date day);
