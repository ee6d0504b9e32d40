#include "report/workbook/excel_text.h"
#include "report/workbook/workbook.h"

static void reach(struct workbook_lines *lines, uint16_t column) {
    lines->last_column = column > lines->last_column ? column : lines->last_column;
}

void workbook_section(struct workbook_lines *lines, enum workbook_label title) {
    lines->row++;
    excel_text(lines->page, lines->row, 0, EXCEL_SECTION, workbook_label(title, lines->workbook->language));
    excel_set_height(lines->page, lines->row++, 2);
}

void workbook_headings(struct workbook_lines *lines, const enum workbook_label *labels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        excel_text(lines->page, lines->row, (uint16_t)i, EXCEL_HEADING,
                   workbook_label(labels[i], lines->workbook->language));
    }
    reach(lines, (uint16_t)(count - 1));
    lines->row++;
}

void workbook_fact_text(struct workbook_lines *lines, struct str label, struct str value) {
    unsigned height = excel_text_lines(value, WORKBOOK_VALUE_WIDTH - 1);

    excel_text(lines->page, lines->row, 0, EXCEL_PLAIN, label);
    excel_blank(lines->page, lines->row, 1, EXCEL_PLAIN);
    excel_text(lines->page, lines->row, 1, EXCEL_WRAPPED, value);
    if (height > 1) {
        excel_set_height(lines->page, lines->row, height);
    }
    reach(lines, 1);
    lines->row++;
}

void workbook_fact(struct workbook_lines *lines, struct str label, const struct json_node *value) {
    int64_t number;

    if (!json_to_integer(value, &number)) {
        workbook_fact_text(lines, label, json_text(value));
        return;
    }
    excel_text(lines->page, lines->row, 0, EXCEL_PLAIN, label);
    excel_number(lines->page, lines->row, 1, EXCEL_NUMBER, number);
    reach(lines, 1);
    lines->row++;
}

void workbook_lines_end(struct workbook_lines *lines) {
    struct excel_print print = {.header = lines->workbook->header,
                                .right = lines->workbook->right,
                                .is_portrait = true,
                                .last_row = lines->row,
                                .last_column = lines->last_column};

    excel_print(lines->page, &print);
}
