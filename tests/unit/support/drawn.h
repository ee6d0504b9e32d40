#pragma once
/* A small drawing for tests: two machines, one of which runs two products, one of them under a licence with a contract.
 * The nodes: 0 contract, 1 host, 2 virtual machine, 3 and 4 software, 5 licence. */

#include "report/drawing/drawing.h"

/* In ARENA; NAME is the name of node 3. */
struct drawing drawn_small(struct arena *arena, struct str name);
