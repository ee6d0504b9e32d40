/* The licence position, shortages first; what could be used again. */

#include "report/html/page.h"

#include "findings/lifecycle_records.h"

static const enum outcome outcomes[] = {OUTCOME_VIOLATION, OUTCOME_UNDETERMINED, OUTCOME_CONFORMING};

static void write_positions(struct html_page *page) {
    const struct html_table *table = page->tables[HTML_TABLE_LICENSES];

    html_raw(&page->html, "<ul class=\"plain outcomes\">");
    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
        const char *name = outcome_name(outcomes[i]);
        html_raw(&page->html, "<li>");
        bool is_link = html_table_link(table, &page->html, name, NULL);
        html_printf(&page->html, "<b class=\"big t-%s\">", name);
        page_count(page, html_table_rows(table, name));
        html_printf(&page->html, "</b> <span class=\"sign %s\">", name);
        page_word(page, name);
        html_raw(&page->html, is_link ? "</span></a></li>\n" : "</span></li>\n");
    }
    html_raw(&page->html, "</ul>\n");
}

/* What is there and what is needed, as two shares of the need. */
static void write_shortage(struct html_page *page, const struct html_shortage *shortage) {
    const struct html_share shares[] = {
        {"c-conforming", shortage->need_max - shortage->short_max},
        {"c-violation", shortage->short_min},
        {"c-undetermined", shortage->short_max - shortage->short_min},
    };
    const uint64_t range[] = {shortage->short_min, shortage->short_max};

    html_raw(&page->html, "<div class=line><dt>");
    bool is_link = html_table_link(page->tables[HTML_TABLE_LICENSES], &page->html,
                                   shortage->short_min ? "violation" : "undetermined", NULL);
    html_value(&page->html, shortage->product);
    html_raw(&page->html, is_link ? "</a></dt><dd>" : "</dt><dd>");
    if (shortage->short_min == shortage->short_max) {
        page_say_count(page, TEXT_SHORT_BY, shortage->short_min);
    } else {
        page_say_counts(page, shortage->short_min ? TEXT_SHORT_BETWEEN : TEXT_SHORT_UP_TO, range, 2);
    }
    html_raw(&page->html, "</dd>");
    page_bar(page, shares, ARRAY_LEN(shares), shortage->need_max);
    html_raw(&page->html, "</div>\n");
}

/* Where nothing was counted, nothing is known to be enough. */
static bool has_positions(const struct html_page *page) {
    uint64_t rows = 0;

    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
        rows += html_table_rows(page->tables[HTML_TABLE_LICENSES], outcome_name(outcomes[i]));
    }
    return rows > 0;
}

static void write_shortages(struct html_page *page) {
    const struct html_shortages *shortages = &page->looks.shortages;
    uint64_t more = shortages->certain + shortages->possible - shortages->count;

    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_SHORTAGES);
    html_raw(&page->html, "</h3>\n");
    if (!shortages->count) {
        html_raw(&page->html, "<p>");
        page_say(page, has_positions(page) ? TEXT_NO_SHORTAGE : TEXT_NO_POSITION);
        html_raw(&page->html, "</p>\n");
        return;
    }
    html_raw(&page->html, "<dl class=lines>\n");
    for (size_t i = 0; i < shortages->count; i++) {
        write_shortage(page, &shortages->worst[i]);
    }
    html_raw(&page->html, "</dl>\n");
    if (more) {
        html_raw(&page->html, "<p class=note><a href=\"#licenses\">");
        page_say_count(page, TEXT_MORE, more);
        html_raw(&page->html, "</a></p>\n");
    }
}

void page_licenses(struct html_page *page) {
    if (!page->tables[HTML_TABLE_LICENSES]) {
        return;
    }
    page_begin_card(page, "position", TEXT_LICENSES);
    write_positions(page);
    write_shortages(page);
    page_end_card(page);
}

static const enum finding_code reuse_codes[] = {CODE_REU_CANDIDATE, CODE_REU_LICENSE, CODE_REU_HOLD, CODE_REU_RETURN};

void page_reuse(struct html_page *page) {
    const struct html_table *table = page->tables[HTML_TABLE_REUSE];

    if (!table) {
        return;
    }
    page_begin_card(page, "again", TEXT_REUSE);
    html_raw(&page->html, "<dl class=lines>\n");
    for (size_t i = 0; i < ARRAY_LEN(reuse_codes); i++) {
        const struct code_def *code = code_def(reuse_codes[i]);
        html_raw(&page->html, "<div class=line><dt>");
        bool is_link = html_table_link(table, &page->html, code->name, NULL);
        html_cstr(&page->html, code->title[page->language]);
        html_raw(&page->html, is_link ? "</a></dt><dd>" : "</dt><dd>");
        page_count(page, html_table_rows(table, code->name));
        html_raw(&page->html, "</dd></div>\n");
    }
    html_raw(&page->html, "</dl>\n");
    page_end_card(page);
}
