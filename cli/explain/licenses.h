#pragma once
/* How the figures behind a finding about licences were reached: the position of the product, what it needs where, and
 * which rights cover that, from the licence files of earlier results. */

#include "cli/explain/rows.h"

/* Do the licence files say more of findings with the code? */
bool license_code_has_figures(struct str code);
/* Prints it, from the files in DIR. */
MUST_CHECK enum err_code explain_licenses(const struct cli *cli, const char *dir, const struct explain_concern *concern,
                                          struct err *err);
