/* At which machines the units of an option are counted. */

#include "licenses/plan_parts.h"

static const struct plan_demand *demand_at(const struct plan *plan, uint32_t site, const struct plan_option *option,
                                           uint32_t number) {
    return &plan->demands[plan->sites[site].first_demand + option->demands[number]];
}

const struct machine *plan_host_of(const struct plan *plan, const struct machine *machine) {
    bool is_on_host = machine->is_virtual == TERM_YES && machine->host != MACHINE_NONE;
    return is_on_host ? estate_machine(plan->audit->estate, machine->host) : machine;
}

uint32_t plan_part_count(const struct plan_option *option) {
    return option->part_count ? option->part_count : 1;
}

struct plan_part plan_part(const struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t number) {
    const struct machine *machine = demand_at(plan, site, option, 0)->machine;

    if (option->part_count) {
        return option->parts[number];
    }
    return (struct plan_part){
        .machine = option->is_of_host ? plan_host_of(plan, machine) : machine,
        .units_least = option->units_least,
        .units = option->units,
        .arithmetic = option->arithmetic,
    };
}

struct plan_demand plan_demand_of_part(const struct plan *plan, uint32_t site, const struct plan_option *option,
                                       const struct plan_part *part) {
    uint32_t found = option->demand_count;

    for (uint32_t i = 0; i < option->demand_count && found == option->demand_count; i++) {
        const struct machine *machine = demand_at(plan, site, option, i)->machine;
        found = machine == part->machine ? i : found;
    }
    for (uint32_t i = 0; i < option->demand_count && found == option->demand_count; i++) {
        found = plan_host_of(plan, demand_at(plan, site, option, i)->machine) == part->machine ? i : found;
    }
    struct plan_demand demand = *demand_at(plan, site, option, found == option->demand_count ? 0 : found);
    if (option->is_of_host && demand.machine != part->machine) {
        demand.machine = part->machine;
        demand.user = USER_NONE;
    }
    return demand;
}
