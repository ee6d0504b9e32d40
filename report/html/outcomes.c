/* What was found: by outcome and severity; what there is to do, by code and by department. */

#include "report/html/page.h"

static const enum outcome outcomes[] = {OUTCOME_VIOLATION, OUTCOME_UNDETERMINED, OUTCOME_NOTICE};
static const char *const colors[OUTCOME_COUNT] = {
    [OUTCOME_CONFORMING] = "c-conforming",
    [OUTCOME_NOTICE] = "c-notice",
    [OUTCOME_UNDETERMINED] = "c-undetermined",
    [OUTCOME_VIOLATION] = "c-violation",
};

static void begin_outcome_filter(struct html_page *page, enum outcome outcome, const char *key, struct str value) {
    html_printf(&page->html, "<a href=\"#findings\" data-filter=\"outcome=%s", outcome_name(outcome));
    if (key) {
        html_printf(&page->html, "&amp;%s=", key);
        html_value(&page->html, value);
    }
    html_raw(&page->html, "\">");
}

static void write_outcome(struct html_page *page, enum outcome outcome, uint64_t count) {
    const char *name = outcome_name(outcome);

    html_raw(&page->html, "<li>");
    begin_outcome_filter(page, outcome, NULL, STR_NONE);
    html_printf(&page->html, "<b class=\"big t-%s\">", name);
    page_count(page, count);
    html_printf(&page->html, "</b> <span class=\"sign %s\">", name);
    page_word(page, name);
    html_raw(&page->html, "</span></a></li>\n");
}

static void write_severities(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    char filter[40] = "severity=";

    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_BY_SEVERITY);
    html_raw(&page->html, "</h3>\n<ul class=\"plain row\">");
    for (unsigned severity = SEVERITY_COUNT; severity-- > 0;) {
        const char *name = severity_name((enum severity)severity);
        memcpy(filter + strlen("severity="), name, strlen(name) + 1);
        html_raw(&page->html, "<li>");
        page_begin_filter(page, filter);
        page_word(page, name);
        html_raw(&page->html, " <b>");
        page_count(page, counts->by_severity[severity]);
        html_raw(&page->html, "</b></a></li>\n");
    }
    html_raw(&page->html, "</ul>\n");
}

/* Only where there is a store is there anything but new ones. */
static void write_statuses(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    char filter[40] = "status=";

    if (!json_get(json_get(page->summary, "findings"), "by_status")) {
        return;
    }
    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_BY_STATUS);
    html_raw(&page->html, "</h3>\n<ul class=\"plain row\">");
    for (unsigned status = 0; status < FINDING_STATUS_COUNT; status++) {
        const char *name = finding_status_name((enum finding_status)status);
        memcpy(filter + strlen("status="), name, strlen(name) + 1);
        html_raw(&page->html, "<li>");
        page_begin_filter(page, filter);
        page_word(page, name);
        html_raw(&page->html, " <b>");
        page_count(page, counts->by_status[status]);
        html_raw(&page->html, "</b></a></li>\n");
    }
    html_raw(&page->html, "</ul>\n");
}

/* The codes with most violations. */
#define CODES_NAMED 4u

static void name_code(struct html_page *page, enum finding_code code, uint64_t count) {
    const struct code_def *def = code_def(code);

    html_raw(&page->html, "<div class=line><dt>");
    begin_outcome_filter(page, OUTCOME_VIOLATION, "code", str_from(def->name));
    html_cstr(&page->html, def->title[page->language]);
    html_raw(&page->html, "</a></dt><dd>");
    page_count(page, count);
    html_raw(&page->html, "</dd></div>\n");
}

static void write_foremost(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    bool is_named[CODE_COUNT] = {false};

    if (!counts->open.count[OUTCOME_VIOLATION]) {
        return;
    }
    html_raw(&page->html, "<h3>");
    page_say(page, TEXT_FOREMOST);
    html_raw(&page->html, "</h3><dl>\n");
    for (unsigned i = 0; i < CODES_NAMED; i++) {
        uint64_t most = 0;
        unsigned best = 0;
        for (unsigned code = 0; code < CODE_COUNT; code++) {
            uint64_t count = counts->by_code[code].count[OUTCOME_VIOLATION];
            if (!is_named[code] && count > most) {
                most = count;
                best = code;
            }
        }
        if (most) {
            is_named[best] = true;
            name_code(page, (enum finding_code)best, most);
        }
    }
    html_raw(&page->html, "</dl>\n");
}

void page_outcomes(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);
    struct html_share shares[ARRAY_LEN(outcomes)];
    uint64_t whole = 0;

    page_begin_card(page, "outcomes", TEXT_OUTCOMES);
    html_raw(&page->html, "<ul class=\"plain outcomes\">");
    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
        shares[i] = (struct html_share){colors[outcomes[i]], counts->open.count[outcomes[i]]};
        whole += shares[i].count;
        write_outcome(page, outcomes[i], shares[i].count);
    }
    html_raw(&page->html, "</ul>\n");
    page_bar(page, shares, ARRAY_LEN(shares), whole);
    write_severities(page);
    write_statuses(page);
    write_foremost(page);
    page_end_card(page);
}

/* --- what there is to do --------------------------------------------------------------------------------------------
 */

static void write_headings(struct html_page *page, enum html_text of) {
    html_raw(&page->html, "<thead><tr><th scope=col>");
    page_say(page, of);
    html_raw(&page->html, "</th>");
    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
        html_raw(&page->html, "<th scope=col class=n>");
        page_word(page, outcome_name(outcomes[i]));
        html_raw(&page->html, "</th>");
    }
    html_raw(&page->html, "</tr></thead>\n<tbody>\n");
}

/* The cells of one row; without a key they lead nowhere. */
static void write_counts(struct html_page *page, const struct html_outcomes *open, const char *key, struct str value) {
    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
        uint64_t count = open->count[outcomes[i]];
        html_raw(&page->html, "<td class=n>");
        if (count && key) {
            begin_outcome_filter(page, outcomes[i], key, value);
        }
        if (count) {
            page_count(page, count);
        }
        html_raw(&page->html, count && key ? "</a></td>" : "</td>");
    }
    html_raw(&page->html, "</tr>\n");
}

static bool is_any(const struct html_outcomes *open) {
    return open->count[OUTCOME_VIOLATION] || open->count[OUTCOME_UNDETERMINED] || open->count[OUTCOME_NOTICE];
}

static void write_code(struct html_page *page, enum finding_code code, const struct html_outcomes *open) {
    const struct code_def *def = code_def(code);
    char filter[48] = "code=";

    memcpy(filter + strlen("code="), def->name, strlen(def->name) + 1);
    html_raw(&page->html, "<tr><th scope=row>");
    page_begin_filter(page, filter);
    html_cstr(&page->html, def->title[page->language]);
    html_printf(&page->html, "</a> <code>%s</code></th>", def->name);
    write_counts(page, open, "code", str_from(def->name));
}

/* Codes with violations first, then those with open questions; each in the order of the catalogue. */
static void write_codes(struct html_page *page) {
    const struct html_finding_counts *counts = html_findings_counts(page->findings);

    html_raw(&page->html, "<div class=wide role=group tabindex=0 aria-labelledby=work-title><table>");
    write_headings(page, TEXT_KIND_OF_FINDING);
    for (size_t rank = 0; rank < ARRAY_LEN(outcomes); rank++) {
        for (unsigned code = 0; code < CODE_COUNT; code++) {
            const struct html_outcomes *open = &counts->by_code[code];
            bool is_earlier = (rank > 0 && open->count[outcomes[0]]) || (rank > 1 && open->count[outcomes[1]]);
            if (!is_earlier && open->count[outcomes[rank]]) {
                write_code(page, (enum finding_code)code, open);
            }
        }
    }
    html_raw(&page->html, "</tbody></table></div>\n");
}

static void write_departments(struct html_page *page) {
    struct html_outcomes open;
    struct str name;

    html_raw(&page->html, "<div class=wide role=group tabindex=0 aria-labelledby=departments-title><table>");
    write_headings(page, TEXT_DEPARTMENT);
    for (size_t i = 0; html_findings_department(page->findings, i, &name, &open); i++) {
        if (!is_any(&open)) {
            continue;
        }
        html_raw(&page->html, "<tr><th scope=row>");
        if (name.n) {
            html_value(&page->html, name);
        } else {
            page_say(page, name.p ? TEXT_NO_DEPARTMENT : TEXT_OTHER_DEPARTMENTS);
        }
        html_raw(&page->html, "</th>");
        write_counts(page, &open, name.p ? "department" : NULL, name);
    }
    html_raw(&page->html, "</tbody></table></div>\n");
}

void page_work(struct html_page *page) {
    html_raw(&page->html, "<div class=halves>");
    page_begin_card(page, "work", TEXT_BY_CODE);
    write_codes(page);
    page_end_card(page);
    page_begin_card(page, "departments", TEXT_BY_DEPARTMENT);
    write_departments(page);
    page_end_card(page);
    html_raw(&page->html, "</div>\n");
}
