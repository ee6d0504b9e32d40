#pragma once
/* What the parts of the comparison of two snapshots share. Internal to reconciler/. */

#include "reconciler/changes.h"
#include "reconciler/drift.h"
#include "reconciler/run.h"
#include "reconciler/title_rows.h"

/* BASE is the run as for a ledger and a snapshot: its devices and its installed software are the later snapshot's; in
 * the place of the ledger's software stands that of the earlier one, by the earlier snapshot's devices. */
struct drift_run {
    struct run base;
    const struct drift_input *input;
    const struct table *earlier; /* devices */
    struct pairing *pairing;     /* of the devices of both */
    uint32_t *earlier_of;        /* by row of the later devices: the same machine earlier, or PAIRING_NONE */
    bool *is_by_id;              /* the two have one id, and need no proof */
    struct drift_records *records;
};

/* One thread's. The base's readers of assets and devices, and the one of earlier devices, stand on the machine at hand.
 */
struct drift_worker {
    struct worker base;
    const struct drift_run *run;
    struct row_reader *earlier;
    struct drift_count count;
    bool has_changed;                               /* something of the machine at hand did */
    struct title_rows earlier_titles, later_titles; /* drift_check_applied's, of the machine whose changes it is at */
};

struct drift_machine {
    uint32_t asset; /* or PAIRING_NONE */
    uint32_t earlier, later;
};

/* One side of a change: a text, or a word of the catalogue in its place ("not-installed"). */
struct drift_side {
    struct str text;
    bool is_word;
};

struct drift_change {
    enum drift_what what;
    struct str field; /* a column or a title */
    struct drift_side before, after;
    enum drift_state state; /* as long as no register says otherwise: DRIFT_UNAPPROVED, or one that nobody judges */
    struct str evidence;    /* the rows of both snapshots */
    struct change_answer answer;
};

/* The machine number under which the register has it. */
uint32_t drift_machine_number(const struct drift_worker *worker, const struct drift_machine *machine);
/* "from/devices.csv:3 to/devices.csv:5"; a row of UINT32_MAX is left out. */
struct str drift_evidence(struct drift_worker *worker, const struct table *earlier, uint32_t earlier_row,
                          const struct table *later, uint32_t later_row);
/* Adds the record, and the finding where there is something to judge by. */
void drift_report(struct drift_worker *worker, const struct drift_machine *machine, struct drift_change *change);
/* Fills in who the machine is, from the rows that the readers stand on. */
void drift_set_machine(struct drift_worker *worker, struct finding *finding, const struct drift_machine *machine);

/* Was the machine at hand read in the same way both times? Other ways say some things less exactly. */
bool drift_is_read_alike(struct drift_worker *worker);

void drift_compare_attributes(struct drift_worker *worker, const struct drift_machine *machine);
void drift_compare_software(struct drift_worker *worker, const struct drift_machine *machine);
/* CHG-UNAPPLIED: what the register has as applied, and was not observed. Once the machines were compared; one thread.
 */
void drift_check_applied(struct drift_worker *worker);
