#pragma once
/* The section "flatpak": one line an application, separated by tabs: application, version, branch, installation.
 * Sets: a software row for each, with the branch where an application has no version. */

#include "scanner/collect/observation.h"

void collect_flatpak(struct str body, struct observation *observation);
