#pragma once
/* Sets of files that the guideline asks for at certain times, made of results: what is handed over (表9-10), the record
 * of the year-end check (2.3)), what the operations meeting looks at (表9-7, 表9-8); and sheets for checks by hand.
 * Each set is CSV files for people, the same as one workbook where workbooks are built in, an index of all files, and
 * their digests. Format: docs/formats/exports.md. One thread at a time. */

#include "base/arena.h"
#include "inventory/inventory.h"
#include "report/check/population.h"
#include "report/check/sample_size.h"
#include "report/export/finding.h"
#include "report/export/set.h"
#include "report/result/set.h"

struct export_request {
    const struct result_set *results;   /* check-sheet alone can do without: NULL */
    const struct export_store *store;   /* what people decided meanwhile; NULL: as the results have it */
    const struct inventory *ledger;     /* NULL: none; handover needs one */
    const struct export_frozen *frozen; /* NULL: none */
    const struct result_set *before;    /* earlier results to compare with; NULL: none */
    const struct result_set *drift;     /* results of genkyo drift; NULL: none */
    struct date since;                  /* meeting: changes from this day on */
    const struct check_plan *plan;      /* check-sheet: what is drawn */
    struct export_settings settings;
};

/* How check sheets are drawn. */
struct check_plan {
    struct check_scope scope;
    int64_t seed;          /* -1: the as-of date as a number, 20270331 */
    uint64_t size;         /* 0: the least one that the aim needs */
    struct sample_aim aim; /* must be valid where there is no size */
    bool is_from_book, is_from_floor;
    bool is_by_location; /* some of each place */
};

/* What `genkyo run --profile year-end` kept of the year. */
struct export_frozen {
    struct str path;
    const struct json_node *manifest; /* of the snapshot */
    const struct json_node *record;   /* frozen.json */
};

/* 表9-10: assets, licences with the five facts, relations, open findings, waivers, dates. ERR_DIGEST: a file of the
 * ledger is not the one that was audited; ERR_NOT_FOUND: one that was is gone. The names of all files are the set's,
 * which is the caller's. */
MUST_CHECK enum err_code export_handover(const struct export_request *request, struct export_set **ret_set,
                                         struct err *err);
/* The record of the year-end check, ready to be signed: record.html, and its annexes. */
MUST_CHECK enum err_code export_year_end(const struct export_request *request, struct export_set **ret_set,
                                         struct err *err);
/* What changed since a day, what comes due, what is open. */
MUST_CHECK enum err_code export_meeting(const struct export_request *request, struct export_set **ret_set,
                                        struct err *err);
/* Sheets for going and looking: assets of the ledger that are to be found, machines that are to be found in the ledger.
 * ERR_NONE_LEFT: no asset is left to be looked at. */
MUST_CHECK enum err_code export_check_sheet(const struct export_request *request, struct export_set **ret_set,
                                            struct err *err);
