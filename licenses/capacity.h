#pragma once
/* How many units a machine needs where its size counts: sockets, cores, points, users for each processor. The figures
 * are exact rationals, rounded up once where the term says; what is not on record stays unknown. Pure functions; any
 * thread.
 *
 *   socket  populated sockets, rounded up to whole packs on each machine where a unit of the right is a pack of them
 *           (a pair on a machine with one socket is used up), unless the right is rounded over the pool
 *   core    the minima of the product per socket and server (or per virtual machine), times the core factor. Minima are
 *           cores, so they come before the factor. A product with minima is sold by plain cores, and the table of core
 *           factors is not for it; a factor that the right says itself always is. Packs of cores are only how they are
 *           sold: 21 cores are 11 packs of two, whatever machines they are on, and nothing is rounded to packs here
 *   points  cores times the points of the model
 *   vm      a virtual machine's cores, at least its minimum
 *
 * A right per socket with a core factor of its own is a right per core: "processor" is then what its maker calls cores
 * times factor. */

#include "base/buffer.h"
#include "licenses/cpu_rules.h"
#include "licenses/edition_limits.h"
#include "licenses/entitlement.h"
#include "licenses/minimums.h"
#include "licenses/virtual_rule.h"

/* Processors of a machine; 0 and below: not known. Of three figures that contradict each other none is believed. */
struct processors {
    struct str model;
    int64_t sockets;          /* populated */
    int64_t cores;            /* of the whole machine, never threads */
    int64_t cores_per_socket; /* where it is on record; else cores are spread evenly over the sockets */
    bool is_virtual;          /* the cores are those of a virtual machine */
};

/* Nothing but the matcher may be NULL. */
struct capacity_rules {
    const struct cpu_rules *core_factors, *points;
    const struct minimums *minimums;
    const struct edition_limits *edition_limits;
    struct regex_matcher *matcher;
    struct date day;
};

/* What capacities are counted for: a product, under the terms of a right or of none. */
struct capacity_terms {
    struct str product, edition;
    int metric;                            /* METRIC_SOCKET, _CORE, _POINTS, _VM */
    const struct entitlement *entitlement; /* its own core factor, points, minimum rule, sub-capacity evidence and
                                              rounding go before the rule tables; NULL: none */
};

/* Why a figure is not known, or not sure. */
enum capacity_gap {
    CAPACITY_COMPLETE,
    CAPACITY_NO_CORES,        /* the number of cores is not on record */
    CAPACITY_NO_SOCKETS,      /* nor that of sockets, where these count */
    CAPACITY_TORN_CORES,      /* cores, sockets and cores per socket contradict each other */
    CAPACITY_UNLISTED_CPU,    /* no rule lists the model: the figure is the most that it can be */
    CAPACITY_TORN_CPU,        /* rules of it differ: likewise */
    CAPACITY_TORN_MINIMUM,    /* rules of the product's minima differ: likewise */
    CAPACITY_UNREADABLE_RULE, /* the right's own minimum rule says nothing that is understood */
    CAPACITY_NO_EVIDENCE,     /* nobody says whether sub-capacity is evidenced: at most the host in full */
    CAPACITY_TOO_LARGE,
};

struct capacity_need {
    bool is_known; /* MOST and EXACT are set */
    enum capacity_gap gap;
    struct rational exact_least, exact; /* of LEAST and MOST before they are rounded up: for rounding over a pool */
    int64_t least, most;                /* whole units; the same unless a gap leaves it open */
    struct rational factor;             /* of MOST: what a core counts; 1 where that is not asked */
    enum round_scope round_scope;       /* where the right, or else the rule, rounds up */
    bool takes_maintenance;             /* as a virtual machine by itself, which takes a right under maintenance */
    enum term is_allowed;               /* TERM_NO: the edition must not be used on so large a machine at all (M10), or
                                           a virtual machine cannot be licensed by itself (M13). TERM_BLANK: a limit is
                                           on record, and what it is held against is not. TERM_YES: nothing speaks
                                           against it */
};

/* Appends to ARITHMETIC, which may be NULL, how the figure was reached: "2 × max(6, 8) = 16 ≥ 16". What is rounded over
 * a pool is not rounded in it. A figure that is not sure is that of the most, with the range behind it: "16 × 1 = 16;
 * 1..16", or "1.." without an end. */
struct capacity_need capacity_of_machine(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                         const struct processors *processors, struct buffer *arithmetic);
/* Of a virtual machine that is licensed by itself: its virtual cores, at least the least that the product asks. That
 * takes a right under maintenance on the day where it is a right of virtual machines or has a minimum of them. Where
 * machines are counted with their host: as if it were alone there. HOST may be NULL. */
struct capacity_need capacity_of_vm(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                    const struct processors *vm, const struct processors *host,
                                    struct buffer *arithmetic);
/* Are virtual machines counted with the host that they run on, all of them once: under sockets and points? */
bool capacity_is_of_host(const struct capacity_terms *terms);
/* Of all virtual machines of a host that use it, 1 and more, where that is so. Points are MIN(Σ vCPU, host cores) ×
 * points where there is evidence of sub-capacity; without it the host counts in full. Sockets are those of the host.
 * HOST may be NULL. */
struct capacity_need capacity_of_guests(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                        const struct processors *guests, size_t count, const struct processors *host,
                                        struct buffer *arithmetic);
/* The least number of users for the machine's processors, as the product counts them (named user plus, M11), and not
 * less than USERS, who are there; just these when there is no such minimum. Processors are sockets under a metric of
 * sockets and where the edition has a limit of sockets (M10), else cores times factor, rounded up. */
struct capacity_need capacity_of_users(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                       const struct processors *processors, int64_t users, struct buffer *arithmetic);

/* What machines need together where fractions are rounded up once for all of them. At least one unit where any is
 * needed. */
struct capacity_need capacity_of_pool(const struct capacity_need *needs, size_t count, struct buffer *arithmetic);
