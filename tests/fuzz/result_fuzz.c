/* Directories of results (memory_directory.h), as report, explain and export read them. What must hold for any bytes:
 * each command ends with a status; the page that it made is well-formed text, and has no element of a script that did
 * not come from us; findings that can be read have sentences in both languages. */

#include "base/file.h"
#include "base/text.h"
#include "report/result/check.h"
#include "report/result/finding.h"
#include "tests/fuzz/run_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAGE_MAX ((size_t)64 << 20)

/* --- findings --- */

static enum err_code take_finding(void *context, const struct result_finding *finding, struct err *err) {
    char *first_id = context;

    (void)err;
    CHECK(finding->id.n == 16 && (unsigned)finding->finding.code < CODE_COUNT);
    CHECK((unsigned)finding->status < FINDING_STATUS_COUNT);
    CHECK(text_first_invalid(finding->message) == SIZE_MAX && text_first_invalid(finding->remedy) == SIZE_MAX);
    if (!*first_id) {
        memcpy(first_id, finding->id.p, finding->id.n);
    }
    return ERR_OK;
}

static void check_findings(const struct result_set *set, char first_id[17]) {
    char other[17] = "";
    struct err err = {0};
    int dir_fd = result_set_fd(set);
    enum err_code code = result_read_findings(dir_fd, LANGUAGE_EN, take_finding, first_id, &err);

    CHECK(code == err.code);
    CHECK(result_read_findings(dir_fd, LANGUAGE_JA, take_finding, other, NULL) == code);
    CHECK(strcmp(first_id, other) == 0);
}

/* --- pages --- */

static size_t count(struct str text, const char *word) {
    struct str needle = str_from(word);
    size_t found = 0;

    for (ptrdiff_t at; (at = str_find(text, needle)) >= 0; text = str_sub(text, (size_t)at + needle.n, SIZE_MAX)) {
        found++;
    }
    return found;
}

/* The page's own elements are written with small letters, and their contents have no < that could end or begin one. */
static void check_page(const struct memory_directory *directory, const char *name) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char path[PATH_MAX];
    struct str page;

    memory_directory_path(directory, name, path, sizeof path);
    if (access(path, F_OK) != 0) {
        return;
    }
    CHECK(arena && file_read_all(AT_FDCWD, path, PAGE_MAX, arena, &page, NULL) == ERR_OK);
    CHECK(text_first_invalid(page) == SIZE_MAX);
    CHECK(count(page, "<script") ==
          count(page, "<script type=\"application/json\" id=data-") + count(page, "<script>"));
    CHECK(count(page, "<script>") <= 1 && count(page, "<script") == count(page, "</script>"));
    CHECK(count(page, "<img") == 0 && count(page, "javascript:") == 0);
}

static void run_reports(const struct memory_directory *directory, const char *first_id) {
    char out[PATH_MAX], set[PATH_MAX];
    const char *in = directory->path;

    memory_directory_path(directory, "fuzz-report", out, sizeof out);
    memory_directory_path(directory, "fuzz-set", set, sizeof set);
    const char *const report[] = {"report", "--in", in, "--out", out, "--format", "html", NULL};
    const char *const explain[] = {"explain", first_id, "--in", in, NULL};
    const char *const meeting[] = {"export", "meeting", "--in", in, "--out", set, "--since", "2027-01-01", NULL};
    const char *const year_end[] = {"export", "year-end", "--in", in, "--out", set, NULL};
    const char *const frozen[] = {"export", "year-end", "--in", in, "--out", set, "--frozen", in, NULL};

    run_command(report);
    check_page(directory, "fuzz-report/report.html");
    if (*first_id) {
        run_command(explain);
    }
    run_command(meeting);
    run_command(year_end);
    run_command(frozen);
    check_page(directory, "fuzz-set/record.html");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(result_set_free_cleanup) struct result_set *set = NULL;
    char first_id[17] = "";
    struct err err = {0};

    CHECK(result_set_open(directory.path, &set, &err) == err.code);
    if (!set) {
        return 0;
    }
    CHECK(result_check(set, &err) == err.code);
    check_findings(set, first_id);
    run_reports(&directory, first_id);
    return 0;
}
