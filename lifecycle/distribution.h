#pragma once
/* Packages of a distribution, which are supported with it: told by the package manager and the maker that a package
 * names (distribution.def). Pure; any thread. */

#include "base/str.h"

/* SOURCE is a word of software.source. */
bool distribution_makes(struct str source, struct str vendor);
/* Of a row that no package manager has to do with: is the maker a distribution, and makes nothing else? */
bool distribution_is_maker(struct str vendor);
