#pragma once
/* Check sheets as they are gathered for the page and for the tables: what is drawn, and the rows to be filled in.
 * Internal to report/. One thread. */

#include "report/export/export.h"
#include "report/record/record.h"

/* A row of any of the three sheets; what a sheet has no column for is empty, and so are the columns to be filled in. */
struct check_row {
    struct str number; /* 1, 2, 3 … */
    struct str book_place, asset_id, kind, manufacturer, model, book_serial, book_user;
    struct str rank;                     /* in the order of the hashes, from 1 on */
    struct str count_to;                 /* the machine of that number in its place */
    struct str machine, hostname, known; /* of one that is on no paper: its id or name, and what is said of it */
    struct str found, location, serial, user, working, note, checked_by, checked_on;
};
struct check_rows {
    struct check_row *items;
    uint32_t count;
};

/* One of the population. */
struct check_member {
    struct str rank, asset_id, book_place, hash, drawn;
};

/* A place that is visited, and its machines. */
struct check_place {
    struct str name;
    uint32_t on_paper, drawn;
    uint32_t first, step; /* of the machines there number FIRST, and every STEPth behind it */
};

struct check_sheets {
    const struct export_request *request;
    struct check_population population; /* in the order of the hashes */
    uint64_t seed;
    uint64_t size, drawn; /* as asked for, or as reckoned; as it came out */
    struct check_rows book, floor, unpaired;
    struct check_place *places; /* of the drawn assets, in order; the one without a name is left out */
    uint32_t place_count;
    uint64_t unpaired_all;
};

/* <0, 0, >0: places in walking order, where 2階 comes before 10階; 0 for the same text only. */
int check_places_compare(struct str a, struct str b);

/* Draws the sample, and fills the rows of both directions. ARENA keeps the texts. */
MUST_CHECK enum err_code check_rows_draw(struct check_sheets *sheets, struct arena *arena, struct err *err);
/* Machines that the results know and no paper does: drawn in the same way from these. Nothing where there are no
 * results. */
MUST_CHECK enum err_code check_unpaired_draw(struct check_sheets *sheets, struct arena *arena, struct err *err);

/* check-sheet.html, and a sheet of the workbook that says how all was drawn. */
MUST_CHECK enum err_code check_page(struct export_set *set, const struct check_sheets *sheets, struct err *err);
/* How all was drawn (basis.c). */
MUST_CHECK enum err_code check_basis(struct record *record, const struct check_sheets *sheets, struct err *err);
