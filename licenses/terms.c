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
    bool is_named;   /* and one of them is what the use is called */
};

static void grant(struct granted *granted, unsigned purposes) {
    for (unsigned i = 0; i < PURPOSE_COUNT; i++) {
        if (purposes & BIT(i)) {
            granted->allowed |= grants[i].allowed;
            granted->perhaps |= grants[i].perhaps;
        }
    }
}

/* A word of the terms. One that no list has says something about uses that are called the same. */
static void grant_word(struct str word, unsigned purposes, struct str use, struct granted *granted) {
    grant(granted, purposes);
    granted->is_named |= !purposes && use.n && str_eq(word, use);
}

static void grant_text(const struct term_words *words, struct str text, struct str use, struct granted *granted) {
    unsigned whole = term_purposes(words, text, PURPOSE_OF_TERM);
    struct str part;

    grant_word(text, whole, use, granted);
    while (!whole && term_next_part(&text, &part)) {
        unsigned purposes = term_purposes(words, part, PURPOSE_OF_TERM);
        grant_word(part, purposes, use, granted);
        granted->has_others |= !purposes;
    }
}

/* The purposes of which the use is one; 0: nothing is known of it. A word that may mean several is told by the
 * environment. Otherwise the two say different things where one of them is wrong, where the use has several purposes,
 * or where the environment does not speak of it: whose the use is. */
static unsigned use_purposes(const struct term_words *words, int environment, struct str purpose) {
    unsigned staged = environment == WORD_BLANK ? 0 : environment_purposes[environment];
    unsigned told = term_purposes(words, purpose, PURPOSE_OF_USE);
    struct str part;

    if (staged & told) {
        return staged & told;
    }
    for (unsigned whole = told; !whole && term_next_part(&purpose, &part);) {
        told |= term_purposes(words, part, PURPOSE_OF_USE);
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

/* Is a department, or an owner, one that the list permits? OURS says so of a word for all that is ours. */
static enum term permits(const struct word_list *list, struct str department, enum term ours) {
    CLEANUP(buffer_done) struct buffer name = {0};
    enum term fits = department.n ? TERM_NO : TERM_BLANK;

    for (uint32_t i = 0; fits != TERM_YES && i < list->count; i++) {
        buffer_reset(&name);
        name_fold(list->items[i], &name);
        if (name.failed) {
            return TERM_BLANK;
        }
        if (term_is_own(buffer_view(&name))) {
            fits = ours == TERM_YES ? TERM_YES : term_or(fits, ours);
        } else if (department.n) {
            fits = term_or(fits, name_fits(buffer_view(&name), department));
        }
    }
    return fits;
}

/* Is the machine our own? Perhaps, where its department is a part of its owner: "総務省" of "総務省情報管理課". */
static enum term is_ours(struct str owner, struct str department) {
    if (owner.n == 0 || term_is_own(owner)) {
        return TERM_YES;
    }
    return department.n > owner.n && name_fits(owner, department) == TERM_YES ? TERM_BLANK : TERM_NO;
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
    if (department.failed || owner.failed) {
        return TERM_BLANK;
    }
    struct str owned_by = asks_for_owner(entitlement) ? buffer_view(&owner) : STR_NONE;
    enum term ours = is_ours(owned_by, buffer_view(&department));
    if (restriction == RESTRICTION_UNKNOWN) {
        return or_unknown(restriction, ours == TERM_NO);
    }
    enum term used = permits(list, buffer_view(&department), ours);
    enum term owned = ours == TERM_YES ? ours : term_or(ours, permits(list, owned_by, ours));
    return used == TERM_NO || owned == TERM_NO ? TERM_NO : used == TERM_YES ? owned : used;
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
