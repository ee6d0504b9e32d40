#pragma once
/* The edges of the hardware and software diagram that the ledger and the snapshot give: which machine belongs to which
 * system, stands where, hosts and runs what; which licence covers what; what is connected with what. What is documented
 * and what was observed are told apart. What contracts are for is added by lifecycle/.
 *
 * The result does not depend on the order of rows or the number of threads. */

#include "pairing/relation_machines.h"

struct license_records;
struct title_rules;

struct relations_input {
    const struct relation_machines *machines;
    const struct title_rules *rules;     /* what titles are which products; NULL: nothing is known */
    struct license_records *allocations; /* finished; they are read from the first one on. NULL: none */
};

/* RECORDS are added to, in a lane for each of the pool's threads. */
MUST_CHECK enum err_code relations_find(const struct relations_input *input, struct pool *pool,
                                        struct relation_records *records, struct err *err);
