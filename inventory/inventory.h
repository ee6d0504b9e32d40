#pragma once
/* An inventory: the tables of a ledger (documented) or of a snapshot (observed), in memory. Constant once read; any
 * thread. */

#include "base/diagnostic.h"
#include "base/hash.h"
#include "inventory/intake_scan.h"
#include "inventory/table.h"

struct inventory;

/* What says which table a file is. */
enum recognition {
    RECOGNISED_BY_NAME,
    RECOGNISED_BY_HEADINGS,
    RECOGNISED_BY_SETTING, /* ledger.yaml */
    RECOGNITION_COUNT
};

/* A file that was read, or refused. */
struct inventory_file {
    struct str name;     /* relative to the directory */
    bool is_of_workbook; /* a workbook, or a sheet of one: ENCODING is that of its text within */
    bool has_table;      /* it was recognised */
    enum table_id table;
    enum recognition recognised_by; /* has_table */
    enum encoding encoding;
    bool is_encoding_set; /* by ledger.yaml, whatever the bytes look like */
    bool has_bom;
    uint64_t bad_offset; /* of the first byte that is no text in the encoding; UINT64_MAX: there is none */
    bool is_refused;     /* the diagnostics say why; its rows are not in the table */
    uint64_t bytes;
    uint64_t rows;
    struct hash128 digest; /* XXH3-128 of the bytes */
    /* Headings of a ledger file, where its heading row was found: those that are not blank, and those of them that no
     * column of the table is read from. */
    size_t heading_count;
    const struct str *unknown_headings;
    size_t unknown_count;
};

void inventory_free(struct inventory *inventory);
DEFINE_CLEANUP(inventory, inventory_free)
/* NULL when there is no usable file of that table. */
const struct table *inventory_table(const struct inventory *inventory, enum table_id table);
/* A file of that table was there but refused. */
bool inventory_is_refused(const struct inventory *inventory, enum table_id table);
/* In order of name, the sheets of a workbook in the order of their tabs; owned by the inventory. */
const struct inventory_file *inventory_files(const struct inventory *inventory, size_t *ret_count);

/* What ledger.yaml says for the ledger as a whole: the country of whatever has none of its own, two letters or empty,
 * and the fiscal year, or 0. */
struct str inventory_country(const struct inventory *inventory);
int64_t inventory_fiscal_year(const struct inventory *inventory);

/* How text is split into rows. What comes out is the same. */
enum read_path {
    READ_PATH_FASTEST,    /* the vector splitter, as far as rows are well formed */
    READ_PATH_SEQUENTIAL, /* for comparison */
};

struct read_options {
    const char *tmpdir; /* for transcoded text */
    enum read_path path;
    struct piece_plan plan;  /* how files are read */
    bool keeps_machine_keys; /* for pairing/ */
    struct budget *budget;   /* of what grows with the rows; NULL: no limit. Outlives what is read */
};

/* Reads every *.csv and *.tsv and the sheets of every workbook of a ledger directory. Files are recognised by what
 * ledger.yaml says, then by name, then by headings. Problems in the data go to DIAGNOSTICS; a table that is refused is
 * left out and marked. Errors are only those of the system. */
MUST_CHECK enum err_code ledger_read(const char *directory, const struct read_options *options,
                                     struct diagnostics *diagnostics, struct inventory **ret_inventory,
                                     struct err *err);
