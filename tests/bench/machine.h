#pragma once
/* The machines that generated ledgers and snapshots tell of: each follows from its number alone, so that both sides say
 * the same without keeping anything, and so does what is planted, that is where they do not. Pure functions; any
 * thread.
 *
 * Of ROWS + EDGE machines, the ledger lists 0 … ROWS - 1 and the snapshot EDGE … ROWS + EDGE - 1. */

#include "base/str.h"

struct fleet {
    uint64_t rows; /* a side */
    uint64_t edge; /* on one side only, each way: 0.5 % */
};

/* Ends the process when there are not enough addresses for so many. */
struct fleet fleet_of(uint64_t rows);

/* In what a machine of the ledger differs: in one attribute, or in none. */
enum change {
    CHANGE_NONE,
    CHANGE_SERIAL,
    CHANGE_HOSTNAME,
    CHANGE_MAC,
    CHANGE_MAKER,
    CHANGE_MODEL,
    CHANGE_SYSTEM,
    CHANGE_RELEASE,
    CHANGE_MEMORY,
    CHANGE_PLACE,
    CHANGE_COUNT
};

/* The ways to write one thing. */
struct spelling {
    const char *alike;    /* where both sides write alike */
    const char *paper;    /* in a ledger that people keep */
    const char *observed; /* as a machine says it */
};

struct machine {
    uint64_t number;
    uint64_t draws;         /* for whatever else a side writes */
    uint64_t label;         /* the asset number: that of another machine where two rows share one */
    uint64_t place_in_file; /* counted from 0 */
    uint64_t file_rows;
    uint32_t address; /* behind 10. */
    const struct spelling *kind, *maker, *model, *system, *release, *memory, *disk, *cpu, *cores, *place;
    enum change change;
    bool is_observed;           /* else documented */
    bool has_label, has_serial; /* in the realistic pair */
};

struct machine machine_documented(const struct fleet *fleet, uint64_t number);
struct machine machine_observed(const struct fleet *fleet, uint64_t number);

/* An asset that is surely gone: a machine that no ledger lists answers at its address. */
bool machine_is_replaced(const struct fleet *fleet, uint64_t number);
/* An asset that did not answer when it was tried; others that are not observed were not tried. */
bool machine_is_silent(const struct fleet *fleet, uint64_t number);

/* What is planted, as findings tell of it. */
struct planted {
    uint64_t differing;    /* in one attribute */
    uint64_t missing;      /* surely gone */
    uint64_t unverified;   /* not observed, and nothing proves that they are gone */
    uint64_t unregistered; /* observed, in no ledger */
    uint64_t duplicates;   /* rows that repeat an asset number */
    uint64_t blank;        /* paired assets without a serial number on paper, in the realistic pair */
};

/* Counts one machine of the ledger, or of the snapshot. */
void planted_count(struct planted *planted, const struct fleet *fleet, const struct machine *machine);
