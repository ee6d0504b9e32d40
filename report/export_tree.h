#pragma once
/* Files that another writer put into a set's directory. Internal to report/. One thread. */

#include "report/export_set.h"

/* Adds all that the directory has, in order of names; to be called before anything else is written into it. */
MUST_CHECK enum err_code export_tree_add(struct export_set *set, enum export_text about, struct err *err);
