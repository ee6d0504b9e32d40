#pragma once
/* Exports of other inventory tools as a snapshot: which machines they tell of, and the rows of a snapshot that says so.
 * Format and rules: docs/formats/import.md. Two steps, since the stable ids of machines are given by the caller:
 *
 *   import_inventory_read     files in, machines out
 *   import_inventory_write    ids in, rows out
 *
 * One thread at a time. */

#include "inventory/inventory.h"
#include "inventory/snapshot.h"

struct import_options {
    const char *tmpdir;
    bool has_observed;       /* when the machines were seen that no column says it of */
    struct instant observed; /* has_observed */
    int32_t utc_offset;      /* of times that name no offset */
    struct str tool;         /* where the files come from, for probes.csv */
    struct budget *budget;   /* of what grows with the rows; NULL: no limit. Outlives the import */
};

/* A machine, as far as ids depend on it. Raw cells; empty when unknown. */
struct import_machine {
    struct str manufacturer, serial, uuid, mac, hostname, address, label;
};

struct import_identity {
    struct str device_id;
    struct str notes; /* for identity_notes */
};

struct import;

/* PATHS: files. ERR_REFUSED: one cannot be used, or no machine is in them; ERR_MISSING_KEY: nothing says when the
 * machines were seen (arg[0] is "observed_at"). DIAGNOSTICS say what is wrong in the files. */
MUST_CHECK enum err_code import_inventory_read(const char *const *paths, size_t count,
                                               const struct import_options *options, struct diagnostics *diagnostics,
                                               struct import **ret_import, struct err *err);
void import_free(struct import *import);
DEFINE_CLEANUP(import, import_free)
/* Those that were seen, in an order that the files give. Owned by the import. */
const struct import_machine *import_machines(const struct import *import, size_t *ret_count);
/* Machines that the files list but that the tool has never seen: they are no devices. */
size_t import_unseen(const struct import *import);
/* When the first and the last machine was seen. */
void import_period(const struct import *import, struct instant *ret_first, struct instant *ret_last);
/* XXH3-128 over the digests of the files. */
struct hash128 import_digest(const struct import *import);
/* IDENTITIES: one a machine. */
MUST_CHECK enum err_code import_inventory_write(struct import *import, const struct import_identity *identities,
                                                struct snapshot_writer *writer, struct err *err);
