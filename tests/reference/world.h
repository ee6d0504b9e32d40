#pragma once
/* Small random inventories, made to collide: a few machines that paper and reality both speak of, each in its own way
 * and now and then of the wrong one, with shared serial numbers, swapped UUIDs, names in several forms, placeholders,
 * blanks, lists, both languages' headings, and what people do to files. They depend on the state of random() alone.
 * Failures end the test program. */

#include "base/arena.h"
#include "inventory/snapshot.h"

struct world;

enum world_size {
    WORLD_SMALL, /* up to a dozen assets, devices, and two dozens of titles a side */
    WORLD_LARGE, /* more than one thread takes at a time; its files are well formed */
};

/* Lives in ARENA. */
struct world *world_new(enum world_size size, struct arena *arena);
/* Writes the files of a ledger to the directory, which is empty. Which cells are dittos is left to random(). */
void world_write_ledger(const struct world *world, const char *directory);
/* Writes a snapshot; the directory must not exist. */
void world_write_snapshot(const struct world *world, const char *directory, const char *tmpdir);
/* Another order of the rows, each in its file. */
void world_shuffle(struct world *world);
