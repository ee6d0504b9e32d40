#pragma once
/* What the parts of the reconciler share during one run. Internal to reconciler/. */

#include "base/arena.h"
#include "inventory/probe_parts.h"
#include "pairing/groups.h"
#include "products/titles.h"
#include "reconciler/reconcile.h"

struct probes;       /* reconciler/presence.h */
struct absence;      /* reconciler/absence.h */
struct parts;        /* reconciler/parts.h */
struct neighborhood; /* reconciler/neighborhood.h */
struct guest_lists;  /* reconciler/guest_lists.h */
struct unread;       /* reconciler/unread.h */
struct several;      /* reconciler/several.h */
struct attribute_memo;
struct labels;   /* reconciler/labels.h */
struct settling; /* reconciler/settling.h */
struct changes;  /* reconciler/changes.h */

/* Constant while workers run, but for the sinks, to which each worker adds in a lane of its own. */
struct run {
    const struct reconcile_input *input;
    const struct table *assets, *devices;
    const struct table *listed;    /* the ledger's software, or NULL */
    const struct table *installed; /* the snapshot's software, or NULL */
    const struct table *accounts;  /* the snapshot's, or NULL */
    /* Files of the ledger's devices, and of its software, were refused: what stands in no row may stand there. */
    bool assets_are_partial, listed_is_partial;
    struct row_groups listed_by_asset, installed_by_device;
    struct row_groups accounts_by_device; /* only where it has logins */
    bool has_logins, has_uses;            /* does any row of accounts or installed software say when it was used? */
    bool has_listed_uses;                 /* the same of the ledger's software */
    bool versions_are_exact;              /* only equal versions agree, and not one that is said less exactly */
    struct titles *titles;
    struct labels *labels; /* of the members of both groups */
    struct probes *probes;
    struct probe_parts *probe_parts; /* which parts of each device were read */
    struct absence *absence;
    struct parts *parts;               /* NULL: no part has a serial number that an asset without a device has */
    struct neighborhood *neighborhood; /* NULL: no neighbour saw anything */
    struct guest_lists *guests;        /* NULL: no host told of guests */
    struct unread *unread;             /* NULL: nobody answered without being read */
    struct several *several;           /* NULL: no row of the ledger stands for several machines */
    struct changes *changes;           /* NULL: the ledger has no register of them */
    struct finding_sink *findings;
    struct verdict_sink *verdicts;
};

/* One thread's readers, scratch memory and counts. */
struct worker {
    const struct run *run;
    unsigned number;                                                   /* of the thread, and its lane in the sinks */
    struct row_reader *asset, *device, *listed, *installed, *accounts; /* from the third on NULL without such a table */
    struct attribute_memo *memo;                                       /* reconciler/attribute_memo.h */
    struct settling *settling;
    struct arena *arena; /* reset for every asset */
    struct coverage coverage;
    enum err_code code; /* the first failure; what follows is skipped */
    struct err err;
};

/* A pair at hand: the worker's readers stand on both rows. */
struct pair_rows {
    uint32_t asset, device;
    bool has_violation;
    bool is_certain; /* surely the same machine, and completely read: what differs may be corrected */
};

/* WORKER must be done with whatever comes of it. */
MUST_CHECK enum err_code worker_init(struct worker *worker, const struct run *run, unsigned number, struct err *err);
/* A worker of zeros is fine. */
void worker_done(struct worker *worker);
/* The first failure of the worker itself or of one of its readers. */
MUST_CHECK enum err_code worker_error(const struct worker *worker, struct err *err);

/* Keeps a failure, unless there was one before. */
void worker_keep(struct worker *worker, enum err_code code, const struct err *err);
/* Adds a finding; on failure the worker keeps the error. Notes a violation in ROWS (may be NULL), unless a change
 * explains it. */
void worker_add(struct worker *worker, const struct finding *finding, struct pair_rows *rows);
/* The cell of the ledger's table should say what was observed. Only counted where the pair is not
 * certain. */
void worker_correct(struct worker *worker, const struct pair_rows *rows, const struct correction *correction);
/* Fills in the asset's side (subject, hostname, place …) from the row the asset reader stands on. Texts are copied to
 * the worker's arena. */
void worker_set_asset(struct worker *worker, struct finding *finding, uint32_t asset);
/* The device's side: device_id, the evidence row; the subject, name and place as well where the finding has none. */
void worker_set_device(struct worker *worker, struct finding *finding, uint32_t device);
/* Copies of cells, living until the next asset. */
struct str worker_text(struct worker *worker, struct row_reader *reader, unsigned column);
struct str worker_evidence(struct worker *worker, const struct table *table, uint32_t row);
/* Rows of evidence one behind the other; the first ones may be none. */
struct str worker_join_evidence(struct worker *worker, struct str first, struct str second);
/* One cell of a table that no reader stands on. */
struct str worker_cell(struct worker *worker, const struct table *table, uint32_t row, unsigned column);
/* Is the part ("packages") complete on the device that the device reader stands on? */
bool worker_part_is_complete(struct worker *worker, struct str part);
