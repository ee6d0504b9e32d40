#include "findings/input.h"

#include "findings/problem_text.h"

#include <assert.h>
#include <stdlib.h>

/* Occurrences of one problem in one column of one file. */
struct occurrences {
    const struct diagnostic *items[DIAGNOSTICS_KEPT];
    size_t count;
    bool is_all; /* no others were dropped */
};

static int compare_occurrences(const void *left, const void *right) {
    const struct diagnostic *a = *(const struct diagnostic *const *)left, *b = *(const struct diagnostic *const *)right;
    int order = str_cmp(a->args[0], b->args[0]);

    if (order == 0 && a->line != b->line) {
        order = a->line < b->line ? -1 : 1;
    }
    return order;
}

/* "devices.csv:5 devices.csv:9 …" */
static void append_places(const struct occurrences *places, struct buffer *out) {
    for (size_t i = 0; i < places->count; i++) {
        const struct diagnostic *place = places->items[i];
        if (i && place->line == places->items[i - 1]->line) {
            continue;
        }
        buffer_printf(out, "%s%.*s", out->n ? " " : "", STR_FMT(place->file));
        if (place->line) {
            buffer_printf(out, ":%llu", (unsigned long long)place->line);
        }
    }
    if (!places->is_all) {
        buffer_append_cstr(out, " …");
    }
}

/* The files of both sides have the same names, so those of the snapshot say where they are. */
static void set_place(enum input_side side, struct buffer *name, struct str cell, struct str places,
                      struct finding *finding) {
    finding->subject_kind = SUBJECT_FILE;
    if (side == INPUT_LEDGER) {
        finding->documented = cell;
        finding->ledger_evidence = places;
        return;
    }
    finding->observed = cell;
    buffer_printf(name, "snapshot/%.*s", STR_FMT(finding->subject));
    finding->subject = buffer_view(name);
    finding->snapshot_evidence = places;
}

/* A column may have several problems of one code, each with several cells: the sentence's id, and the cell where the
 * finding is about one. */
static void append_distinct(enum problem problem, struct str cell, struct buffer *out) {
    buffer_append_cstr(out, message_id(problem_message(problem)));
    if (cell.n) {
        buffer_append_char(out, ' ');
        buffer_append(out, cell);
    }
}

static enum err_code add_finding(const struct occurrences *occurrences, enum input_side side, struct finding_sink *sink,
                                 struct err *err) {
    assert(occurrences->items[0]);
    struct diagnostic example = *occurrences->items[0];
    enum problem problem = (enum problem)example.problem;
    struct finding finding = finding_make(problem_finding_code(problem), problem_message(problem));
    struct buffer places = {0}, name = {0}, distinct = {0};

    append_places(occurrences, &places);
    if (!occurrences->is_all) {
        example.args[0] = example.args[1] = STR_NONE;
    } else if (problem == PROBLEM_ID_TWICE) {
        example.args[1] = evidence_file(example.args[1]); /* with the line it would be another when rows move */
    }
    finding.outcome = problem_effect(problem) == EFFECT_NOTICE ? OUTCOME_NOTICE : OUTCOME_UNDETERMINED;
    finding.subject = example.file;
    finding.field = example.heading;
    append_distinct(problem, example.args[0], &distinct);
    finding.distinct = buffer_view(&distinct);
    set_place(side, &name, example.args[0], buffer_view(&places), &finding);
    problem_arguments(&example, finding.arguments);
    finding.argument_count = 2;
    enum err_code code =
        places.failed || name.failed || distinct.failed ? err_no_memory(err) : finding_sink_add(sink, 0, &finding, err);
    buffer_done(&places);
    buffer_done(&name);
    buffer_done(&distinct);
    return code;
}

static enum err_code add_group(const struct diagnostic_group *group, enum input_side side, struct finding_sink *sink,
                               struct err *err) {
    struct occurrences all = {.count = group->kept_count, .is_all = group->count == group->kept_count};
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < all.count; i++) {
        all.items[i] = &group->kept[i];
    }
    if (!all.is_all) {
        return add_finding(&all, side, sink, err);
    }
    qsort(all.items, all.count, sizeof all.items[0], compare_occurrences);
    for (size_t begin = 0, end; code == ERR_OK && begin < all.count; begin = end) {
        struct occurrences same = {.is_all = true};
        for (end = begin; end < all.count && str_eq(all.items[end]->args[0], all.items[begin]->args[0]); end++) {
            same.items[same.count++] = all.items[end];
        }
        code = add_finding(&same, side, sink, err);
    }
    return code;
}

enum err_code input_findings_add(struct diagnostics *diagnostics, enum input_side side, struct finding_sink *sink,
                                 struct err *err) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    if (diagnostics_failed(diagnostics)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        enum err_code code = add_group(&groups[i], side, sink, err);
        if (code != ERR_OK) {
            return code;
        }
    }
    return ERR_OK;
}
