/* What is handed over of the configuration management (表9-10). */

#include "report/export/export.h"
#include "report/export/ledger.h"
#include "report/export/rows.h"
#include "report/export/sheet.h"
#include "report/export/tree.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- the ledger that was audited -----------------------------------------------------------------------------------
 */

static bool is_as_audited(const struct json_node *inputs, const struct inventory_file *file) {
    CLEANUP(buffer_done) struct buffer label = {0};
    char hex[33];

    hash128_format(file->digest, hex);
    buffer_printf(&label, "ledger/%.*s", STR_FMT(file->name));
    for (size_t i = 0; i < json_length(inputs); i++) {
        const struct json_node *input = json_at(inputs, i);
        if (str_eq(json_text(json_get(input, "file")), buffer_view(&label))) {
            return str_eq(json_text(json_get(input, "xxh3_128")), str_from(hex));
        }
    }
    return false;
}

/* Is the file of the ledger that was audited still there? Others are none of the ledger's. */
static bool is_there(const struct json_node *input, const struct inventory_file *files, size_t count) {
    struct str name = json_text(json_get(input, "file"));
    bool is_found = !str_drop_prefix(&name, STR("ledger/")) || !json_text(json_get(input, "table")).n;

    for (size_t i = 0; i < count && !is_found; i++) {
        is_found = str_eq(files[i].name, name);
    }
    return is_found;
}

/* Verdicts stand beside rows: they must be of these rows, and of all of them. */
static enum err_code check_ledger(const struct export_request *request, struct err *err) {
    const struct json_node *inputs = json_get(result_set_summary(request->results), "inputs");
    char name[128];
    size_t count;
    const struct inventory_file *files = inventory_files(request->ledger, &count);

    for (size_t i = 0; i < count; i++) {
        if (files[i].has_table && !is_as_audited(inputs, &files[i])) {
            return err_set(err, ERR_DIGEST, files[i].name.p, STR_NONE, STR_NONE);
        }
    }
    for (size_t i = 0; i < json_length(inputs); i++) {
        if (!is_there(json_at(inputs, i), files, count)) {
            snprintf(name, sizeof name, "%.*s", STR_FMT(json_text(json_get(json_at(inputs, i), "file"))));
            return err_set(err, ERR_NOT_FOUND, name, STR_NONE, STR_NONE);
        }
    }
    return ERR_OK;
}

/* --- drawings ------------------------------------------------------------------------------------------------------
 */

static const struct report_format *find_format(const char *name) {
    for (size_t i = 0; report_formats[i].name; i++) {
        if (strcmp(report_formats[i].name, name) == 0) {
            return &report_formats[i];
        }
    }
    return NULL;
}

/* Files of results that go along as they are. */
static const struct {
    const char *name;
    enum export_text about;
} copies[] = {
    {"relations.csv", EXPORT_ABOUT_RELATIONS},
    {"deadlines.ics", EXPORT_ABOUT_DEADLINES},
};

static enum err_code copy_files(struct export_set *set, const struct export_request *request, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < ARRAY_LEN(copies) && code == ERR_OK; i++) {
        if (result_set_has(request->results, copies[i].name)) {
            code = export_file_copy(set, result_set_fd(request->results), copies[i].name, copies[i].about, err);
        }
    }
    return code;
}

/* What a drawing of relations may consist of (docs/formats/relations.md). */
static const struct {
    const char *name;
    enum export_text about;
} drawn[] = {
    {"relations.svg", EXPORT_ABOUT_DRAWING},
    {"relations.dot", EXPORT_ABOUT_DRAWING_SOURCE},
    {"relations", EXPORT_ABOUT_DRAWINGS},
};

/* Made anew, in the language of the set. */
static enum err_code draw_relations(struct export_set *set, const struct export_request *request, struct err *err) {
    const struct export_settings *settings = &request->settings;
    const struct report_format *format = find_format("relations");
    const struct report_request drawing = {.results = request->results,
                                           .dir_fd = settings->dir_fd,
                                           .language = settings->language,
                                           .tmpdir = settings->tmpdir,
                                           .sync = settings->sync};

    if (!format || !result_set_has(request->results, "relations.csv")) {
        return ERR_OK;
    }
    enum err_code code = format->write(&drawing, err);
    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(drawn); i++) {
        code = export_tree_add(set, drawn[i].name, drawn[i].about, err);
    }
    return code;
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static enum err_code write_findings(struct export_set *set, const struct export_request *request, struct err *err) {
    const struct export_settings *settings = &request->settings;
    const struct export_findings findings = {.results = request->results,
                                             .store = request->store,
                                             .as_of = settings->as_of,
                                             .since = settings->as_of,
                                             .language = settings->language};
    enum err_code code = export_findings_sheet(set, &findings, &export_open_findings, export_finding_is_open, err);

    return code == ERR_OK ? export_findings_sheet(set, &findings, &export_waivers, export_is_waived, err) : code;
}

/* In the order in which they are read. */
static enum err_code write_sheets(struct export_set *set, const struct export_request *request, struct arena *arena,
                                  struct err *err) {
    static const struct export_sheet *const dates[] = {&export_support, &export_contracts, &export_reuse};
    enum err_code code = export_asset_rows(set, request, arena, err);

    if (code == ERR_OK) {
        code = export_license_rows(set, request, arena, err);
    }
    if (code == ERR_OK) {
        code = export_result(set, request->results, &export_positions, NULL, NULL, err);
    }
    if (code == ERR_OK) {
        code = write_findings(set, request, err);
    }
    for (size_t i = 0; i < ARRAY_LEN(dates) && code == ERR_OK; i++) {
        code = export_result(set, request->results, dates[i], NULL, NULL, err);
    }
    return code;
}

enum err_code export_handover(const struct export_request *request, struct export_set **ret_set, struct err *err) {
    CLEANUP(export_set_free_cleanup) struct export_set *set = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct export_settings settings = request->settings;
    enum err_code code = arena ? check_ledger(request, err) : err_no_memory(err);

    settings.horizon = json_text(json_get(result_set_summary(request->results), "horizon"));
    if (code == ERR_OK) {
        code = export_set_new(&settings, &set, err);
    }
    if (code == ERR_OK) {
        code = write_sheets(set, request, arena, err);
    }
    if (code == ERR_OK) {
        code = draw_relations(set, request, err);
    }
    if (code == ERR_OK) {
        code = copy_files(set, request, err);
    }
    if (code == ERR_OK) {
        code = export_set_end(set, err);
    }
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(set);
    }
    return code;
}
