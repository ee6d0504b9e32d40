#pragma once
/* At which machines the units of an option are counted: at that of its first demand; at the host on which this is; at
 * the hosts of a cluster. Internal to licenses/. */

#include "licenses/plan.h"

/* The host that a virtual machine runs on; itself of one whose host is not known, and of any other machine. */
const struct machine *plan_host_of(const struct plan *plan, const struct machine *machine);
/* 1 and more. */
uint32_t plan_part_count(const struct plan_option *option);
struct plan_part plan_part(const struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t number);
/* A demand of the option that the part is for: one on its machine, or as if what runs there were used on the host. */
struct plan_demand plan_demand_of_part(const struct plan *plan, uint32_t site, const struct plan_option *option,
                                       const struct plan_part *part);
