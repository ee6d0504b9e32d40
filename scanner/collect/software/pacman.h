#pragma once
/* The section "pacman": the files "desc" of pacman's database ("%NAME%", its value below it, a blank line), or what
 * pacman -Qi prints, times in UTC. Sets: a software row for each package. */

#include "scanner/collect/observation.h"

void collect_pacman(struct str body, struct observation *observation);
