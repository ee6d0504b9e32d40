#include "cli/memory.h"

#include "cli/say.h"

/* Half is for arrays by row; the rest for all that is not counted: dictionaries, sinks, pieces of files, the program.
 */
enum { BUDGET_PART = 2, SINK_PART = 8 /* of the budget */ };

/* What a sink takes as a rule. */
#define SINK_BYTES ((size_t)64 << 20)

bool memory_budget(const struct cli *cli, struct budget **ret_budget) {
    struct err err = {0};

    *ret_budget = NULL;
    if (cli->memory && budget_new((size_t)cli->memory / BUDGET_PART, cli->tmpdir, ret_budget, &err) != ERR_OK) {
        say_error(cli, &err);
        return false;
    }
    return true;
}

size_t memory_of_sink(const struct budget *budget) {
    return budget ? budget_share(budget, SINK_PART, SINK_BYTES) : 0;
}

void memory_say_error(const struct cli *cli, const struct budget *budget, struct err *err) {
    budget_explain(budget, err->code, err);
    say_error(cli, err);
}
