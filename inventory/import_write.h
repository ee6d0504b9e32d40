#pragma once
/* From the rows of an import to the rows of a snapshot. Internal to the import. */

#include "base/arena.h"
#include "inventory/import_files.h"
#include "inventory/import_fold.h"
#include "inventory/import_inventory.h"

/* A row of a file's devices table that speaks of a machine. */
struct import_link {
    uint32_t machine, file, row;
};

struct import_seen {
    struct instant at;
    bool is_set;
    bool is_by_list; /* a list of machines said so */
};

struct import {
    struct import_options options;
    struct arena *arena;
    struct import_files files;
    struct hasher *hasher;  /* over the digests of the files */
    uint32_t **machines_of; /* by file: the machine of each row of its software table */
    struct import_fold *fold;
    struct import_link *links; /* sorted by machine once all files are read, then as they came */
    size_t link_count, link_capacity;
    struct import_seen *seen; /* by machine */
    uint32_t seen_capacity;
    bool has_period;
    struct instant first, last;
    struct import_machine *machines; /* those that were seen */
    uint32_t *numbers;               /* by number in machines: that of the fold */
    size_t machine_count, unseen;
};

/* Fills import->machines, and sorts the links. */
MUST_CHECK enum err_code import_list_machines(struct import *import, struct err *err);
