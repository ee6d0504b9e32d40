#include "report/html/findings.h"

#include "base/file.h"
#include "base/intern.h"
#include "report/html/finding_row.h"

#include <stdlib.h>
#include <unistd.h>

/* Open findings before closed ones, each by severity: the order of the page. */
#define CLASS_COUNT (2 * SEVERITY_COUNT)

/* The rows of a class in a file without a name, one a line, as JSON that may stand in a script element. */
struct row_class {
    int fd; /* -1: there are none */
    struct output *file;
    struct output *first; /* as HTML; NULL: there are none */
    uint64_t rows, bytes; /* in the file */
    uint64_t first_rows;
};

struct html_findings {
    enum language language;
    const char *tmpdir;
    struct html_finding_counts counts;
    struct html_strings *strings;
    struct intern *departments;
    struct html_outcomes by_department[HTML_DEPARTMENTS_MAX], other_departments;
    struct output *row; /* the one being made */
    struct row_class classes[CLASS_COUNT];
};

/* --- reading --------------------------------------------------------------------------------------------------------
 */

static bool is_open(const struct result_finding *result) {
    return result->status == FINDING_NEW || result->status == FINDING_CONTINUING;
}

static enum err_code count_department(struct html_findings *findings, const struct result_finding *result,
                                      struct err *err) {
    uint32_t number = intern_find(findings->departments, result->finding.department);

    if (number == INTERN_NONE && intern_count(findings->departments) < HTML_DEPARTMENTS_MAX) {
        number = intern_add(findings->departments, result->finding.department);
        if (number == INTERN_NONE) {
            return err_no_memory(err);
        }
    }
    struct html_outcomes *open =
        number == INTERN_NONE ? &findings->other_departments : &findings->by_department[number];
    open->count[result->finding.outcome]++;
    return ERR_OK;
}

static enum err_code count_finding(struct html_findings *findings, const struct result_finding *result,
                                   struct err *err) {
    struct html_finding_counts *counts = &findings->counts;

    counts->all++;
    counts->by_status[result->status]++;
    counts->has_code[result->finding.code] = true;
    if (!is_open(result)) {
        return ERR_OK;
    }
    counts->open.count[result->finding.outcome]++;
    counts->by_code[result->finding.code].count[result->finding.outcome]++;
    counts->by_severity[result->severity]++;
    return count_department(findings, result, err);
}

static size_t class_of(const struct result_finding *result) {
    return (is_open(result) ? 0 : SEVERITY_COUNT) + (SEVERITY_CRITICAL - result->severity);
}

/* Could the row be on the page? Not if those that come before it fill the page already. */
static bool has_room(const struct html_findings *findings, size_t class) {
    uint64_t rows = 0, bytes = 0;

    for (size_t i = 0; i <= class; i++) {
        rows += findings->classes[i].rows;
        bytes += findings->classes[i].bytes;
    }
    return rows < HTML_FINDINGS_MAX && bytes < HTML_FINDINGS_BYTES;
}

static enum err_code open_class(struct html_findings *findings, struct row_class *class, struct err *err) {
    if (class->file) {
        return ERR_OK;
    }
    enum err_code code = file_open_temporary(findings->tmpdir, &class->fd, err);
    if (code == ERR_OK) {
        code = output_to_fd(class->fd, findings->tmpdir, &class->file, err);
    }
    return code == ERR_OK ? output_in_memory(&class->first, err) : code;
}

static void keep_first(struct html_findings *findings, struct row_class *class, const struct result_finding *result) {
    struct html html;

    if (class->first_rows < HTML_FIRST_FINDINGS) {
        html_init(&html, class->first);
        html_finding_row(&html, result, findings->language);
        html_done(&html);
        class->first_rows++;
    }
}

static enum err_code keep_row(struct html_findings *findings, struct row_class *class,
                              const struct result_finding *result, struct err *err) {
    struct html html;

    output_reset(findings->row);
    enum err_code code = html_finding_json(findings->row, result, findings->language, findings->strings, err);
    if (code != ERR_OK) {
        return code;
    }
    uint64_t before = output_size(class->file);
    html_init(&html, class->file);
    html_json(&html, output_bytes(findings->row));
    html_raw(&html, "\n");
    html_done(&html);
    class->rows++;
    class->bytes += output_size(class->file) - before;
    return output_error(class->file, err);
}

static enum err_code take_finding(void *context, const struct result_finding *result, struct err *err) {
    struct html_findings *findings = context;
    struct row_class *class = &findings->classes[class_of(result)];
    enum err_code code = count_finding(findings, result, err);

    if (code != ERR_OK || !has_room(findings, class_of(result))) {
        return code;
    }
    code = open_class(findings, class, err);
    if (code == ERR_OK) {
        keep_first(findings, class, result);
        code = keep_row(findings, class, result, err);
    }
    return code == ERR_OK ? output_error(class->first, err) : code;
}

/* The files are whole, and are read by their descriptors. */
static enum err_code close_classes(struct html_findings *findings, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < CLASS_COUNT; i++) {
        struct row_class *class = &findings->classes[i];
        if (class->file && code == ERR_OK) {
            code = output_close(class->file, false, NULL, err);
            class->file = NULL;
        }
    }
    return code;
}

/* How many of the class's rows are on the page, behind those of the classes before it. */
static uint64_t rows_on_page(const struct html_findings *findings, size_t class) {
    uint64_t rows = 0, bytes = 0;

    for (size_t i = 0; i < class; i++) {
        rows += findings->classes[i].rows;
        bytes += findings->classes[i].bytes;
    }
    uint64_t left = rows < HTML_FINDINGS_MAX && bytes < HTML_FINDINGS_BYTES ? HTML_FINDINGS_MAX - rows : 0;
    return findings->classes[class].rows < left ? findings->classes[class].rows : left;
}

static enum err_code findings_init(struct html_findings *findings, enum language language, const char *tmpdir,
                                   struct err *err) {
    findings->language = language;
    findings->tmpdir = tmpdir;
    findings->strings = html_strings_new();
    findings->departments = intern_new();
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        findings->classes[i].fd = -1;
    }
    return findings->strings && findings->departments ? output_in_memory(&findings->row, err) : err_no_memory(err);
}

enum err_code html_findings_read(int dir_fd, enum language language, const char *tmpdir,
                                 struct html_findings **ret_findings, struct err *err) {
    struct html_findings *findings = calloc(1, sizeof *findings);

    if (!findings) {
        return err_no_memory(err);
    }
    enum err_code code = findings_init(findings, language, tmpdir, err);
    if (code == ERR_OK) {
        code = result_read_findings(dir_fd, language, take_finding, findings, err);
    }
    if (code == ERR_OK) {
        code = close_classes(findings, err);
    }
    if (code != ERR_OK) {
        html_findings_free(findings);
        return code;
    }
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        findings->counts.kept += rows_on_page(findings, i);
    }
    *ret_findings = findings;
    return ERR_OK;
}

void html_findings_free(struct html_findings *findings) {
    if (!findings) {
        return;
    }
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        struct row_class *class = &findings->classes[i];
        output_abandon(class->file);
        output_abandon(class->first);
        if (class->fd >= 0) {
            close(class->fd);
        }
    }
    output_abandon(findings->row);
    html_strings_free(findings->strings);
    intern_free(findings->departments);
    free(findings);
}

/* --- asking ---------------------------------------------------------------------------------------------------------
 */

const struct html_finding_counts *html_findings_counts(const struct html_findings *findings) {
    return &findings->counts;
}

static bool is_any(const struct html_outcomes *outcomes) {
    uint64_t sum = 0;

    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        sum += outcomes->count[i];
    }
    return sum > 0;
}

bool html_findings_department(const struct html_findings *findings, size_t number, struct str *ret_name,
                              struct html_outcomes *ret_open) {
    if (number < intern_count(findings->departments)) {
        struct str name = intern_text(findings->departments, (uint32_t)number);
        *ret_name = name.n ? name : STR("");
        *ret_open = findings->by_department[number];
        return true;
    }
    *ret_name = STR_NONE;
    *ret_open = findings->other_departments;
    return number == intern_count(findings->departments) && is_any(&findings->other_departments);
}

/* --- writing --------------------------------------------------------------------------------------------------------
 */

void html_findings_write_first(const struct html_findings *findings, struct html *html) {
    uint64_t left = HTML_FIRST_FINDINGS;

    for (size_t i = 0; i < CLASS_COUNT && left; i++) {
        const struct row_class *class = &findings->classes[i];
        struct str rest = class->first ? output_bytes(class->first) : STR_NONE;
        struct str row;
        while (left && rest.n && str_cut(&rest, '\x1e', &row)) {
            output_write(html->output, row);
            left--;
        }
    }
}

struct row_copy {
    struct html *html;
    uint64_t left; /* rows */
    bool is_first; /* no comma before it */
};

/* Lines, or parts of them. */
static void copy_rows(struct row_copy *copy, struct str piece) {
    while (copy->left && piece.n) {
        ptrdiff_t end = str_find_char(piece, '\n');
        size_t length = end < 0 ? piece.n : (size_t)end;
        output_write(copy->html->output, str_sub(piece, 0, length));
        if (end >= 0) {
            copy->left--;
            html_raw(copy->html, copy->left ? ",\n" : "");
        }
        piece = str_sub(piece, end < 0 ? length : length + 1, SIZE_MAX);
    }
}

static enum err_code copy_class(const struct html_findings *findings, size_t number, struct row_copy *copy,
                                struct err *err) {
    const struct row_class *class = &findings->classes[number];
    enum { PIECE = 1 << 16 };
    char piece[PIECE];
    uint64_t offset = 0;

    copy->left = rows_on_page(findings, number);
    if (copy->left && !copy->is_first) {
        html_raw(copy->html, ",\n");
    }
    copy->is_first &= copy->left == 0;
    while (copy->left && offset < class->bytes) {
        size_t length = class->bytes - offset < PIECE ? (size_t)(class->bytes - offset) : PIECE;
        enum err_code code = file_read_fd(class->fd, findings->tmpdir, offset, length, piece, err);
        if (code != ERR_OK) {
            return code;
        }
        copy_rows(copy, (struct str){piece, length});
        offset += length;
    }
    return ERR_OK;
}

enum err_code html_findings_write_rows(const struct html_findings *findings, struct html *html, struct err *err) {
    struct row_copy copy = {.html = html, .is_first = true};
    enum err_code code = ERR_OK;

    html_raw(html, "[");
    for (size_t i = 0; i < CLASS_COUNT && code == ERR_OK; i++) {
        code = copy_class(findings, i, &copy, err);
    }
    html_raw(html, "]");
    return code;
}

enum err_code html_findings_write_strings(const struct html_findings *findings, struct html *html, struct err *err) {
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = NULL;
    struct output *array;
    enum err_code code = output_in_memory(&array, err);

    if (code != ERR_OK) {
        return code;
    }
    json = json_writer_new(array, 0);
    if (json) {
        json_begin_array(json);
        for (size_t i = 0; i < html_strings_count(findings->strings); i++) {
            json_write_string(json, html_strings_text(findings->strings, i));
        }
        json_end_array(json);
        html_json(html, output_bytes(array));
        code = output_error(array, err);
    } else {
        code = err_no_memory(err);
    }
    output_abandon(array);
    return code;
}
