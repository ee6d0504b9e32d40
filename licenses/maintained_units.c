#include "licenses/maintained_units.h"

bool maintenance_is_partial(const struct entitlement *entitlement) {
    const struct figure *quantity = &entitlement->quantity, *units = &entitlement->units;
    const struct figure *maintained = &entitlement->maintenance_units;

    if (!quantity->is_set || quantity->is_unlimited || !maintained->is_set || maintained->is_unlimited) {
        return false;
    }
    int64_t all = units->is_set ? units->number : quantity->number;
    return maintained->number > 0 && maintained->number != quantity->number && maintained->number < all;
}

/* As the ledger has it: in packs, as the quantity is. More than there are packs are perhaps the units in them. */
static struct maintained_units on_record(const struct entitlement *entitlement) {
    int64_t maintained = entitlement->maintenance_units.number, all = entitlement->units.number;

    if (maintained > entitlement->quantity.number) {
        return (struct maintained_units){maintained, all};
    }
    int64_t units;
    bool fits = !__builtin_mul_overflow(maintained, entitlement_pack(entitlement), &units) && units < all;
    return fits ? (struct maintained_units){units, units} : (struct maintained_units){all, all};
}

struct maintained_units maintained_units_of(const struct entitlement *entitlement, const struct supply *supply) {
    struct maintained_units units = on_record(entitlement);
    int64_t lost = entitlement->units.number - supply->least.count;

    units.least = units.least > lost ? units.least - lost : 0;
    units.most = units.most < supply->most.count ? units.most : supply->most.count;
    units.least = units.least < units.most ? units.least : units.most;
    return units;
}
