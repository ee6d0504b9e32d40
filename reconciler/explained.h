#pragma once
/* Differences between paper and reality that an approved change explains. Internal to reconciler/. */

#include "reconciler/run.h"

/* The run has a register of changes, and FINDING, a violation, is about an asset whose row the worker's readers stand
 * on. Where a change explains it, it becomes a notice with the change; where one fits that lacks a fact, undetermined.
 * Else nothing happens to it. */
void explain_difference(struct worker *worker, const struct pair_rows *rows, struct finding *finding);
