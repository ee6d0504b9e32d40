#include "tests/unit/support/calendar_made.h"

#include "inventory/state_read.h"
#include "lifecycle/endoflife_write.h"
#include "products/rules_table.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct calendar_made {
    struct inventory *ledger, *state;
    struct title_rules *rules;
    struct calendar *calendar;
    struct calendar_finder *finder;
};

static void must(bool is_good, const char *what, const struct err *err) {
    if (!is_good) {
        fprintf(stderr, "%s: %s:%llu: %s %s\n", what, err->file, (unsigned long long)err->line, err->arg[0],
                err->arg[1]);
        abort();
    }
}

struct str calendar_made_file(const char *name) {
    char path[512];

    snprintf(path, sizeof path, "%s/../%s", FIXTURES, name);
    return scratch_read(path);
}

static void write_table(const char *path, const char *text) {
    if (text) {
        scratch_write(path, str_from(text));
    }
}

static struct inventory *read_ledger(const struct calendar_text *text) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct read_options options = {.tmpdir = "."};
    struct inventory *ledger;
    struct err err = {0};

    must(mkdir("ledger", 0777) == 0 || true, "mkdir", &err);
    write_table("ledger/support.csv", text->support);
    write_table("ledger/feeds.csv", text->feeds);
    write_table("ledger/products.csv", text->products);
    if (text->has_rules) {
        struct str bytes = calendar_made_file("fixtures/rules/products.csv");
        scratch_write("ledger/products.csv", bytes);
        free((void *)(uintptr_t)bytes.p);
    }
    must(ledger_read("ledger", &options, diagnostics, &ledger, &err) == ERR_OK, "ledger", &err);
    return ledger;
}

static struct inventory *read_state(struct str json) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    const struct endoflife_options import = {.observed_on = DATE_NONE};
    const struct read_options options = {.tmpdir = "."};
    struct inventory *state;
    struct err err = {0};
    size_t groups;

    must(endoflife_read(endoflife, json, "data.json", &import, &err) == ERR_OK, "import", &err);
    must(endoflife_write(endoflife, "support", false, &err) == ERR_OK, "write", &err);
    must(state_read("support", &options, diagnostics, &state, &err) == ERR_OK, "state", &err);
    diagnostics_groups(diagnostics, &groups);
    must(groups == 0, "problems in the state", &err);
    return state;
}

struct calendar_made *calendar_make(const struct calendar_text *text) {
    struct calendar_made *made = calloc(1, sizeof *made);
    struct calendar_input input = {.as_of = DATE_NONE};
    struct err err = {0};

    made->ledger = read_ledger(text);
    made->state = text->json.n ? read_state(text->json) : NULL;
    must(title_rules_read(inventory_table(made->ledger, TABLE_PRODUCTS), NULL, &made->rules, &err) == ERR_OK, "rules",
         &err);
    input.ledger = made->ledger;
    input.state = made->state;
    input.rules = made->rules;
    must(calendar_read(&input, &made->calendar, &err) == ERR_OK, "calendar", &err);
    must(calendar_finder_new(made->calendar, &made->finder, &err) == ERR_OK, "finder", &err);
    return made;
}

void calendar_made_free(struct calendar_made *made) {
    calendar_finder_free(made->finder);
    calendar_free(made->calendar);
    title_rules_free(made->rules);
    inventory_free(made->state);
    inventory_free(made->ledger);
    free(made);
}

const struct calendar *calendar_made_calendar(const struct calendar_made *made) {
    return made->calendar;
}

const struct inventory *calendar_made_state(const struct calendar_made *made) {
    return made->state;
}

struct calendar_answer calendar_made_find(struct calendar_made *made, const struct calendar_query *query) {
    struct calendar_answer answer;
    struct err err = {0};

    must(calendar_find(made->finder, query, &answer, &err) == ERR_OK, "find", &err);
    return answer;
}

const char *calendar_made_day(struct milestone milestone, char to[16]) {
    static const char *const words[] = {
        [DATE_WORD_NOT_ANNOUNCED] = "not announced", [DATE_WORD_OVER] = "over", [DATE_WORD_ENDLESS] = "endless"};

    if (milestone.word != DATE_WORD_NONE) {
        return words[milestone.word];
    }
    date_format(milestone.day, to);
    return to;
}
