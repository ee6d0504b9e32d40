/* How much was really examined, and why the rest was not; what came of it for each asset. */

#include "report/html/page.h"

#include "findings/summary.h"

static const struct {
    const char *key;
    enum html_text text;
} rates[] = {
    {"place", TEXT_RATE_PLACE},
    {"user", TEXT_RATE_USER},
    {"software", TEXT_RATE_SOFTWARE},
};

static void write_rate(struct html_page *page, size_t number, uint64_t part, uint64_t whole) {
    const struct html_share share = {"c-conforming", part};

    html_raw(&page->html, "<div class=line><dt>");
    page_say(page, rates[number].text);
    html_raw(&page->html, "</dt><dd>");
    page_rate(page, part, whole);
    html_raw(&page->html, "</dd>");
    page_bar(page, &share, 1, whole);
    html_raw(&page->html, "</div>\n");
}

/* Rows of the verdict and, if it is not NULL, the cause. */
static void write_cause(struct html_page *page, const char *verdict, const char *cause, uint64_t count) {
    if (!count) {
        return;
    }
    html_raw(&page->html, "<li>");
    bool is_link = html_table_link(page->tables[HTML_TABLE_ASSETS], &page->html, verdict, cause);
    page_word(page, cause ? cause : verdict);
    html_raw(&page->html, " <b>");
    page_count(page, count);
    html_raw(&page->html, is_link ? "</b></a></li>\n" : "</b></li>\n");
}

/* What is gone, with evidence, was not examined either, nor was what several devices may be. */
static void write_causes(struct html_page *page) {
    const struct json_node *causes = json_get(json_get(page->summary, "coverage"), "causes");
    struct summary_unmet unmet = summary_unmet(page->summary);

    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_WHY_NOT);
    html_raw(&page->html, "</h3>\n<ul class=\"plain row\">");
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        const char *name = unverified_cause_name((enum unverified_cause)cause);
        write_cause(page, "unverified", name, summary_count(causes, name));
    }
    write_cause(page, "ambiguous", NULL, unmet.ambiguous);
    write_cause(page, "missing", NULL, unmet.missing);
    html_raw(&page->html, "</ul>\n");
}

void page_coverage(struct html_page *page) {
    const struct json_node *coverage = json_get(page->summary, "coverage");
    uint64_t expected = summary_count(coverage, "expected"), examined = summary_count(coverage, "examined");
    const struct html_share shares[] = {{"c-conforming", examined}};
    const uint64_t figures[] = {examined, expected};

    if (!coverage) {
        return;
    }
    page_begin_card(page, "coverage", TEXT_COVERAGE);
    html_raw(&page->html, "<p class=figure><a href=\"#assets\">");
    page_rate(page, examined, expected);
    html_raw(&page->html, "</a> <span>");
    page_say_counts(page, TEXT_EXAMINED, figures, 2);
    html_raw(&page->html, "</span></p>\n");
    page_bar(page, shares, 1, expected);
    html_raw(&page->html, "<dl class=lines>\n");
    for (size_t i = 0; i < ARRAY_LEN(rates); i++) {
        write_rate(page, i, summary_count(coverage, rates[i].key), expected);
    }
    html_raw(&page->html, "</dl>\n");
    if (examined < expected) {
        write_causes(page);
    }
    page_end_card(page);
}

/* --- verdicts -------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *word, *color;
} verdicts[] = {
    {"missing", "c-violation"},       {"unregistered", "c-violation"}, {"different", "c-violation"},
    {"unverified", "c-undetermined"}, {"ambiguous", "c-undetermined"}, {"matched", "c-conforming"},
    {"not-expected", "c-none"},
};

static void write_verdict(struct html_page *page, size_t number, uint64_t count, uint64_t whole) {
    const struct html_share share = {verdicts[number].color, count};

    html_raw(&page->html, "<div class=line><dt>");
    bool is_link = html_table_link(page->tables[HTML_TABLE_ASSETS], &page->html, verdicts[number].word, NULL);
    page_word(page, verdicts[number].word);
    html_raw(&page->html, is_link ? "</a></dt><dd>" : "</dt><dd>");
    page_count(page, count);
    html_raw(&page->html, "</dd>");
    page_bar(page, &share, 1, whole);
    html_raw(&page->html, "</div>\n");
}

void page_verdicts(struct html_page *page) {
    const struct json_node *counts = json_get(page->summary, "verdicts");
    uint64_t whole = 0;

    if (!counts) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        whole += summary_count(counts, verdicts[i].word);
    }
    page_begin_card(page, "verdicts", TEXT_VERDICTS);
    html_raw(&page->html, "<dl class=lines>\n");
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        write_verdict(page, i, summary_count(counts, verdicts[i].word), whole);
    }
    html_raw(&page->html, "</dl>\n");
    page_end_card(page);
}

/* --- changes between two snapshots ----------------------------------------------------------------------------------
 */

static void write_figure(struct html_page *page, enum html_text text, uint64_t count) {
    html_raw(&page->html, "<div class=line><dt>");
    page_say(page, text);
    html_raw(&page->html, "</dt><dd>");
    page_count(page, count);
    html_raw(&page->html, "</dd></div>\n");
}

void page_drift(struct html_page *page) {
    const struct json_node *drift = json_get(page->summary, "drift"), *changes = json_get(drift, "changes"), *count;
    struct str name;

    if (!drift) {
        return;
    }
    page_begin_card(page, "drift", TEXT_DRIFT);
    html_raw(&page->html, "<dl class=lines>\n");
    write_figure(page, TEXT_DRIFT_MACHINES, summary_count(drift, "machines"));
    write_figure(page, TEXT_DRIFT_CHANGED, summary_count(drift, "changed"));
    write_figure(page, TEXT_DRIFT_FIRST_SEEN, summary_count(drift, "first_seen"));
    write_figure(page, TEXT_DRIFT_NOT_SEEN, summary_count(drift, "not_seen"));
    html_raw(&page->html, "</dl>\n<h3>");
    page_say(page, TEXT_DRIFT_CHANGES);
    html_raw(&page->html, "</h3><dl class=lines>\n");
    for (size_t i = 0; json_member(changes, i, &name, &count); i++) {
        int64_t number = 0;
        (void)json_to_integer(count, &number);
        html_raw(&page->html, "<div class=line><dt>");
        html_value(&page->html, message_word(name, page->language));
        html_raw(&page->html, "</dt><dd>");
        page_count(page, (uint64_t)number);
        html_raw(&page->html, "</dd></div>\n");
    }
    html_raw(&page->html, "</dl>\n");
    page_end_card(page);
}
