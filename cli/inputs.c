#include "cli/inputs.h"

#include "cli/memory.h"
#include "cli/say.h"
#include "cli/state_path.h"
#include "inventory/fiscal_year.h"
#include "inventory/state_read.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

enum { POLICY_LIMIT = 1 << 20 };

static enum err_code read_policy(struct inputs *inputs, const char *path, struct err *err) {
    struct str bytes;

    inputs->policy = inputs->paths.policy_values ? *inputs->paths.policy_values : policy_default();
    if (!path) {
        return ERR_OK;
    }
    enum err_code code = file_read_all(AT_FDCWD, path, POLICY_LIMIT, inputs->arena, &bytes, err);
    if (code == ERR_OK) {
        code = yaml_parse(bytes, path, &inputs->policy_document, err);
    }
    if (code == ERR_OK) {
        code = policy_read(yaml_root(inputs->policy_document), path, inputs->arena, &inputs->policy, err);
    }
    return code;
}

/* A state without support data is one; a state that is not there is a mistake. */
static enum err_code read_state(struct inputs *inputs, const struct read_options *options, struct err *err) {
    char directory[PATH_MAX];
    struct stat status;

    if (!inputs->paths.state) {
        return ERR_OK;
    }
    if (stat(inputs->paths.state, &status) != 0) {
        return err_system(err, inputs->paths.state, "stat");
    }
    enum err_code code = state_support_path(inputs->paths.state, directory, err);
    if (code != ERR_OK || stat(directory, &status) != 0) {
        return code;
    }
    return state_read(directory, options, inputs->ledger_problems, &inputs->state, err);
}

/* *RET_MISSING: its path, when there is none. */
static enum err_code read_one(const char *path, const struct read_options *options, struct diagnostics *problems,
                              struct snapshot **ret_snapshot, const char **ret_missing, struct err *err) {
    enum err_code code = snapshot_read(path, options, problems, ret_snapshot, err);

    if (code == ERR_NOT_FOUND) {
        *ret_missing = path;
    }
    return code;
}

static enum err_code read_snapshots(struct inputs *inputs, const struct read_options *options, const char **ret_missing,
                                    struct err *err) {
    const struct input_paths *paths = &inputs->paths;
    enum err_code code = ERR_OK;

    if (paths->earlier) {
        code = read_one(paths->earlier, options, inputs->earlier_problems, &inputs->earlier, ret_missing, err);
    }
    return code == ERR_OK
               ? read_one(paths->snapshot, options, inputs->snapshot_problems, &inputs->snapshot, ret_missing, err)
               : code;
}

/* *RET_MISSING: the path of a snapshot that is none. */
static enum err_code read_all(const struct cli *cli, struct inputs *inputs, const char **ret_missing, struct err *err) {
    struct read_options options = {.tmpdir = cli->tmpdir, .keeps_machine_keys = true, .budget = inputs->budget};

    inputs->arena = arena_new();
    inputs->ledger_problems = diagnostics_new();
    inputs->snapshot_problems = diagnostics_new();
    inputs->earlier_problems = diagnostics_new();
    if (!inputs->arena || !inputs->ledger_problems || !inputs->snapshot_problems || !inputs->earlier_problems) {
        return err_no_memory(err);
    }
    enum err_code code = read_policy(inputs, inputs->paths.policy, err);
    if (code == ERR_OK) {
        code = pool_new((unsigned)cli->jobs, &inputs->pool, err);
    }
    options.plan.pool = inputs->pool;
    if (code == ERR_OK && inputs->paths.ledger) {
        code = ledger_read(inputs->paths.ledger, &options, inputs->ledger_problems, &inputs->ledger, err);
    }
    if (code == ERR_OK) {
        code = read_snapshots(inputs, &options, ret_missing, err);
    }
    if (code == ERR_OK) {
        code = read_state(inputs, &options, err);
    }
    if (code == ERR_OK && inputs->ledger) {
        policy_set_country(&inputs->policy, inventory_country(inputs->ledger));
        fiscal_year_check(inputs->ledger, cli_in_zone(cli, inputs->policy.utc_offset).as_of, inputs_observed_on(inputs),
                          inputs->ledger_problems);
    }
    return code;
}

enum exit_status inputs_read(const struct cli *cli, const struct input_paths *paths, struct inputs *ret_inputs) {
    struct inputs inputs = {.paths = *paths};
    const char *missing = NULL;
    struct err err = {0};

    if (!memory_budget(cli, &inputs.budget)) {
        return EXIT_REFUSED;
    }
    if (read_all(cli, &inputs, &missing, &err) != ERR_OK) {
        memory_say_error(cli, inputs.budget, &err);
        if (missing) {
            fprintf(stderr, _("genkyo: %s: only what a finished scan wrote is a snapshot\n"), missing);
        }
        inputs_done(&inputs);
        return EXIT_REFUSED;
    }
    if (!paths->earlier && !inventory_table(inputs.ledger, TABLE_DEVICES)) {
        say_diagnostics(cli, inputs.ledger_problems, stderr);
        fprintf(stderr, _("genkyo: %s: no usable devices table: nothing can be compared\n"), paths->ledger);
        inputs_done(&inputs);
        return EXIT_REFUSED;
    }
    *ret_inputs = inputs;
    return EXIT_DONE;
}

void inputs_done(struct inputs *inputs) {
    inventory_free(inputs->ledger);
    inventory_free(inputs->state);
    snapshot_free(inputs->snapshot);
    snapshot_free(inputs->earlier);
    diagnostics_free(inputs->ledger_problems);
    diagnostics_free(inputs->earlier_problems);
    diagnostics_free(inputs->snapshot_problems);
    pool_free(inputs->pool);
    yaml_document_free(inputs->policy_document);
    arena_free(inputs->arena);
    budget_free(inputs->budget);
    *inputs = (struct inputs){0};
}

struct date inputs_observed_on(const struct inputs *inputs) {
    return instant_day(snapshot_info(inputs->snapshot)->ended, inputs->policy.utc_offset);
}

struct date inputs_earlier_on(const struct inputs *inputs) {
    return instant_day(snapshot_info(inputs->earlier)->ended, inputs->policy.utc_offset);
}

static void add_files(const struct inputs *inputs, const struct inventory *inventory, const char *side,
                      struct summary_file *files, size_t *count) {
    size_t file_count = 0;
    const struct inventory_file *items = inventory ? inventory_files(inventory, &file_count) : NULL;
    char hex[33];

    for (size_t i = 0; i < file_count; i++) {
        hash128_format(items[i].digest, hex);
        files[(*count)++] = (struct summary_file){
            .name = arena_printf(inputs->arena, "%s/%.*s", side, STR_FMT(items[i].name)),
            .table = items[i].has_table ? str_from(schema_table(items[i].table)->name) : STR_NONE,
            .encoding = str_from(encoding_name(items[i].encoding)),
            .digest = arena_dup(inputs->arena, str_from(hex)),
            .rows = items[i].rows,
            .is_refused = items[i].is_refused,
        };
    }
}

struct summary_file *inputs_files(const struct inputs *inputs, size_t *ret_count) {
    const struct {
        const struct inventory *inventory;
        const char *side;
    } sides[] = {
        {inputs->ledger, "ledger"},
        {inputs->earlier ? snapshot_inventory(inputs->earlier) : NULL, "from"},
        {snapshot_inventory(inputs->snapshot), inputs->earlier ? "to" : "snapshot"},
        {inputs->state, "state"},
    };
    size_t room = 1, count = 0;

    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        size_t more = 0;
        if (sides[i].inventory) {
            inventory_files(sides[i].inventory, &more);
        }
        room += more;
    }
    struct summary_file *files = arena_alloc_array(inputs->arena, room, sizeof *files);
    for (size_t i = 0; files && i < ARRAY_LEN(sides); i++) {
        add_files(inputs, sides[i].inventory, sides[i].side, files, &count);
    }
    *ret_count = count;
    return arena_failed(inputs->arena) ? NULL : files;
}

static bool has_refused(const struct inventory *inventory) {
    size_t count = 0;
    const struct inventory_file *files = inventory ? inventory_files(inventory, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        if (files[i].is_refused) {
            return true;
        }
    }
    return false;
}

bool inputs_have_refused(const struct inputs *inputs) {
    return has_refused(inputs->ledger) || has_refused(inputs->state);
}
