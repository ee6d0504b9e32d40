#include "lifecycle/endoflife_write.h"

#include "base/csv_write.h"
#include "base/staging.h"
#include "inventory/state_read.h"

#include <stdlib.h>

static int compare_names(const void *a, const void *b) {
    const struct endoflife_product *const *x = a, *const *y = b;

    return str_cmp((*x)->name, (*y)->name);
}

/* The products by name, to be freed; NULL when memory is out. */
static const struct endoflife_product **sorted(const struct endoflife *endoflife, uint32_t *ret_count) {
    const struct endoflife_product *products = endoflife_products(endoflife, ret_count);
    const struct endoflife_product **order = calloc((size_t)*ret_count + 1, sizeof *order);

    if (order) {
        for (uint32_t i = 0; i < *ret_count; i++) {
            order[i] = &products[i];
        }
        qsort(order, *ret_count, sizeof *order, compare_names);
    }
    return order;
}

static void write_headings(enum table_id table, struct csv_writer *csv) {
    for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
        csv_write_cstr(csv, schema_column(table, i)->name);
    }
    csv_end_row(csv);
}

static void write_product(enum table_id table, const struct endoflife_product *product, struct csv_writer *csv) {
    if (table == TABLE_CALENDAR) {
        for (uint32_t i = 0; i < product->row_count; i++) {
            csv_write_row(csv, product->rows[i].cells, CALENDAR_COLUMN_COUNT);
        }
        return;
    }
    for (uint32_t i = 0; i < product->id_count; i++) {
        struct str cells[CALENDAR_IDS_COLUMN_COUNT] = {
            [CALENDAR_IDS_PRODUCT] = product->name,
            [CALENDAR_IDS_KIND] = product->ids[i].kind,
            [CALENDAR_IDS_ID] = product->ids[i].id,
        };
        csv_write_row(csv, cells, CALENDAR_IDS_COLUMN_COUNT);
    }
}

static enum err_code write_table(enum table_id table, const struct endoflife_product *const *products, uint32_t count,
                                 int dir_fd, bool sync, struct err *err) {
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = NULL;
    struct output *output;
    char name[64];

    state_file_name(table, name, sizeof name);
    enum err_code code = output_create(dir_fd, name, &output, err);
    if (code) {
        return code;
    }
    csv = csv_writer_new(output, CSV_CANONICAL);
    if (!csv) {
        output_abandon(output);
        return err_no_memory(err);
    }
    write_headings(table, csv);
    for (uint32_t i = 0; i < count; i++) {
        write_product(table, products[i], csv);
    }
    return output_close(output, sync, NULL, err);
}

enum err_code endoflife_write(const struct endoflife *endoflife, const char *directory, bool sync, struct err *err) {
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    uint32_t count;
    const struct endoflife_product **order = sorted(endoflife, &count);
    char marker[64];

    if (!order) {
        return err_no_memory(err);
    }
    state_file_name(TABLE_CALENDAR, marker, sizeof marker);
    enum err_code code = staging_begin(directory, marker, &staging, err);
    if (!code) {
        code = write_table(TABLE_CALENDAR, order, count, staging_fd(staging), sync, err);
    }
    if (!code) {
        code = write_table(TABLE_CALENDAR_IDS, order, count, staging_fd(staging), sync, err);
    }
    if (!code) {
        code = staging_commit(staging, sync, err);
    }
    free(order);
    return code;
}
