#pragma once
/* The way to targets, as tests write it: [USER@]HOST:PORT, separated by commas. */

#include "scanner/target/target.h"

#define WAY_HOPS_MAX 4

struct way {
    struct hop hops[WAY_HOPS_MAX];
    size_t count;
};

/* One stop of a way, or a target. Ends the program when it cannot be read. */
struct hop way_read_hop(struct str text);
/* Borrows TEXT. */
void way_read(struct str text, struct way *way);
