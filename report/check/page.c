/* The page of check sheets: what a person takes along on a clipboard. */

#include "report/check/sheet.h"

#include "base/fill.h"

static const struct record_page check_html = {
    .file = "check-sheet.html",
    .sheet = {[LANGUAGE_EN] = "How it was drawn", [LANGUAGE_JA] = "抽出の方法"},
    .title = EXPORT_TITLE_CHECK_SHEET,
    .subtitle = EXPORT_INDEX_AS_OF,
    .about = EXPORT_ABOUT_CHECK,
    .body_class = "wide",
};

struct page {
    struct record record;
    const struct check_sheets *sheets;
    unsigned chapter; /* the last one that was begun */
};

/* One of the three sheets. Columns of what is known come first, those to be filled in behind them. */
struct sheet_part {
    const char *class;
    enum export_text title, note, known;
    const enum export_text *headings;
    size_t known_count, count;
    void (*write_known)(struct html *html, const struct check_row *row);
    /* The heading of place number PLACE, whose rows begin with number FIRST. */
    void (*write_place)(struct page *page, const struct check_rows *rows, uint32_t place, uint32_t first);
};

/* --- pieces --------------------------------------------------------------------------------------------------------
 */

static void say(struct page *page, enum export_text text, const struct str *values, size_t count) {
    CLEANUP(buffer_done) struct buffer sentence = {0};

    fill_append(export_text(text, page->record.language), values, count, &sentence);
    html_value(&page->record.html, buffer_view(&sentence));
}

static void write_cell(struct html *html, struct str text) {
    html_raw(html, "<td>");
    html_value(html, text);
    html_raw(html, "</td>");
}

/* Several values in one cell, below each other. */
static void write_lines(struct html *html, const struct str *lines, size_t count) {
    bool is_first = true;

    html_raw(html, "<td>");
    for (size_t i = 0; i < count; i++) {
        if (lines[i].n) {
            html_raw(html, is_first ? "" : "<br>");
            html_value(html, lines[i]);
            is_first = false;
        }
    }
    html_raw(html, "</td>");
}

static bool is_answer(enum export_text heading) {
    return heading == EXPORT_HEAD_FOUND || heading == EXPORT_HEAD_WORKING || heading == EXPORT_HEAD_IN_LEDGER;
}

static void write_blanks(struct page *page, const struct sheet_part *part) {
    struct html *html = &page->record.html;

    for (size_t i = part->known_count; i < part->count; i++) {
        if (is_answer(part->headings[i])) {
            html_raw(html, "<td class=answer>");
            html_cstr(html, export_text(EXPORT_CHECK_YES_NO, page->record.language));
            html_raw(html, "</td>");
        } else {
            html_raw(html, "<td></td>");
        }
    }
}

static void write_headings(struct page *page, const struct sheet_part *part) {
    struct html *html = &page->record.html;
    enum language language = page->record.language;

    html_printf(html, "<table class=\"check %s\">\n<colgroup>", part->class);
    for (size_t i = 0; i < part->count; i++) {
        html_raw(html, "<col>");
    }
    html_printf(html, "</colgroup>\n<thead><tr><th colspan=%zu>", part->known_count);
    html_cstr(html, export_text(part->known, language));
    html_printf(html, "</th><th class=seen colspan=%zu>", part->count - part->known_count);
    html_cstr(html, export_text(EXPORT_CHECK_SEEN, language));
    html_raw(html, "</th></tr>\n<tr>");
    for (size_t i = 0; i < part->count; i++) {
        html_raw(html, "<th>");
        html_cstr(html, export_text(part->headings[i], language));
        html_raw(html, "</th>");
    }
    html_raw(html, "</tr></thead>\n");
}

/* --- a sheet -------------------------------------------------------------------------------------------------------
 */

static uint32_t rows_of_place(const struct check_rows *rows, uint32_t first) {
    uint32_t end = first + 1;

    while (end < rows->count && str_eq(rows->items[end].book_place, rows->items[first].book_place)) {
        end++;
    }
    return end - first;
}

static void write_rows(struct page *page, const struct sheet_part *part, const struct check_rows *rows) {
    struct html *html = &page->record.html;
    uint32_t place = 0, left = 0;

    for (uint32_t i = 0; i < rows->count; i++, left--) {
        if (left == 0) {
            html_printf(html, "%s<tbody>\n<tr class=place><th colspan=%zu>", i ? "</tbody>\n" : "", part->count);
            part->write_place(page, rows, place++, i);
            html_raw(html, "</th></tr>\n");
            left = rows_of_place(rows, i);
        }
        html_raw(html, "<tr>");
        part->write_known(html, &rows->items[i]);
        write_blanks(page, part);
        html_raw(html, "</tr>\n");
    }
    html_raw(html, rows->count ? "</tbody></table>\n" : "</table>\n");
}

static uint32_t count_places(const struct check_rows *rows) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < rows->count; i += rows_of_place(rows, i)) {
        count++;
    }
    return count;
}

static void write_part(struct page *page, const struct sheet_part *part, const struct check_rows *rows) {
    struct html *html = &page->record.html;
    char chapter[STR_U64_SIZE], count[STR_U64_SIZE], places[STR_U64_SIZE];
    const struct str values[] = {str_format_u64(rows->count, count), str_format_u64(count_places(rows), places)};

    if (rows->count == 0) {
        return;
    }
    struct str number = str_format_u64(++page->chapter, chapter);
    html_raw(html, "<h2 class=sheet>");
    say(page, part->title, &number, 1);
    html_raw(html, "</h2>\n<p>");
    say(page, part->note, values, ARRAY_LEN(values));
    html_raw(html, "</p>\n");
    write_headings(page, part);
    write_rows(page, part, rows);
}

static struct str place_name(const struct page *page, const struct check_rows *rows, uint32_t first) {
    struct str name = rows->items[first].book_place;

    return name.n ? name : str_from(export_text(EXPORT_CHECK_NO_PLACE, page->record.language));
}

static void write_place(struct page *page, const struct check_rows *rows, uint32_t place, uint32_t first) {
    char count[STR_U64_SIZE];
    const struct str values[] = {place_name(page, rows, first), str_format_u64(rows_of_place(rows, first), count)};

    (void)place;
    say(page, EXPORT_CHECK_PLACE, values, ARRAY_LEN(values));
}

static void write_floor_place(struct page *page, const struct check_rows *rows, uint32_t place, uint32_t first) {
    const struct check_place *at = &page->sheets->places[place];
    char on_paper[STR_U64_SIZE], from[STR_U64_SIZE], step[STR_U64_SIZE];
    const struct str values[] = {place_name(page, rows, first), str_format_u64(at->on_paper, on_paper),
                                 str_format_u64(at->first, from), str_format_u64(at->step, step)};

    say(page, at->step == 1 ? EXPORT_CHECK_PLACE_ALL : EXPORT_CHECK_PLACE_COUNT, values, ARRAY_LEN(values));
}

/* --- the three sheets ----------------------------------------------------------------------------------------------
 */

#define SEEN EXPORT_HEAD_USER, EXPORT_HEAD_WORKING, EXPORT_HEAD_REMARK, EXPORT_HEAD_CHECKED_BY, EXPORT_HEAD_CHECKED_ON

static void write_book_row(struct html *html, const struct check_row *row) {
    const struct str machine[] = {row->kind, row->manufacturer, row->model};

    write_cell(html, row->number);
    write_cell(html, row->asset_id);
    write_lines(html, machine, ARRAY_LEN(machine));
    write_cell(html, row->book_serial);
    write_cell(html, row->book_user);
}

static const enum export_text book_headings[] = {EXPORT_HEAD_NUMBER, EXPORT_HEAD_ASSET,  EXPORT_HEAD_DEVICE,
                                                 EXPORT_HEAD_SERIAL, EXPORT_HEAD_USER,   EXPORT_HEAD_FOUND,
                                                 EXPORT_HEAD_PLACE,  EXPORT_HEAD_SERIAL, SEEN};
static const struct sheet_part book = {
    .class = "book",
    .title = EXPORT_CHECK_BOOK,
    .note = EXPORT_CHECK_BOOK_NOTE,
    .known = EXPORT_CHECK_PAPER,
    .headings = book_headings,
    .known_count = 5,
    .count = ARRAY_LEN(book_headings),
    .write_known = write_book_row,
    .write_place = write_place,
};

static void write_floor_row(struct html *html, const struct check_row *row) {
    write_cell(html, row->number);
    write_cell(html, row->count_to);
}

static const enum export_text floor_headings[] = {EXPORT_HEAD_NUMBER,
                                                  EXPORT_HEAD_COUNT_TO,
                                                  EXPORT_HEAD_LABEL,
                                                  EXPORT_HEAD_KIND,
                                                  EXPORT_HEAD_MODEL,
                                                  EXPORT_HEAD_SERIAL,
                                                  SEEN,
                                                  EXPORT_HEAD_IN_LEDGER};
static const struct sheet_part floor_part = {
    .class = "floor",
    .title = EXPORT_CHECK_FLOOR,
    .note = EXPORT_CHECK_FLOOR_NOTE,
    .known = EXPORT_CHECK_PLACE_VISITED,
    .headings = floor_headings,
    .known_count = 2,
    .count = ARRAY_LEN(floor_headings),
    .write_known = write_floor_row,
    .write_place = write_floor_place,
};

static void write_unpaired_row(struct html *html, const struct check_row *row) {
    const struct str machine[] = {row->machine, row->hostname, row->kind};

    write_cell(html, row->number);
    write_lines(html, machine, ARRAY_LEN(machine));
    write_cell(html, row->known);
}

static const enum export_text unpaired_headings[] = {
    EXPORT_HEAD_NUMBER, EXPORT_HEAD_DEVICE, EXPORT_HEAD_KNOWN,  EXPORT_HEAD_FOUND,
    EXPORT_HEAD_LABEL,  EXPORT_HEAD_PLACE,  EXPORT_HEAD_SERIAL, SEEN};
static const struct sheet_part unpaired = {
    .class = "unpaired",
    .title = EXPORT_CHECK_UNPAIRED,
    .note = EXPORT_CHECK_UNPAIRED_NOTE,
    .known = EXPORT_CHECK_OBSERVED,
    .headings = unpaired_headings,
    .known_count = 3,
    .count = ARRAY_LEN(unpaired_headings),
    .write_known = write_unpaired_row,
    .write_place = write_place,
};

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static void write_sheets(struct page *page) {
    static const enum export_text roles[] = {EXPORT_ROLE_CHECKER, EXPORT_ROLE_WITNESS, EXPORT_ROLE_REVIEWER};
    const struct check_sheets *sheets = page->sheets;

    page->record.workbook = NULL; /* which has the sheets as tables of their own */
    write_part(page, &book, &sheets->book);
    write_part(page, &floor_part, &sheets->floor);
    write_part(page, &unpaired, &sheets->unpaired);
    record_sign(&page->record, EXPORT_CHECK_SIGNATURES, EXPORT_CHECK_STATEMENT, roles, ARRAY_LEN(roles));
}

enum err_code check_page(struct export_set *set, const struct check_sheets *sheets, struct err *err) {
    const struct export_request *request = sheets->request;
    struct page page = {
        .record = {.page = &check_html, .set = set, .request = request, .language = request->settings.language},
        .sheets = sheets,
        .chapter = 1,
    };
    char as_of[11];

    date_format(request->settings.as_of, as_of);
    const struct str day = str_from(as_of);
    enum err_code code = record_begin(&page.record, &day, 1, err);
    if (code != ERR_OK) {
        return code;
    }
    code = check_basis(&page.record, sheets, err);
    write_sheets(&page);
    return record_end(&page.record, code, err);
}
