/* How things went: what the runs on record found, and how much they examined. */

#include "report/html/page.h"

#include "findings/summary.h"

/* The last ones. */
#define RUNS_DRAWN 48u
/* Those that are named. */
#define RUNS_LISTED 12u

enum { WIDTH = 480, TOP = 14, BARS = 110, BASE = TOP + BARS, HEIGHT = BASE + 18, SLOTS_MIN = 6 };

static const struct {
    enum outcome outcome;
    const char *color;
} parts[] = {
    {OUTCOME_VIOLATION, "c-violation"},
    {OUTCOME_UNDETERMINED, "c-undetermined"},
    {OUTCOME_NOTICE, "c-notice"},
};

static uint64_t findings_of(const struct report_run *run) {
    uint64_t sum = 0;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        sum += run->by_outcome[parts[i].outcome];
    }
    return sum;
}

static void draw_run(struct html_page *page, const struct report_run *run, unsigned x, unsigned width, uint64_t most) {
    uint64_t sum = 0;
    unsigned y = BASE;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        sum += run->by_outcome[parts[i].outcome];
        unsigned top = BASE - (unsigned)((unsigned __int128)sum * BARS / most);
        if (top < y) {
            html_printf(&page->html, "<rect class=%s x=%u y=%u width=%u height=%u />", parts[i].color, x, top, width,
                        y - top);
        }
        y = top;
    }
}

static void draw_coverage(struct html_page *page, const struct report_run *runs, size_t count, unsigned slot) {
    html_raw(&page->html, "<polyline class=coverage points=\"");
    for (size_t i = 0; i < count; i++) {
        unsigned permille = coverage_permille(runs[i].examined, runs[i].expected);
        html_printf(&page->html, "%u,%u ", (unsigned)i * slot + slot / 2, BASE - permille * BARS / 1000);
    }
    html_raw(&page->html, "\" />\n");
}

static void draw_day(struct html_page *page, const struct report_run *run, const char *anchor, unsigned x) {
    char day[11];

    date_format(run->as_of, day);
    html_printf(&page->html, "<text class=%s x=%u y=%d>%s</text>", anchor, x, HEIGHT - 4, day);
}

static void draw_runs(struct html_page *page, const struct report_run *runs, size_t count) {
    unsigned slot = WIDTH / (unsigned)(count < SLOTS_MIN ? SLOTS_MIN : count), width = slot * 3 / 4;
    uint64_t most = 1;

    for (size_t i = 0; i < count; i++) {
        most = findings_of(&runs[i]) > most ? findings_of(&runs[i]) : most;
    }
    html_printf(&page->html, "<svg class=chart viewBox=\"0 0 %d %d\" role=img aria-label=\"", WIDTH, HEIGHT);
    page_say(page, TEXT_HISTORY_CHART);
    html_raw(&page->html, "\">\n");
    html_printf(&page->html, "<line class=axis x1=0 x2=%d y1=%d y2=%d />", WIDTH, BASE, BASE);
    for (size_t i = 0; i < count; i++) {
        draw_run(page, &runs[i], (unsigned)i * slot + (slot - width) / 2, width, most);
    }
    draw_coverage(page, runs, count, slot);
    draw_day(page, &runs[0], "start", 0);
    if (count > 1) {
        draw_day(page, &runs[count - 1], "end", (unsigned)count * slot);
    }
    html_raw(&page->html, "</svg>\n");
}

static void write_legend(struct html_page *page) {
    html_raw(&page->html, "<p class=legend>");
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        html_printf(&page->html, "<span class=\"key %s\"></span>", parts[i].color);
        page_word(page, outcome_name(parts[i].outcome));
        html_raw(&page->html, " ");
    }
    html_raw(&page->html, "<span class=\"key coverage\"></span>");
    page_say(page, TEXT_COVERAGE_LINE);
    html_raw(&page->html, "</p>\n");
}

static void write_run(struct html_page *page, const struct report_run *run) {
    const uint64_t counts[] = {run->by_outcome[OUTCOME_VIOLATION],
                               run->by_outcome[OUTCOME_UNDETERMINED],
                               run->by_outcome[OUTCOME_NOTICE],
                               run->fresh,
                               run->continuing,
                               run->resolved,
                               run->waived};
    char day[11];

    date_format(run->as_of, day);
    html_printf(&page->html, "<tr><th scope=row class=d>%s</th>", day);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        html_raw(&page->html, "<td class=n>");
        page_count(page, counts[i]);
        html_raw(&page->html, "</td>");
    }
    html_raw(&page->html, "<td class=n>");
    page_rate(page, run->examined, run->expected);
    html_raw(&page->html, "</td></tr>\n");
}

static void write_runs(struct html_page *page, const struct report_run *runs, size_t count) {
    static const char *const words[] = {"violation",  "undetermined", "notice", "new",
                                        "continuing", "resolved",     "waived"};

    html_raw(&page->html,
             "<div class=wide role=group tabindex=0 aria-labelledby=history-title><table class=tight><thead>"
             "<tr><th scope=col>");
    page_say(page, TEXT_AS_OF);
    html_raw(&page->html, "</th>");
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        html_raw(&page->html, "<th scope=col class=n>");
        page_word(page, words[i]);
        html_raw(&page->html, "</th>");
    }
    html_raw(&page->html, "<th scope=col class=n>");
    page_say(page, TEXT_COVERAGE_LINE);
    html_raw(&page->html, "</th></tr></thead><tbody>\n");
    for (size_t i = count; i-- > 0;) { /* the last first */
        write_run(page, &runs[i]);
    }
    html_raw(&page->html, "</tbody></table></div>\n");
}

void page_history(struct html_page *page) {
    size_t count = page->request->run_count, drawn = count < RUNS_DRAWN ? count : RUNS_DRAWN;
    size_t listed = count < RUNS_LISTED ? count : RUNS_LISTED;
    const struct report_run *runs = page->request->runs;

    if (!count) {
        return;
    }
    page_begin_card(page, "history", TEXT_HISTORY);
    html_raw(&page->html, "<p class=note>");
    page_say_counts(page, TEXT_HISTORY_NOTE, (const uint64_t[]){drawn, listed}, 2);
    html_raw(&page->html, "</p>\n");
    html_raw(&page->html, "<div class=pair><div>\n");
    draw_runs(page, runs + (count - drawn), drawn);
    write_legend(page);
    html_raw(&page->html, "</div>\n");
    write_runs(page, runs + (count - listed), listed);
    html_raw(&page->html, "</div>\n");
    page_end_card(page);
}
