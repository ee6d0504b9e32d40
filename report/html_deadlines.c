/* What loses its support or must be renewed, by when: a chart of the months to the end of the next fiscal year, and the
 * nearest days. */

#include "report/html_page.h"

/* Of the drawing: a slot a month, and one each for what is past and what comes later. */
enum { SLOT = 26, TOP = 14, BARS = 84, BASE = TOP + BARS, HEIGHT = BASE + 32 };

static unsigned slots(const struct html_page *page) {
    return html_months(page->as_of) + 2;
}

static struct html_month slot_month(const struct html_page *page, unsigned slot) {
    const struct html_deadlines *deadlines = &page->looks.deadlines;

    if (slot == 0) {
        return deadlines->past;
    }
    return slot == slots(page) - 1 ? deadlines->later : deadlines->months[slot - 1];
}

static struct civil civil_of_slot(const struct html_page *page, unsigned slot) {
    struct civil civil = date_to_civil(page->as_of);
    int month = civil.month - 1 + (int)slot - 1;

    return (struct civil){civil.year + month / 12, month % 12 + 1, 1};
}

/* What is past and what comes later may be far more than any month: it is not drawn to the same measure. */
static uint64_t highest(const struct html_page *page) {
    uint64_t most = 1;

    for (unsigned slot = 1; slot + 1 < slots(page); slot++) {
        struct html_month month = slot_month(page, slot);
        most = month.support + month.contracts > most ? month.support + month.contracts : most;
    }
    return most;
}

static unsigned height_of(uint64_t count, uint64_t most) {
    unsigned height = (unsigned)((unsigned __int128)(count < most ? count : most) * BARS / most);

    return count && height < 2 ? 2 : height;
}

static void draw_bars(struct html_page *page, unsigned slot, struct html_month month, uint64_t most) {
    uint64_t sum = month.support + month.contracts;
    unsigned whole = height_of(sum, most), x = slot * SLOT + 4;
    unsigned support = sum ? (unsigned)((unsigned __int128)whole * month.support / sum) : 0;

    if (!sum) {
        return;
    }
    html_printf(&page->html, "<rect class=c-violation x=%u y=%u width=18 height=%u />", x, BASE - support, support);
    html_printf(&page->html, "<rect class=c-notice x=%u y=%u width=18 height=%u />", x, BASE - whole, whole - support);
    html_printf(&page->html, "<text x=%u y=%u>", x + 9, BASE - whole - 3);
    page_count(page, sum);
    html_raw(&page->html, "</text>\n");
}

/* Months by their number; the year below that of the as-of date and each January. Behind March ends the fiscal year. */
static void draw_month(struct html_page *page, unsigned slot) {
    struct civil civil = civil_of_slot(page, slot);
    unsigned x = slot * SLOT + 13;

    html_printf(&page->html, "<text x=%u y=%d>%d</text>", x, BASE + 13, civil.month);
    if (slot == 1 || civil.month == 1) {
        html_printf(&page->html, "<text x=%u y=%d>%d</text>", x, BASE + 27, civil.year);
    }
    if (civil.month == 3) {
        html_printf(&page->html, "<line class=year-end x1=%u x2=%u y1=2 y2=%d />", (slot + 1) * SLOT, (slot + 1) * SLOT,
                    BASE + 17);
    }
}

static void draw_end(struct html_page *page, unsigned slot, enum html_text text) {
    html_printf(&page->html, "<text x=%d y=%d>", (int)slot * SLOT + 13, BASE + 13);
    page_say(page, text);
    html_raw(&page->html, "</text>");
}

static void draw_chart(struct html_page *page) {
    uint64_t most = highest(page);
    unsigned count = slots(page);

    html_printf(&page->html, "<svg class=chart viewBox=\"-6 0 %u %d\" role=img aria-label=\"", count * SLOT + 12, HEIGHT);
    page_say(page, TEXT_DEADLINES_CHART);
    html_raw(&page->html, "\">\n");
    html_printf(&page->html, "<line class=axis x1=0 x2=%u y1=%d y2=%d />", count * SLOT, BASE, BASE);
    for (unsigned slot = 0; slot < count; slot++) {
        draw_bars(page, slot, slot_month(page, slot), most);
        if (slot == 0 || slot == count - 1) {
            draw_end(page, slot, slot ? TEXT_LATER : TEXT_PAST);
        } else {
            draw_month(page, slot);
        }
    }
    html_raw(&page->html, "</svg>\n<p class=legend><span class=\"key c-violation\"></span>");
    page_say(page, TEXT_SUPPORT_ENDS);
    html_raw(&page->html, " <span class=\"key c-notice\"></span>");
    page_say(page, TEXT_CONTRACT_DUE);
    html_raw(&page->html, " <span class=\"key year-end\"></span>");
    page_say(page, TEXT_YEAR_END);
    html_raw(&page->html, "</p>\n");
}

/* --- the same in words ---------------------------------------------------------------------------------------------- */

static void write_slot_name(struct html_page *page, unsigned slot) {
    if (slot == 0 || slot == slots(page) - 1) {
        page_say(page, slot ? TEXT_LATER : TEXT_PAST);
        return;
    }
    struct civil civil = civil_of_slot(page, slot);
    html_printf(&page->html, "%d-%02d", civil.year, civil.month);
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
    for (unsigned slot = 0; slot < slots(page); slot++) {
        struct html_month month = slot_month(page, slot);
        if (month.support + month.contracts) {
            html_raw(&page->html, "<tr><th scope=row>");
            write_slot_name(page, slot);
            html_raw(&page->html, "</th><td class=n>");
            page_count(page, month.support);
            html_raw(&page->html, "</td><td class=n>");
            page_count(page, month.contracts);
            html_raw(&page->html, "</td></tr>\n");
        }
    }
    html_raw(&page->html, "</tbody></table></details>\n");
}

static void write_deadline(struct html_page *page, const struct html_deadline *deadline) {
    char day[11];

    date_format(deadline->day, day);
    html_printf(&page->html, "<tr><td class=d>%s</td><td class=n>", day);
    page_say_count(page, TEXT_DAYS_LEFT, (uint64_t)(deadline->day.days - page->as_of.days));
    html_printf(&page->html, "</td><td><a href=\"#%s\">", deadline->is_contract ? "contracts" : "support");
    html_value(&page->html, deadline->what);
    html_raw(&page->html, "</a></td><td>");
    if (deadline->is_contract) {
        page_say(page, TEXT_CONTRACT_DUE);
    } else {
        page_say_count(page, TEXT_SUPPORT_ENDS_ON, deadline->machines);
    }
    html_raw(&page->html, "</td></tr>\n");
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

void page_deadlines(struct html_page *page) {
    if (!page->tables[HTML_TABLE_SUPPORT] && !page->tables[HTML_TABLE_CONTRACTS]) {
        return;
    }
    page_begin_card(page, "deadlines", TEXT_DEADLINES);
    html_raw(&page->html, "<ul class=\"plain row\">");
    write_count_link(page, HTML_TABLE_SUPPORT, "ended", TEXT_SUPPORT_OVER);
    write_count_link(page, HTML_TABLE_SUPPORT, "unknown", TEXT_SUPPORT_UNKNOWN);
    write_count_link(page, HTML_TABLE_CONTRACTS, "ended", TEXT_CONTRACT_OVER);
    write_count_link(page, HTML_TABLE_CONTRACTS, "overdue", TEXT_CONTRACT_OVERDUE);
    write_count_link(page, HTML_TABLE_CONTRACTS, "due", TEXT_CONTRACT_SOON);
    html_raw(&page->html, "</ul>\n");
    draw_chart(page);
    write_months(page);
    if (page->looks.deadlines.count) {
        write_nearest(page);
    }
    page_end_card(page);
}
