#pragma once
/* --previous: the snapshot whose ids are carried over. */

#include "cli/command.h"
#include "scanner/device/previous_ids.h"

/* Says on the screen what is wrong in its list of keys, and when it has none. PATH NULL: *RET_PREVIOUS is NULL. */
MUST_CHECK enum err_code previous_read(const struct cli *cli, const char *path, struct previous_ids **ret_previous,
                                       struct err *err);
