/* What loses its support or must be renewed, by when: a chart of the months to the end of the next fiscal year, and the
 * nearest days. */

#include "report/html/page.h"

#include <stdio.h>

/* Of the drawing. */
enum { WIDTH = 460, TOP = 14, BARS = 150, BASE = TOP + BARS, HEIGHT = BASE + 32 };

static struct civil civil_of(const struct html_page *page, unsigned month) {
    struct civil civil = date_to_civil(page->as_of);
    int months = civil.month - 1 + (int)month;

    return (struct civil){civil.year + months / 12, months % 12 + 1, 1};
}

static uint64_t sum_of(struct html_month month) {
    return month.support + month.contracts;
}

static uint64_t highest(const struct html_page *page) {
    uint64_t most = 1;

    for (unsigned i = 0; i < html_months(page->as_of); i++) {
        uint64_t sum = sum_of(page->looks.deadlines.months[i]);
        most = sum > most ? sum : most;
    }
    return most;
}

static unsigned height_of(uint64_t count, uint64_t most) {
    unsigned height = (unsigned)((unsigned __int128)count * BARS / most);

    return count && height < 2 ? 2 : height;
}

static void draw_bars(struct html_page *page, struct html_month month, unsigned x, unsigned width, uint64_t most) {
    unsigned whole = height_of(sum_of(month), most), support = height_of(month.support, most);

    if (!sum_of(month)) {
        return;
    }
    html_printf(&page->html, "<rect class=c-violation x=%u y=%u width=%u height=%u />", x, BASE - support, width,
                support);
    html_printf(&page->html, "<rect class=c-notice x=%u y=%u width=%u height=%u />", x, BASE - whole, width,
                whole > support ? whole - support : 0);
    html_printf(&page->html, "<text x=%u y=%u>", x + width / 2, BASE - whole - 3);
    page_count(page, sum_of(month));
    html_raw(&page->html, "</text>\n");
}

/* Months by their number; the year below the first one and each January. Behind March ends the fiscal year. */
static void draw_month(struct html_page *page, unsigned month, unsigned slot) {
    struct civil civil = civil_of(page, month);
    unsigned x = month * slot;

    html_printf(&page->html, "<text x=%u y=%d>%d</text>", x + slot / 2, BASE + 13, civil.month);
    if (month == 0 || civil.month == 1) {
        html_printf(&page->html, "<text x=%u y=%d>%d</text>", x + slot / 2, BASE + 27, civil.year);
    }
    if (civil.month == 3) {
        html_printf(&page->html, "<line class=year-end x1=%u x2=%u y1=2 y2=%d />", x + slot, x + slot, BASE + 17);
    }
}

static void draw_chart(struct html_page *page) {
    unsigned months = html_months(page->as_of), slot = WIDTH / months;
    uint64_t most = highest(page);

    html_printf(&page->html, "<svg class=chart viewBox=\"-6 0 %d %d\" role=img aria-label=\"", WIDTH + 12, HEIGHT);
    page_say(page, TEXT_DEADLINES_CHART);
    html_raw(&page->html, "\">\n");
    html_printf(&page->html, "<line class=axis x1=0 x2=%u y1=%d y2=%d />", months * slot, BASE, BASE);
    for (unsigned month = 0; month < months; month++) {
        draw_bars(page, page->looks.deadlines.months[month], month * slot + slot / 8, slot * 3 / 4, most);
        draw_month(page, month, slot);
    }
    html_raw(&page->html, "</svg>\n<p class=legend><span class=\"key c-violation\"></span>");
    page_say(page, TEXT_SUPPORT_ENDS);
    html_raw(&page->html, " <span class=\"key c-notice\"></span>");
    page_say(page, TEXT_CONTRACT_DUE);
    html_raw(&page->html, " <span class=\"key year-end\"></span>");
    page_say(page, TEXT_YEAR_END);
    html_raw(&page->html, "</p>\n");
}

/* --- the same in words ----------------------------------------------------------------------------------------------
 */

static void write_month(struct html_page *page, struct html_month month, const char *name) {
    if (!sum_of(month)) {
        return;
    }
    html_raw(&page->html, "<tr><th scope=row>");
    html_cstr(&page->html, name);
    html_raw(&page->html, "</th><td class=n>");
    page_count(page, month.support);
    html_raw(&page->html, "</td><td class=n>");
    page_count(page, month.contracts);
    html_raw(&page->html, "</td></tr>\n");
}

static void write_month_rows(struct html_page *page) {
    const struct html_deadlines *deadlines = &page->looks.deadlines;
    char name[16];

    write_month(page, deadlines->past, html_text(TEXT_PAST, page->language));
    for (unsigned month = 0; month < html_months(page->as_of); month++) {
        struct civil civil = civil_of(page, month);
        snprintf(name, sizeof name, "%04d-%02d", civil.year % 10000, civil.month);
        write_month(page, deadlines->months[month], name);
    }
    write_month(page, deadlines->later, html_text(TEXT_LATER, page->language));
}

static void write_months(struct html_page *page) {
    html_raw(&page->html, "<details><summary>");
    page_say(page, TEXT_IN_NUMBERS);
    html_raw(&page->html, "</summary><table><thead><tr><th scope=col>");
    page_say(page, TEXT_MONTH);
    html_raw(&page->html, "</th><th scope=col class=n>");
    page_say(page, TEXT_SUPPORT_ENDS);
    html_raw(&page->html, "</th><th scope=col class=n>");
    page_say(page, TEXT_CONTRACT_DUE);
    html_raw(&page->html, "</th></tr></thead><tbody>\n");
    write_month_rows(page);
    html_raw(&page->html, "</tbody></table></details>\n");
}

static void write_days_left(struct html_page *page, struct date day) {
    uint64_t days = (uint64_t)(day.days - page->as_of.days);

    if (days) {
        page_say_count(page, TEXT_DAYS_LEFT, days);
    } else {
        page_say(page, TEXT_TODAY);
    }
}

static void write_deadline(struct html_page *page, const struct html_deadline *deadline) {
    char day[11];

    date_format(deadline->day, day);
    html_printf(&page->html, "<tr><td class=d>%s<br><span class=note>", day);
    write_days_left(page, deadline->day);
    html_printf(&page->html, "</span></td><td><a href=\"#%s\">", deadline->is_contract ? "contracts" : "support");
    html_value(&page->html, deadline->what);
    html_printf(&page->html, "</a><br><span class=note><span class=\"key %s\"></span>",
                deadline->is_contract ? "c-notice" : "c-violation");
    if (deadline->is_contract) {
        page_say(page, TEXT_CONTRACT_DUE);
    } else {
        page_say_count(page, TEXT_SUPPORT_ENDS_ON, deadline->machines);
    }
    html_raw(&page->html, "</span></td></tr>\n");
}

static void write_nearest(struct html_page *page) {
    const struct html_deadlines *deadlines = &page->looks.deadlines;

    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_NEAREST);
    html_raw(&page->html, "</h3>\n<table class=tight><tbody>\n");
    for (size_t i = 0; i < deadlines->count; i++) {
        write_deadline(page, &deadlines->nearest[i]);
    }
    html_raw(&page->html, "</tbody></table>\n");
}

static void write_count_link(struct html_page *page, enum html_table_id id, const char *word, enum html_text text) {
    const struct html_table *table = page->tables[id];

    if (!table || !html_table_rows(table, word)) {
        return;
    }
    html_raw(&page->html, "<li>");
    (void)html_table_link(table, &page->html, word, NULL);
    page_say(page, text);
    html_raw(&page->html, " <b>");
    page_count(page, html_table_rows(table, word));
    html_raw(&page->html, "</b></a></li>\n");
}

/* A run that looked less far ahead than the chart says nothing of the months behind. */
static void write_horizon(struct html_page *page) {
    struct str horizon = json_text(json_get(page->summary, "horizon"));

    if (horizon.n) {
        html_raw(&page->html, "<p class=note>");
        page_say_values(page, TEXT_DEADLINES_UNTIL, &horizon, 1);
        html_raw(&page->html, "</p>\n");
    }
}

void page_deadlines(struct html_page *page) {
    if (!page->tables[HTML_TABLE_SUPPORT] && !page->tables[HTML_TABLE_CONTRACTS]) {
        return;
    }
    page_begin_card(page, "deadlines", TEXT_DEADLINES);
    write_horizon(page);
    html_raw(&page->html, "<ul class=\"plain row\">");
    write_count_link(page, HTML_TABLE_SUPPORT, "ended", TEXT_SUPPORT_OVER);
    write_count_link(page, HTML_TABLE_SUPPORT, "unknown", TEXT_SUPPORT_UNKNOWN);
    write_count_link(page, HTML_TABLE_CONTRACTS, "ended", TEXT_CONTRACT_OVER);
    write_count_link(page, HTML_TABLE_CONTRACTS, "overdue", TEXT_CONTRACT_OVERDUE);
    write_count_link(page, HTML_TABLE_CONTRACTS, "due", TEXT_CONTRACT_SOON);
    html_raw(&page->html, "</ul>\n");
    html_raw(&page->html, "<div class=pair><div>\n");
    draw_chart(page);
    write_months(page);
    html_raw(&page->html, "</div><div>\n");
    if (page->looks.deadlines.count) {
        write_nearest(page);
    }
    html_raw(&page->html, "</div></div>\n");
    page_end_card(page);
}
