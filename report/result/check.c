#include "report/result/check.h"

#include "base/file.h"
#include "report/result/finding.h"
#include "report/result/summary.h"

/* Files, one of their columns, and the object of summary.json that counts their rows. */
static const struct {
    const char *file, *column;
    const char *object, *part; /* the latter in the former, or NULL */
} counted[] = {
    {"assets.csv", "verdict", "verdicts", NULL},     {"license_position.csv", "outcome", "licenses", "positions"},
    {"support.csv", "class", "support", NULL},       {"contracts.csv", "state", "contracts", NULL},
    {"reuse_candidates.csv", "code", "reuse", NULL},
};

static enum err_code count_row(void *context, const struct str *cells, struct err *err) {
    (void)cells;
    (void)err;
    ++*(uint64_t *)context;
    return ERR_OK;
}

static enum err_code count_line(void *context, struct str line, uint64_t number_of_line, bool *ret_enough,
                                struct err *err) {
    (void)line;
    (void)number_of_line;
    (void)err;
    *ret_enough = false;
    ++*(uint64_t *)context;
    return ERR_OK;
}

/* A file that was cut within its last row has the right number of them. */
static enum err_code ends_with_line(const struct result_set *results, const char *path, bool *ret_ends,
                                    struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    enum err_code code = file_open(result_set_fd(results), path, &file, err);
    char last = '\0';

    if (code == ERR_OK && file_size(file)) {
        code = file_read_at(file, file_size(file) - 1, 1, &last, err);
    }
    *ret_ends = code == ERR_OK && (last == '\n' || !file_size(file));
    return code;
}

static enum err_code check_file(const struct result_set *results, const char *path, const char *column,
                                uint64_t expected, struct err *err) {
    uint64_t rows = 0;
    bool is_whole = false;
    enum err_code code = ends_with_line(results, path, &is_whole, err);

    if (code == ERR_OK) {
        code = column ? result_read_rows(result_set_fd(results), path, &column, 1, count_row, &rows, err)
                      : result_read_lines(result_set_fd(results), path, count_line, &rows, err);
    }
    return code == ERR_OK && (!is_whole || rows != expected) ? err_set(err, ERR_DIGEST, path, STR_NONE, STR_NONE)
                                                             : code;
}

static enum err_code check_findings(const struct result_set *results, struct err *err) {
    const struct json_node *findings = json_get(result_set_summary(results), "findings");
    const struct json_node *by_status = json_get(findings, "by_status");
    uint64_t expected =
        summary_count(findings, "total") + summary_count(by_status, "waived") + summary_count(by_status, "resolved");
    enum err_code code = ERR_OK;

    if (!json_get(findings, "total")) {
        return ERR_OK;
    }
    if (result_set_has(results, "findings.csv")) { /* the lines say all that its rows say */
        code = check_file(results, "findings.csv", "id", expected, err);
    }
    return code == ERR_OK ? check_file(results, RESULT_FINDINGS, NULL, expected, err) : code;
}

enum err_code result_check(const struct result_set *results, struct err *err) {
    enum err_code code = check_findings(results, err);

    for (size_t i = 0; i < ARRAY_LEN(counted) && code == ERR_OK; i++) {
        const struct json_node *object = json_get(result_set_summary(results), counted[i].object);
        const struct json_node *counts = counted[i].part ? json_get(object, counted[i].part) : object;
        if (counts) {
            code = check_file(results, counted[i].file, counted[i].column, summary_sum(counts), err);
        }
    }
    return code;
}
