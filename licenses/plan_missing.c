/* Units that are missing: what is exceeded, what alone could have covered it, and what would close the gap. */

#include "licenses/license_finding.h"
#include "licenses/maintained_units.h"
#include "licenses/plan_report.h"

#include "licenses/plan_parts.h"

#include <inttypes.h>
#include <string.h>

enum { LISTED_MAX = 12 /* rights that one sentence names */ };

/* One option with missing units at a site. */
struct gap {
    struct telling *telling;
    const struct plan_option *option;
    const struct plan_demand *demand; /* the first that it is for, at the machine where it is counted */
    const struct plan_closing *closing;
    const struct plan_shortage *shortage; /* that the missing units are of; NULL */
    uint32_t site;
    int64_t needed, missing;
    bool is_sure; /* missing however open questions turn out; needed and missing are then the least */
    bool is_by_user;
};

/* The products that are left uncovered: several where a suite is missing. */
static struct str products_of(const struct gap *gap) {
    struct plan *plan = gap->telling->plan;
    struct str list = telling_product(gap->telling, gap->demand);
    uint32_t last = gap->demand->use->product;

    for (uint32_t i = 1; i < gap->option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, gap->site, gap->option, i);
        if (demand->machine == gap->demand->machine && demand->use->product != last) {
            struct str name = telling_product(gap->telling, demand);
            list = arena_printf(plan->arena, "%.*s, %.*s", STR_FMT(list), STR_FMT(name));
            last = demand->use->product;
        }
    }
    return list;
}

static struct finding make(const struct gap *gap, enum finding_code code, enum message message) {
    struct finding finding = telling_finding(gap->telling, code, message, gap->demand, gap->is_by_user);

    finding.outcome = gap->is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding_add_text(&finding, products_of(gap));
    return finding;
}

static struct str version_of(const struct gap *gap) {
    return uses_text(gap->telling->plan->audit->uses, gap->demand->use->version);
}

static struct str with_version(const struct gap *gap) {
    struct str product = telling_product(gap->telling, gap->demand), version = version_of(gap);
    return arena_printf(gap->telling->plan->arena, "%.*s %.*s", STR_FMT(product), STR_FMT(version));
}

static struct str day_text(const struct gap *gap, struct date day) {
    char text[11] = "";

    if (date_is_set(day) && day.days != DATE_ENDLESS.days) {
        date_format(day, text);
    }
    return arena_dup(gap->telling->plan->arena, str_from(text));
}

static void set_license(struct finding *finding, const struct gap *gap, struct str documented) {
    finding->documented = documented;
    telling_rest_on(gap->telling, finding, gap->closing->right->entitlement);
}

/* --- rights that would do, but for one thing -----------------------------------------------------------------------
 */

static void tell_period(const struct gap *gap) {
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    struct date day = gap->telling->plan->audit->input->as_of;
    bool has_ended = gap->closing->closing == CLOSING_ENDED;
    struct date limit = has_ended ? entitlement->period.end : entitlement->period.start;
    struct finding finding = make(gap, CODE_LIC_PERIOD, has_ended ? MESSAGE_PERIOD_ENDED : MESSAGE_PERIOD_NOT_BEGUN);

    finding_set_reason(&finding, has_ended ? STR("end_on") : STR("start_on"));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, day_text(gap, limit));
    finding_add_number(&finding, has_ended ? day.days - limit.days : limit.days - day.days);
    set_license(&finding, gap, day_text(gap, limit));
    telling_add(gap->telling, &finding);
}

static void tell_bound(const struct gap *gap) {
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    const struct machine *machine = gap->demand->machine;
    bool is_oem = gap->closing->closing == CLOSING_OEM;
    struct str own = machine->serial.n ? machine->serial : machine_id(machine);
    struct finding finding =
        make(gap, is_oem ? CODE_LIC_OEM : CODE_LIC_MULTI, is_oem ? MESSAGE_OEM_MOVED : MESSAGE_MULTI_NODE_LOCKED);

    finding_set_reason(&finding, STR("bound_to"));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, entitlement->bound_to);
    finding_add_text(&finding, own);
    set_license(&finding, gap, entitlement->bound_to);
    finding.observed = own;
    telling_add(gap->telling, &finding);
}

static struct date last_use_of(const struct gap *gap) {
    const struct plan *plan = gap->telling->plan;
    struct date last = DATE_NONE;

    for (uint32_t i = 0; i < gap->option->demand_count; i++) {
        struct date day = plan_demand_at(plan, gap->site, gap->option, i)->use->last_used_on;
        last = day.days > last.days ? day : last;
    }
    return last;
}

static void tell_named(const struct gap *gap) {
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    struct finding finding =
        telling_finding(gap->telling, CODE_LIC_ASSIGNMENT, MESSAGE_ASSIGNMENT_UNASSIGNED, gap->demand, gap->is_by_user);

    finding.outcome = gap->is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding_set_reason(&finding, STR("unassigned"));
    finding_add_text(&finding, finding.subject);
    finding_add_text(&finding, telling_product(gap->telling, gap->demand));
    finding_add_text(&finding, day_text(gap, last_use_of(gap)));
    set_license(&finding, gap, entitlement->license_id);
    telling_add(gap->telling, &finding);
}

static void tell_size(const struct gap *gap) {
    const struct plan *plan = gap->telling->plan;
    const struct catalog_product *used = catalog_product(plan->audit->catalog, gap->demand->use->product);
    struct edition_limit limit = edition_limits_find(plan->audit->rules.edition_limits, used->product, used->edition);
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_EDITION_SOCKETS);

    finding_set_reason(&finding, STR("edition"));
    finding_add_number(&finding, gap->demand->machine->processors.sockets);
    finding_add_number(&finding, limit.max_sockets);
    set_license(&finding, gap, used->edition);
    telling_add(gap->telling, &finding);
}

static void tell_virtual(const struct gap *gap) {
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    struct str end = day_text(gap, entitlement_maintained_until(entitlement));
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_VIRTUAL);

    finding_set_reason(&finding, STR("maintenance"));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, end);
    set_license(&finding, gap, end);
    telling_add(gap->telling, &finding);
}

static void tell_maintenance(const struct gap *gap) {
    const struct plan *plan = gap->telling->plan;
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    struct str product = catalog_product(plan->audit->catalog, gap->demand->use->product)->product;
    struct release release = releases_find(plan->audit->rules.releases, product, version_of(gap));
    struct finding finding =
        telling_finding(gap->telling, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_MAINTENANCE, gap->demand, gap->is_by_user);

    finding.outcome = gap->is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding_set_reason(&finding, STR("maintenance"));
    finding_add_text(&finding, with_version(gap));
    finding_add_text(&finding, day_text(gap, release.latest));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, day_text(gap, entitlement_maintained_until(entitlement)));
    set_license(&finding, gap, day_text(gap, entitlement_maintained_until(entitlement)));
    telling_add(gap->telling, &finding);
}

static void tell_version(const struct gap *gap) {
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_VERSION);

    finding_set_reason(&finding, STR("version"));
    finding_add_text(&finding, version_of(gap));
    finding_add_text(&finding, arena_printf(gap->telling->plan->arena, "%.*s (%.*s)", STR_FMT(entitlement->license_id),
                                            STR_FMT(entitlement->version)));
    set_license(&finding, gap, entitlement->version);
    telling_add(gap->telling, &finding);
}

static void tell_edition(const struct gap *gap) {
    const struct plan *plan = gap->telling->plan;
    const struct entitlement *entitlement = gap->closing->right->entitlement;
    const struct catalog_product *used = catalog_product(plan->audit->catalog, gap->demand->use->product);
    struct finding finding =
        telling_finding(gap->telling, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_EDITION, gap->demand, gap->is_by_user);

    finding.outcome = gap->is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding_set_reason(&finding, STR("edition"));
    finding_add_text(&finding, used->product);
    finding_add_text(&finding, used->edition);
    finding_add_text(&finding, arena_printf(plan->arena, "%.*s (%.*s)", STR_FMT(entitlement->license_id),
                                            STR_FMT(entitlement->edition)));
    set_license(&finding, gap, entitlement->edition);
    finding.observed = used->edition;
    telling_add(gap->telling, &finding);
}

/* --- nothing would do ----------------------------------------------------------------------------------------------
 */

/* "L-003 (5), L-011 (1)" */
static struct str list_rights(const struct gap *gap, const struct plan_shortage *shortage) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (uint32_t i = 0; i < shortage->right_count && i < LISTED_MAX; i++) {
        const struct right *right = shortage->rights[i];
        buffer_append_cstr(&text, i ? ", " : "");
        buffer_append(&text, right->entitlement->license_id);
        bool is_known = units_cmp(right->supply.least, right->supply.most) == 0;
        const struct units *units = gap->is_sure ? &right->supply.most : &right->supply.least;
        if (is_known || gap->is_sure) {
            buffer_printf(&text, " (%" PRId64 ")", units->count);
        } else {
            buffer_append_cstr(&text, " (?)");
        }
    }
    if (shortage->right_count > LISTED_MAX) {
        buffer_append_cstr(&text, ", …");
    }
    return arena_dup(gap->telling->plan->arena, buffer_view(&text));
}

/* Some of the units are there, and some are not. */
static void tell_part(const struct gap *gap) {
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_HOST);

    finding_add_number(&finding, gap->missing);
    finding_add_number(&finding, gap->needed);
    finding_add_text(&finding, gap->option->arithmetic);
    telling_add(gap->telling, &finding);
}

/* People who use it, and no one person: as many as the machine asks for. */
static void tell_least_users(const struct gap *gap) {
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_USER_MINIMUM);

    finding_add_number(&finding, gap->option->units);
    finding_add_text(&finding, gap->option->arithmetic);
    finding_add_number(&finding, gap->option->units - gap->missing);
    telling_add(gap->telling, &finding);
}

static void tell_short(const struct gap *gap) {
    const struct plan_shortage *shortage = gap->shortage;

    if (shortage && shortage->right_count) {
        struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_SHORT);
        finding_add_number(&finding, shortage->needed);
        finding_add_text(&finding, list_rights(gap, shortage));
        finding_add_number(&finding, shortage->missing);
        telling_add(gap->telling, &finding);
        return;
    }
    bool is_documented = !gap->demand->is_certain;
    struct finding finding =
        make(gap, CODE_LIC_QUANTITY, is_documented ? MESSAGE_QUANTITY_NONE_UNEXAMINED : MESSAGE_QUANTITY_NONE_LEFT);
    finding_add_number(&finding, gap->needed);
    finding_add_number(&finding, gap->missing);
    telling_add(gap->telling, &finding);
}

static void tell_unlicensed(const struct gap *gap) {
    const struct right *stray = gap->telling->plan->stray;
    struct finding finding = make(gap, CODE_LIC_UNLICENSED,
                                  stray                     ? MESSAGE_UNLICENSED_STRAY
                                  : gap->demand->is_certain ? MESSAGE_UNLICENSED
                                                            : MESSAGE_UNLICENSED_UNEXAMINED);

    finding_add_text(&finding, version_of(gap));
    if (stray) {
        finding_add_text(&finding, stray->entitlement->license_id);
        finding_add_text(&finding, stray->entitlement->title);
        finding.documented = stray->entitlement->license_id;
    }
    telling_add(gap->telling, &finding);
}

/* Has the product any right on record, in force or not, whatever its version? */
static bool has_right(const struct gap *gap) {
    struct plan *plan = gap->telling->plan;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        struct plan_fit fit = plan_fit_variant(plan, i, gap->demand->variant);
        if (fit.bar != BAR_PRODUCT && fit.bar != BAR_EDITION) {
            return true;
        }
    }
    return false;
}

/* --- what is open --------------------------------------------------------------------------------------------------
 */

static void tell_fact(const struct gap *gap, const char *reason) {
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_FACT);

    if (strchr(reason, '-')) {
        finding_add_word(&finding, str_from(reason));
    } else {
        finding_add_field(&finding, str_from(reason));
    }
    telling_add(gap->telling, &finding);
}

/* The column that it hangs on whether a right of the group covers the demand. */
static const char *open_column(const struct plan_fit *fit) {
    switch ((enum eligibility_bar)fit->bar) {
    case BAR_EDITION:
        return "edition";
    case BAR_MAINTENANCE:
        return "maintenance_end";
    case BAR_BOUND:
        return "bound_to";
    case BAR_VERSION:
        return "version";
    case BAR_NAMED:
        return "assignee";
    case BAR_NONE:
    case BAR_PRODUCT:
    case BAR_SIZE:
    case BAR_COUNT:
        break;
    }
    return NULL;
}

/* Both versions are known; whether one right is for the other is not. */
static void tell_version_open(const struct gap *gap, const struct entitlement *entitlement) {
    struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_VERSION_UNKNOWN);

    finding_set_reason(&finding, STR("version"));
    finding_add_text(&finding, version_of(gap));
    finding_add_text(&finding, arena_printf(gap->telling->plan->arena, "%.*s (%.*s)", STR_FMT(entitlement->license_id),
                                            STR_FMT(entitlement->version)));
    finding.documented = entitlement->version;
    telling_rest_on(gap->telling, &finding, entitlement);
    telling_add(gap->telling, &finding);
}

/* Names the right on which it depends, if it depends on one. */
static bool tell_open_right(const struct gap *gap) {
    struct plan *plan = gap->telling->plan;
    struct right_numbers bound = bindings_of(plan->audit->bindings, gap->demand->machine, plan->worker->scratch);

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (!plan_right_is_active(right)) {
            continue;
        }
        struct plan_fit fit = plan_fit_demand(plan, i, gap->demand, &bound);
        bool is_uncertain = units_cmp(right->supply.least, right->supply.most) != 0;
        if (fit.is_allowed == TERM_NO || (fit.is_allowed == TERM_YES && !is_uncertain)) {
            continue;
        }
        if (fit.is_allowed == TERM_BLANK && fit.bar == BAR_VERSION && right->entitlement->version.n) {
            tell_version_open(gap, right->entitlement);
            return true;
        }
        const char *column = fit.is_allowed == TERM_BLANK ? open_column(&fit) : NULL;
        struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_RIGHTS);
        finding_add_text(&finding, right->entitlement->license_id);
        finding_add_field(&finding, str_from(column ? column : entitlement_lacking_column(right->entitlement)));
        finding.documented = right->entitlement->license_id;
        telling_rest_on(gap->telling, &finding, right->entitlement);
        telling_add(gap->telling, &finding);
        return true;
    }
    return false;
}

/* Names a right of the group whose units are not known: others that it might cover would leave room. */
static bool tell_uncertain_right(const struct gap *gap) {
    const struct plan *plan = gap->telling->plan;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (!plan_right_is_active(right) || units_cmp(right->supply.least, right->supply.most) == 0) {
            continue;
        }
        struct finding finding = make(gap, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_RIGHTS);
        finding_add_text(&finding, right->entitlement->license_id);
        finding_add_field(&finding, str_from(entitlement_lacking_column(right->entitlement)));
        finding.documented = right->entitlement->license_id;
        telling_rest_on(gap->telling, &finding, right->entitlement);
        telling_add(gap->telling, &finding);
        return true;
    }
    return false;
}

/* Of a right under maintenance in part the shortage counts the units of one part only. */
static bool has_partial_right(const struct plan_shortage *shortage) {
    for (uint32_t i = 0; i < shortage->right_count; i++) {
        if (maintenance_is_partial(shortage->rights[i]->entitlement)) {
            return true;
        }
    }
    return false;
}

static void tell_unexamined(const struct gap *gap) {
    const struct plan_shortage *shortage = gap->shortage;

    if (shortage && shortage->right_count && shortage->doubtful && !has_partial_right(shortage)) {
        bool is_enough_for_observed = shortage->missing <= shortage->doubtful && !shortage->is_sure;
        struct finding finding =
            make(gap, CODE_LIC_QUANTITY,
                 is_enough_for_observed ? MESSAGE_QUANTITY_UNEXAMINED : MESSAGE_QUANTITY_SHORT_UNEXAMINED);
        finding_add_number(&finding, shortage->needed - shortage->doubtful);
        finding_add_number(&finding, shortage->needed);
        finding_add_number(&finding, shortage->needed - shortage->missing);
        telling_add(gap->telling, &finding);
    } else if (!tell_uncertain_right(gap)) {
        tell_short(gap);
    }
}

static bool has_doubtful_demand(const struct gap *gap) {
    const struct plan *plan = gap->telling->plan;

    for (uint32_t i = 0; i < gap->option->demand_count; i++) {
        if (!plan_demand_at(plan, gap->site, gap->option, i)->is_certain) {
            return true;
        }
    }
    return false;
}

/* It is not known whether the unit is missing, and no right is to blame for that. */
static void tell_undetermined(const struct gap *gap) {
    if (gap->demand->user == USER_NONE && gap->is_by_user) {
        tell_fact(gap, "users-of-device");
    } else if (gap->option->doubt && gap->option->units != gap->option->units_least) {
        tell_fact(gap, gap->option->doubt);
    } else if (has_right(gap)) {
        tell_unexamined(gap);
    } else {
        tell_unlicensed(gap);
    }
}

/* --- one gap -------------------------------------------------------------------------------------------------------
 */

static void (*const tellers[])(const struct gap *) = {
    [CLOSING_ENDED] = tell_period,    [CLOSING_NOT_BEGUN] = tell_period,
    [CLOSING_OEM] = tell_bound,       [CLOSING_NODE] = tell_bound,
    [CLOSING_NAMED] = tell_named,     [CLOSING_SIZE] = tell_size,
    [CLOSING_VERSION] = tell_version, [CLOSING_MAINTENANCE] = tell_maintenance,
    [CLOSING_EDITION] = tell_edition, [CLOSING_VIRTUAL] = tell_virtual,
};

/* The first machine of which units are missing; those of the first are given first. */
static struct plan_demand demand_of(const struct plan *plan, uint32_t site, const struct plan_option *option,
                                    int64_t missing) {
    int64_t given = option->units - missing;
    uint32_t number = 0;
    struct plan_part part = plan_part(plan, site, option, 0);

    while (given >= part.units && number + 1 < plan_part_count(option)) {
        given -= part.units;
        part = plan_part(plan, site, option, ++number);
    }
    return plan_demand_of_part(plan, site, option, &part);
}

void telling_missing(struct telling *telling, uint32_t site, uint32_t grant) {
    const struct plan *plan = telling->plan;
    const struct plan_option *option = telling->option;
    struct plan_demand demand = demand_of(plan, site, option, telling->solution->grants[grant].units);
    int64_t surely = telling->solution->surely_missing[grant];
    bool is_sure = surely > 0;
    struct gap gap = {
        .telling = telling,
        .option = option,
        .demand = &demand,
        .closing = &telling->closings[grant],
        .shortage = plan_shortage_of(is_sure ? &telling->solution->short_surely : &telling->solution->short_at_most,
                                     telling->solution->grants[grant].option),
        .site = site,
        .needed = is_sure ? option->units_least : option->units,
        .missing = is_sure ? surely : telling->solution->grants[grant].units,
        .is_sure = is_sure,
        .is_by_user = shape_of_metric(option->metric) == SHAPE_USER,
    };

    if (!gap.is_sure && tell_open_right(&gap)) { /* it may be covered, which is more than that something else may not */
        return;
    }
    if (!gap.is_sure && (gap.closing->closing == CLOSING_NONE || has_doubtful_demand(&gap))) {
        tell_undetermined(&gap);
    } else if (gap.closing->closing != CLOSING_NONE) {
        tellers[gap.closing->closing](&gap);
    } else if (demand.is_by_users && option->units > demand.users && has_right(&gap)) {
        tell_least_users(&gap);
    } else if (gap.missing < gap.needed) {
        tell_part(&gap);
    } else if (has_right(&gap)) {
        tell_short(&gap);
    } else {
        tell_unlicensed(&gap);
    }
}

/* --- what cannot be counted ----------------------------------------------------------------------------------------
 */

void telling_doubts(struct telling *telling) {
    const struct plan *plan = telling->plan;
    static const struct plan_option none = {0};
    static const struct plan_closing nothing = {CLOSING_NONE, NULL};

    for (uint32_t i = 0; i < plan->doubt_count; i++) {
        struct gap gap = {
            .telling = telling,
            .option = &none,
            .demand = &plan->demands[plan->doubts[i].demand],
            .closing = &nothing,
        };
        tell_fact(&gap, plan->doubts[i].reason);
    }
}

/* --- product by product ---------------------------------------------------------------------------------------------
 */

/* Devices with one product. */
struct product_count {
    const struct plan_demand *demand; /* the first */
    const struct machine *last;
    uint32_t devices;
};

/* By product, of which a group has few. */
struct product_counts {
    struct product_count *items;
    uint32_t count, capacity;
};

/* NULL when memory is out. */
static struct product_count *count_of(struct product_counts *counts, struct arena *arena,
                                      const struct plan_demand *demand) {
    for (uint32_t i = 0; i < counts->count; i++) {
        if (counts->items[i].demand->use->product == demand->use->product) {
            return &counts->items[i];
        }
    }
    struct product_count *items = arena_grow(arena, counts->items, counts->count, 1, &counts->capacity, sizeof *items);
    if (!items) {
        return NULL;
    }
    counts->items = items;
    counts->items[counts->count] = (struct product_count){demand, NULL, 0};
    return &counts->items[counts->count++];
}

/* What is missing and not told of by itself. */
static void count_missing(const struct telling *telling, uint32_t site, uint32_t grant, struct product_counts *counts) {
    const struct plan *plan = telling->plan;
    const struct plan_option *option = &plan->options[telling->solution->grants[grant].option];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, site, option, i);
        struct product_count *count = count_of(counts, plan->arena, demand);
        if (count) {
            count->devices += count->last != demand->machine;
            count->last = demand->machine;
        }
    }
}

bool telling_is_by_product(const struct telling *telling, uint32_t grant) {
    const struct plan *plan = telling->plan;

    if (plan->is_system) {
        return telling->closings[grant].closing == CLOSING_NONE;
    }
    return plan->is_unread && plan->right_count == 0;
}

void telling_products(struct telling *telling) {
    const struct plan_solution *solution = telling->solution;
    struct product_counts counts = {0};

    for (uint32_t site = 0; site < telling->plan->site_count; site++) {
        for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
            if (!solution->grants[i].right && telling_is_by_product(telling, i)) {
                count_missing(telling, site, i, &counts);
            }
        }
    }
    for (uint32_t i = 0; i < counts.count; i++) {
        struct finding finding = finding_make(
            CODE_LIC_UNLICENSED, telling->plan->is_unread ? MESSAGE_UNLICENSED_NO_LEDGER : MESSAGE_UNLICENSED_SYSTEM);
        finding.outcome = OUTCOME_UNDETERMINED;
        finding.subject_kind = SUBJECT_PRODUCT;
        finding.subject = finding.field = telling_product(telling, counts.items[i].demand);
        finding_add_text(&finding, finding.subject);
        finding_add_number(&finding, counts.items[i].devices);
        telling_add(telling, &finding);
    }
}
