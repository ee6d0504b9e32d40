#pragma once
/* Snapshot directories: canonical headings, UTF-8, LF, one file a table, and manifest.json with the digest of each. A
 * snapshot is written once, whole (base/staging.h), and never changed; reading verifies every digest first.
 * Format: docs/formats/snapshot.md. */

#include "inventory/inventory.h"

#define SNAPSHOT_FORMAT_VERSION 1

struct snapshot_info {
    struct str scanner_version; /* "genkyo 0.1.0" */
    struct instant started, ended;
    struct str scope;         /* name of the targets as given */
    struct str scope_digest;  /* XXH3-128 of the targets, hex */
    struct str script_sha256; /* of the collector scripts, hex; empty when none was sent */
    struct str snmp_sha256;   /* of the list of objects that SNMP agents were asked for; empty when none was */
    bool is_complete;         /* declared to list every machine of its scope: what it does not list is not there */
    struct str site;          /* is_complete: the place that it covers, empty for all of them */
    bool has_keys;            /* the keys of its devices are listed, if there are any */
};

struct snapshot;
/* Refuses: ERR_NOT_FOUND (no manifest: not a snapshot, or an unfinished one), ERR_VERSION, ERR_SYNTAX (manifest),
 * ERR_DIGEST (a file is not what the manifest says, is missing or is not listed). Problems in cells go to DIAGNOSTICS.
 */
MUST_CHECK enum err_code snapshot_read(const char *directory, const struct read_options *options,
                                       struct diagnostics *diagnostics, struct snapshot **ret_snapshot,
                                       struct err *err);
/* The same of one table alone; the others are not looked at. Without it the inventory is empty. Reading a whole
 * snapshot leaves TABLE_KEYS out, which serves nothing but giving ids. */
MUST_CHECK enum err_code snapshot_read_table(const char *directory, enum table_id table,
                                             const struct read_options *options, struct diagnostics *diagnostics,
                                             struct snapshot **ret_snapshot, struct err *err);
void snapshot_free(struct snapshot *snapshot);
DEFINE_CLEANUP(snapshot, snapshot_free)
const struct inventory *snapshot_inventory(const struct snapshot *snapshot);
const struct snapshot_info *snapshot_info(const struct snapshot *snapshot);

/* Writing. Rows may be added in any order and to any table; they are written sorted by their cells. */
struct snapshot_writer;
/* PATH must not exist; PATH.partial is used meanwhile. */
MUST_CHECK enum err_code snapshot_writer_new(const char *path, const char *tmpdir, struct snapshot_writer **ret_writer,
                                             struct err *err);
/* The same, but what an earlier writer was killed over may be gone on with: a file KEPT in PATH.partial stays there, as
 * *ret_found tells, and outlives this writer unless it commits. */
MUST_CHECK enum err_code snapshot_writer_take_up(const char *path, const char *tmpdir, const char *kept,
                                                 struct snapshot_writer **ret_writer, bool *ret_found, struct err *err);
/* Before the first row: what rows of one table may take in memory while they are sorted; else as usual. */
void snapshot_writer_limit(struct snapshot_writer *writer, size_t run_bytes);
/* CELLS: one slice a column of the table, in the schema's order. */
MUST_CHECK enum err_code snapshot_writer_row(struct snapshot_writer *writer, enum table_id table,
                                             const struct str *cells, struct err *err);
/* Directory that files beside the tables go to (raw/ section text). */
int snapshot_writer_fd(const struct snapshot_writer *writer);
/* Writes the tables and the manifest, syncs, renames. The writer is used up either way but must still be freed. */
MUST_CHECK enum err_code snapshot_writer_commit(struct snapshot_writer *writer, const struct snapshot_info *info,
                                                struct err *err);
void snapshot_writer_free(struct snapshot_writer *writer);
DEFINE_CLEANUP(snapshot_writer, snapshot_writer_free)
