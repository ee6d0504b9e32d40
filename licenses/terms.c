#include "licenses/terms.h"

#include "licenses/name_fit.h"
#include "licenses/term_words.h"

/* Is the use within the term? TERM_BLANK: nobody can say. */
static enum term or_unknown(enum restriction restriction, bool is_needed) {
    return restriction == RESTRICTION_UNKNOWN && is_needed ? TERM_BLANK : TERM_YES;
}

/* --- purposes ------------------------------------------------------------------------------------------------------
 */

#define BIT(PURPOSE)   (1U << (PURPOSE))
#define ANY_STAGE      (BIT(PURPOSE_BUSINESS) | BIT(PURPOSE_DEVELOPMENT) | BIT(PURPOSE_TEST) | BIT(PURPOSE_TRAINING))
#define ANY_WHEN_BLANK (ANY_STAGE | BIT(PURPOSE_EVALUATION))

static const unsigned environment_purposes[] = {
    [ENVIRONMENT_PRODUCTION] = BIT(PURPOSE_BUSINESS),
    [ENVIRONMENT_STAGING] = BIT(PURPOSE_TEST),
    [ENVIRONMENT_TRAINING] = BIT(PURPOSE_TRAINING),
    [ENVIRONMENT_DEVELOPMENT] = BIT(PURPOSE_DEVELOPMENT),
};

/* What a right for one purpose may be used for, and what nobody can say without reading its terms. */
static const struct {
    unsigned allowed, perhaps;
} grants[PURPOSE_COUNT] = {
    [PURPOSE_BUSINESS] = {ANY_WHEN_BLANK | BIT(PURPOSE_ACADEMIC) | BIT(PURPOSE_NONCOMMERCIAL), BIT(PURPOSE_PRIVATE)},
    [PURPOSE_DEVELOPMENT] = {BIT(PURPOSE_DEVELOPMENT), BIT(PURPOSE_EVALUATION)},
    [PURPOSE_TEST] = {BIT(PURPOSE_TEST) | BIT(PURPOSE_EVALUATION), 0},
    [PURPOSE_TRAINING] = {BIT(PURPOSE_TRAINING), 0},
    [PURPOSE_ACADEMIC] = {BIT(PURPOSE_ACADEMIC), 0},
    [PURPOSE_PRIVATE] = {BIT(PURPOSE_PRIVATE), 0},
    [PURPOSE_EVALUATION] = {BIT(PURPOSE_EVALUATION) | BIT(PURPOSE_TEST),
                            BIT(PURPOSE_DEVELOPMENT) | BIT(PURPOSE_TRAINING)},
    [PURPOSE_NONCOMMERCIAL] = {BIT(PURPOSE_NONCOMMERCIAL), BIT(PURPOSE_ACADEMIC) | BIT(PURPOSE_PRIVATE)},
};

struct granted {
    unsigned allowed, perhaps;
    bool has_others; /* words that no list has */
    bool is_named;   /* the use is for what one of its words says */
};

static void grant(struct granted *granted, unsigned purposes) {
    for (unsigned i = 0; i < PURPOSE_COUNT; i++) {
        if (purposes & BIT(i)) {
            granted->allowed |= grants[i].allowed;
            granted->perhaps |= grants[i].perhaps;
        }
    }
}

static void grant_text(const struct term_words *words, struct str text, struct str use, struct granted *granted) {
    unsigned whole = term_purposes(words, text, PURPOSE_OF_TERM);
    struct str part;

    granted->is_named |= use.n && str_eq(text, use);
    grant(granted, whole);
    while (!whole && term_next_part(&text, &part)) {
        unsigned purposes = term_purposes(words, part, PURPOSE_OF_TERM);
        grant(granted, purposes);
        granted->has_others |= !purposes;
        granted->is_named |= use.n && str_eq(part, use);
    }
}

/* The purposes of which the use is one; 0: nothing is known of it. Environment and purpose of a machine say different
 * things where one of them is wrong, or where the environment does not speak of it: whose the use is. */
static unsigned use_purposes(const struct term_words *words, int environment, struct str purpose) {
    unsigned staged = environment == WORD_BLANK ? 0 : environment_purposes[environment], told = 0;
    struct str part;

    told = term_purposes(words, purpose, PURPOSE_OF_USE);
    for (bool is_whole = told != 0; !is_whole && term_next_part(&purpose, &part);) {
        told |= term_purposes(words, part, PURPOSE_OF_USE);
    }
    if (staged & told) {
        return staged & told;
    }
    bool is_beside = told && !(told & ANY_WHEN_BLANK);
    return is_beside ? told : staged | told;
}

static enum term is_granted(const struct granted *granted, unsigned use) {
    use = use ? use : ANY_WHEN_BLANK;
    if (granted->is_named || !(use & ~granted->allowed)) {
        return TERM_YES;
    }
    return (use & (granted->allowed | granted->perhaps)) || granted->has_others ? TERM_BLANK : TERM_NO;
}

/* What the form of a right says of its purposes where these are blank. */
static unsigned form_purposes(int form) {
    return form == FORM_ACADEMIC ? BIT(PURPOSE_ACADEMIC) : form == FORM_TRIAL ? BIT(PURPOSE_EVALUATION) : 0;
}

static enum term check_purpose(const struct term_words *words, const struct entitlement *entitlement,
                               const struct setting *setting, struct date day) {
    CLEANUP(buffer_done) struct buffer purpose = {0}, text = {0};
    const struct word_list *list = &entitlement->purposes;
    unsigned by_form = list->count ? 0 : form_purposes(entitlement->form);
    enum restriction restriction = entitlement_list_restriction(entitlement, list, day);
    struct granted granted = {0};

    if (restriction == RESTRICTION_NONE && !by_form) {
        return TERM_YES;
    }
    name_fold(setting->purpose, &purpose);
    unsigned use = use_purposes(words, setting->environment, buffer_view(&purpose));
    bool failed = purpose.failed;
    if (restriction != RESTRICTION_SAID && !by_form) {
        return failed ? TERM_BLANK : or_unknown(restriction, use && !(use & BIT(PURPOSE_BUSINESS)));
    }
    grant(&granted, by_form);
    for (uint32_t i = 0; i < list->count; i++) {
        buffer_reset(&text);
        name_fold(list->items[i], &text);
        failed |= text.failed;
        grant_text(words, buffer_view(&text), buffer_view(&purpose), &granted);
    }
    return failed ? TERM_BLANK : is_granted(&granted, use);
}

/* --- countries -----------------------------------------------------------------------------------------------------
 */

static enum term check_country(const struct term_words *words, const struct entitlement *entitlement,
                               const struct setting *setting, struct date day) {
    CLEANUP(buffer_done) struct buffer folded = {0}, text = {0};
    const struct word_list *list = &entitlement->countries;
    enum restriction restriction = entitlement_list_restriction(entitlement, list, day);

    if (restriction == RESTRICTION_NONE) {
        return TERM_YES;
    }
    struct str country = term_country(words, setting->country, &folded);
    bool is_home = country.n && (!setting->is_abroad || term_is_home(words, country)), failed = folded.failed;
    if (restriction == RESTRICTION_UNKNOWN) {
        return or_unknown(restriction, setting->is_abroad && !is_home);
    }
    enum term fits = country.n ? TERM_NO : TERM_BLANK;
    for (uint32_t i = 0; country.n && i < list->count; i++) {
        buffer_reset(&text);
        name_fold(list->items[i], &text);
        failed |= text.failed;
        fits = term_or(fits, term_country_fits(words, buffer_view(&text), country, is_home));
    }
    return failed ? TERM_BLANK : fits;
}

/* --- sites and departments -----------------------------------------------------------------------------------------
 */

static enum term check_site(const struct term_words *words, const struct entitlement *entitlement,
                            const struct setting *setting, struct date day) {
    CLEANUP(buffer_done) struct buffer site = {0}, location = {0}, name = {0};
    const struct word_list *list = &entitlement->sites;

    if (entitlement_list_restriction(entitlement, list, day) != RESTRICTION_SAID) {
        return TERM_YES;
    }
    name_fold(setting->site, &site);
    name_fold(setting->location, &location);
    bool failed = site.failed || location.failed;
    enum term fits = site.n || location.n ? TERM_NO : TERM_BLANK;
    for (uint32_t i = 0; i < list->count; i++) {
        buffer_reset(&name);
        name_fold(list->items[i], &name);
        failed |= name.failed;
        fits = site.n ? term_or(fits, term_place_fits(words, buffer_view(&name), buffer_view(&site))) : fits;
        fits = location.n ? term_or(fits, term_place_fits(words, buffer_view(&name), buffer_view(&location))) : fits;
    }
    return failed ? TERM_BLANK : fits;
}

/* Is a department, or an owner, one that the list permits? */
static enum term permits(const struct word_list *list, struct str department, bool is_ours) {
    CLEANUP(buffer_done) struct buffer name = {0};
    enum term fits = department.n ? TERM_NO : TERM_BLANK;
    bool failed = false;

    for (uint32_t i = 0; i < list->count; i++) {
        buffer_reset(&name);
        name_fold(list->items[i], &name);
        failed |= name.failed;
        bool is_all = is_ours && term_is_own(buffer_view(&name));
        fits = is_all ? TERM_YES : department.n ? term_or(fits, name_fits(buffer_view(&name), department)) : fits;
        if (fits == TERM_YES) {
            break;
        }
    }
    return failed ? TERM_BLANK : fits;
}

/* Rights that are not counted by machines cover those of others only where the terms say so: whose it is matters. */
static bool asks_for_owner(const struct entitlement *entitlement) {
    return entitlement->metric == METRIC_ENTERPRISE || entitlement->metric == METRIC_SITE;
}

static enum term check_department(const struct entitlement *entitlement, const struct setting *setting,
                                  struct date day) {
    CLEANUP(buffer_done) struct buffer department = {0}, owner = {0};
    const struct word_list *list = &entitlement->departments;
    enum restriction restriction = entitlement_list_restriction(entitlement, list, day);

    if (restriction == RESTRICTION_NONE) {
        return TERM_YES;
    }
    name_fold(setting->department, &department);
    name_fold(setting->owner, &owner);
    bool is_ours = !owner.n || term_is_own(buffer_view(&owner)), asks = asks_for_owner(entitlement);
    if (department.failed || owner.failed) {
        return TERM_BLANK;
    }
    if (restriction == RESTRICTION_UNKNOWN) {
        return or_unknown(restriction, asks && !is_ours);
    }
    enum term fits = permits(list, buffer_view(&department), is_ours || !asks);
    enum term owned = is_ours || !asks ? TERM_YES : permits(list, buffer_view(&owner), false);
    return fits == TERM_NO || owned == TERM_NO ? TERM_NO : fits == TERM_YES ? owned : fits;
}

/* --- shared use ----------------------------------------------------------------------------------------------------
 */

/* Rows: what the terms say; columns: how a machine is used. How many units it takes is counted elsewhere. A machine
 * that the ledger does not call shared is perhaps shared where several people were seen on it. */
enum { USE_PERHAPS_SHARED = USE_RDS + 1, USE_COLUMNS };
static const enum term shared_outcomes[][USE_COLUMNS] = {
    /*                     personal  shared    vdi       rds       perhaps shared */
    [SHARED_FORBIDDEN] = {TERM_YES, TERM_NO, TERM_NO, TERM_NO, TERM_BLANK},
    [SHARED_PER_DEVICE] = {TERM_YES, TERM_YES, TERM_YES, TERM_YES, TERM_YES},
    [SHARED_PER_USER] = {TERM_YES, TERM_YES, TERM_YES, TERM_YES, TERM_YES},
    [SHARED_ACTIVATION] = {TERM_YES, TERM_YES, TERM_YES, TERM_YES, TERM_YES},
};

static enum term check_shared(const struct entitlement *entitlement, const struct setting *setting, struct date day) {
    int use = setting->shared_use == WORD_BLANK ? USE_PERSONAL : setting->shared_use;

    if (use == USE_PERSONAL && setting->has_several_users) {
        use = USE_PERHAPS_SHARED;
    }
    if (entitlement->shared_use == WORD_BLANK) {
        return or_unknown(entitlement_restriction(entitlement, false, day), use != USE_PERSONAL);
    }
    return shared_outcomes[entitlement->shared_use][use];
}

struct term_verdict terms_check(const struct term_words *words, const struct entitlement *entitlement,
                                const struct setting *setting, struct date day) {
    const enum term outcomes[SOFT_TERM_COUNT] = {
        [SOFT_PURPOSE] = check_purpose(words, entitlement, setting, day),
        [SOFT_COUNTRY] = check_country(words, entitlement, setting, day),
        [SOFT_SITE] = check_site(words, entitlement, setting, day),
        [SOFT_DEPARTMENT] = check_department(entitlement, setting, day),
        [SOFT_SHARED] = check_shared(entitlement, setting, day),
    };
    struct term_verdict verdict = {0};

    for (unsigned i = 0; i < SOFT_TERM_COUNT; i++) {
        verdict.broken |= outcomes[i] == TERM_NO ? BIT(i) : 0;
        verdict.unknown |= outcomes[i] == TERM_BLANK ? BIT(i) : 0;
    }
    return verdict;
}
