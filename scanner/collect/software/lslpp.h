#pragma once
/* AIX. The section "lslpp": lslpp -Lcq, or -lcq as older recordings have it: fields separated by colons, a line for
 * each fileset in each of the places where it has parts. Sets: a software row for each fileset.
 * The section "install": lslpp -qhc bos.rte, the history of the base system. Sets: installed_at. */

#include "scanner/collect/observation.h"

void collect_lslpp(struct str body, struct observation *observation);
void collect_lslpp_history(struct str body, struct observation *observation);
