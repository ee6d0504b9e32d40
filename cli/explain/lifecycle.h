#pragma once
/* What a finding about support, contracts or reuse rests on: the rows of the lists of earlier results that it concerns.
 */

#include "cli/explain/rows.h"

/* Do these lists say more of findings with the code? */
bool lifecycle_code_has_rows(struct str code);
/* Prints it, from the files in DIR. */
MUST_CHECK enum err_code explain_lifecycle(const struct cli *cli, const char *dir,
                                           const struct explain_concern *concern, struct err *err);
