#pragma once
/* The products of a generated licence ledger, and the machines that have them: each follows from its number alone, so
 * that the tables of both sides agree without keeping anything. Pure functions; any thread.
 *
 *   titles 0 … 449      products that take a right, in ten shelves of 45; the last shelf is for servers only
 *   titles 450 … 499    suites: of a product from each of the first four shelves, the last five of two shelves more
 *   titles 500 … 9,999  packages, components, drivers, runtimes, and products that need no right
 *
 * A machine has 100 installations: one of each shelf, and 90 others. Half of the machines have the first product of
 * a shelf; the first four shelves mostly go together, as the parts of one suite do. */

#include "base/str.h"

struct buffer;

enum {
    TITLES = 10000,
    SHELVES = 10,
    SHELF = 45,
    SUITE_SHELVES = 4,
    SERVER_SHELF = SHELVES - 1,
    PRODUCTS = SHELVES * SHELF,
    SUITES = 50,
    FIRST_OTHER = PRODUCTS + SUITES,
    OTHER_CHOICES = 105, /* for each installation that is of no shelf */
    INSTALLATIONS = 100, /* on a machine */
    DEPARTMENTS = 60,
    PLACES = 200,
    RELEASES = 3,
};

/* What titles, patterns and rights call it: "Aoba Archive Agent", each title another. */
void licensed_name(struct buffer *out, unsigned title);
void licensed_vendor(struct buffer *out, unsigned title);
/* 2019, 2021, 2024. */
void licensed_release(struct buffer *out, unsigned release);

struct licensed_machine {
    uint64_t number, draws, user;
    unsigned department, place;
    bool is_server, is_shared;
};

/* Of MACHINES; three people for four machines. */
struct licensed_machine licensed_machine_at(uint64_t number, uint64_t machines);
uint64_t licensed_people(uint64_t machines);

struct licensed_installation {
    unsigned title;
    unsigned release; /* of products that take a right */
};

/* PLACE is below INSTALLATIONS. */
struct licensed_installation licensed_installation_at(const struct licensed_machine *machine, unsigned place);
/* On about how many of the machines a product, or a part of a suite, is. */
uint64_t licensed_spread(unsigned title, uint64_t machines);
/* The components of a suite; how many. */
unsigned licensed_components(unsigned suite, unsigned components[SUITE_SHELVES + 1]);
