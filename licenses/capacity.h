#pragma once
/* How many units a machine needs where its size counts: sockets, cores, points, users for each processor. The figures
 * are exact rationals, rounded up once where the term says; what is not on record stays unknown. Pure functions; any
 * thread. */

#include "base/buffer.h"
#include "licenses/cpu_rules.h"
#include "licenses/edition_limits.h"
#include "licenses/entitlement.h"
#include "licenses/minimums.h"

/* Processors of a machine; below 0: not known. */
struct processors {
    struct str model;
    int64_t sockets;          /* populated */
    int64_t cores;            /* of the whole machine, never threads */
    int64_t cores_per_socket; /* where it is on record; else cores are spread evenly over the sockets */
    bool is_virtual;          /* the cores are those of a virtual machine */
};

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
    CAPACITY_UNLISTED_CPU,    /* no rule lists the model: the figure is the most that it can be */
    CAPACITY_TORN_CPU,        /* rules of it differ: likewise */
    CAPACITY_UNREADABLE_RULE, /* the right's own minimum rule says nothing that is understood */
    CAPACITY_TOO_LARGE,
};

struct capacity_need {
    bool is_known; /* MOST is set */
    enum capacity_gap gap;
    struct rational exact; /* before it is rounded up: for rounding over a pool */
    int64_t least, most;   /* whole units; the same unless a gap leaves it open */
    enum term is_allowed;  /* TERM_NO: the edition must not be used on so large a machine at all (M10) */
};

/* Appends to ARITHMETIC, which may be NULL, how the figure was reached: "2 × max(6, 8) = 16 ≥ 16". */
struct capacity_need capacity_of_machine(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                         const struct processors *processors, struct buffer *arithmetic);
/* Of a virtual machine that is licensed by itself: its virtual cores, at least the least that the product asks. For
 * points: all virtual machines of a host count MIN(Σ vCPU, host cores) × points where there is evidence of
 * sub-capacity; without it the host counts in full. HOST may be NULL. */
struct capacity_need capacity_of_vm(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                    const struct processors *vm, const struct processors *host,
                                    struct buffer *arithmetic);
/* The least number of users for the machine's processors, as the product counts them (named user plus, M11); 0 when
 * there is no such minimum. */
struct capacity_need capacity_of_users(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                       const struct processors *processors, int64_t users, struct buffer *arithmetic);

/* What a right to a host says of the virtual machines on it: virtual_rule. */
enum virtual_right {
    VIRTUAL_NONE,      /* blank: nothing */
    VIRTUAL_UNLIMITED, /* 無制限, unlimited: all cores of the host once, any number of machines (Datacenter) */
    VIRTUAL_COUNTED,   /* 2, 2台: all cores of the host for each so many machines (Standard) */
    VIRTUAL_UNREADABLE,
};
struct virtual_rule {
    enum virtual_right right;
    int64_t machines; /* COUNTED */
};
struct virtual_rule virtual_rule_read(struct str text);
/* Units for a host that needs HOST_UNITS once, with so many virtual machines; false when it is beyond 2^63, or the rule
 * says nothing of it. At least once, without machines too. */
bool virtual_rule_units(const struct virtual_rule *rule, int64_t host_units, int64_t machines, int64_t *ret_units);
