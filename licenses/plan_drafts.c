/* What the ledger says of a use: the setting that terms ask about, the rights that are on paper for it. */

#include "licenses/plan_drafts.h"

#include "base/intern.h"
#include "inventory/words.h"
#include "licenses/license_ids.h"
#include "licenses/ties.h"

#include <stdlib.h>
#include <string.h>

/* --- what the ledger says of a use ---------------------------------------------------------------------------------
 */

struct value drafting_listed_value(const struct plan *plan, const struct use *use, unsigned column) {
    struct row_reader *reader = plan->worker->listed;

    if (!reader || use->listed == USE_NONE) {
        return (struct value){0};
    }
    row_reader_move(reader, use->listed);
    return row_reader_value(reader, column);
}

static struct str listed_text(const struct plan *plan, const struct use *use, unsigned column) {
    struct row_reader *reader = plan->worker->listed;

    if (!reader || use->listed == USE_NONE) {
        return STR_NONE;
    }
    row_reader_move(reader, use->listed);
    return arena_dup(plan->arena, row_reader_text(reader, column));
}

/* What is said of the installation goes before what is said of the machine. */
static struct setting setting_of(const struct plan *plan, const struct plan_demand *demand) {
    struct setting setting = demand->machine->setting;
    const struct machine *place = estate_machine(plan->audit->estate, demand->use->machine);
    struct value environment = drafting_listed_value(plan, demand->use, SOFTWARE_ENVIRONMENT);
    struct str purpose = listed_text(plan, demand->use, SOFTWARE_PURPOSE);

    if (place != demand->machine) { /* of a device that reaches it: what it is used for there, and with others */
        setting.environment = place->setting.environment;
        setting.purpose = place->setting.purpose;
        setting.shared_use = place->setting.shared_use;
    }
    if (environment.is_set) {
        setting.environment = (int)environment.number;
    }
    if (purpose.n) {
        setting.purpose = purpose;
    }
    return setting;
}

/* As they are in memory: keys are compared and never shown, and there is one for every demand. */
static void append_numbers(struct buffer *key, const int *numbers, size_t count) {
    buffer_append(key, (struct str){(const char *)numbers, count * sizeof *numbers});
}

static void append_text(struct buffer *key, struct str text) {
    buffer_append(key, text);
    buffer_append_char(key, '\0');
}

static void append_setting(struct buffer *key, const struct setting *setting) {
    const int numbers[] = {setting->environment, setting->shared_use, setting->is_abroad, setting->has_several_users};

    append_numbers(key, numbers, ARRAY_LEN(numbers));
    append_text(key, setting->purpose);
    append_text(key, setting->country);
    append_text(key, setting->location);
    append_text(key, setting->site);
    append_text(key, setting->department);
    append_text(key, setting->owner);
}

/* False when memory is out. */
static bool number_setting(struct drafting *drafting, struct plan_demand *demand) {
    struct plan *plan = drafting->plan;
    struct setting setting = setting_of(plan, demand);

    buffer_reset(&drafting->key);
    append_setting(&drafting->key, &setting);
    demand->setting = drafting->key.failed ? INTERN_NONE : intern_add(drafting->settings, buffer_view(&drafting->key));
    if (demand->setting == plan->setting_count) {
        plan->settings = arena_grow(plan->arena, plan->settings, plan->setting_count, 1, &drafting->setting_capacity,
                                    sizeof *plan->settings);
        if (!plan->settings) {
            return false;
        }
        plan->settings[plan->setting_count++] = setting;
    }
    return demand->setting != INTERN_NONE;
}

static bool number_variant(struct drafting *drafting, struct plan_demand *demand) {
    struct plan *plan = drafting->plan;
    struct plan_variant variant = {demand->use->product, uses_text(plan->audit->uses, demand->use->version)};

    buffer_reset(&drafting->key);
    /* versions are numbered by their texts */
    append_numbers(&drafting->key, (const int[]){(int)variant.product, (int)demand->use->version}, 2);
    demand->variant = drafting->key.failed ? INTERN_NONE : intern_add(drafting->variants, buffer_view(&drafting->key));
    if (demand->variant == plan->variant_count) {
        plan->variants = arena_grow(plan->arena, plan->variants, plan->variant_count, 1, &drafting->variant_capacity,
                                    sizeof *plan->variants);
        if (!plan->variants) {
            return false;
        }
        plan->variants[plan->variant_count++] = variant;
    }
    return demand->variant != INTERN_NONE;
}

/* --- ties ----------------------------------------------------------------------------------------------------------
 */

static bool is_of_group(const struct plan *plan, uint32_t entitlement) {
    uint32_t low = 0, high = plan->right_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (plan->rights[middle]->number < entitlement) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < plan->right_count && plan->rights[low]->number == entitlement;
}

static int compare_u32(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t add_ties(const struct plan *plan, struct tie_list list, uint32_t *items) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < list.count; i++) {
        if (is_of_group(plan, list.items[i])) {
            items[count++] = list.items[i];
        }
    }
    return count;
}

static bool find_ties(const struct plan *plan, struct plan_demand *demand) {
    const struct ties *ties = plan->audit->ties;
    struct tie_list of_asset = {0}, of_user = {0};
    struct str license_id = listed_text(plan, demand->use, SOFTWARE_LICENSE_ID);
    uint32_t named = ENTITLEMENT_NONE, count = 0;
    struct err err;

    if (license_id.n && license_ids_find(plan->audit->entitlements, license_id, &named, &err) != ERR_OK) {
        return false;
    }
    if (demand->machine->asset != PAIRING_NONE) {
        of_asset = ties_of_asset(ties, demand->machine->asset);
    }
    if (demand->user != USER_NONE) {
        of_user = ties_of_user(ties, demand->user);
    }
    if (plan->right_count == 0 || (of_asset.count == 0 && of_user.count == 0 && named == ENTITLEMENT_NONE)) {
        return true;
    }
    uint32_t *items = arena_alloc_array(plan->arena, (size_t)of_asset.count + of_user.count + 1, sizeof *items);
    if (!items) {
        return false;
    }
    count += add_ties(plan, of_asset, items);
    count += add_ties(plan, of_user, items + count);
    count += add_ties(plan, (struct tie_list){&named, named != ENTITLEMENT_NONE}, items + count);
    qsort(items, count, sizeof *items, compare_u32);
    demand->ties = items;
    demand->tie_count = count;
    return true;
}

/* --- drafts --------------------------------------------------------------------------------------------------------
 */

bool drafting_add(struct drafting *drafting, const struct plan_demand *demand) {
    if (drafting->count == drafting->capacity) {
        uint32_t capacity = drafting->capacity * 2 + 64;
        struct draft *drafts = reallocarray(drafting->drafts, capacity, sizeof *drafts);
        if (!drafts) {
            return false;
        }
        drafting->drafts = drafts;
        drafting->capacity = capacity;
    }
    struct draft *draft = &drafting->drafts[drafting->count++];
    *draft = (struct draft){.demand = *demand};
    return number_setting(drafting, &draft->demand) && number_variant(drafting, &draft->demand) &&
           find_ties(drafting->plan, &draft->demand);
}
