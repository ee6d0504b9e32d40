#pragma once
/* Ledger rows that stand for several machines: a quantity above one, and no number that only one machine has. Pairing
 * is one to one, so such a row has no partner, and its machines are on no row of their own. An observed machine without
 * an asset that is of the row's model, at the row's place or with no place on one side, may be one of them, as long as
 * the quantity is not used up: whether it is registered is then undetermined.
 *
 * Which machine is given to which row does not depend on the order of rows. Constant once built; any thread. Internal
 * to reconciler/. */

#include "reconciler/run.h"

struct several;
/* *RET_SEVERAL is NULL when no row stands for several machines, and then nothing here costs anything. */
MUST_CHECK enum err_code several_build(const struct run *run, struct several **ret_several, struct err *err);
void several_free(struct several *several);
DEFINE_CLEANUP(several, several_free)
/* The row of the ledger that the observed machine may be one of, or PAIRING_NONE. SEVERAL may be NULL. */
uint32_t several_row_of(const struct several *several, uint32_t device);
