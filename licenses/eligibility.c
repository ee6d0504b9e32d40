#include "licenses/eligibility.h"

#include "licenses/maintained_units.h"
#include "products/version.h"

static struct eligibility allow(enum license_right right, struct str evidence) {
    return (struct eligibility){TERM_YES, right, BAR_NONE, evidence, false};
}

static struct eligibility bar(enum term is_allowed, enum license_right right, enum eligibility_bar bar,
                              struct str evidence) {
    return (struct eligibility){is_allowed, right, bar, evidence, false};
}

static bool is_silent(const struct eligibility_rules *rules, const struct entitlement *entitlement) {
    return entitlement_restriction(entitlement, false, rules->day) == RESTRICTION_UNKNOWN;
}

/* Does it lead there only where conditions of maintenance hold? Where nobody knows, it is open whether it does. */
static bool takes_maintenance(const struct eligibility_rules *rules, const struct downgrade_right *right,
                              struct str installed, struct downgrade *found) {
    struct downgrade_right unmaintained = *right;

    unmaintained.is_maintained = TERM_NO;
    struct downgrade without = downgrades_find(rules->downgrades, &unmaintained, installed);
    found->is_allowed = without.is_allowed == TERM_BLANK ? TERM_BLANK : found->is_allowed;
    return without.is_allowed == TERM_NO;
}

/* By the rows about PRODUCT. Where there are none nobody knows which versions a right to downgrade leads to, and
 * whether there is one, unless the ledger says so or somebody looked. */
static struct downgrade find_downgrade(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                       struct str product, struct str version, struct str installed,
                                       bool *ret_takes_maintenance) {
    struct downgrade_right right = {
        .product = product,
        .version = version,
        .is_maintained = entitlement_is_maintained(entitlement, rules->day),
        .is_volume = entitlement_is_volume(entitlement),
    };
    bool may_be = entitlement->downgrade == TERM_YES || is_silent(rules, entitlement);

    *ret_takes_maintenance = false;
    if (!downgrades_know(rules->downgrades, product)) {
        return (struct downgrade){may_be ? TERM_BLANK : TERM_NO, STR_NONE};
    }
    struct downgrade found = downgrades_find(rules->downgrades, &right, installed);
    if (found.is_allowed != TERM_NO && maintenance_is_partial(entitlement)) {
        *ret_takes_maintenance = takes_maintenance(rules, &right, installed, &found);
    }
    return found;
}

/* For an earlier version than the right's own. The ledger's word goes before the table; the rows about a part of a
 * suite go before those about the suite. */
static struct eligibility by_downgrade(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                       const struct eligible_part *part, struct str version) {
    struct str product = catalog_product(rules->catalog, part->product)->product;

    if (entitlement->downgrade == TERM_NO) {
        return bar(TERM_NO, RIGHT_DOWNGRADE, BAR_VERSION, STR_NONE);
    }
    if (part->is_of_suite && !downgrades_know(rules->downgrades, product)) {
        product = entitlement->product;
    }
    bool takes_maintenance;
    struct downgrade found = find_downgrade(rules, entitlement, product, part->version, version, &takes_maintenance);
    struct eligibility eligibility = found.is_allowed == TERM_YES
                                         ? allow(RIGHT_DOWNGRADE, found.evidence)
                                         : bar(found.is_allowed, RIGHT_DOWNGRADE, BAR_VERSION, found.evidence);
    eligibility.takes_maintenance = takes_maintenance;
    return eligibility;
}

/* A later version than the right's own may be used if it was out before maintenance ended. */
static struct eligibility by_maintenance(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                         const struct eligible_part *part, struct str version) {
    struct str product = catalog_product(rules->catalog, part->product)->product;
    struct release release = releases_find(rules->releases, product, version);
    struct date end = entitlement_maintained_until(entitlement);

    if (part->is_of_suite && !date_is_set(release.latest)) {
        release = releases_find(rules->releases, entitlement->product, version);
    }
    enum term is_covered = release_is_covered(&release, end);
    if (!date_is_set(end) && !is_silent(rules, entitlement)) { /* somebody looked, and there is no maintenance */
        return bar(TERM_NO, RIGHT_UPGRADE, BAR_VERSION, release.evidence);
    }
    struct eligibility eligibility = is_covered == TERM_YES
                                         ? allow(RIGHT_UPGRADE, release.evidence)
                                         : bar(is_covered, RIGHT_UPGRADE, BAR_MAINTENANCE, release.evidence);
    eligibility.takes_maintenance = true;
    return eligibility;
}

static struct eligibility by_version(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                     const struct eligible_part *part, struct str version) {
    if (part->version.n == 0) {
        return allow(RIGHT_DIRECT, STR_NONE);
    }
    if (version.n == 0) {
        return bar(TERM_BLANK, RIGHT_DIRECT, BAR_VERSION, STR_NONE);
    }
    if (version_agrees(part->version, version)) {
        return allow(RIGHT_DIRECT, STR_NONE);
    }
    struct eligibility earlier = by_downgrade(rules, entitlement, part, version);
    switch (version_compare(version, part->version)) {
    case VERSION_LATER:
        return by_maintenance(rules, entitlement, part, version);
    case VERSION_EARLIER:
    case VERSION_SAME:
        return earlier;
    case VERSION_INCOMPARABLE:
        break;
    }
    return earlier.is_allowed == TERM_YES ? earlier : bar(TERM_BLANK, RIGHT_DIRECT, BAR_VERSION, STR_NONE);
}

struct eligibility eligibility_of(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                  const struct eligible_part *part, uint32_t product, struct str version) {
    const struct catalog_product *licensed = catalog_product(rules->catalog, part->product);
    const struct catalog_product *used = catalog_product(rules->catalog, product);
    bool is_same_edition = str_eq(licensed->edition_key, used->edition_key);
    bool is_edition_known = licensed->edition_key.n && used->edition_key.n;

    if (licensed->family != used->family) {
        return bar(TERM_NO, RIGHT_DIRECT, BAR_PRODUCT, STR_NONE);
    }
    if (!is_same_edition && is_edition_known) {
        return bar(TERM_NO, RIGHT_DIRECT, BAR_EDITION, STR_NONE);
    }
    struct eligibility eligibility = by_version(rules, entitlement, part, version);
    bool is_any_edition = part->is_of_suite && licensed->edition_key.n == 0;
    if (!is_same_edition && !is_any_edition && eligibility.is_allowed == TERM_YES) {
        eligibility.is_allowed = TERM_BLANK;
        eligibility.bar = BAR_EDITION;
    }
    return eligibility;
}

struct eligibility eligibility_of_access(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                         const struct eligible_part *part, uint32_t product, struct str version) {
    if (catalog_product(rules->catalog, part->product)->family != catalog_product(rules->catalog, product)->family) {
        return bar(TERM_NO, RIGHT_DIRECT, BAR_PRODUCT, STR_NONE);
    }
    if (part->version.n && version.n && version_compare(part->version, version) == VERSION_LATER) {
        return allow(RIGHT_DIRECT, STR_NONE);
    }
    return by_version(rules, entitlement, part, version);
}
