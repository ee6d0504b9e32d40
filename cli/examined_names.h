#pragma once
/* Machines by the first label of their host names, for findings that rest on what another machine tells and name it: a
 * switch, or the host of a virtual machine. One thread at a time. */

#include "inventory/table.h"

struct examined_names;
struct budget;
/* Either table may be NULL. */
MUST_CHECK enum err_code examined_names_new(const struct table *ledger, const struct table *snapshot,
                                            struct budget *budget, struct examined_names **ret_names, struct err *err);
void examined_names_free(struct examined_names *names);
DEFINE_CLEANUP(examined_names, examined_names_free)
/* Was the machine read whole, or is there none of the name any more, neither on paper nor in fact? */
bool examined_names_answered(const struct examined_names *names, struct str hostname);
