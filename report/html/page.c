#include "report/html/page.h"

#include "findings/summary.h"

#include <assert.h>
#include <inttypes.h>

void page_say_values(struct html_page *page, enum html_text text, const struct str *values, size_t count) {
    CLEANUP(buffer_done) struct buffer sentence = {0};

    html_text_append(text, page->language, values, count, &sentence);
    html_value(&page->html, buffer_view(&sentence));
}

void page_say(struct html_page *page, enum html_text text) {
    page_say_values(page, text, NULL, 0);
}

void page_say_counts(struct html_page *page, enum html_text text, const uint64_t *counts, size_t count) {
    CLEANUP(buffer_done) struct buffer numbers = {0};
    size_t ends[HTML_TEXT_VALUES_MAX];
    struct str values[HTML_TEXT_VALUES_MAX];

    assert(count <= HTML_TEXT_VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        html_count_append(counts[i], &numbers);
        ends[i] = numbers.n;
    }
    for (size_t i = 0; i < count; i++) {
        size_t from = i ? ends[i - 1] : 0;
        values[i] = str_sub(buffer_view(&numbers), from, ends[i] - from);
    }
    page_say_values(page, text, values, count);
}

void page_say_count(struct html_page *page, enum html_text text, uint64_t count) {
    page_say_counts(page, text, &count, 1);
}

void page_word(struct html_page *page, const char *word) {
    html_value(&page->html, message_word(str_from(word), page->language));
}

void page_count(struct html_page *page, uint64_t count) {
    html_count(&page->html, count);
}

void page_day(struct html_page *page, struct date day) {
    char text[11], era[48];

    date_format(day, text);
    html_printf(&page->html, "<time datetime=\"%s\">%s</time>", text, text);
    if (page->language == LANGUAGE_JA) {
        date_format_wareki(day, era);
        html_raw(&page->html, "（");
        html_cstr(&page->html, era);
        html_raw(&page->html, "）");
    }
}

void page_rate(struct html_page *page, uint64_t part, uint64_t whole) {
    unsigned permille = coverage_permille(part, whole);

    if (!whole) { /* of nothing there is no share */
        html_raw(&page->html, "—");
        return;
    }
    html_printf(&page->html, "%u.%u&nbsp;%%", permille / 10, permille % 10);
}

void page_begin_card(struct html_page *page, const char *id, enum html_text heading) {
    html_printf(&page->html, "<section class=card id=%s aria-labelledby=%s-title><h2 id=%s-title>", id, id, id);
    page_say(page, heading);
    html_raw(&page->html, "</h2>\n");
}

void page_end_card(struct html_page *page) {
    html_raw(&page->html, "</section>\n");
}

void page_begin_filter(struct html_page *page, const char *filter) {
    html_raw(&page->html, "<a href=\"#findings\" data-filter=\"");
    html_cstr(&page->html, filter);
    html_raw(&page->html, "\">");
}

/* Of 1,000; what is there is never too thin to be seen. */
static unsigned width_of(uint64_t count, uint64_t whole) {
    unsigned width = whole ? (unsigned)((unsigned __int128)count * 1000 / whole) : 0;

    return count && width < 6 ? 6 : width;
}

void page_bar(struct html_page *page, const struct html_share *shares, size_t count, uint64_t whole) {
    unsigned x = 0;

    html_raw(&page->html, "<svg class=bar viewBox=\"0 0 1000 10\" preserveAspectRatio=none aria-hidden=true "
                          "focusable=false><rect class=track width=1000 height=10 />");
    for (size_t i = 0; i < count; i++) {
        unsigned width = width_of(shares[i].count, whole);
        width = x + width > 1000 ? 1000 - x : width;
        if (width) {
            html_printf(&page->html, "<rect class=\"%s\" x=%u width=%u height=10 />", shares[i].color, x, width);
        }
        x += width;
    }
    html_raw(&page->html, "</svg>\n");
}
