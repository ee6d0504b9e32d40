#include "cli/check_report.h"

#include "base/json_write.h"
#include "base/text.h"
#include "cli/say.h"
#include "findings/problem_text.h"
#include "inventory/conversions.h"
#include "inventory/problem.h"

#include <stdio.h>
#include <unistd.h>

enum { NAME_CHARACTERS = 1024, HEADING_CHARACTERS = 80 };

struct check_counts check_count(struct diagnostics *diagnostics) {
    struct check_counts counts = {0};
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        enum problem_effect effect = problem_effect((enum problem)groups[i].problem);
        counts.refusals += effect == EFFECT_REFUSE ? groups[i].count : 0;
        counts.problems += effect == EFFECT_BLANK ? groups[i].count : 0;
        counts.notices += effect == EFFECT_NOTICE ? groups[i].count : 0;
    }
    return counts;
}

static const char *const conversion_labels[CONVERSION_COUNT] = {
    [CONVERSION_ERA_DATE] = N_("dates in Japanese eras"),
    [CONVERSION_SERIAL_DATE] = N_("dates kept as Excel's serial numbers"),
    [CONVERSION_FULL_WIDTH] = N_("figures in full width"),
    [CONVERSION_UNIT] = N_("figures with units"),
    [CONVERSION_DITTO] = N_("ditto cells"),
};

/* --- for people ------------------------------------------------------------------------------------------------------
 */

static const char *recognition_text(const struct inventory_file *file) {
    static const char *const texts[RECOGNITION_COUNT] = {
        [RECOGNISED_BY_NAME] = N_("by its name"),
        [RECOGNISED_BY_HEADINGS] = N_("by its headings"),
        [RECOGNISED_BY_SETTING] = N_("by ledger.yaml"),
    };

    return _(texts[file->recognised_by]);
}

static void print_safely(struct str text, size_t characters) {
    struct buffer safe = {0};

    text_for_terminal(text, characters, &safe);
    printf("%.*s", STR_FMT(buffer_view(&safe)));
    buffer_done(&safe);
}

static void print_file_line(const struct inventory_file *file) {
    const char *table = file->has_table ? schema_table(file->table)->name : _("no known table");
    const char *kind = file->is_of_workbook ? _("workbook") : encoding_name(file->encoding);

    print_safely(file->name, NAME_CHARACTERS);
    if (file->is_refused) {
        printf(_(": %s, %s: refused\n"), table, kind);
    } else {
        printf(_(": %s, %s, %llu rows\n"), table, kind, (unsigned long long)file->rows);
    }
}

static void print_encoding(const struct inventory_file *file) {
    if (file->bad_offset != UINT64_MAX) {
        printf(_("  encoding: %s; the byte at offset %llu is no text in it\n"), encoding_name(file->encoding),
               (unsigned long long)file->bad_offset);
    } else if (file->is_encoding_set) {
        printf(_("  encoding: %s, by ledger.yaml\n"), encoding_name(file->encoding));
    } else if (file->has_bom) {
        printf(_("  encoding: %s, by its byte order mark\n"), encoding_name(file->encoding));
    } else {
        printf(_("  encoding: %s, as every byte fits\n"), encoding_name(file->encoding));
    }
}

static void print_headings(const struct inventory_file *file) {
    printf(_("  headings: %zu of %zu known"), file->heading_count - file->unknown_count, file->heading_count);
    for (size_t i = 0; i < file->unknown_count; i++) {
        fputs(i ? _(", ") : _("; kept as they are: "), stdout);
        print_safely(file->unknown_headings[i], HEADING_CHARACTERS);
    }
    putchar('\n');
}

static void print_conversions(const struct inventory *ledger, const struct inventory_file *file) {
    uint64_t counts[CONVERSION_COUNT];
    bool is_first = true;

    conversions_count(ledger, file, counts);
    for (unsigned i = 0; i < CONVERSION_COUNT; i++) {
        if (counts[i]) {
            fputs(is_first ? _("  converted: ") : _(", "), stdout);
            printf("%s %llu", _(conversion_labels[i]), (unsigned long long)counts[i]);
            is_first = false;
        }
    }
    if (!is_first) {
        putchar('\n');
    }
}

static void print_file(const struct inventory *ledger, const struct inventory_file *file) {
    print_file_line(file);
    if (file->has_table) {
        printf(_("  recognised: %s\n"), recognition_text(file));
    }
    if (!file->is_of_workbook) {
        print_encoding(file);
    }
    if (file->heading_count) {
        print_headings(file);
    }
    print_conversions(ledger, file);
}

void check_print(const struct cli *cli, const struct inventory *ledger, struct diagnostics *diagnostics) {
    size_t file_count;
    const struct inventory_file *files = inventory_files(ledger, &file_count);

    say_diagnostics(cli, diagnostics, stdout);
    for (size_t i = 0; i < file_count && !cli->is_quiet; i++) {
        print_file(ledger, &files[i]);
    }
}

/* --- JSON ------------------------------------------------------------------------------------------------------------
 */

static const char *const effect_names[] = {
    [EFFECT_NONE] = "none",
    [EFFECT_NOTICE] = "notice",
    [EFFECT_BLANK] = "problem",
    [EFFECT_REFUSE] = "refused",
};

static const char *const recognition_names[RECOGNITION_COUNT] = {
    [RECOGNISED_BY_NAME] = "name",
    [RECOGNISED_BY_HEADINGS] = "headings",
    [RECOGNISED_BY_SETTING] = "setting",
};

static void write_headings(struct json_writer *json, const struct inventory_file *file) {
    json_key(json, "headings");
    json_begin_object(json);
    json_member_number(json, "count", (int64_t)file->heading_count);
    json_member_number(json, "known", (int64_t)(file->heading_count - file->unknown_count));
    json_key(json, "unknown");
    json_begin_array(json);
    for (size_t i = 0; i < file->unknown_count; i++) {
        json_write_string(json, file->unknown_headings[i]);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_conversions(struct json_writer *json, const struct inventory *ledger,
                              const struct inventory_file *file) {
    uint64_t counts[CONVERSION_COUNT];

    conversions_count(ledger, file, counts);
    json_key(json, "conversions");
    json_begin_object(json);
    for (unsigned i = 0; i < CONVERSION_COUNT; i++) {
        if (counts[i]) {
            json_member_number(json, conversion_name((enum conversion)i), (int64_t)counts[i]);
        }
    }
    json_end_object(json);
}

static void write_file(struct json_writer *json, const struct inventory *ledger, const struct inventory_file *file) {
    json_begin_object(json);
    json_member_string(json, "name", file->name);
    json_key(json, "table");
    if (file->has_table) {
        json_write_string(json, str_from(schema_table(file->table)->name));
        json_member_string(json, "recognised_by", str_from(recognition_names[file->recognised_by]));
    } else {
        json_write_null(json);
    }
    json_member_bool(json, "refused", file->is_refused);
    json_member_number(json, "rows", (int64_t)file->rows);
    json_member_number(json, "bytes", (int64_t)file->bytes);
    json_member_string(json, "encoding", str_from(encoding_name(file->encoding)));
    json_member_bool(json, "bom", file->has_bom);
    json_key(json, "bad_offset");
    if (file->bad_offset == UINT64_MAX) {
        json_write_null(json);
    } else {
        json_write_number(json, (int64_t)file->bad_offset);
    }
    write_headings(json, file);
    write_conversions(json, ledger, file);
    json_end_object(json);
}

static void write_problem(struct json_writer *json, const struct cli *cli, const struct diagnostic *problem) {
    struct buffer message = {0};

    problem_render(problem, cli->language, &message);
    json_begin_object(json);
    json_member_string(json, "code", str_from(problem_code((enum problem)problem->problem)));
    json_member_string(json, "effect", str_from(effect_names[problem_effect((enum problem)problem->problem)]));
    json_member_string(json, "file", problem->file);
    json_member_number(json, "line", (int64_t)problem->line);
    json_member_number(json, "column", (int64_t)problem->column);
    json_member_string(json, "heading", problem->heading);
    json_member_string(json, "message_id", str_from(message_id(problem_message((enum problem)problem->problem))));
    json_key(json, "args");
    json_begin_array(json);
    json_write_string(json, problem->args[0]);
    json_write_string(json, problem->args[1]);
    json_end_array(json);
    json_member_string(json, "message", buffer_view(&message));
    json_end_object(json);
    buffer_done(&message);
}

/* The occurrences of a group that are not listed. */
static void write_more(struct json_writer *json, const struct diagnostic_group *group) {
    json_begin_object(json);
    json_member_string(json, "code", str_from(problem_code((enum problem)group->problem)));
    json_member_string(json, "file", group->file);
    json_member_string(json, "heading", group->heading);
    json_member_string(json, "message_id", str_from(message_id(problem_message((enum problem)group->problem))));
    json_member_number(json, "count", (int64_t)(group->count - group->kept_count));
    json_end_object(json);
}

static void write_problems(struct json_writer *json, const struct cli *cli, const struct diagnostic_group *groups,
                           size_t count) {
    json_key(json, "problems");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < groups[i].kept_count; k++) {
            write_problem(json, cli, &groups[i].kept[k]);
        }
    }
    json_end_array(json);
    json_key(json, "more");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        if (groups[i].count > groups[i].kept_count) {
            write_more(json, &groups[i]);
        }
    }
    json_end_array(json);
}

static void write_counts(struct json_writer *json, struct check_counts counts) {
    json_key(json, "counts");
    json_begin_object(json);
    json_member_number(json, "refused", (int64_t)counts.refusals);
    json_member_number(json, "problems", (int64_t)counts.problems);
    json_member_number(json, "notices", (int64_t)counts.notices);
    json_end_object(json);
}

enum err_code check_print_json(const struct cli *cli, const struct inventory *ledger, struct diagnostics *diagnostics,
                               enum exit_status status, struct err *err) {
    struct output *output;
    size_t file_count, group_count;
    const struct inventory_file *files = inventory_files(ledger, &file_count);
    struct check_counts counts = check_count(diagnostics);
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);
    enum err_code code = output_to_fd(STDOUT_FILENO, _("standard output"), &output, err);

    if (code != ERR_OK) {
        return code;
    }
    struct json_writer *json = json_writer_new(output, 2);
    if (!json) {
        output_abandon(output);
        return err_no_memory(err);
    }
    json_begin_object(json);
    json_key(json, "files");
    json_begin_array(json);
    for (size_t i = 0; i < file_count; i++) {
        write_file(json, ledger, &files[i]);
    }
    json_end_array(json);
    write_problems(json, cli, groups, group_count);
    write_counts(json, counts);
    json_member_number(json, "exit", (int64_t)status);
    json_end_object(json);
    json_newline(json);
    json_writer_free(json);
    return output_close(output, false, NULL, err);
}
