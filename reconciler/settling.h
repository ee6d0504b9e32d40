#pragma once
/* The software of a pair of which nothing needs to be said: titles that both sides have, with versions that agree.
 * Integers are compared; what is left over, little as a rule, is compared as text (reconciler/software.c). One
 * thread's. Internal to reconciler/. */

#include "reconciler/run.h"

struct settling;
/* NULL when memory is out. */
struct settling *settling_new(const struct run *run);
void settling_free(struct settling *settling);

/* Rows in their order, in the worker's arena. */
struct rest {
    uint32_t *rows;
    uint32_t count;
};

/* What of a pair is left to be compared. */
struct rests {
    struct rest listed, installed;
    uint32_t counted; /* distinct installed titles of which nothing is said but how many they are: not in the rest */
};

/* A title that both sides have alike is settled as a whole: all rows of it on both sides, or none. */
struct rests settle(struct worker *worker, uint32_t asset, uint32_t device);
/* All rows of an owner that have a title, or may have one. */
struct rest rest_of_owner(struct worker *worker, const struct row_groups *groups, uint32_t owner);
/* The distinct titles of a device; labels must be kept. */
uint32_t settling_count_titles(struct worker *worker, uint32_t device);
