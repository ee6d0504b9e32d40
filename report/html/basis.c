/* What the figures of report.html rest on: files and their digests, thresholds, the run itself. */

#include "report/html/page.h"

#include <inttypes.h>

static void write_term(struct html_page *page, enum html_text text, struct str value) {
    if (!value.n) {
        return;
    }
    html_raw(&page->html, "<div class=line><dt>");
    page_say(page, text);
    html_raw(&page->html, "</dt><dd>");
    html_value(&page->html, value);
    html_raw(&page->html, "</dd></div>\n");
}

static void write_run(struct html_page *page) {
    const struct json_node *summary = page->summary, *snapshot = json_get(summary, "snapshot");

    html_raw(&page->html, "<dl class=lines>\n");
    write_term(page, TEXT_COMMAND, json_text(json_get(summary, "command")));
    write_term(page, TEXT_VERSION, json_text(json_get(summary, "genkyo")));
    write_term(page, TEXT_SCAN_STARTED, json_text(json_get(snapshot, "started")));
    write_term(page, TEXT_SCAN_ENDED, json_text(json_get(snapshot, "ended")));
    write_term(page, TEXT_SCANNER, json_text(json_get(snapshot, "scanner")));
    write_term(page, TEXT_HORIZON, json_text(json_get(summary, "horizon")));
    html_raw(&page->html, "</dl>\n");
}

static void write_node(struct html_page *page, const struct json_node *node) {
    int64_t number;

    if (json_to_integer(node, &number)) {
        html_printf(&page->html, "%" PRId64, number);
    }
    html_value(&page->html, json_text(node));
    for (size_t i = 0; i < json_length(node); i++) {
        html_raw(&page->html, i ? " " : "");
        html_value(&page->html, json_text(json_at(node, i)));
    }
}

/* Every key as policies write it: who wants to change one looks for it by that name. */
static void write_policy(struct html_page *page) {
    const struct json_node *policy = json_get(page->summary, "policy"), *value;
    struct str key;

    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_POLICY);
    html_raw(&page->html, "</h3>\n<dl class=lines>\n");
    for (size_t i = 0; json_member(policy, i, &key, &value); i++) {
        html_raw(&page->html, "<div class=line><dt><code>");
        html_value(&page->html, key);
        html_raw(&page->html, "</code></dt><dd>");
        write_node(page, value);
        html_raw(&page->html, "</dd></div>\n");
    }
    html_raw(&page->html, "</dl>\n");
}

static void write_input(struct html_page *page, const struct json_node *input) {
    html_raw(&page->html, "<tr><th scope=row>");
    html_value(&page->html, json_text(json_get(input, "file")));
    html_raw(&page->html, "</th><td>");
    html_value(&page->html, json_text(json_get(input, "table")));
    html_raw(&page->html, "</td><td>");
    html_value(&page->html, json_text(json_get(input, "encoding")));
    html_raw(&page->html, "</td><td class=n>");
    page_count(page, summary_count(input, "rows"));
    html_raw(&page->html, "</td><td><code>");
    html_value(&page->html, json_text(json_get(input, "xxh3_128")));
    html_raw(&page->html, "</code></td><td>");
    if (json_node_is_true(json_get(input, "refused"))) {
        html_raw(&page->html, "<span class=\"sign violation\">");
        page_say(page, TEXT_REFUSED);
        html_raw(&page->html, "</span>");
    }
    html_raw(&page->html, "</td></tr>\n");
}

static void write_inputs(struct html_page *page) {
    static const enum html_text headings[] = {TEXT_FILE, TEXT_TABLE, TEXT_ENCODING, TEXT_ROWS, TEXT_DIGEST, TEXT_STATE};
    const struct json_node *inputs = json_get(page->summary, "inputs");

    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_INPUTS);
    html_raw(&page->html, "</h3>\n<div class=wide role=group tabindex=0 aria-labelledby=basis-title><table class=rows>"
                          "<thead><tr>");
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        html_raw(&page->html, headings[i] == TEXT_ROWS ? "<th scope=col class=n>" : "<th scope=col>");
        page_say(page, headings[i]);
        html_raw(&page->html, "</th>");
    }
    html_raw(&page->html, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < json_length(inputs); i++) {
        write_input(page, json_at(inputs, i));
    }
    html_raw(&page->html, "</tbody></table></div>\n");
}

void page_basis(struct html_page *page) {
    html_raw(&page->html, "<section class=\"card sheet\" id=basis aria-labelledby=basis-title><h2 id=basis-title>");
    page_say(page, TEXT_BASIS);
    html_raw(&page->html, "</h2>\n<p class=note>");
    page_say(page, TEXT_BASIS_NOTE);
    html_raw(&page->html, "</p>\n<div class=halves><div>");
    write_run(page);
    html_raw(&page->html, "</div><div>");
    write_policy(page);
    html_raw(&page->html, "</div></div>\n");
    write_inputs(page);
    html_raw(&page->html, "</section>\n");
}
