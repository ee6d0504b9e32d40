#pragma once
/* How many units the demands of one machine, or of a host with its virtual machines, need of a right that is counted by
 * size. Internal to licenses/. */

#include "licenses/plan.h"

struct plan_capacity {
    bool is_known;     /* least and most are set */
    const char *doubt; /* why not, or why they differ: a reason word; NULL */
    enum term is_allowed;
    int64_t least, most;
    struct str arithmetic; /* in the worker's scratch arena */
};

/* The terms of a right; PRODUCT is what is used, whose edition the rules may be about. */
struct plan_capacity plan_capacity_of_machine(struct plan *plan, const struct right *right, uint32_t product,
                                              const struct machine *machine);
/* VMS virtual machines on HOST, or in its cluster. */
struct plan_capacity plan_capacity_of_host(struct plan *plan, const struct right *right, uint32_t product,
                                           const struct machine *host, int64_t vms);
/* Is the right for hosts: does it say anything of the virtual machines on them? */
bool plan_right_is_for_hosts(const struct right *right);
