#include "report/sheet.h"

#include "base/csv_write.h"

static void write_count(struct csv_writer *csv, const struct unit_count *count) {
    if (count->is_unknown || count->is_unlimited) {
        csv_write_cstr(csv, count->is_unknown ? "" : "unlimited");
    } else {
        csv_write_number(csv, count->count);
    }
}

static void write_number(struct csv_writer *csv, const struct sheet_column *column, const void *record,
                         int64_t number) {
    if (!column->has || column->has(record)) {
        csv_write_number(csv, number);
    } else {
        csv_write_cstr(csv, "");
    }
}

static void write_cell(struct csv_writer *csv, const struct sheet_column *column, const void *record) {
    const void *member = (const char *)record + column->offset;
    char room[11];

    switch (column->cell) {
    case SHEET_TEXT:
    case SHEET_NAME:
    case SHEET_NAMES:
        csv_write_cell(csv, *(const struct str *)member);
        break;
    case SHEET_NUMBER:
        write_number(csv, column, record, *(const int64_t *)member);
        break;
    case SHEET_COUNT:
        write_count(csv, member);
        break;
    case SHEET_FLAG:
        csv_write_cstr(csv, *(const bool *)member ? "yes" : "no");
        break;
    case SHEET_DATE:
        csv_write_cell(csv, milestone_text(milestone_on(*(const struct date *)member), room));
        break;
    case SHEET_MILESTONE:
        csv_write_cell(csv, milestone_text(*(const struct milestone *)member, room));
        break;
    case SHEET_WORD:
        csv_write_cstr(csv, column->word(member));
        break;
    }
}

enum err_code sheet_write_headings(const struct sheet_table *table, struct output *output, struct err *err) {
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *csv = csv_writer_new(output, CSV_FOR_PEOPLE);

    if (!csv) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < table->count; i++) {
        csv_write_cstr(csv, table->columns[i].name);
    }
    csv_end_row(csv);
    return ERR_OK;
}

enum err_code sheet_begin(const struct report_context *context, const struct sheet_table *table,
                          struct sheet *ret_sheet, struct err *err) {
    struct sheet sheet = {.table = table};
    enum err_code code = output_create(context->dir_fd, table->file, &sheet.output, err);

    if (code != ERR_OK) {
        return code;
    }
    code = sheet_write_headings(table, sheet.output, err);
    if (code == ERR_OK && !(sheet.csv = csv_writer_continue(sheet.output, CSV_FOR_PEOPLE))) {
        code = err_no_memory(err);
    }
    if (code != ERR_OK) {
        output_abandon(sheet.output);
        return code;
    }
    *ret_sheet = sheet;
    return ERR_OK;
}

void sheet_write(struct sheet *sheet, const void *record) {
    for (size_t i = 0; i < sheet->table->count; i++) {
        write_cell(sheet->csv, &sheet->table->columns[i], record);
    }
    csv_end_row(sheet->csv);
}

enum err_code sheet_end(struct sheet *sheet, enum err_code code, const struct report_context *context,
                        struct err *err) {
    csv_writer_free(sheet->csv);
    if (code != ERR_OK) {
        output_abandon(sheet->output);
        return code;
    }
    return output_close(sheet->output, context->sync, NULL, err);
}
