#pragma once
/* How many units the demands of one machine, or of a host with its virtual machines, need of a right that is counted by
 * size. Internal to licenses/. */

#include "licenses/cluster_rule.h"
#include "licenses/plan.h"

struct plan_capacity {
    bool is_known;     /* least and most are set */
    const char *doubt; /* why not, or why they differ: a reason word; NULL */
    enum term is_allowed;
    bool takes_maintenance; /* see struct capacity_need */
    int64_t least, most;
    bool is_of_host;               /* see struct plan_option */
    const struct plan_part *parts; /* likewise */
    uint32_t part_count;
    struct str arithmetic; /* in the worker's scratch arena, as all of it */
};
/* The reason word of a gap; NULL for none. */
const char *plan_capacity_word(enum capacity_gap gap);

/* The terms of a right; PRODUCT is what is used, whose edition the rules may be about. */
struct plan_capacity plan_capacity_of_machine(struct plan *plan, const struct right *right, uint32_t product,
                                              const struct machine *machine);
/* The same as it is, before it is rounded up; ARITHMETIC may be NULL. */
struct capacity_need plan_need_of_machine(struct plan *plan, const struct right *right, uint32_t product,
                                          const struct machine *machine, struct buffer *arithmetic);
/* Are virtual machines of one host counted together under the right (licenses/capacity.h)? */
bool plan_right_counts_guests(const struct right *right);
/* GUESTS are the processors of those on HOST that use it. */
struct capacity_need plan_need_of_guests(struct plan *plan, const struct right *right, uint32_t product,
                                         const struct processors *guests, size_t count, const struct machine *host,
                                         struct buffer *arithmetic);
/* A need in units, with how it was reached. */
struct plan_capacity plan_capacity_of_need(const struct plan *plan, const struct capacity_need *need,
                                           const struct buffer *arithmetic);
/* Of several machines together, rounded up once. The arithmetic ends with what it is where each is rounded by itself.
 */
struct plan_capacity plan_capacity_of_pool(struct plan *plan, const struct capacity_need *needs, size_t count);
/* HOST, with so many virtual machines on it at a time. One unit is a host where the right is counted by host. */
struct plan_capacity plan_capacity_of_host(struct plan *plan, const struct right *right, uint32_t product,
                                           const struct machine *host, const struct landing *vms);
/* USERS of a machine, at least as many as the product asks for its processors. */
struct plan_capacity plan_capacity_of_users(struct plan *plan, const struct right *right, uint32_t product,
                                            const struct machine *machine, int64_t users);
/* Does the product ask for a least number of users, under the terms of the right? */
bool plan_right_has_least_users(const struct plan *plan, const struct right *right, uint32_t product);
/* Is the right for hosts: does it say anything of the virtual machines on them? */
bool plan_right_is_for_hosts(const struct right *right);
/* Is it counted by size, and rounded up for all machines together? */
bool plan_right_is_pooled(const struct right *right);
