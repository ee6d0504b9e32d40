#pragma once
/* The tables of exports, with their columns. Constant data; any thread. Internal to report/. */

#include "report/export/finding.h"

/* Of struct export_finding_cells. */
extern const struct export_sheet export_open_findings, export_waivers, export_corrections, export_new_findings,
    export_updates, export_actions_sheet;
/* Of struct license_change. */
extern const struct export_sheet export_license_changes;
/* Of struct check_row; the last one of struct check_member. */
extern const struct export_sheet export_check_book, export_check_floor, export_check_unpaired, export_check_population;
/* Rows of result files, as they are. */
extern const struct export_sheet export_assets, export_positions, export_support, export_contracts, export_reuse,
    export_drift;

/* A column whose cells are a struct str MEMBER of STRUCT. */
#define EXPORT_COLUMN(STRUCT, MEMBER, CELL) EXPORT_COLUMN_NAMED(#MEMBER, STRUCT, MEMBER, CELL)
#define EXPORT_COLUMN_NAMED(NAME, STRUCT, MEMBER, CELL)                                                                \
    {                                                                                                                  \
        (NAME), SHEET_##CELL, offsetof(struct STRUCT, MEMBER), {                                                       \
            NULL                                                                                                       \
        }                                                                                                              \
    }
