#include "report/workbook/excel_write.h"

#include "base/file.h"
#include "report/workbook/check.h"
#include "report/workbook/excel_text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    PAGES_MAX = 32,
    PROPERTY_MAX = 200, /* libxlsxwriter takes 255 bytes of a property, and 255 characters of a header */
    EXCEL_EPOCH = 25569 /* 1970-01-01 in days of Excel */
};
#define FIRST_SAFE_DAY  61 /* 1900-03-01: Excel thinks that 1900-02-29 was a day */
#define LARGEST_NUMBER  INT64_C(999999999999999)
#define FONT_SIZE       10
#define LINE_HEIGHT     14.0 /* points, of the usual font */
#define LINE_COLOR      0xd0d0d0
#define HEIGHT_MAX      409.0
#define PERMILLE_AS_ONE 1000.0

struct excel_page {
    struct excel_file *file;
    lxw_worksheet *sheet;
    const char *name;
    struct workbook_counts counts;
    uint32_t row; /* the last one that was written to, from 1 on */
};

struct excel_file {
    lxw_workbook *book;
    struct excel_page pages[PAGES_MAX];
    size_t page_count;
    lxw_format *styles[EXCEL_STYLE_COUNT], *tones[EXCEL_TONE_COUNT];
    int dir_fd, fd;
    char *name;
    const char *tmpdir;
    struct buffer text; /* of the cell that is being written */
    lxw_error failed;   /* the first failure */
};

/* --- looks ---------------------------------------------------------------------------------------------------------
 */

/* Texts have the format of texts, so that none becomes a formula when somebody edits it. */
static const struct {
    const char *number_format;
    bool is_bold, is_wrapped, is_underlined, is_centred, is_number;
    unsigned size;                 /* 0: the usual one */
    lxw_color_t color, background; /* 0: none */
    bool has_top_border, has_line;
} looks[EXCEL_STYLE_COUNT] = {
    [EXCEL_PLAIN] = {.number_format = "@", .has_line = true},
    [EXCEL_WRAPPED] = {.number_format = "@", .is_wrapped = true, .has_line = true},
    [EXCEL_NUMBER] = {.number_format = "#,##0", .is_number = true, .has_line = true},
    [EXCEL_DATE] = {.number_format = "yyyy-mm-dd", .is_centred = true, .has_line = true},
    [EXCEL_RATE] = {.number_format = "0.0%", .is_number = true, .has_line = true},
    [EXCEL_HEADING] = {.number_format = "@",
                       .is_bold = true,
                       .is_wrapped = true,
                       .is_centred = true,
                       .color = 0xffffff,
                       .background = 0x1f3864},
    [EXCEL_TITLE] = {.number_format = "@", .is_bold = true, .size = 16, .color = 0x1f3864},
    [EXCEL_SECTION] = {.number_format = "@", .is_bold = true, .size = 12, .color = 0x1f3864},
    [EXCEL_LINK] = {.number_format = "@", .is_underlined = true, .color = 0x0563c1, .has_line = true},
    [EXCEL_LINK_NUMBER] =
        {.number_format = "#,##0", .is_number = true, .is_underlined = true, .color = 0x0563c1, .has_line = true},
    [EXCEL_TOTAL] = {.number_format = "#,##0", .is_number = true, .is_bold = true, .has_top_border = true},
    [EXCEL_TOTAL_TEXT] = {.number_format = "@", .is_bold = true, .has_top_border = true},
    [EXCEL_NOTE] = {.number_format = "@", .is_bold = true, .color = 0xc00000},
    [EXCEL_NOTE_NUMBER] = {.number_format = "#,##0", .is_number = true, .is_bold = true, .color = 0xc00000},
};

static const struct {
    lxw_color_t color, background;
} tone_looks[EXCEL_TONE_COUNT] = {
    [EXCEL_BAD] = {0x9c0006, 0xffc7ce},
    [EXCEL_WARNING] = {0x7f4f00, 0xffe699},
    [EXCEL_OPEN] = {0x3a3a3a, 0xe0e0e0},
    [EXCEL_GOOD] = {0x1e5631, 0xd5ecd4},
};

static const char *const fonts[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "Calibri", [LANGUAGE_JA] = "游ゴシック"};

static lxw_format *make_style(struct excel_file *file, enum excel_style style, const char *font) {
    lxw_format *format = workbook_add_format(file->book);

    if (!format) {
        return NULL;
    }
    format_set_font_name(format, font);
    format_set_font_size(format, looks[style].size ? looks[style].size : FONT_SIZE);
    format_set_num_format(format, looks[style].number_format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (looks[style].is_centred) {
        format_set_align(format, LXW_ALIGN_CENTER);
    }
    if (looks[style].is_number) { /* apart from a text on the right */
        format_set_align(format, LXW_ALIGN_RIGHT);
        format_set_indent(format, 1);
    }
    if (looks[style].is_bold) {
        format_set_bold(format);
    }
    if (looks[style].is_wrapped) {
        format_set_text_wrap(format);
    }
    if (looks[style].is_underlined) {
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    }
    if (looks[style].color) {
        format_set_font_color(format, looks[style].color);
    }
    if (looks[style].background) {
        format_set_bg_color(format, looks[style].background);
    }
    if (looks[style].has_line) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, LINE_COLOR);
    }
    if (looks[style].has_top_border) {
        format_set_top(format, LXW_BORDER_THIN);
    }
    return format;
}

static lxw_format *make_tone(struct excel_file *file, enum excel_tone tone) {
    lxw_format *format = workbook_add_format(file->book);

    if (format) {
        format_set_font_color(format, tone_looks[tone].color);
        format_set_bg_color(format, tone_looks[tone].background);
    }
    return format;
}

static bool make_formats(struct excel_file *file, const char *font) {
    bool is_made = true;

    for (unsigned style = 0; style < EXCEL_STYLE_COUNT; style++) {
        file->styles[style] = make_style(file, (enum excel_style)style, font);
        is_made = is_made && file->styles[style];
    }
    for (unsigned tone = 0; tone < EXCEL_TONE_COUNT; tone++) {
        file->tones[tone] = make_tone(file, (enum excel_tone)tone);
        is_made = is_made && file->tones[tone];
    }
    return is_made;
}

/* --- the file ------------------------------------------------------------------------------------------------------
 */

static void keep(struct excel_file *file, lxw_error failed) {
    if (!file->failed) {
        file->failed = failed;
    }
}

/* The cleaned text, ended by a NUL; empty where memory is out. */
static const char *text_of(struct excel_file *file, struct str utf8, size_t limit, bool *ret_is_whole) {
    buffer_reset(&file->text);
    *ret_is_whole = excel_fit_text(utf8, limit, &file->text);
    buffer_append_char(&file->text, '\0');
    if (file->text.failed) {
        keep(file, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return "";
    }
    return file->text.p;
}

static void set_properties(struct excel_file *file, const struct excel_settings *settings) {
    bool is_whole;
    /* libxlsxwriter copies it, though it does not say const */
    char *title = (char *)(uintptr_t)text_of(file, settings->title, PROPERTY_MAX / 4, &is_whole);
    lxw_doc_properties properties = {
        .title = title, .author = (char[]){"genkyo"}, .created = (time_t)settings->date.days * 24 * 60 * 60};

    keep(file, workbook_set_properties(file->book, &properties));
}

static enum err_code create_file(struct excel_file *file, const struct excel_settings *settings, struct err *err) {
    file->dir_fd = settings->dir_fd;
    file->tmpdir = settings->tmpdir;
    file->name = strdup(settings->name);
    if (!file->name) {
        return err_no_memory(err);
    }
    file->fd = openat(settings->dir_fd, settings->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
    if (file->fd >= 0) {
        return ERR_OK;
    }
    return errno == EEXIST ? err_set(err, ERR_EXISTS, settings->name, STR_NONE, STR_NONE)
                           : err_system(err, settings->name, "create");
}

/* libxlsxwriter would turn to another directory by itself, and say nothing. */
static enum err_code try_tmpdir(const char *tmpdir, struct err *err) {
    int fd;
    enum err_code code = file_open_temporary(tmpdir, &fd, err);

    if (code == ERR_OK) {
        close(fd);
    }
    return code;
}

static enum err_code open_book(struct excel_file *file, const struct excel_settings *settings, struct err *err) {
    char path[64];
    lxw_workbook_options options = {
        .constant_memory = true, .tmpdir = (char *)(uintptr_t)settings->tmpdir, .use_zip64 = true};
    enum err_code code = try_tmpdir(settings->tmpdir, err);

    if (code == ERR_OK) {
        code = create_file(file, settings, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", file->fd); /* it takes nothing but a path */
    file->book = workbook_new_opt(path, &options);
    if (!file->book || !make_formats(file, fonts[settings->language])) {
        return err_no_memory(err);
    }
    set_properties(file, settings);
    return ERR_OK;
}

enum err_code excel_create(const struct excel_settings *settings, struct excel_file **ret_file, struct err *err) {
    struct excel_file *file = calloc(1, sizeof *file);

    if (!file) {
        return err_no_memory(err);
    }
    file->fd = -1;
    enum err_code code = open_book(file, settings, err);
    if (code != ERR_OK) {
        excel_abandon(file);
        return code;
    }
    *ret_file = file;
    return ERR_OK;
}

struct excel_page *excel_add(struct excel_file *file, const char *name) {
    assert(file->page_count < PAGES_MAX);
    struct excel_page *page = &file->pages[file->page_count];

    page->sheet = workbook_add_worksheet(file->book, name);
    if (!page->sheet) {
        keep(file, LXW_ERROR_CREATING_TMPFILE);
        return NULL;
    }
    page->file = file;
    page->name = name;
    file->page_count++;
    return page;
}

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

static void count_cell(struct excel_page *page, uint32_t row) {
    page->counts.cells++;
    page->counts.rows += row + 1 != page->row;
    page->row = row + 1;
}

bool excel_text(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style, struct str utf8) {
    bool is_whole = true;

    if (!page || utf8.n == 0) {
        return true;
    }
    const char *text = text_of(page->file, utf8, EXCEL_TEXT_MAX, &is_whole);
    if (*text) {
        keep(page->file, worksheet_write_string(page->sheet, row, column, text, page->file->styles[style]));
        count_cell(page, row);
    }
    return is_whole;
}

void excel_blank(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style) {
    if (page) {
        keep(page->file, worksheet_write_blank(page->sheet, row, column, page->file->styles[style]));
    }
}

static void write_double(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style,
                         double number) {
    if (page) {
        keep(page->file, worksheet_write_number(page->sheet, row, column, number, page->file->styles[style]));
        count_cell(page, row);
    }
}

void excel_number(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style, int64_t number) {
    char digits[STR_I64_SIZE];

    if (number > LARGEST_NUMBER || number < -LARGEST_NUMBER) {
        excel_text(page, row, column, EXCEL_PLAIN, str_format_i64(number, digits));
    } else {
        write_double(page, row, column, style, (double)number);
    }
}

void excel_rate(struct excel_page *page, uint32_t row, uint16_t column, unsigned permille) {
    write_double(page, row, column, EXCEL_RATE, permille / PERMILLE_AS_ONE);
}

void excel_date(struct excel_page *page, uint32_t row, uint16_t column, struct date date) {
    char text[11];
    int64_t day = (int64_t)date.days + EXCEL_EPOCH;

    if (day < FIRST_SAFE_DAY) {
        date_format(date, text);
        excel_text(page, row, column, EXCEL_PLAIN, str_from(text));
    } else {
        write_double(page, row, column, EXCEL_DATE, (double)day);
    }
}

void excel_sum(struct excel_page *page, uint32_t row, uint16_t column, uint32_t first_row, uint32_t last_row,
               int64_t total) {
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH], formula[64];

    if (!page) {
        return;
    }
    lxw_rowcol_to_cell(first, first_row, column);
    lxw_rowcol_to_cell(last, last_row, column);
    snprintf(formula, sizeof formula, "=SUM(%s:%s)", first, last);
    keep(page->file, worksheet_write_formula_num(page->sheet, row, column, formula, page->file->styles[EXCEL_TOTAL],
                                                 (double)total));
    count_cell(page, row);
}

void excel_link(struct excel_page *page, uint32_t row, uint16_t column, const struct excel_page *target,
                uint32_t target_row) {
    char url[128];

    if (page && target) {
        snprintf(url, sizeof url, "internal:'%s'!A%u", target->name, target_row + 1);
        keep(page->file, worksheet_write_url(page->sheet, row, column, url, page->file->styles[EXCEL_LINK]));
    }
}

/* --- the rest of a sheet -------------------------------------------------------------------------------------------
 */

void excel_set_width(struct excel_page *page, uint16_t first, uint16_t last, double characters) {
    if (page) {
        keep(page->file, worksheet_set_column(page->sheet, first, last, characters, NULL));
    }
}

void excel_set_height(struct excel_page *page, uint32_t row, unsigned lines) {
    double height = lines * LINE_HEIGHT + 2;

    if (page) {
        keep(page->file, worksheet_set_row(page->sheet, row, height < HEIGHT_MAX ? height : HEIGHT_MAX, NULL));
    }
}

void excel_freeze(struct excel_page *page, uint32_t row, uint16_t column) {
    if (page) {
        worksheet_freeze_panes(page->sheet, row, column);
    }
}

void excel_filter(struct excel_page *page, uint32_t last_row, uint16_t last_column) {
    if (page) {
        keep(page->file, worksheet_autofilter(page->sheet, 0, 0, last_row, last_column));
    }
}

/* As a text in a formula of Excel. */
static void quote(struct str word, struct buffer *out) {
    buffer_append_char(out, '"');
    for (size_t i = 0; i < word.n; i++) {
        buffer_append_cstr(out, word.p[i] == '"' ? "\"" : "");
        buffer_append_char(out, word.p[i]);
    }
    buffer_append_cstr(out, "\"");
    buffer_append_char(out, '\0');
}

void excel_tone(struct excel_page *page, uint16_t column, uint32_t last_row, struct str word, enum excel_tone tone) {
    CLEANUP(buffer_done) struct buffer text = {0};

    if (!page || last_row < 1) {
        return;
    }
    quote(word, &text);
    if (text.failed) {
        keep(page->file, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                   .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                   .value_string = text.p,
                                   .format = page->file->tones[tone]};
    keep(page->file, worksheet_conditional_format_range(page->sheet, 1, column, last_row, column, &rule));
}

/* In headers & begins a command. */
static void append_header(struct excel_file *file, struct str text, struct buffer *out) {
    bool is_whole;

    for (const char *c = text_of(file, text, PROPERTY_MAX / 4, &is_whole); *c; c++) {
        buffer_append_cstr(out, *c == '&' ? "&" : "");
        buffer_append_char(out, *c);
    }
}

void excel_print(struct excel_page *page, const struct excel_print *print) {
    CLEANUP(buffer_done) struct buffer header = {0};

    if (!page) {
        return;
    }
    buffer_append_cstr(&header, "&L");
    append_header(page->file, print->header, &header);
    buffer_append_cstr(&header, "&C&A&R");
    append_header(page->file, print->right, &header);
    buffer_append_char(&header, '\0');
    keep(page->file, header.failed ? LXW_ERROR_MEMORY_MALLOC_FAILED : worksheet_set_header(page->sheet, header.p));
    keep(page->file, worksheet_set_footer(page->sheet, "&C&P / &N"));
    worksheet_set_paper(page->sheet, 9); /* A4 */
    worksheet_set_margins(page->sheet, 0.4, 0.4, 0.7, 0.6);
    if (!print->is_portrait) {
        worksheet_set_landscape(page->sheet);
    }
    worksheet_fit_to_pages(page->sheet, 1, 0);
    keep(page->file, worksheet_print_area(page->sheet, 0, 0, print->last_row, print->last_column));
    if (print->repeats_headings) {
        keep(page->file, worksheet_repeat_rows(page->sheet, 0, 0));
    }
}

/* --- the end -------------------------------------------------------------------------------------------------------
 */

/* Rows are printed to these files unchecked. */
static enum err_code check_rows(const struct excel_file *file, struct err *err) {
    for (size_t i = 0; i < file->page_count; i++) {
        FILE *rows = file->pages[i].sheet->optimize_tmpfile;
        if (fflush(rows) != 0) {
            return err_system(err, file->tmpdir, "write");
        }
        if (ferror(rows)) {
            errno = ENOSPC; /* what else it was is not known any more */
            return err_system(err, file->tmpdir, "write");
        }
    }
    return ERR_OK;
}

/* What a failure of libxlsxwriter is; errno as that left it. */
static enum err_code failure(const struct excel_file *file, lxw_error failed, struct err *err) {
    bool is_temporary = failed == LXW_ERROR_CREATING_TMPFILE || failed == LXW_ERROR_READING_TMPFILE;

    if (failed == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return err_no_memory(err);
    }
    if (errno == 0) {
        errno = EIO;
    }
    return err_system(err, is_temporary ? file->tmpdir : file->name, "write");
}

/* libxlsxwriter prints what fails, and returns little of it. */
static lxw_error close_quietly(struct excel_file *file) {
    FILE *shown = stderr, *dropped = fopen("/dev/null", "we");

    if (!dropped) {
        return LXW_ERROR_CREATING_XLSX_FILE;
    }
    fflush(shown);
    stderr = dropped; /* glibc lets it be set */
    errno = 0;
    lxw_error failed = workbook_close(TAKE_PTR(file->book));
    int reason = errno;
    stderr = shown;
    fclose(dropped);
    errno = reason;
    return failed;
}

static enum err_code check_book(const struct excel_file *file, struct err *err) {
    struct workbook_counts counts[PAGES_MAX];

    for (size_t i = 0; i < file->page_count; i++) {
        counts[i] = file->pages[i].counts;
    }
    return workbook_check(file->dir_fd, file->name, file->tmpdir, counts, file->page_count, err);
}

static enum err_code sync_file(const struct excel_file *file, bool sync, struct err *err) {
    if (sync && fsync(file->fd) != 0) {
        return err_system(err, file->name, "fsync");
    }
    return ERR_OK;
}

static enum err_code finish(struct excel_file *file, bool sync, struct err *err) {
    enum err_code code = file->failed ? failure(file, file->failed, err) : check_rows(file, err);

    if (code != ERR_OK) {
        return code;
    }
    lxw_error failed = close_quietly(file);
    code = failed ? failure(file, failed, err) : check_book(file, err);
    return code == ERR_OK ? sync_file(file, sync, err) : code;
}

enum err_code excel_close(struct excel_file *file, bool sync, struct err *err) {
    enum err_code code = finish(file, sync, err);

    if (code == ERR_OK) {
        close(file->fd);
        file->fd = -1;
    }
    excel_abandon(file);
    return code;
}

void excel_abandon(struct excel_file *file) {
    if (!file) {
        return;
    }
    for (size_t i = 0; file->book && i < file->page_count; i++) {
        fclose(file->pages[i].sheet->optimize_tmpfile);
    }
    lxw_workbook_free(file->book);
    if (file->fd >= 0) { /* it is not whole */
        close(file->fd);
        (void)unlinkat(file->dir_fd, file->name, 0);
    }
    free(file->name);
    buffer_done(&file->text);
    free(file);
}

struct library_version excel_write_library(void) {
    return library_version_of(LXW_VERSION, lxw_version());
}
