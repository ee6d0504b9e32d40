#pragma once
/* How many of a population have to be looked at, if all that are looked at turn out to be right (discovery sampling):
 * exact, from the hypergeometric distribution, without replacement. Pure functions; any thread. */

#include "base/compiler.h"
#include "base/error.h"
#include "base/rational.h"

/* What an auditor asks for, in per cent: above 0 and below 100. */
struct sample_aim {
    struct rational confidence, tolerable;
};
bool sample_aim_is_valid(const struct sample_aim *aim);

/* How many deviations there are where the TOLERABLE rate is just reached: the part of POPULATION, rounded up. */
MUST_CHECK enum err_code sample_deviations(uint64_t population, const struct sample_aim *aim, uint64_t *ret_count,
                                           struct err *err);
/* The least sample that shows at least one of so many deviations with the CONFIDENCE: where it shows none, fewer
 * deviate. 0 of an empty population. The aim must be valid. */
MUST_CHECK enum err_code sample_size(uint64_t population, const struct sample_aim *aim, uint64_t *ret_size,
                                     struct err *err);
