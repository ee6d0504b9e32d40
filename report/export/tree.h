#pragma once
/* Files that another writer put into a set's directory. Internal to report/. One thread. */

#include "report/export/set.h"

/* Adds the file NAME, or all that the directory NAME has, in order of names; nothing where there is none. */
MUST_CHECK enum err_code export_tree_add(struct export_set *set, const char *name, enum export_text about,
                                         struct err *err);
