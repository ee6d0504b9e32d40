#pragma once
/* How many cores a machine has in how many sockets, as far as that is on record. Pure functions; any thread. */

#include "licenses/capacity.h"

struct core_shape {
    int64_t sockets, cores; /* both 1 and more; cores of all sockets, spread evenly */
};

struct core_layout {
    struct core_shape least, most; /* the same where everything is known; MOST may not be set */
    bool has_cores;                /* MOST is set: no more cores than these, nor more sockets */
    bool has_sockets;              /* their number is known, and the same in both */
    enum capacity_gap cores_gap, sockets_gap;
};
struct core_layout core_layout_read(const struct processors *processors);

/* Its cores as the product counts them; false when that is beyond 2^63. */
bool core_shape_count(const struct core_shape *shape, const struct minimum *minimum, int64_t *ret_cores);

/* What an expression that was written ends with, for what follows it. */
enum expression {
    EXPRESSION_NUMBER,  /* a number alone: "16" */
    EXPRESSION_PRODUCT, /* something to be worked out: "2 × 8" */
    EXPRESSION_RESULT,  /* and what it comes to: "2 × max(6, 8) = 16 ≥ 16" */
};
/* How COUNT, of core_shape_count, comes about. Sockets are not named where they are not known and do not matter. */
enum expression core_shape_write(const struct core_shape *shape, const struct minimum *minimum, bool has_sockets,
                                 int64_t count, struct buffer *arithmetic);
