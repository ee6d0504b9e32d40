#pragma once
/* One file that another inventory tool exported, or one sheet of a workbook: a list of machines, a list of what is
 * installed, or both in one (a machine in as many rows as it has programs). What it is, the headings say. One thread at
 * a time. */

#include "inventory/book.h"
#include "inventory/inventory.h"

struct import_file {
    struct str name;        /* as given; borrowed, with a NUL behind */
    struct table *devices;  /* what the rows say of machines; NULL when they say nothing */
    struct table *software; /* what they say of programs; NULL when they say nothing */
    bool names_machines; /* the devices table has a column that identifies a machine; else software.asset_id names it */
    bool is_of_software[DEVICES_COLUMN_COUNT]; /* the heading speaks of the program: ベンダー名 beside ソフトウェア名 */
    struct hash128 digest;
};

/* Reads the file PATH. ERR_REFUSED: it cannot be used, DIAGNOSTICS say why. */
MUST_CHECK enum err_code import_file_read(const char *path, const struct read_options *options,
                                          struct diagnostics *diagnostics, struct import_file *ret_file,
                                          struct err *err);
/* Reads a sheet, whose name is borrowed. One that names no machine is none of an inventory, nor is, beside other sheets
 * (IS_ALONE false), one with a single known heading: a page of notes may well have that. *RET_IS_USED tells; nothing is
 * said or kept of a sheet that is not used. */
MUST_CHECK enum err_code import_file_read_sheet(struct book_sheet *sheet, bool is_alone,
                                                const struct read_options *options, struct diagnostics *diagnostics,
                                                struct import_file *ret_file, bool *ret_is_used, struct err *err);
void import_file_done(struct import_file *file);
/* Says that PATH has nothing that names a machine, and returns ERR_REFUSED. */
enum err_code import_file_refuse(const char *path, struct diagnostics *diagnostics, struct err *err);
/* Does the file say something in this column of the devices table? */
bool import_file_has(const struct import_file *file, unsigned devices_column);
