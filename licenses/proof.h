#pragma once
/* LIC-PROOF: how many licences the certificates of a right bear out. Certificates count as the ledger does, in packs,
 * or in the units that packs hold: whichever comes closer is what is meant. Each row is compared with the quantity that
 * stands in it; a certificate that is named in several rows is not added up.
 *
 * Nothing is asked of rights that are not counted (sites, enterprises, no limit), of trials, and of what has no paper
 * of its own: subscriptions, and what came with a device. A certificate on record is compared all the same. */

#include "licenses/ledger_check.h"

/* A notice; undetermined where the right's exceeds_proof is set and something is not certified. */
MUST_CHECK enum err_code proof_report(const struct ledger_check *check, struct err *err);

/* Is a need of so many units of the right more than is certified, although the ledger may have as many? Never where no
 * certificate is asked for, or where it is not known for how many it is. */
bool proof_is_exceeded(const struct entitlement *entitlement, int64_t units);
