#include "licenses/supply.h"

int units_cmp(struct units a, struct units b) {
    if (a.is_unlimited || b.is_unlimited) {
        return (int)a.is_unlimited - (int)b.is_unlimited;
    }
    return (a.count > b.count) - (a.count < b.count);
}

static struct units smaller(struct units a, struct units b) {
    return units_cmp(a, b) <= 0 ? a : b;
}

struct supply supply_none(enum supply_reason reason) {
    return (struct supply){.reason = reason};
}

/* What may be left of FROM when UNITS go: without limit less without limit is anything, the most or the least of it. */
static struct units subtract(struct units from, struct units units, bool is_most) {
    if (from.is_unlimited) {
        return is_most || !units.is_unlimited ? from : (struct units){0};
    }
    bool is_all = units.is_unlimited || units.count >= from.count;
    return (struct units){.count = is_all ? 0 : from.count - units.count};
}

static bool is_unknown(const struct supply *supply) {
    return supply->reason == SUPPLY_INCOMPLETE || supply->reason == SUPPLY_REVERSED;
}

static enum supply_reason reason_of(const struct supply *base, const struct supply *wanted, const struct supply *got) {
    if (units_is_none(wanted->most) || is_unknown(wanted)) {
        return wanted->reason;
    }
    if (units_is_none(base->most)) {
        return base->reason == SUPPLY_UPGRADED ? SUPPLY_BASE_SHORT : SUPPLY_BASE_INACTIVE;
    }
    if (units_cmp(got->most, wanted->most) < 0) {
        return SUPPLY_BASE_SHORT;
    }
    return units_cmp(got->least, wanted->least) < 0 ? SUPPLY_INCOMPLETE : wanted->reason;
}

void supply_upgrade(struct supply *base, struct supply *upgrade) {
    struct supply got = {.least = smaller(upgrade->least, base->least), .most = smaller(upgrade->most, base->most)};

    got.reason = reason_of(base, upgrade, &got);
    base->least = subtract(base->least, got.most, false);
    base->most = subtract(base->most, got.least, true);
    if (!units_is_none(got.most) && !is_unknown(base)) {
        base->reason = SUPPLY_UPGRADED;
    }
    *upgrade = got;
}
