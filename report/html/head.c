/* The head of report.html, and what stands above everything: whose it is, of which day, and whether it is in order. */

#include "report/html/assets.h"
#include "report/html/page.h"

#include <stdio.h>

static void write_policy(struct html_page *page) {
    html_printf(&page->html,
                "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src 'sha256-%s'; "
                "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                html_script_digest, html_style_digest);
}

void page_head(struct html_page *page) {
    struct html *html = &page->html;
    char as_of[11];

    date_format(page->as_of, as_of);
    html_printf(html, "<!DOCTYPE html>\n<html lang=%s>\n<head>\n<meta charset=utf-8>\n",
                page->language == LANGUAGE_JA ? "ja" : "en");
    write_policy(page);
    html_raw(html,
             "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=color-scheme content=\"light dark\">\n<meta name=referrer content=no-referrer>\n<title>");
    page_say(page, TEXT_TITLE);
    html_printf(html, " %s</title>\n<style>", as_of);
    output_write(html->output, html_style);
    html_raw(html, "</style>\n</head>\n");
}

static const struct {
    const char *id;
    enum html_text text;
    enum html_table_id table; /* HTML_TABLE_COUNT: always there */
} targets[] = {
    {"overview", TEXT_OVERVIEW, HTML_TABLE_COUNT},       {"findings", TEXT_FINDINGS, HTML_TABLE_COUNT},
    {"licenses", TEXT_LICENSES, HTML_TABLE_LICENSES},    {"support", TEXT_SUPPORT, HTML_TABLE_SUPPORT},
    {"contracts", TEXT_CONTRACTS, HTML_TABLE_CONTRACTS}, {"reuse", TEXT_REUSE, HTML_TABLE_REUSE},
    {"assets", TEXT_ASSETS, HTML_TABLE_ASSETS},          {"basis", TEXT_BASIS, HTML_TABLE_COUNT},
};

static void write_navigation(struct html_page *page) {
    html_raw(&page->html, "<nav aria-label=\"");
    page_say(page, TEXT_CONTENTS);
    html_raw(&page->html, "\"><ul>");
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        if (targets[i].table == HTML_TABLE_COUNT || page->tables[targets[i].table]) {
            html_printf(&page->html, "<li><a href=\"#%s\">", targets[i].id);
            page_say(page, targets[i].text);
            html_raw(&page->html, "</a></li>");
        }
    }
    html_raw(&page->html, "</ul></nav>\n");
}

#define MINUTE_SIZE 17
/* 2027-03-24 21:00, in the zone that the observer wrote; empty if it is no time. */
static struct str to_the_minute(struct str time, char to[MINUTE_SIZE]) {
    struct instant instant;

    if (!instant_read(time, &instant) || time.n < MINUTE_SIZE - 1) {
        return STR_NONE;
    }
    snprintf(to, MINUTE_SIZE, "%.10s %.5s", time.p, time.p + 11);
    return str_from(to);
}

/* What was looked at, and when. */
static void write_origin(struct html_page *page) {
    const struct json_node *snapshot = json_get(page->summary, "snapshot");
    char texts[2][MINUTE_SIZE];
    const struct str observed[] = {to_the_minute(json_text(json_get(snapshot, "started")), texts[0]),
                                   to_the_minute(json_text(json_get(snapshot, "ended")), texts[1])};

    html_raw(&page->html, "<p class=origin>");
    page_say(page, TEXT_AS_OF);
    html_raw(&page->html, " <strong>");
    page_day(page, page->as_of);
    html_raw(&page->html, "</strong>");
    if (observed[0].n && observed[1].n) {
        html_raw(&page->html, " <span>");
        page_say_values(page, TEXT_OBSERVED, observed, 2);
        html_raw(&page->html, "</span>");
    }
    html_raw(&page->html, "</p>\n");
}

enum { IN_ORDER, UNSEEN, OPEN_QUESTIONS, NOT_IN_ORDER };

static const struct {
    const char *class;
    enum html_text text;
} leads[] = {
    [IN_ORDER] = {"conforming", TEXT_LEAD_IN_ORDER},
    [UNSEEN] = {"undetermined", TEXT_LEAD_IN_ORDER},
    [OPEN_QUESTIONS] = {"undetermined", TEXT_LEAD_OPEN},
    [NOT_IN_ORDER] = {"violation", TEXT_LEAD_VIOLATIONS},
};

static void add_to_lead(struct html_page *page, enum html_text text, uint64_t count) {
    if (count) {
        html_raw(&page->html, " ");
        page_say_count(page, text, count);
    }
}

static void write_lead(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    struct summary_unmet unmet = summary_unmet(page->summary);
    const uint64_t figures[] = {counts->open.count[OUTCOME_VIOLATION], counts->by_severity[SEVERITY_CRITICAL],
                                counts->open.count[OUTCOME_UNDETERMINED]};
    uint64_t unseen = unmet.caused + unmet.ambiguous; /* of what is gone something is known */
    uint64_t kept = summary_count(json_get(json_get(page->summary, "findings"), "by_status"), "not_examined");
    size_t lead = figures[0] ? NOT_IN_ORDER : figures[2] ? OPEN_QUESTIONS : unseen || kept ? UNSEEN : IN_ORDER;

    html_printf(&page->html, "<p class=\"lead %s\"><strong>", leads[lead].class);
    page_say_counts(page, leads[lead].text, figures, 3);
    html_raw(&page->html, "</strong>");
    add_to_lead(page, TEXT_LEAD_UNSEEN, unseen);
    add_to_lead(page, TEXT_LEAD_WAIVED, counts->by_status[FINDING_WAIVED]);
    add_to_lead(page, TEXT_LEAD_NOT_EXAMINED, kept);
    html_raw(&page->html, "</p>\n");
}

/* What the page does not have must not be overlooked. */
static void write_left_out(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    const uint64_t figures[] = {counts->kept, counts->all, counts->all - counts->kept};

    if (counts->kept < counts->all) {
        html_raw(&page->html, "<p class=\"lead notice\">");
        page_say_counts(page, TEXT_LEFT_OUT, figures, 3);
        html_raw(&page->html, "</p>\n");
    }
}

void page_lead(struct html_page *page) {
    html_raw(&page->html, "<body>\n<a class=skip href=\"#findings\">");
    page_say(page, TEXT_SKIP);
    html_raw(&page->html, "</a>\n<header><h1>");
    page_say(page, TEXT_TITLE);
    html_raw(&page->html, "</h1>\n");
    write_origin(page);
    write_navigation(page);
    html_raw(&page->html, "</header>\n<main>\n<div id=overview>\n");
    write_lead(page);
    write_left_out(page);
}
