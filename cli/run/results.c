#include "cli/run/results.h"

#include "base/date_read.h"
#include "base/file.h"
#include "report/result/read.h"
#include "report/result/summary.h"

#include <fcntl.h>

enum { SUMMARY_BYTES_MAX = 1 << 26 };

/* --- counts --------------------------------------------------------------------------------------------------------
 */

static void take_codes(const struct json_node *by_code, struct summary *summary) {
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        const struct json_node *outcomes = json_get(by_code, code_def((enum finding_code)code)->name);
        for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
            summary->by_code[code][outcome] = summary_count(outcomes, outcome_name((enum outcome)outcome));
        }
    }
}

enum err_code run_results_summary(const struct run_state *state, struct json_document **ret_summary, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char path[PATH_MAX];
    struct str bytes = STR_NONE;
    enum err_code code =
        arena ? run_state_path(state, "results", "latest/summary.json", path, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = file_read_all(AT_FDCWD, path, SUMMARY_BYTES_MAX, arena, &bytes, err);
    }
    return code == ERR_OK ? json_parse(bytes, path, ret_summary, err) : code;
}

enum err_code run_results_counts(const struct run_state *state, struct summary *ret_summary, bool *ret_found,
                                 struct err *err) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    enum err_code code = run_results_summary(state, &document, err);

    if (code == ERR_NOT_FOUND) {
        *ret_found = false;
        return ERR_OK;
    }
    if (code != ERR_OK) {
        return code;
    }
    const struct json_node *root = json_root(document), *coverage = json_get(root, "coverage");
    *ret_summary = (struct summary){
        .as_of = DATE_NONE,
        .coverage = {.expected = summary_count(coverage, "expected"), .examined = summary_count(coverage, "examined")},
    };
    (void)date_read(json_text(json_get(root, "as_of")), &ret_summary->as_of);
    ret_summary->exit_status = (int)summary_count(json_get(root, "exit"), "status");
    take_codes(json_get(json_get(root, "findings"), "by_code"), ret_summary);
    *ret_found = true;
    return ERR_OK;
}

/* --- news ----------------------------------------------------------------------------------------------------------
 */

enum {
    CELL_ID,
    CELL_CODE,
    CELL_OUTCOME,
    CELL_STATUS,
    CELL_SUBJECT,
    CELL_HOSTNAME,
    CELL_LOCATION,
    CELL_MESSAGE,
    CELL_OWNER,
    CELL_DUE,
};

static const char *const columns[] = {
    [CELL_ID] = "id",           [CELL_CODE] = "code",         [CELL_OUTCOME] = "outcome",   [CELL_STATUS] = "status",
    [CELL_SUBJECT] = "subject", [CELL_HOSTNAME] = "hostname", [CELL_LOCATION] = "location", [CELL_MESSAGE] = "message",
    [CELL_OWNER] = "owner",     [CELL_DUE] = "due",
};

struct news {
    struct arena *arena;
    struct notification *notification;
    struct notice_line *by_outcome[OUTCOME_COUNT]; /* of what is new */
    size_t outcome_counts[OUTCOME_COUNT];
    struct notice_line *resolved_lines, *run_lines;
    size_t run_room;
};

static struct notice_line make_line(const struct news *news, const struct str *cells) {
    struct arena *arena = news->arena;
    struct str host = cells[CELL_HOSTNAME];
    bool has_host = host.n && !str_eq(host, cells[CELL_SUBJECT]);

    return (struct notice_line){
        .id = arena_dup(arena, cells[CELL_ID]),
        .code = arena_dup(arena, cells[CELL_CODE]),
        .outcome = arena_dup(arena, cells[CELL_OUTCOME]),
        .subject = has_host ? arena_printf(arena, "%.*s %.*s", STR_FMT(cells[CELL_SUBJECT]), STR_FMT(host))
                            : arena_dup(arena, cells[CELL_SUBJECT]),
        .place = arena_dup(arena, cells[CELL_LOCATION]),
        .message = arena_dup(arena, cells[CELL_MESSAGE]),
        .owner = arena_dup(arena, cells[CELL_OWNER]),
        .due = arena_dup(arena, cells[CELL_DUE]),
    };
}

static void take_run_line(struct news *news, const struct str *cells) {
    if (news->notification->run_count < news->run_room) {
        news->run_lines[news->notification->run_count++] = make_line(news, cells);
    }
}

static void take_new(struct news *news, const struct str *cells) {
    struct notification *notification = news->notification;

    if (str_eq(cells[CELL_CODE], STR("RUN-WAIVER"))) {
        take_run_line(news, cells);
        return;
    }
    notification->new_total++;
    enum outcome outcome = OUTCOME_NOTICE;
    (void)outcome_by_name(cells[CELL_OUTCOME], &outcome);
    if (news->outcome_counts[outcome] < NOTIFICATION_LINES_MAX) {
        news->by_outcome[outcome][news->outcome_counts[outcome]++] = make_line(news, cells);
    }
}

/* The worst first: what is left out is the least. */
static void list_new(const struct news *news, struct notice_line *lines) {
    struct notification *notification = news->notification;

    for (unsigned outcome = OUTCOME_COUNT; outcome-- > 0;) {
        for (size_t i = 0; i < news->outcome_counts[outcome]; i++) {
            if (notification->new_count < NOTIFICATION_LINES_MAX) {
                lines[notification->new_count++] = news->by_outcome[outcome][i];
            }
        }
    }
    notification->new_lines = lines;
}

static void take_resolved(struct news *news, const struct str *cells) {
    struct notification *notification = news->notification;

    if (str_eq(cells[CELL_CODE], STR("RUN-WAIVER"))) {
        return;
    }
    notification->resolved_total++;
    if (notification->resolved_count < NOTIFICATION_LINES_MAX) {
        news->resolved_lines[notification->resolved_count++] = make_line(news, cells);
    }
}

static void take_continuing(struct news *news, const struct str *cells) {
    (void)cells;
    news->notification->continuing++;
}

static void take_waived(struct news *news, const struct str *cells) {
    (void)cells;
    news->notification->waived++;
}

static enum err_code take_row(void *context, const struct str *cells, struct err *err) {
    (void)err;
    static const struct {
        struct str status;
        void (*take)(struct news *news, const struct str *cells);
    } takers[] = {
        {STR("new"), take_new},
        {STR("resolved"), take_resolved},
        {STR("continuing"), take_continuing},
        {STR("waived"), take_waived},
    };

    for (size_t i = 0; i < ARRAY_LEN(takers); i++) {
        if (str_eq(cells[CELL_STATUS], takers[i].status)) {
            takers[i].take(context, cells);
        }
    }
    return ERR_OK;
}

static bool make_room(struct news *news, struct notice_line **ret_new_lines) {
    struct arena *arena = news->arena;

    for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        news->by_outcome[outcome] = arena_alloc_array(arena, NOTIFICATION_LINES_MAX, sizeof *news->by_outcome[outcome]);
    }
    *ret_new_lines = arena_alloc_array(arena, NOTIFICATION_LINES_MAX, sizeof **ret_new_lines);
    news->resolved_lines = arena_alloc_array(arena, NOTIFICATION_LINES_MAX, sizeof *news->resolved_lines);
    return !arena_failed(arena);
}

enum err_code run_results_news(const struct run_state *state, struct arena *arena, struct notification *notification,
                               struct notice_line *run_lines, size_t run_lines_room, struct err *err) {
    struct news news = {
        .arena = arena,
        .notification = notification,
        .run_lines = run_lines,
        .run_room = run_lines_room,
    };
    struct notice_line *new_lines;
    char path[PATH_MAX];

    if (!make_room(&news, &new_lines)) {
        return err_no_memory(err);
    }
    enum err_code code = run_state_path(state, "results", "latest/findings.csv", path, err);
    if (code == ERR_OK) {
        code = result_read_rows(AT_FDCWD, path, columns, ARRAY_LEN(columns), take_row, &news, err);
    }
    list_new(&news, new_lines);
    notification->resolved_lines = news.resolved_lines;
    return code == ERR_OK && arena_failed(arena) ? err_no_memory(err) : code;
}
