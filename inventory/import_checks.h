#pragma once
/* Hand checks (実地確認票, the table `checks`) as a snapshot: what people who went and looked have found, and what they
 * have not. Format and rules: docs/formats/import.md. Of several checks of one asset the last counts, with what an
 * earlier one of the same day says besides. Two steps, as in inventory/import_inventory.h. One thread at a time. */

#include "inventory/import_inventory.h"

struct import_checks;

/* How many assets were looked for. */
struct import_check_counts {
    size_t found, not_found;
    size_t undecided; /* rows that do not say, or not of what or when: left out, DIAGNOSTICS say which */
};

/* PATHS: files. ERR_REFUSED: one cannot be used, or no row says anything. */
MUST_CHECK enum err_code import_checks_read(const char *const *paths, size_t count,
                                            const struct import_options *options, struct diagnostics *diagnostics,
                                            struct import_checks **ret_checks, struct err *err);
void import_checks_free(struct import_checks *checks);
DEFINE_CLEANUP(import_checks, import_checks_free)
struct import_check_counts import_checks_counts(const struct import_checks *checks);
/* The machines that were found. Owned by the checks. */
const struct import_machine *import_checks_machines(const struct import_checks *checks, size_t *ret_count);
void import_checks_period(const struct import_checks *checks, struct instant *ret_first, struct instant *ret_last);
struct hash128 import_checks_digest(const struct import_checks *checks);
/* IDENTITIES: one a machine. */
MUST_CHECK enum err_code import_checks_write(const struct import_checks *checks,
                                             const struct import_identity *identities, struct snapshot_writer *writer,
                                             struct err *err);
