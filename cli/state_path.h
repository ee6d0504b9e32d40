#pragma once
/* What is where in the state directory. */

#include "base/error.h"

#include <limits.h>

/* STATE/FOLDER/NAME, or STATE/FOLDER with an empty NAME. */
MUST_CHECK enum err_code state_path(const char *state, const char *folder, const char *name, char ret_path[PATH_MAX],
                                    struct err *err);
/* STATE/support: what 'genkyo import endoflife' writes. */
MUST_CHECK enum err_code state_support_path(const char *state, char ret_path[PATH_MAX], struct err *err);
