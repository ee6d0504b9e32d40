#include "report/export/actions.h"

#include <stdlib.h>

struct reading {
    const struct export_findings *findings;
    struct export_actions actions;
    char as_of[11];
};

/* All its members are texts. */
static void keep(struct arena *arena, struct export_finding_cells *cells) {
    struct str *texts = (struct str *)cells;

    for (size_t i = 0; i < sizeof *cells / sizeof *texts; i++) {
        texts[i] = arena_dup(arena, texts[i]);
    }
}

static enum err_code take(void *context, const struct export_finding *finding, struct err *err) {
    struct reading *reading = context;
    struct export_actions *actions = &reading->actions;

    if (!export_finding_is_open(finding) || !finding->decision.has_disposition ||
        str_eq(finding->decision.texts.disposition_state, STR("done"))) {
        return ERR_OK;
    }
    actions->items =
        arena_grow(actions->arena, actions->items, actions->count, 1, &actions->capacity, sizeof *actions->items);
    if (!actions->items) {
        return err_no_memory(err);
    }
    struct export_finding_cells *cells = &actions->items[actions->count++];
    export_finding_fill(finding, reading->findings->language, cells);
    actions->overdue += cells->decided.due.n && str_cmp(cells->decided.due, str_from(reading->as_of)) < 0;
    keep(actions->arena, cells);
    return arena_failed(actions->arena) ? err_no_memory(err) : ERR_OK;
}

/* Days as texts are in order of days. */
static int compare(const void *a, const void *b) {
    const struct export_finding_cells *x = a, *y = b;
    int by_day = str_cmp(x->decided.due, y->decided.due);

    if (!x->decided.due.n != !y->decided.due.n) {
        return x->decided.due.n ? -1 : 1;
    }
    return by_day ? by_day : str_cmp(x->id, y->id);
}

enum err_code export_actions_read(const struct export_findings *findings, struct arena *arena,
                                  struct export_actions *ret_actions, struct err *err) {
    struct reading reading = {.findings = findings, .actions = {.arena = arena}};

    date_format(findings->as_of, reading.as_of);
    enum err_code code = export_findings_each(findings, take, &reading, err);
    if (code != ERR_OK) {
        return code;
    }
    if (reading.actions.count) {
        qsort(reading.actions.items, reading.actions.count, sizeof *reading.actions.items, compare);
    }
    *ret_actions = reading.actions;
    return ERR_OK;
}
