/* The findings of report.html: the frame that the script fills, what stands there without it, and the data. */

#include "report/html/assets.h"
#include "report/html/page.h"

#include <stdio.h>

/* Filters, each a list of what occurs; the script fills them. */
static const struct {
    const char *key;
    enum html_text text;
} filters[] = {
    {"outcome", TEXT_OUTCOME}, {"severity", TEXT_SEVERITY},     {"status", TEXT_STATUS},     {"code", TEXT_CODE},
    {"system", TEXT_SYSTEM},   {"department", TEXT_DEPARTMENT}, {"location", TEXT_LOCATION},
};

static void write_filters(struct html_page *page) {
    html_raw(&page->html, "<div role=search class=filters>\n<label class=search>");
    page_say(page, TEXT_SEARCH);
    html_raw(&page->html, "<input type=search id=query autocomplete=off spellcheck=false></label>\n");
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        html_raw(&page->html, "<label>");
        page_say(page, filters[i].text);
        html_printf(&page->html, "<select data-key=%s></select></label>\n", filters[i].key);
    }
    html_raw(&page->html, "<button type=button id=clear>");
    page_say(page, TEXT_CLEAR);
    html_raw(&page->html, "</button></div>\n");
}

/* Columns of the grid; the script fills in the rows. */
static const struct {
    const char *key;
    enum html_text text;
} columns[] = {
    {"severity", TEXT_OUTCOME_AND_SEVERITY},
    {"code", TEXT_CODE},
    {"subject", TEXT_SUBJECT},
    {"hostname", TEXT_HOSTNAME},
    {"system", TEXT_SYSTEM},
    {"department", TEXT_DEPARTMENT},
    {"location", TEXT_LOCATION},
    {"message", TEXT_WHAT},
    {"status", TEXT_STATUS},
};

static void write_grid(struct html_page *page) {
    html_printf(&page->html,
                "<div id=grid role=grid tabindex=0 aria-labelledby=findings-title aria-describedby=keys "
                "aria-colcount=%zu aria-rowcount=1>\n<div role=rowgroup class=head><div role=row aria-rowindex=1>",
                ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        html_printf(&page->html,
                    "<div role=columnheader aria-colindex=%zu class=\"cell %s\" data-key=%s><button "
                    "type=button>",
                    i + 1, columns[i].key, columns[i].key);
        page_say(page, columns[i].text);
        html_raw(&page->html, "</button></div>");
    }
    html_raw(&page->html, "</div></div>\n<div role=rowgroup id=rows></div></div>\n");
}

static void write_first(struct html_page *page) {
    static const enum html_text headings[] = {TEXT_OUTCOME, TEXT_CODE, TEXT_SUBJECT, TEXT_WHAT, TEXT_EVIDENCE};
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    const uint64_t first = counts->kept < HTML_FIRST_FINDINGS ? counts->kept : HTML_FIRST_FINDINGS;
    const uint64_t figures[] = {first, counts->all};

    html_raw(&page->html, "<noscript><p>");
    page_say_counts(page, TEXT_NO_SCRIPT, figures, 2);
    html_raw(&page->html, "</p>\n<table class=\"rows first\"><thead><tr>");
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        html_raw(&page->html, "<th scope=col>");
        page_say(page, headings[i]);
        html_raw(&page->html, "</th>");
    }
    html_raw(&page->html, "</tr></thead><tbody>\n");
    html_findings_write_first(page->findings, &page->html);
    html_raw(&page->html, "</tbody></table></noscript>\n");
}

void page_findings(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    const struct str file = STR("findings.csv");

    html_raw(&page->html, "<section class=\"card sheet\" id=findings aria-labelledby=findings-title tabindex=-1>"
                          "<h2 id=findings-title>");
    page_say(page, TEXT_FINDINGS);
    html_raw(&page->html, " <span class=count>");
    page_count(page, counts->all);
    html_raw(&page->html, "</span></h2>\n<p class=note>");
    page_say_values(page, TEXT_FROM_FILE, &file, 1);
    html_raw(&page->html, "</p>\n");
    write_first(page);
    html_raw(&page->html, "<div id=browser hidden>\n");
    write_filters(page);
    html_raw(&page->html, "<p id=hits role=status></p>\n<div id=split>\n");
    write_grid(page);
    html_raw(&page->html, "<section id=detail aria-labelledby=detail-title tabindex=-1 hidden></section>\n</div>\n"
                          "<p class=note id=keys>");
    page_say(page, TEXT_KEYS);
    html_raw(&page->html, "</p></div>\n<div id=printed></div>\n</section>\n");
}

/* --- data -----------------------------------------------------------------------------------------------------------
 */

/* What the script says, by the name it knows it by. */
static const struct {
    const char *name;
    enum html_text text;
} spoken[] = {
    {"all", TEXT_ALL},
    {"open", TEXT_OPEN},
    {"none", TEXT_NONE},
    {"hits", TEXT_HITS},
    {"remedy", TEXT_REMEDY},
    {"documented", TEXT_DOCUMENTED},
    {"observed", TEXT_FOUND},
    {"field", TEXT_FIELD},
    {"asset", TEXT_ASSET},
    {"device", TEXT_DEVICE},
    {"subject", TEXT_SUBJECT},
    {"hostname", TEXT_HOSTNAME},
    {"system", TEXT_SYSTEM},
    {"department", TEXT_DEPARTMENT},
    {"location", TEXT_LOCATION},
    {"rule", TEXT_RULE},
    {"guideline", TEXT_GUIDELINE},
    {"id", TEXT_ID},
    {"firstSeen", TEXT_FIRST_SEEN},
    {"lastSeen", TEXT_LAST_SEEN},
    {"evidence", TEXT_EVIDENCE},
    {"noEvidence", TEXT_NO_EVIDENCE},
    {"close", TEXT_CLOSE},
    {"previous", TEXT_PREVIOUS},
    {"next", TEXT_NEXT},
    {"printed", TEXT_PRINTED},
    {"printedPart", TEXT_PRINTED_PART},
    {"filter", TEXT_FILTER},
    {"search", TEXT_SEARCH},
    {"outcome", TEXT_OUTCOME},
    {"severity", TEXT_SEVERITY},
    {"status", TEXT_STATUS},
    {"code", TEXT_CODE},
    {"what", TEXT_WHAT},
};

static void write_spoken(struct json_writer *json, enum language language) {
    json_key(json, "text");
    json_begin_object(json);
    for (size_t i = 0; i < ARRAY_LEN(spoken); i++) {
        json_member_string(json, spoken[i].name, str_from(html_text(spoken[i].text, language)));
    }
    json_end_object(json);
}

/* Pairs of a fixed word and what people read, by number. */
static void write_word(struct json_writer *json, const char *name, enum language language) {
    json_begin_array(json);
    json_write_string(json, str_from(name));
    json_write_string(json, message_word(str_from(name), language));
    json_end_array(json);
}

static void write_words(struct json_writer *json, enum language language) {
    json_key(json, "outcome");
    json_begin_array(json);
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        write_word(json, outcome_name((enum outcome)i), language);
    }
    json_end_array(json);
    json_key(json, "severity");
    json_begin_array(json);
    for (unsigned i = 0; i < SEVERITY_COUNT; i++) {
        write_word(json, severity_name((enum severity)i), language);
    }
    json_end_array(json);
    json_key(json, "status");
    json_begin_array(json);
    for (unsigned i = 0; i < FINDING_STATUS_COUNT; i++) {
        write_word(json, finding_status_name((enum finding_status)i), language);
    }
    json_end_array(json);
}

/* Those that occur, by their numbers in the rows. */
static void write_codes(struct json_writer *json, const struct html_finding_counts *counts, enum language language) {
    char number[12];

    json_key(json, "code");
    json_begin_object(json);
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        const struct code_def *code = code_def((enum finding_code)i);
        if (!counts->has_code[i]) {
            continue;
        }
        snprintf(number, sizeof number, "%u", i);
        json_key(json, number);
        json_begin_array(json);
        json_write_string(json, str_from(code->name));
        json_write_string(json, str_from(code->title[language]));
        json_write_string(json, str_from(code->meaning[language]));
        json_write_string(json, str_from(code_guideline((enum finding_code)i)));
        json_end_array(json);
    }
    json_end_object(json);
}

static enum err_code write_setup(struct html_page *page, struct output *block, struct err *err) {
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = json_writer_new(block, 0);

    if (!json) {
        return err_no_memory(err);
    }
    json_begin_object(json);
    json_member_string(json, "language", page->language == LANGUAGE_JA ? STR("ja") : STR("en"));
    write_spoken(json, page->language);
    write_words(json, page->language);
    write_codes(json, html_findings_counts(page->findings), page->language);
    json_end_object(json);
    html_json(&page->html, output_bytes(block));
    return output_error(block, err);
}

static void begin_block(struct html_page *page, const char *name) {
    html_printf(&page->html, "<script type=\"application/json\" id=data-%s>", name);
}

enum err_code page_data(struct html_page *page, struct err *err) {
    struct output *block;
    enum err_code code = output_in_memory(&block, err);

    if (code != ERR_OK) {
        return code;
    }
    begin_block(page, "setup");
    code = write_setup(page, block, err);
    output_abandon(block);
    html_raw(&page->html, "</script>\n");
    if (code == ERR_OK) {
        begin_block(page, "strings");
        code = html_findings_write_strings(page->findings, &page->html, err);
        html_raw(&page->html, "</script>\n");
    }
    if (code == ERR_OK) {
        begin_block(page, "rows");
        code = html_findings_write_rows(page->findings, &page->html, err);
        html_raw(&page->html, "</script>\n<script>");
        output_write(page->html.output, html_script);
        html_raw(&page->html, "</script>\n");
    }
    return code;
}
