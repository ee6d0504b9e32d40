/* export cyclonedx: a bill of materials of a snapshot. */

#include "bom/bom.h"
#include "base/replacement.h"
#include "cli/export/command.h"
#include "cli/memory.h"
#include "cli/say.h"
#include "products/rules_table.h"

#include <stdio.h>

struct sources {
    struct budget *budget;
    struct pool *pool;
    struct diagnostics *problems; /* of data: genkyo check says them */
    struct snapshot *snapshot;
    struct inventory *ledger; /* NULL: none was given */
    struct title_rules *rules;
};

static void sources_done(struct sources *sources) {
    title_rules_free(sources->rules);
    inventory_free(sources->ledger);
    snapshot_free(sources->snapshot);
    diagnostics_free(sources->problems);
    pool_free(sources->pool);
    budget_free(sources->budget);
}

static enum err_code read_rules(const char *ledger, const struct read_options *reading, struct sources *sources,
                                struct err *err) {
    enum err_code code = ledger_read(ledger, reading, sources->problems, &sources->ledger, err);

    return code == ERR_OK ? title_rules_read(inventory_table(sources->ledger, TABLE_PRODUCTS), sources->problems,
                                             &sources->rules, err)
                          : code;
}

static enum err_code read_sources(const struct cli *cli, const struct export_options *given, struct sources *sources,
                                  struct err *err) {
    struct read_options reading = {.tmpdir = cli->tmpdir, .budget = sources->budget};
    enum err_code code;

    sources->problems = diagnostics_new();
    code = sources->problems ? pool_new((unsigned)cli->jobs, &sources->pool, err) : err_no_memory(err);
    reading.plan.pool = sources->pool;
    if (code == ERR_OK) {
        code = snapshot_read(given->snapshot, &reading, sources->problems, &sources->snapshot, err);
    }
    return code == ERR_OK && given->ledger ? read_rules(given->ledger, &reading, sources, err) : code;
}

static enum err_code write_file(const struct export_options *given, const struct sources *sources,
                                struct bom_counts *ret_counts, struct err *err) {
    CLEANUP(replacement_free_cleanup) struct replacement *file = NULL;
    const struct bom_request request = {
        .snapshot = sources->snapshot,
        .ledger = sources->ledger,
        .rules = sources->rules,
        .devices = given->devices.items,
        .device_count = given->devices.count,
        .title = str_from(given->title),
        .version = STR(GENKYO_VERSION),
    };
    enum err_code code = replacement_begin(given->out, &file, err);

    if (code == ERR_OK) {
        code = bom_write(&request, replacement_output(file), ret_counts, err);
    }
    return code == ERR_OK ? replacement_commit(file, given->sync, err) : code;
}

enum exit_status export_run_bom(const struct cli *cli, const struct export_options *given,
                                const struct export_kind *kind) {
    CLEANUP(sources_done) struct sources sources = {0};
    struct bom_counts counts;
    struct err err = {0};

    (void)kind;
    if (!memory_budget(cli, &sources.budget)) {
        return EXIT_REFUSED;
    }
    enum err_code code = read_sources(cli, given, &sources, &err);
    if (code == ERR_OK) {
        code = write_file(given, &sources, &counts, &err);
    }
    if (code == ERR_REFUSED) {
        say_diagnostics(cli, sources.problems, stderr);
    }
    if (code != ERR_OK) {
        memory_say_error(cli, sources.budget, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        printf(_("Exported  %s: machines %u, distinct software %u\n"), given->out, counts.machines, counts.software);
    }
    return EXIT_DONE;
}
