/* titles.csv: titles that nobody has classified, as rows of the products table of which the class is still to fill in.
 * The columns are those of that table, so that its rows can be pasted into it as they are, and `devices` behind. */

#include "base/csv_write.h"
#include "inventory/schema.h"
#include "report/result_files.h"

static void write_heading(struct csv_writer *csv) {
    for (unsigned column = 0; column < PRODUCTS_COLUMN_COUNT; column++) {
        csv_write_cstr(csv, schema_column(TABLE_PRODUCTS, column)->name);
    }
    csv_write_cstr(csv, "devices");
    csv_end_row(csv);
}

static void write_title(struct csv_writer *csv, const struct unknown_title *title) {
    for (unsigned column = 0; column < PRODUCTS_COLUMN_COUNT; column++) {
        csv_write_cell(csv, column == PRODUCTS_PATTERN  ? title->title
                            : column == PRODUCTS_VENDOR ? title->vendor
                                                        : STR_NONE);
    }
    csv_write_number(csv, (int64_t)title->devices);
    csv_end_row(csv);
}

enum err_code report_titles(const struct report_context *context, const struct title_list *list, struct err *err) {
    size_t count;
    const struct unknown_title *titles = title_list_items(list, &count);
    struct output *output;
    enum err_code code = output_create(context->dir_fd, "titles.csv", &output, err);

    if (code) {
        return code;
    }
    struct csv_writer *csv = csv_writer_new(output, CSV_FOR_PEOPLE);
    if (!csv) {
        output_abandon(output);
        return err_no_memory(err);
    }
    write_heading(csv);
    for (size_t i = 0; i < count; i++) {
        write_title(csv, &titles[i]);
    }
    csv_writer_free(csv);
    return output_close(output, context->sync, NULL, err);
}
