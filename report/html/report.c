/* report.html: what is counted and kept first, then the page from its beginning to its end. */

#include "base/date_read.h"
#include "report/html/page.h"

static enum err_code read_tables(struct html_page *page, struct err *err) {
    const struct result_set *results = page->request->results;
    enum err_code code = ERR_OK;

    for (enum html_table_id id = 0; id < HTML_TABLE_COUNT && code == ERR_OK; id++) {
        if (result_set_has(results, html_table_spec(id)->file)) {
            code = html_table_read(id, result_set_fd(results), page->language, &page->looks, &page->tables[id], err);
        }
    }
    return code;
}

static enum err_code read_results(struct html_page *page, struct err *err) {
    struct str as_of = json_text(json_get(page->summary, "as_of"));

    if (date_read(as_of, &page->as_of) != DATE_READ) {
        return err_at(err, ERR_SYNTAX, "summary.json", 0, 0, STR("as_of"), STR_NONE);
    }
    page->looks = (struct html_looks){.arena = arena_new(), .as_of = page->as_of};
    if (!page->looks.arena) {
        return err_no_memory(err);
    }
    enum err_code code = html_findings_read(result_set_fd(page->request->results), page->language,
                                            page->request->tmpdir, &page->findings, err);
    return code == ERR_OK ? read_tables(page, err) : code;
}

static void page_done(struct html_page *page) {
    html_findings_free(page->findings);
    for (size_t i = 0; i < HTML_TABLE_COUNT; i++) {
        html_table_free(page->tables[i]);
    }
    arena_free(page->looks.arena);
    html_done(&page->html);
}

/* The first screen, in the order in which it is read. */
static void (*const cards[])(struct html_page *page) = {
    page_coverage, page_outcomes, page_verdicts, page_drift, page_deadlines, page_licenses, page_reuse, page_history,
};

static enum err_code write_page(struct html_page *page, struct err *err) {
    page_head(page);
    page_lead(page);
    html_raw(&page->html, "<div class=cards>\n");
    for (size_t i = 0; i < ARRAY_LEN(cards); i++) {
        cards[i](page);
    }
    html_raw(&page->html, "</div>\n</div>\n");
    page_work(page);
    page_findings(page);
    for (size_t i = 0; i < HTML_TABLE_COUNT; i++) {
        if (page->tables[i]) {
            html_table_write(page->tables[i], &page->html);
        }
    }
    page_basis(page);
    html_raw(&page->html, "</main>\n<footer><p>");
    page_say(page, TEXT_FOOTER);
    html_raw(&page->html, "</p></footer>\n");
    enum err_code code = page_data(page, err);
    html_raw(&page->html, "</body>\n</html>\n");
    return code;
}

enum err_code report_html(const struct report_request *request, struct err *err) {
    struct html_page page = {
        .request = request, .language = request->language, .summary = result_set_summary(request->results)};
    struct output *output = NULL;
    enum err_code code = read_results(&page, err);

    if (code == ERR_OK) {
        code = output_create(request->dir_fd, "report.html", &output, err);
    }
    if (code == ERR_OK) {
        html_init(&page.html, output);
        code = write_page(&page, err);
    }
    page_done(&page);
    if (code != ERR_OK) {
        output_abandon(output);
        return code;
    }
    return output_close(output, request->sync, NULL, err);
}
