#pragma once
/* What stands, runs and is covered where: the edges of the hardware and software diagram. They become relations.csv.
 *
 * All slices are UTF-8; what a reader hands out is borrowed until its next call. */

#include "base/parallel.h"

#include <stdbool.h>

enum relation {
    RELATION_BELONGS,   /* a machine to its information system; whatever else has no other relation, to none */
    RELATION_LOCATED,   /* a machine at a facility */
    RELATION_HOSTS,     /* a machine a virtual one */
    RELATION_RUNS,      /* a machine an operating system or software */
    RELATION_COVERS,    /* a licence software, and the machine on which it is used */
    RELATION_MAINTAINS, /* a contract a machine, a licence, a circuit, a cloud service, a facility */
    RELATION_CONNECTS,  /* a machine another one; a circuit or a domain a machine */
    RELATION_COUNT
};
const char *relation_name(enum relation relation); /* "hosts" */

enum relation_kind {
    NODE_SYSTEM,
    NODE_HARDWARE,
    NODE_VM,
    NODE_OS,
    NODE_SOFTWARE,
    NODE_LICENSE,
    NODE_CONTRACT,
    NODE_CIRCUIT,
    NODE_DOMAIN,
    NODE_CLOUD,
    NODE_FACILITY,
    RELATION_KIND_COUNT
};
const char *relation_kind_name(enum relation_kind kind); /* "license" */

/* What says so. Bits. */
enum relation_basis { BASIS_LEDGER = 1, BASIS_OBSERVED = 2, BASIS_BOTH = 3 };
const char *relation_basis_name(enum relation_basis basis); /* "observed" */

struct relation_node {
    enum relation_kind kind;
    struct str id;    /* unique among its kind; may be empty, for a system without a name */
    struct str label; /* for people; empty where the id is */
};

struct relation_record {
    struct str system; /* in which it holds; empty: in none */
    enum relation relation;
    struct relation_node from, to;
    enum relation_basis basis;
    int64_t count; /* how many machines it stands for, those of one model, or units that a licence gives; 0 of
                      those added: it is between single things, however often it is said. Readers see 1 then */
    /* Rows of either side: "software.csv:17"; none where it stands for several. */
    struct str ledger_evidence, snapshot_evidence;
};

/* In the order of system, relation, from and to, by kind and id. Those that agree in these are one for readers: it
 * rests on all that they rest on, counts what the larger of both sides counts (what is added with both counts as
 * observed), and is labelled as the ledger labels it. Several threads may add at once, each to a lane of its own; all
 * else is one thread's. Beyond a bound they are kept in temporary files (base/sorter.h). */
struct relation_records;
/* RUN_BYTES 0 takes the usual bound; TMPDIR is borrowed. */
MUST_CHECK enum err_code relation_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                              struct relation_records **ret_records, struct err *err);
void relation_records_free(struct relation_records *records);
DEFINE_CLEANUP(relation_records, relation_records_free)
/* Copies. */
MUST_CHECK enum err_code relation_records_add(struct relation_records *records, unsigned lane,
                                              const struct relation_record *record, struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code relation_records_finish(struct relation_records *records, struct pool *pool, struct err *err);
/* From the first one on; *ret_more false at the end. */
void relation_records_rewind(struct relation_records *records);
MUST_CHECK enum err_code relation_records_next(struct relation_records *records, bool *ret_more,
                                               struct relation_record *ret_record, struct err *err);
