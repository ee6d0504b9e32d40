#pragma once
/* What the checks of contracts share. One thread. Internal to lifecycle/contract*. */

#include "lifecycle/contract_targets.h"

/* What is to come of a contract, as far as there is a record of it. */
struct contract_outlook {
    uint32_t targets, followed; /* those in use, as far as anybody knows; those of them with a contract that begins
                                   later and ends later */
    uint32_t left, left_in_use; /* those that no contract outlasts; those of them that are surely in use */
    uint32_t follower;          /* the contract that goes on; CONTRACT_NONE */
    bool is_renewed;            /* it is on record that it goes on: by its status, its next contract or those of all
                                   of its targets, or by the contract under which it is had */
    bool is_told_elsewhere;     /* it ends with the contract under which it is had, of which it is said */
};

struct contract_audit {
    const struct lifecycle_run *run;
    struct date as_of;
    struct contract_list list;
    struct contract_machines machines;
    struct contract_targets targets;
    struct chain_links links;
    struct contract_outlook *outlooks; /* by contract */
    struct row_reader *assets, *devices;
    struct arena *arena; /* texts of the finding or record under way */
};

/* Gaps and overlaps: CON-GAP, CON-OVERPAID. */
MUST_CHECK enum err_code contract_links_report(struct contract_audit *audit, struct err *err);
/* What ends, or must be given notice of: CON-EXPIRED, CON-NOTICE, CON-GAP. */
MUST_CHECK enum err_code contract_deadlines_report(struct contract_audit *audit, struct err *err);
/* All contracts as records. */
MUST_CHECK enum err_code contract_records_add(struct contract_audit *audit, struct err *err);
/* Machines that are not maintained, and those that need not be any more: CON-UNCOVERED, CON-OVERPAID. */
MUST_CHECK enum err_code contract_cover_report(struct contract_audit *audit, struct err *err);
/* What contracts in force are for, as edges; nothing where nobody wants them. */
MUST_CHECK enum err_code contract_relations_add(struct contract_audit *audit, struct err *err);

/* --- findings ------------------------------------------------------------------------------------------------------
 */

/* About a contract: its id, and where it stands. Texts live until contract_finding_add. */
struct finding contract_finding(struct contract_audit *audit, enum finding_code code, enum message message,
                                uint32_t contract);
/* Another row that it rests on. */
void contract_finding_add_evidence(struct contract_audit *audit, struct finding *finding, uint32_t contract);
/* About an asset: its ids, name, system, department and location, and where it stands. */
struct finding contract_finding_of_asset(struct contract_audit *audit, enum finding_code code, enum message message,
                                         uint32_t asset);
void contract_finding_add_day(struct contract_audit *audit, struct finding *finding, struct date day);
/* To the sink; its texts go. */
MUST_CHECK enum err_code contract_finding_add(struct contract_audit *audit, const struct finding *finding,
                                              struct err *err);
struct str contract_evidence(struct contract_audit *audit, uint32_t contract);
