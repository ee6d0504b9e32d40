#pragma once
/* May a machine that was stopped serve again? Rules R1 to R3, over what is known of one asset. Pure; any thread.
 *
 *   return       it is leased or rented: it goes back
 *   candidate    it was bought, works, is supported long enough, and keeps no data
 *   hold         it would be one, but for facts that nobody has written down, or for a step that is open
 *   none         everything else: in use, disposed of, broken, or supported for too short a time
 *
 * A machine that surely is no candidate is none, whatever else is missing. */

#include "inventory/milestone.h"
#include "inventory/term.h"

struct reuse_facts {
    int status, acquisition, kind; /* enum device_status, acquisition, device_kind; negative: not known */
    struct date stopped_on, disposed_on;
    enum term is_in_use;  /* was it seen running since it was stopped; TERM_BLANK: several devices may be it */
    enum term is_virtual; /* as the ledger has it, whatever its kind */
    enum term is_working, is_erased;
    struct milestone support_end;
    bool is_end_old; /* it rests on support data that are too old to rely on */
};

enum reuse_kind { REUSE_NONE, REUSE_CANDIDATE, REUSE_HOLD, REUSE_RETURN };

/* What keeps a machine from being a candidate, in the order in which it is told. */
enum reuse_reason {
    REUSE_STATUS,      /* it has a day on which it was stopped, and no status */
    REUSE_STOPPED_ON,  /* it is stopped, and nobody knows since when */
    REUSE_IDENTITY,    /* it may be in use */
    REUSE_ACQUISITION, /* bought, or to be returned? */
    REUSE_WORKING,
    REUSE_SUPPORT_END, /* not known */
    REUSE_UNANNOUNCED, /* support goes on, and no end of it has been announced */
    REUSE_OLD_DATA,    /* it would be supported long enough, by data that are too old to rely on */
    REUSE_ERASURE,     /* not on record of a machine that keeps data: the step is open */
    REUSE_DATA,        /* not on record, nor whether it keeps data at all */
    REUSE_REASON_COUNT
};

struct reuse_state {
    enum reuse_kind kind;
    unsigned reasons; /* of HOLD: bits 1 << REUSE_… */
};

struct reuse_state reuse_state_on(const struct reuse_facts *facts, struct date day, int64_t min_days);
/* Can an asset of that status and day of stopping be anything but REUSE_NONE? All else need not be read then. */
bool reuse_may_be(int status, struct date stopped_on, struct date day);
