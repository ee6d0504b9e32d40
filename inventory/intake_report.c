#include "inventory/intake_report.h"

#include "base/text.h"
#include "inventory/intake_sheet.h"
#include "inventory/schema.h"

#include <stdio.h>
#include <stdlib.h>

#define ARGUMENT_MAX 200

struct intake_report {
    struct diagnostics *diagnostics;
    struct str file_name;
    const struct file *file;
    const struct intake_sheet *sheet; /* NULL: the file is none */
    enum encoding encoding;           /* before transcoding */
    struct cell_decoder *cells;
    struct buffer bytes;
    bool is_refused;
    uint8_t counts[COLUMNS_MAX + 1][PROBLEM_COUNT]; /* up to DIAGNOSTICS_KEPT */
    enum err_code code;
    struct err err;
};

enum err_code intake_report_new(struct diagnostics *diagnostics, struct str file_name,
                                struct intake_report **ret_report, struct err *err) {
    struct intake_report *report = calloc(1, sizeof *report);

    if (!report) {
        return err_no_memory(err);
    }
    report->diagnostics = diagnostics;
    report->file_name = file_name;
    *ret_report = report;
    return ERR_OK;
}

enum err_code intake_report_set_file(struct intake_report *report, const struct file *file,
                                     const struct intake_sheet *sheet, struct cell_style style, enum encoding encoding,
                                     struct err *err) {
    cell_decoder_free(TAKE_PTR(report->cells));
    report->file = file;
    report->sheet = sheet;
    report->encoding = encoding;
    return cell_decoder_new(style, &report->cells, err);
}

enum err_code intake_report_new_part(const struct intake_report *whole, struct diagnostics *diagnostics,
                                     struct intake_report **ret_report, struct err *err) {
    enum err_code code = intake_report_new(diagnostics, whole->file_name, ret_report, err);

    if (code) {
        return code;
    }
    code = intake_report_set_file(*ret_report, whole->file, whole->sheet, cell_decoder_style(whole->cells),
                                  whole->encoding, err);
    if (code) {
        intake_report_free(TAKE_PTR(*ret_report));
    }
    return code;
}

void intake_report_take_part(struct intake_report *whole, const struct intake_report *part,
                             struct diagnostics *diagnostics) {
    diagnostics_add_all(whole->diagnostics, diagnostics);
    whole->is_refused |= part->is_refused;
    for (unsigned i = 0; i <= COLUMNS_MAX; i++) {
        for (unsigned problem = 0; problem < PROBLEM_COUNT; problem++) {
            unsigned count = whole->counts[i][problem] + part->counts[i][problem];
            whole->counts[i][problem] = (uint8_t)(count < DIAGNOSTICS_KEPT ? count : DIAGNOSTICS_KEPT);
        }
    }
}

void intake_report_free(struct intake_report *report) {
    if (report) {
        cell_decoder_free(report->cells);
        buffer_done(&report->bytes);
        free(report);
    }
}

bool intake_report_refuses(const struct intake_report *report) {
    return report->is_refused;
}

enum err_code intake_report_error(const struct intake_report *report, struct err *err) {
    if (report->code && err) {
        *err = report->err;
    }
    return report->code;
}

bool intake_report_wants(const struct intake_report *report, unsigned column, enum problem problem) {
    return report->counts[column][problem] < DIAGNOSTICS_KEPT;
}

static void add(struct intake_report *report, unsigned column, struct diagnostic diagnostic) {
    if (report->counts[column][diagnostic.problem] < DIAGNOSTICS_KEPT) {
        report->counts[column][diagnostic.problem]++;
    }
    if (problem_effect((enum problem)diagnostic.problem) == EFFECT_REFUSE) {
        report->is_refused = true;
    }
    diagnostic.file = report->file_name;
    diagnostic.args[0] = cell_clip(diagnostic.args[0], ARGUMENT_MAX);
    diagnostic.args[1] = cell_clip(diagnostic.args[1], ARGUMENT_MAX);
    diagnostics_add(report->diagnostics, &diagnostic);
}

static bool read_bytes(struct intake_report *report, uint64_t offset, uint64_t length, struct str *ret_bytes) {
    struct err *err = report->code ? NULL : &report->err;
    enum err_code code;

    buffer_reset(&report->bytes);
    if (!buffer_reserve(&report->bytes, length + 1)) {
        code = err_no_memory(err);
    } else {
        code = file_read_at(report->file, offset, length, report->bytes.p, err);
    }
    if (code) {
        report->code = report->code ? report->code : code;
        return false;
    }
    *ret_bytes = (struct str){report->bytes.p, length};
    return true;
}

struct place {
    uint64_t line;
    uint64_t column;
};

/* Where the byte at OFFSET stands, counted from the start of LINE or of a row that begins on it. */
static struct place locate(struct intake_report *report, uint64_t line, uint64_t line_offset, uint64_t offset) {
    struct place place = {.line = line};
    struct str bytes;

    if (!read_bytes(report, line_offset, offset - line_offset, &bytes)) {
        return place;
    }
    place.line += str_skip_lines(&bytes);
    place.column = text_count(cell_decode_all(report->cells, bytes, NULL)) + 1;
    return place;
}

void intake_report_file(struct intake_report *report, enum problem problem, struct str arg0, struct str arg1) {
    add(report, COLUMNS_MAX, (struct diagnostic){.problem = problem, .args = {arg0, arg1}});
}

static void report_at(struct intake_report *report, const struct intake_spot *spot, enum problem problem,
                      uint64_t in_row, struct str arg0, struct str arg1) {
    struct place place = {.line = spot->row->line};

    if (spot->cell != SPOT_NO_CELL && cell_decoder_style(report->cells).is_sheet) {
        place.column = spot->cell + 1;
    } else if (in_row != UINT64_MAX && intake_report_wants(report, spot->column, problem)) {
        place = locate(report, spot->row->line, spot->row->offset, spot->row->offset + in_row);
    }
    add(report, spot->column,
        (struct diagnostic){.problem = problem,
                            .line = place.line,
                            .column = place.column,
                            .heading = spot->heading,
                            .args = {arg0, arg1}});
}

void intake_report_cell(struct intake_report *report, const struct intake_spot *spot, enum problem problem,
                        struct str arg0, struct str arg1) {
    bool has_cell = spot->cell < spot->row->cell_count;

    report_at(report, spot, problem, has_cell ? spot->row->cells[spot->cell].start : UINT64_MAX, arg0, arg1);
}

void intake_report_bytes(struct intake_report *report, const struct intake_spot *spot) {
    const struct csv_cell *cell = &spot->row->cells[spot->cell];
    uint64_t end = spot->cell + 1 < spot->row->cell_count ? cell[1].start : spot->row->length;
    size_t bad = 0;
    char hex[8] = "";
    struct str bytes;

    if (!intake_report_wants(report, spot->column, PROBLEM_BYTES_NOT_TEXT)) {
        report_at(report, spot, PROBLEM_BYTES_NOT_TEXT, UINT64_MAX, STR_NONE, STR_NONE);
        return;
    }
    /* From the file, as quotes before the byte would shift it. */
    if (!read_bytes(report, spot->row->offset + cell->start, end - cell->start, &bytes)) {
        return;
    }
    cell_decode_all(report->cells, bytes, &bad);
    if (bad == SIZE_MAX || bad >= bytes.n) {
        bad = 0;
    } else if (!cell_decoder_style(report->cells).has_repairs) {
        snprintf(hex, sizeof hex, "%02X", (unsigned char)bytes.p[bad]);
    }
    report_at(report, spot, PROBLEM_BYTES_NOT_TEXT, cell->start + bad, str_from(encoding_name(report->encoding)),
              str_from(hex));
}

void intake_report_syntax(struct intake_report *report, enum csv_problem problem, uint64_t offset, uint64_t line,
                          uint64_t line_offset) {
    static const enum problem problems[] = {
        [CSV_PROBLEM_QUOTE_IN_CELL] = PROBLEM_QUOTE_IN_CELL,
        [CSV_PROBLEM_TEXT_AFTER_QUOTE] = PROBLEM_TEXT_AFTER_QUOTE,
        [CSV_PROBLEM_UNCLOSED_QUOTE] = PROBLEM_UNCLOSED_QUOTE,
        [CSV_PROBLEM_STRAY_CR] = PROBLEM_STRAY_CR,
        [CSV_PROBLEM_NUL] = PROBLEM_NUL_BYTE,
        [CSV_PROBLEM_ROW_TOO_LONG] = PROBLEM_ROW_TOO_LONG,
        [CSV_PROBLEM_CTRL_Z] = PROBLEM_CTRL_Z,
    };
    struct place place = {.line = report->sheet ? intake_sheet_row(report->sheet, offset) : line};

    if (intake_report_wants(report, COLUMNS_MAX, problems[problem])) {
        place = locate(report, place.line, line_offset, offset);
    }
    add(report, COLUMNS_MAX,
        (struct diagnostic){.problem = problems[problem], .line = place.line, .column = place.column});
}
