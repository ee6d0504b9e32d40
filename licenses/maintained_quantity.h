#pragma once
/* LIC-QUANTITY, field maintenance (M32): maintenance of a part of the licences, where the terms ask for all of them or
 * none; undetermined where the ledger has no rule of maintenance. Of rights in force, as long as they are or may be
 * under maintenance. */

#include "licenses/ledger_check.h"

MUST_CHECK enum err_code maintained_quantity_report(const struct ledger_check *check, struct err *err);
