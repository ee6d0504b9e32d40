#pragma once
/* LIC-INCOMPLETE: what the row of a right lacks or contradicts, so that what rests on it stays open. A finding for each
 * fact (enum entitlement_fact), of the column that should say it; besides, upgrades that have no base to upgrade, and
 * rights that came with a device when nobody says which. Terms that nobody has looked up are a notice: they are open
 * only where a use would need them. */

#include "licenses/ledger_check.h"

MUST_CHECK enum err_code fact_findings_report(const struct ledger_check *check, struct err *err);
