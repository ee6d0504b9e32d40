#include "cli/say.h"

#include "base/text.h"
#include "findings/error_text.h"
#include "findings/problem_text.h"

enum { NAME_CHARACTERS = 1024 };

void say_no_memory(const struct cli *cli) {
    fprintf(stderr, "genkyo: %s\n", error_no_memory_text(cli->language));
}

void say_error(const struct cli *cli, const struct err *err) {
    struct buffer text = {0};

    error_render(err, cli->language, &text);
    if (text.failed) {
        say_no_memory(cli);
    } else {
        fprintf(stderr, "genkyo: %.*s\n", STR_FMT(buffer_view(&text)));
    }
    if (err->code == ERR_UNKNOWN_KEY && err->arg[1][0]) {
        fprintf(stderr, _("genkyo: known here: %s\n"), err->arg[1]);
    }
    buffer_done(&text);
}

static void say_one(const struct cli *cli, const struct diagnostic *diagnostic, FILE *stream) {
    struct buffer text = {0}, name = {0};

    text_for_terminal(diagnostic->file, NAME_CHARACTERS, &name);
    problem_render(diagnostic, cli->language, &text);
    fprintf(stream, "%.*s:%llu: %llu: %s: %.*s\n", STR_FMT(buffer_view(&name)), (unsigned long long)diagnostic->line,
            (unsigned long long)diagnostic->column, problem_code(diagnostic->problem), STR_FMT(buffer_view(&text)));
    buffer_done(&text);
    buffer_done(&name);
}

/* The occurrences past those that were kept. */
static void say_more(const struct diagnostic_group *group, FILE *stream) {
    unsigned long long more = (unsigned long long)(group->count - group->kept_count);
    struct buffer name = {0}, heading = {0};

    text_for_terminal(group->file, NAME_CHARACTERS, &name);
    text_for_terminal(group->heading, NAME_CHARACTERS, &heading);
    fprintf(stream, "%.*s: %s: ", STR_FMT(buffer_view(&name)), problem_code(group->problem));
    if (heading.n) {
        fprintf(stream, _("and %llu more of this kind in the column %.*s\n"), more, STR_FMT(buffer_view(&heading)));
    } else {
        fprintf(stream, _("and %llu more of this kind\n"), more);
    }
    buffer_done(&name);
    buffer_done(&heading);
}

void say_diagnostics(const struct cli *cli, struct diagnostics *diagnostics, FILE *stream) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < groups[i].kept_count; k++) {
            say_one(cli, &groups[i].kept[k], stream);
        }
        if (groups[i].count > groups[i].kept_count) {
            say_more(&groups[i], stream);
        }
    }
}
