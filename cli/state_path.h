#pragma once
/* What is where in the state directory. */

#include "base/error.h"

#include <limits.h>

/* DIR/support: what 'genkyo import endoflife' writes. */
MUST_CHECK enum err_code state_support_path(const char *state, char ret_path[PATH_MAX], struct err *err);
