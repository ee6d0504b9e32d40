#include "licenses/entitlement.h"

#include "base/text.h"
#include "licenses/entitlement_row.h"
#include "licenses/row_place.h"
#include "licenses/upgrade_chains.h"

#include <stdlib.h>

struct entitlements {
    struct arena *arena;
    struct entitlement *items;
    struct str *ids; /* folded, in order */
    uint32_t *order; /* bases before their upgrades */
    uint32_t count;
};

/* --- facts ---------------------------------------------------------------------------------------------------------
 */

static const struct {
    unsigned column;
    bool decides; /* without it nobody knows how many units there are */
} facts[FACT_COUNT] = {
    [FACT_VENDOR] = {LICENSES_VENDOR, false},
    [FACT_TITLE] = {LICENSES_PRODUCT, false},
    [FACT_QUANTITY] = {LICENSES_QUANTITY, true},
    [FACT_UNIT_SIZE] = {LICENSES_UNIT_SIZE, true},
    [FACT_METRIC] = {LICENSES_METRIC, true},
    [FACT_CAL_KIND] = {LICENSES_METRIC, false},
    [FACT_START] = {LICENSES_START_ON, true},
    [FACT_END] = {LICENSES_END_ON, true},
    [FACT_REVERSED] = {LICENSES_END_ON, true},
    [FACT_PERPETUAL] = {LICENSES_PERPETUAL, false},
    [FACT_TERM_DAYS] = {LICENSES_TERM_DAYS, true},
    [FACT_DISPOSED] = {LICENSES_DISPOSED_ON, true},
    [FACT_TERMS] = {LICENSES_TERMS, false},
    [FACT_BASE] = {LICENSES_UPGRADE_OF, false}, /* it is known that there are none */
    [FACT_BASE_UNCLEAR] = {LICENSES_UPGRADE_OF, true},
    [FACT_BASE_CIRCULAR] = {LICENSES_UPGRADE_OF, false},
};

unsigned entitlement_fact_column(enum entitlement_fact fact) {
    return facts[fact].column;
}

static bool lacks(const struct entitlement *entitlement, enum entitlement_fact fact) {
    return entitlement->facts >> fact & 1;
}

/* Does it lack what decides how many units it gives? */
static bool is_incomplete(const struct entitlement *entitlement) {
    for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
        if (facts[fact].decides && lacks(entitlement, fact)) {
            return true;
        }
    }
    return false;
}

/* --- the list ------------------------------------------------------------------------------------------------------
 */

static enum err_code read_rows(const struct entitlement_reader *reader, struct entitlements *to, struct err *err) {
    struct row_place *places;
    enum err_code code = row_places_find(reader->table, reader->row, LICENSES_LICENSE_ID, to->arena, &places, err);

    for (uint32_t i = 0; !code && i < to->count; i++) {
        to->ids[i] = places[i].id;
        code = entitlement_row_read(reader, places[i].row, &to->items[i], err);
    }
    if (!code) {
        code = row_reader_error(reader->row, err);
    }
    if (!code && arena_failed(to->arena)) {
        code = err_no_memory(err);
    }
    return code ? code : upgrade_chains_link(to->items, to->ids, to->count, to->order, err);
}

enum err_code entitlements_read(const struct table *table, struct title_matcher *matcher,
                                struct entitlements **ret_entitlements, struct err *err) {
    CLEANUP(entitlements_free_cleanup) struct entitlements *entitlements = calloc(1, sizeof *entitlements);
    CLEANUP(row_reader_free_cleanup) struct row_reader *row = NULL;
    uint32_t count = table ? table_rows(table) : 0;

    if (!entitlements || !(entitlements->arena = arena_new())) {
        return err_no_memory(err);
    }
    struct arena *arena = entitlements->arena;
    entitlements->items = arena_alloc_array(arena, (size_t)count + 1, sizeof *entitlements->items);
    entitlements->ids = arena_alloc_array(arena, (size_t)count + 1, sizeof *entitlements->ids);
    entitlements->order = arena_alloc_array(arena, (size_t)count + 1, sizeof *entitlements->order);
    entitlements->count = count;
    enum err_code code = arena_failed(arena) ? err_no_memory(err) : ERR_OK;
    if (!code && count) {
        code = row_reader_new(table, &row, err);
    }
    if (!code && count) {
        struct entitlement_reader reader = {.table = table, .row = row, .matcher = matcher, .arena = arena};
        code = read_rows(&reader, entitlements, err);
    }
    if (!code) {
        *ret_entitlements = TAKE_PTR(entitlements);
    }
    return code;
}

void entitlements_free(struct entitlements *entitlements) {
    if (entitlements) {
        arena_free(entitlements->arena);
        free(entitlements);
    }
}

uint32_t entitlements_count(const struct entitlements *entitlements) {
    return entitlements->count;
}

const struct entitlement *entitlements_get(const struct entitlements *entitlements, uint32_t number) {
    return &entitlements->items[number];
}

struct str entitlements_folded_id(const struct entitlements *entitlements, uint32_t number) {
    return entitlements->ids[number];
}

/* --- supply --------------------------------------------------------------------------------------------------------
 */

static struct units units_of(const struct figure *figure) {
    return figure->is_set ? (struct units){figure->is_unlimited, figure->number} : (struct units){.is_unlimited = true};
}

/* Has it surely no force on the day, whatever else is not known of it? */
static bool is_surely_over(const struct entitlement *entitlement, struct date day, enum supply_reason *ret_reason) {
    const struct period *period = &entitlement->period;
    enum period_state state = period_on(period, day);

    if (date_is_set(entitlement->disposed_on) && entitlement->disposed_on.days < day.days) {
        *ret_reason = SUPPLY_DISPOSED;
        return true;
    }
    if (state == PERIOD_ENDED) {
        *ret_reason = SUPPLY_ENDED;
        return true;
    }
    *ret_reason = SUPPLY_NOT_BEGUN;
    return state != PERIOD_REVERSED && date_is_set(period->start) && day.days < period->start.days;
}

struct supply entitlement_supply(const struct entitlement *entitlement, struct date day) {
    enum supply_reason reason;

    if (is_surely_over(entitlement, day, &reason)) {
        return supply_none(reason);
    }
    struct supply supply = {.reason = SUPPLY_GIVEN, .most = units_of(&entitlement->units)};
    if (is_incomplete(entitlement)) {
        supply.reason = lacks(entitlement, FACT_REVERSED) ? SUPPLY_REVERSED : SUPPLY_INCOMPLETE;
        return supply;
    }
    supply.least = supply.most;
    if (period_on(&entitlement->period, day) == PERIOD_FALLBACK) {
        supply.reason = SUPPLY_FALLBACK;
    }
    return supply;
}

void entitlements_supply(const struct entitlements *entitlements, struct date day, struct supply *ret_supplies) {
    const struct entitlement *items = entitlements->items;

    for (uint32_t i = 0; i < entitlements->count; i++) {
        bool is_baseless = lacks(&items[i], FACT_BASE) || lacks(&items[i], FACT_BASE_CIRCULAR);
        ret_supplies[i] = entitlement_supply(&items[i], day);
        if (is_baseless && !units_is_none(ret_supplies[i].most)) {
            ret_supplies[i] = supply_none(SUPPLY_BASE_MISSING);
        }
    }
    for (uint32_t i = 0; i < entitlements->count; i++) {
        uint32_t number = entitlements->order[i], base = items[number].base;
        if (base != ENTITLEMENT_NONE) {
            supply_upgrade(&ret_supplies[base], &ret_supplies[number]);
        }
    }
}

/* --- terms ---------------------------------------------------------------------------------------------------------
 */

struct date entitlement_maintained_until(const struct entitlement *entitlement) {
    if (entitlement->has_endless_maintenance) {
        return DATE_ENDLESS;
    }
    if (date_is_set(entitlement->maintenance_end) || entitlement->form != FORM_SUBSCRIPTION) {
        return entitlement->maintenance_end;
    }
    const struct period *period = &entitlement->period;
    return !date_is_set(period->end) && period->is_perpetual ? DATE_ENDLESS : period->end;
}

enum term entitlement_is_maintained(const struct entitlement *entitlement, struct date day) {
    if (entitlement->has_endless_maintenance) {
        return TERM_YES;
    }
    if (date_is_set(entitlement->maintenance_end)) {
        return day.days <= entitlement->maintenance_end.days ? TERM_YES : TERM_NO;
    }
    if (entitlement->form != FORM_SUBSCRIPTION) {
        return TERM_BLANK;
    }
    switch (period_on(&entitlement->period, day)) {
    case PERIOD_ACTIVE:
        return TERM_YES;
    case PERIOD_NOT_BEGUN:
    case PERIOD_FALLBACK:
    case PERIOD_ENDED:
        return TERM_NO;
    case PERIOD_UNKNOWN:
    case PERIOD_REVERSED:
        break;
    }
    return TERM_BLANK;
}

int64_t entitlement_pack(const struct entitlement *entitlement) {
    const struct figure *size = &entitlement->unit_size;
    return size->is_set && !size->is_unlimited && size->number > 0 ? size->number : 1;
}

enum term entitlement_is_volume(const struct entitlement *entitlement) {
    switch (entitlement->form) {
    case FORM_VOLUME:
        return TERM_YES;
    case FORM_PACKAGE:
    case FORM_OEM:
    case FORM_PREINSTALL:
    case FORM_TRIAL:
        return TERM_NO;
    default:
        return TERM_BLANK; /* subscriptions and academic licences come either way */
    }
}

enum restriction entitlement_restriction(const struct entitlement *entitlement, bool is_said, struct date day) {
    if (is_said) {
        return RESTRICTION_SAID;
    }
    bool is_checked = date_is_set(entitlement->terms_checked_on) && entitlement->terms_checked_on.days <= day.days;
    return is_checked ? RESTRICTION_NONE : RESTRICTION_UNKNOWN;
}

/* Folded. */
static const char anything_words[] = "全世界|世界|世界各国|worldwide|world|global|制限なし|制限無し|無制限|限定なし|"
                                     "すべて|全て|unlimited|unrestricted|any";

static bool is_anything(struct str word) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(word, &folded);
    return !folded.failed && str_is_listed(anything_words, buffer_view(&folded));
}

enum restriction entitlement_list_restriction(const struct entitlement *entitlement, const struct word_list *list,
                                              struct date day) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (is_anything(list->items[i])) {
            return RESTRICTION_NONE;
        }
    }
    return entitlement_restriction(entitlement, list->count > 0, day);
}
