#pragma once
/* The network simplex method on the networks of flow.h: sources that have units, sinks that want some, a root that
 * takes what is left over and gives what is missing. Minimises several costs one after the other, each over the flows
 * that are optimal for all costs before it.
 *
 * Nodes are numbered: sources, sinks, the root. Arcs are numbered: those between sources and sinks, as they are given,
 * then one a node, between it and the root, without a limit. Which of several optimal flows is found depends on these
 * numbers and the costs alone. One thread at a time. */

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct network {
    uint32_t source_count, sink_count, arc_count;
    const int64_t *units;  /* sources': 0 and more; sinks': 1 and more */
    const uint32_t *tails; /* of the arcs: sources */
    const uint32_t *heads; /* sinks, as nodes */
    const int64_t *limits; /* INT64_MAX: none */
};

struct network_simplex;
/* NETWORK's arrays are borrowed. */
MUST_CHECK enum err_code network_simplex_new(const struct network *network, struct network_simplex **ret_simplex,
                                             struct err *err);
void network_simplex_free(struct network_simplex *simplex);
DEFINE_CLEANUP(network_simplex, network_simplex_free)

/* One number an arc, borrowed for the call; bounded by flow.h. From then on only flows that are optimal are considered.
 */
void network_simplex_minimize(struct network_simplex *simplex, const int64_t *costs);
/* Of an arc, now. */
int64_t network_simplex_flow(const struct network_simplex *simplex, uint32_t arc);
/* Of a node, for the costs that were minimised last; the root has 0. cost + potential(tail) − potential(head) is the
 * reduced cost of an arc. */
int64_t network_simplex_potential(const struct network_simplex *simplex, uint32_t node);
