/* Soft terms: what is covered, and yet not used as the right says. */

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/plan_report.h"

/* Is a term broken? */
enum breach_state {
    BREACH_SURE,
    BREACH_ON_PAPER, /* if what the ledger has on a machine that could not be examined is there */
    BREACH_OPEN,     /* nobody can say */
    BREACH_STATE_COUNT
};

/* A demand, the right that covers it, and one of the right's terms. */
struct breach {
    struct telling *telling;
    const struct plan_demand *demand;
    const struct entitlement *entitlement;
    const struct setting *setting;
    enum breach_state state;
};

static struct str joined(const struct breach *breach, const struct word_list *list) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (uint32_t i = 0; i < list->count; i++) {
        buffer_append_cstr(&text, i ? "; " : "");
        buffer_append(&text, list->items[i]);
    }
    return arena_dup(breach->telling->plan->arena, buffer_view(&text));
}

static struct finding make(const struct breach *breach, enum finding_code code, enum message message) {
    struct finding finding = telling_finding(breach->telling, code, message, breach->demand, false);

    finding.outcome = breach->state == BREACH_SURE ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding_add_text(&finding, telling_product(breach->telling, breach->demand));
    finding_add_text(&finding, breach->entitlement->license_id);
    return finding;
}

static void add(const struct breach *breach, struct finding *finding, struct str field, struct str documented,
                struct str observed) {
    finding_set_reason(finding, field);
    finding->documented = documented;
    finding->observed = observed;
    telling_rest_on(breach->telling, finding, breach->entitlement);
    telling_add(breach->telling, finding);
}

static struct str word_of(enum table_id table, unsigned column, int word) {
    return word < 0 ? STR_NONE : schema_word(schema_column(table, column), (unsigned)word);
}

/* --- purpose -------------------------------------------------------------------------------------------------------
 */

/* A word of the catalogue where the ledger gives none: the form of a right, the environment of a use. */
static void add_word_or_text(struct finding *finding, struct str text, struct str word) {
    if (text.n || !word.n) {
        finding_add_text(finding, text);
    } else {
        finding_add_word(finding, word);
    }
}

/* Is it the purpose on record that the term is about, and not the environment: is there nothing else, or would the
 * environment by itself be within the term? */
static bool is_by_purpose(const struct breach *breach) {
    const struct audit *audit = breach->telling->plan->audit;
    struct setting alone = *breach->setting;

    if (!alone.purpose.n || alone.environment == WORD_BLANK) {
        return alone.purpose.n > 0;
    }
    alone.purpose = STR_NONE;
    struct term_verdict verdict = terms_check(audit->words, breach->entitlement, &alone, audit->input->as_of);
    return !((verdict.broken | verdict.unknown) >> SOFT_PURPOSE & 1);
}

static void tell_purpose(const struct breach *breach) {
    const struct setting *setting = breach->setting;
    bool is_told = is_by_purpose(breach);
    struct str purposes = joined(breach, &breach->entitlement->purposes);
    struct str form = word_of(TABLE_LICENSES, LICENSES_FORM, breach->entitlement->form);
    struct str environment = is_told ? STR_NONE : word_of(TABLE_DEVICES, DEVICES_ENVIRONMENT, setting->environment);
    bool is_of_form =
        !purposes.n && (breach->entitlement->form == FORM_ACADEMIC || breach->entitlement->form == FORM_TRIAL);
    bool is_silent = !purposes.n && !is_of_form;
    const enum message messages[BREACH_STATE_COUNT] = {
        [BREACH_SURE] = MESSAGE_PURPOSE_OTHER,
        [BREACH_ON_PAPER] = MESSAGE_PURPOSE_UNEXAMINED,
        [BREACH_OPEN] = is_silent ? MESSAGE_PURPOSE_TERM_UNKNOWN : MESSAGE_PURPOSE_USE_UNKNOWN,
    };
    struct finding finding = make(breach, CODE_LIC_PURPOSE, messages[breach->state]);

    if (!is_silent) {
        add_word_or_text(&finding, purposes, form);
    }
    add_word_or_text(&finding, is_told ? setting->purpose : STR_NONE, environment);
    add(breach, &finding,
        is_silent ? STR("purposes")
        : is_told ? STR("purpose")
                  : STR("environment"),
        purposes.n ? purposes : form, is_told ? setting->purpose : environment);
}

/* --- country -------------------------------------------------------------------------------------------------------
 */

static void tell_country(const struct breach *breach) {
    struct str countries = joined(breach, &breach->entitlement->countries), country = breach->setting->country;
    struct date since = breach->demand->machine->country_since;
    bool has_since = breach->state == BREACH_SURE && date_is_set(since);
    char day[11];
    const enum message messages[BREACH_STATE_COUNT] = {
        [BREACH_SURE] = has_since ? MESSAGE_COUNTRY_OTHER_SINCE : MESSAGE_COUNTRY_OTHER,
        [BREACH_ON_PAPER] = MESSAGE_COUNTRY_UNEXAMINED,
        [BREACH_OPEN] = countries.n ? MESSAGE_COUNTRY_USE_UNKNOWN : MESSAGE_COUNTRY_TERM_UNKNOWN,
    };
    struct finding finding = make(breach, CODE_LIC_COUNTRY, messages[breach->state]);

    if (!has_since && countries.n) {
        finding_add_text(&finding, countries);
    }
    finding_add_text(&finding, country);
    if (has_since) {
        date_format(since, day);
        finding_add_text(&finding, str_from(day));
    }
    add(breach, &finding, STR("country"), countries, country);
}

/* --- sites and departments -----------------------------------------------------------------------------------------
 */

static void tell_site(const struct breach *breach) {
    struct str sites = joined(breach, &breach->entitlement->sites);
    struct str place = breach->setting->location.n ? breach->setting->location : breach->setting->site;
    static const enum message messages[BREACH_STATE_COUNT] = {
        [BREACH_SURE] = MESSAGE_SCOPE_SITE,
        [BREACH_ON_PAPER] = MESSAGE_SCOPE_SITE_UNEXAMINED,
        [BREACH_OPEN] = MESSAGE_SCOPE_SITE_UNKNOWN,
    };
    struct finding finding = make(breach, CODE_LIC_SCOPE, messages[breach->state]);

    finding_add_text(&finding, sites);
    finding_add_text(&finding, place);
    add(breach, &finding, STR("sites"), sites, place);
}

/* Of a device whose owner is on record the owner is what counts, where owners count at all. */
static void tell_department(const struct breach *breach) {
    int metric = breach->entitlement->metric;
    struct str departments = joined(breach, &breach->entitlement->departments);
    bool is_owner = breach->setting->owner.n && (metric == METRIC_ENTERPRISE || metric == METRIC_SITE);
    struct str who = is_owner ? breach->setting->owner : breach->setting->department;
    static const enum message messages[BREACH_STATE_COUNT][2] = {
        [BREACH_SURE] = {MESSAGE_SCOPE_DEPARTMENT, MESSAGE_SCOPE_OWNER},
        [BREACH_ON_PAPER] = {MESSAGE_SCOPE_DEPARTMENT_UNEXAMINED, MESSAGE_SCOPE_OWNER_UNEXAMINED},
        [BREACH_OPEN] = {MESSAGE_SCOPE_DEPARTMENT_UNKNOWN, MESSAGE_SCOPE_OWNER_UNKNOWN},
    };
    struct finding finding = make(breach, CODE_LIC_SCOPE, messages[breach->state][is_owner]);

    finding_add_text(&finding, departments);
    finding_add_text(&finding, who);
    add(breach, &finding, STR("departments"), departments, who);
}

/* --- shared use ----------------------------------------------------------------------------------------------------
 */

static void tell_shared(const struct breach *breach) {
    int use = breach->setting->shared_use;
    bool is_shared = use != WORD_BLANK && use != USE_PERSONAL;
    struct str word = word_of(TABLE_DEVICES, DEVICES_SHARED_USE, use);
    struct str terms = word_of(TABLE_LICENSES, LICENSES_SHARED_USE, breach->entitlement->shared_use);
    const enum message messages[BREACH_STATE_COUNT] = {
        [BREACH_SURE] = MESSAGE_SHARED_FORBIDDEN,
        [BREACH_ON_PAPER] = MESSAGE_SHARED_UNEXAMINED,
        [BREACH_OPEN] = is_shared ? MESSAGE_SHARED_TERM_UNKNOWN : MESSAGE_SHARED_USE_UNKNOWN,
    };
    struct finding finding = make(breach, CODE_LIC_SHARED, messages[breach->state]);

    if (is_shared) {
        finding_add_word(&finding, word);
    }
    add(breach, &finding, STR("shared_use"), terms, word);
}

/* --- all of them ---------------------------------------------------------------------------------------------------
 */

static void (*const tellers[SOFT_TERM_COUNT])(const struct breach *) = {
    [SOFT_PURPOSE] = tell_purpose,       [SOFT_COUNTRY] = tell_country, [SOFT_SITE] = tell_site,
    [SOFT_DEPARTMENT] = tell_department, [SOFT_SHARED] = tell_shared,
};

void telling_breaches(struct telling *telling, const struct plan_demand *demand, const struct right *right) {
    struct plan *plan = telling->plan;
    struct term_verdict verdict = plan_terms(plan, plan_place_of(plan, right), demand->setting);
    enum breach_state if_broken = use_is_certain(demand->use) ? BREACH_SURE : BREACH_ON_PAPER;
    struct breach breach = {
        .telling = telling,
        .demand = demand,
        .entitlement = right->entitlement,
        .setting = &plan->settings[demand->setting],
    };

    for (unsigned term = 0; term < SOFT_TERM_COUNT; term++) {
        bool is_broken = verdict.broken >> term & 1;
        breach.state = is_broken ? if_broken : BREACH_OPEN;
        if (is_broken || (verdict.unknown >> term & 1)) {
            tellers[term](&breach);
        }
    }
}
