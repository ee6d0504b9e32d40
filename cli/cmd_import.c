/* genkyo import: snapshots from what others have observed, targets from their lists of hosts, support data. */

#include "base/date_read.h"
#include "base/file.h"
#include "cli/import/ansible.h"
#include "cli/import/endoflife.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "cli/previous.h"
#include "cli/say.h"
#include "findings/policy.h"
#include "inventory/directory.h"
#include "inventory/import_cell.h"
#include "inventory/import_checks.h"
#include "scanner/device/id.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct import_command_options {
    const char *out, *site, *observed, *name, *previous, *state, *product;
    bool complete;
};

/* Options that only some kinds take. */
enum {
    TAKES_OUT = 1,   /* and needs it */
    TAKES_STATE = 2, /* likewise */
    TAKES_OBSERVED = 4,
    TAKES_TOOL = 8, /* --name, --complete */
    TAKES_SITE = 16,
    TAKES_PREVIOUS = 32,
    TAKES_PRODUCT = 64,
};

static const struct option_def options[] = {
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("PATH"),
     .help = N_("snapshot to create (a directory); ansible: targets to create (a CSV file)"),
     .offset = offsetof(struct import_command_options, out),
     .use = PATH_RESULT,
     .group = TAKES_OUT},
    {.name = "state",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("endoflife: the state directory, whose support data 'genkyo audit --state' reads"),
     .offset = offsetof(struct import_command_options, state),
     .use = PATH_MADE,
     .group = TAKES_STATE},
    {.name = "previous",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("inventory, checks: an earlier snapshot; machines seen again keep the ids that they have there"),
     .offset = offsetof(struct import_command_options, previous),
     .use = PATH_INPUT,
     .group = TAKES_PREVIOUS},
    {.name = "observed",
     .kind = OPTION_TEXT,
     .value = N_("YYYY-MM-DD"),
     .help = N_("inventory: when the machines were seen, endoflife: when the data were made, where it is not said"),
     .offset = offsetof(struct import_command_options, observed),
     .group = TAKES_OBSERVED},
    {.name = "site",
     .kind = OPTION_TEXT,
     .value = N_("PLACE"),
     .help = N_("inventory, ansible: the place that the machines are at"),
     .offset = offsetof(struct import_command_options, site),
     .group = TAKES_SITE},
    {.name = "complete",
     .kind = OPTION_FLAG,
     .help = N_("inventory: the export has every machine of --site, or of all places"),
     .offset = offsetof(struct import_command_options, complete),
     .group = TAKES_TOOL},
    {.name = "name",
     .kind = OPTION_TEXT,
     .value = N_("TOOL"),
     .help = N_("inventory: what exported it, for the record (default: the names of the files)"),
     .offset = offsetof(struct import_command_options, name),
     .group = TAKES_TOOL},
    {.name = "product",
     .kind = OPTION_TEXT,
     .value = N_("NAME"),
     .help = N_("endoflife: the product that a file of API v0 is of (default: the name of the file)"),
     .offset = offsetof(struct import_command_options, product),
     .group = TAKES_PRODUCT},
};

/* One run of the command. Texts are in the arena. */
struct job {
    const struct cli *cli;
    const struct import_command_options *given;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct import_options reading;
    const char **paths;
    size_t path_count, path_capacity;
    struct previous_ids *previous; /* NULL: none */
    struct device_identity *ids;   /* a machine each */
    struct snapshot_writer *writer;
    struct snapshot_info info;
    size_t machines, unseen, not_found;
};

/* --- inputs --------------------------------------------------------------------------------------------------------
 */

static enum err_code add_path(struct job *job, const char *path, struct err *err) {
    if (job->path_count == job->path_capacity) {
        size_t capacity = job->path_capacity ? job->path_capacity * 2 : 16;
        const char **grown = arena_alloc_array(job->arena, capacity, sizeof *grown);
        if (!grown) {
            return err_no_memory(err);
        }
        if (job->path_count) {
            memcpy(grown, job->paths, job->path_count * sizeof *grown);
        }
        job->paths = grown;
        job->path_capacity = capacity;
    }
    job->paths[job->path_count++] = path;
    return path ? ERR_OK : err_no_memory(err);
}

static enum err_code add_directory(struct job *job, const char *path, struct err *err) {
    CLEANUP(directory_close) struct directory directory = {.fd = -1};
    enum err_code code = directory_open(path, true, &directory, err);

    if (!code && directory.count == 0) {
        code = err_set(err, ERR_NOT_FOUND, path, STR_NONE, STR_NONE);
    }
    for (size_t i = 0; !code && i < directory.count; i++) {
        code = add_path(job, arena_printf(job->arena, "%s/%s", path, directory.names[i]).p, err);
    }
    return code;
}

static enum err_code add_paths(struct job *job, int count, char **arguments, struct err *err) {
    enum err_code code = ERR_OK;
    struct stat status;

    for (int i = 0; !code && i < count; i++) {
        bool is_directory = stat(arguments[i], &status) == 0 && S_ISDIR(status.st_mode);
        code = is_directory ? add_directory(job, arguments[i], err) : add_path(job, arguments[i], err);
    }
    return code;
}

/* What the snapshot is said to come from. */
static struct str name_of_source(struct job *job) {
    CLEANUP(buffer_done) struct buffer names = {0};

    if (job->given->name) {
        return str_from(job->given->name);
    }
    for (size_t i = 0; i < job->path_count; i++) {
        buffer_append_cstr(&names, names.n ? "; " : "");
        buffer_append_cstr(&names, job->paths[i] + file_parent(job->paths[i]).n);
    }
    return arena_dup(job->arena, buffer_view(&names));
}

/* --- writing -------------------------------------------------------------------------------------------------------
 */

/* Stable ids, as a scan gives them. */
static struct import_identity *identify(struct job *job, const struct import_machine *machines, size_t count) {
    struct device_keys *keys = arena_alloc_array(job->arena, count + 1, sizeof *keys);
    struct import_identity *identities = arena_alloc_array(job->arena, count + 1, sizeof *identities);

    job->ids = arena_alloc_array(job->arena, count + 1, sizeof *job->ids);
    if (!keys || !job->ids || !identities) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = (struct device_keys){.manufacturer = machines[i].manufacturer,
                                       .serial = machines[i].serial,
                                       .uuid = machines[i].uuid,
                                       .mac = machines[i].mac,
                                       .site = str_from(job->given->site),
                                       .hostname = machines[i].hostname,
                                       .address = machines[i].address,
                                       .label = machines[i].label};
    }
    if (!device_identify(keys, count, job->previous, job->arena, job->ids)) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        identities[i] = (struct import_identity){job->ids[i].id, job->ids[i].notes};
    }
    return identities;
}

static void set_digest(struct job *job, struct hash128 digest) {
    char hex[33];

    hash128_format(digest, hex);
    job->info.scope_digest = arena_dup(job->arena, str_from(hex));
}

static enum err_code import_inventory(struct job *job, struct err *err) {
    CLEANUP(import_free_cleanup) struct import *import = NULL;
    enum err_code code =
        import_inventory_read(job->paths, job->path_count, &job->reading, job->diagnostics, &import, err);

    if (code) {
        return code;
    }
    const struct import_machine *machines = import_machines(import, &job->machines);
    struct import_identity *identities = identify(job, machines, job->machines);
    job->unseen = import_unseen(import);
    import_period(import, &job->info.started, &job->info.ended);
    set_digest(job, import_digest(import));
    job->info.is_complete = job->given->complete;
    job->info.site = str_from(job->given->site);
    return identities ? import_inventory_write(import, identities, job->writer, err) : err_no_memory(err);
}

static enum err_code import_checks(struct job *job, struct err *err) {
    CLEANUP(import_checks_free_cleanup) struct import_checks *checks = NULL;
    enum err_code code = import_checks_read(job->paths, job->path_count, &job->reading, job->diagnostics, &checks, err);

    if (code) {
        return code;
    }
    const struct import_machine *machines = import_checks_machines(checks, &job->machines);
    struct import_identity *identities = identify(job, machines, job->machines);
    job->not_found = import_checks_counts(checks).not_found;
    import_checks_period(checks, &job->info.started, &job->info.ended);
    set_digest(job, import_checks_digest(checks));
    return identities ? import_checks_write(checks, identities, job->writer, err) : err_no_memory(err);
}

/* --- what can be imported ------------------------------------------------------------------------------------------
 */

struct import_kind;
typedef enum exit_status import_run(const struct cli *cli, const struct import_command_options *given,
                                    const struct import_kind *kind, int count, char **arguments);
static import_run import_snapshot, import_targets, import_support;

static const struct command_part parts[] = {
    {"inventory", TAKES_OUT | TAKES_OBSERVED | TAKES_TOOL | TAKES_SITE | TAKES_PREVIOUS, "FILE", PATH_INPUT, 0},
    {"checks", TAKES_OUT | TAKES_PREVIOUS, "FILE", PATH_INPUT, 0},
    {"ansible", TAKES_OUT | TAKES_SITE, "FILE", PATH_INPUT, NEEDS_FILE_RESULT},
    {"endoflife", TAKES_STATE | TAKES_OBSERVED | TAKES_PRODUCT, "FILE", PATH_INPUT, 0},
};

/* In the order of the parts. */
static const struct import_kind {
    import_run *run;
    enum err_code (*read)(struct job *job, struct err *err); /* of snapshots: what is read, and how */
} kinds[] = {
    {import_snapshot, import_inventory},
    {import_snapshot, import_checks},
    {import_targets, NULL},
    {import_support, NULL},
};
static_assert(ARRAY_LEN(kinds) == ARRAY_LEN(parts), "a kind for each part");

/* A day or an instant. */
static bool read_observed(struct job *job) {
    const char *text = job->given->observed;
    struct date date;

    if (!text) {
        return true;
    }
    if (strlen(text) == 10 && date_read(str_from(text), &date) != DATE_READ) {
        return false;
    }
    bool is_readable = strlen(text) == 10 || instant_read(str_from(text), &job->reading.observed);
    return is_readable && import_cell_time(str_from(text), job->reading.utc_offset, &job->reading.observed,
                                           &job->reading.has_observed) == PROBLEM_NONE;
}

static void print_result(const struct job *job) {
    char first[26], last[26];

    instant_format(job->info.started, first);
    instant_format(job->info.ended, last);
    printf(_("Snapshot %s\n"), job->given->out);
    printf(_("  machines: %zu, seen from %s to %s\n"), job->machines, first, last);
    if (job->unseen) {
        printf(_("  listed, but never seen by the tool: %zu\n"), job->unseen);
    }
    if (job->not_found) {
        printf(_("  looked for by hand and not found: %zu\n"), job->not_found);
    }
}

/* Was a row left out, or what one says? */
static bool left_rows_out(struct diagnostics *diagnostics) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == PROBLEM_CELL_REQUIRED || groups[i].problem == PROBLEM_REFERENCE_AMBIGUOUS ||
            groups[i].problem == PROBLEM_CHECK_TWICE) {
            return true;
        }
    }
    return false;
}

static enum err_code run_job(struct job *job, const struct import_kind *kind, int count, char **arguments,
                             struct err *err) {
    enum err_code code = add_paths(job, count, arguments, err);

    if (!code) {
        job->reading.tool = job->info.scope = name_of_source(job);
        code = snapshot_writer_new(job->given->out, job->cli->tmpdir, &job->writer, err);
    }
    if (!code) {
        snapshot_writer_limit(job->writer, memory_of_sink(job->reading.budget));
        code = previous_read(job->cli, job->given->previous, &job->previous, err);
    }
    if (!code) {
        code = kind->read(job, err);
    }
    if (!code) {
        job->info.has_keys = true;
        code = device_keys_write(job->ids, job->machines, job->writer, err);
    }
    if (!code && arena_failed(job->arena)) {
        code = err_no_memory(err);
    }
    return code ? code : snapshot_writer_commit(job->writer, &job->info, err);
}

static enum exit_status import_snapshot(const struct cli *cli, const struct import_command_options *given,
                                        const struct import_kind *kind, int count, char **arguments) {
    CLEANUP(budget_free_cleanup) struct budget *budget = NULL; /* freed behind what is taken from it */
    if (!memory_budget(cli, &budget)) {
        return EXIT_REFUSED;
    }
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new_within(budget);
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct job job = {.cli = cli, .given = given, .arena = arena, .diagnostics = diagnostics};
    struct err err = {0};

    job.reading =
        (struct import_options){.tmpdir = cli->tmpdir, .utc_offset = policy_default().utc_offset, .budget = budget};
    job.info.scanner_version = STR("genkyo " GENKYO_VERSION);
    if (!read_observed(&job)) {
        options_usage_error(&command_import, _("--%s takes %s, not '%s'"), "observed", _("YYYY-MM-DD"),
                            given->observed);
        return EXIT_REFUSED;
    }
    enum err_code code = arena && diagnostics ? run_job(&job, kind, count, arguments, &err) : err_no_memory(&err);
    snapshot_writer_free(job.writer);
    previous_ids_free(job.previous);
    if (diagnostics) {
        say_diagnostics(cli, diagnostics, stderr);
    }
    if (code == ERR_MISSING_KEY && strcmp(err.arg[0], "observed_at") == 0) {
        fprintf(stderr, _("genkyo: %s: nothing says when the machines were seen: give the day with --observed\n"),
                err.file);
    } else if (code != ERR_OK) {
        memory_say_error(cli, budget, &err);
    } else if (!cli->is_quiet) {
        print_result(&job);
    }
    return code != ERR_OK ? EXIT_REFUSED : left_rows_out(diagnostics) ? EXIT_PARTIAL : EXIT_DONE;
}

static enum exit_status import_targets(const struct cli *cli, const struct import_command_options *given,
                                       const struct import_kind *kind, int count, char **arguments) {
    (void)kind;
    return import_ansible(cli, given->out, given->site, count, arguments);
}

static enum exit_status import_support(const struct cli *cli, const struct import_command_options *given,
                                       const struct import_kind *kind, int count, char **arguments) {
    struct import_endoflife_options support = {given->state, given->product, DATE_NONE};

    (void)kind;
    if (given->observed && date_read(str_from(given->observed), &support.observed_on) != DATE_READ) {
        options_usage_error(&command_import, _("--%s takes %s, not '%s'"), "observed", _("YYYY-MM-DD"),
                            given->observed);
        return EXIT_REFUSED;
    }
    return import_endoflife(cli, &support, count, arguments);
}

static bool check_options(const struct import_command_options *given, const struct command_part *part) {
    const struct option_check checks[] = {
        {.group = TAKES_OUT,
         .is_given = given->out,
         .name = "out",
         .value = N_("PATH"),
         .refusal = N_("--out is not for 'import endoflife', which writes to --state")},
        {.group = TAKES_STATE,
         .is_given = given->state,
         .name = "state",
         .value = N_("DIR"),
         .refusal = N_("--state and --product are for 'import endoflife'")},
        {.group = TAKES_PRODUCT,
         .is_given = given->product,
         .refusal = N_("--state and --product are for 'import endoflife'")},
        {.group = TAKES_OBSERVED,
         .is_given = given->observed,
         .refusal = N_("--observed is for 'import inventory' and 'import endoflife'")},
        {.group = TAKES_TOOL,
         .is_given = given->name || given->complete,
         .refusal = N_("--name and --complete are for 'import inventory'")},
        {.group = TAKES_SITE,
         .is_given = given->site,
         .refusal = N_("--site is for 'import inventory' and 'import ansible'")},
        {.group = TAKES_PREVIOUS,
         .is_given = given->previous,
         .refusal = N_("--previous is for 'import inventory' and 'import checks'")},
    };

    return options_suit_part(&command_import, part, part->takes & (TAKES_OUT | TAKES_STATE), checks, ARRAY_LEN(checks));
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct import_command_options *given = values;
    int number = options_take_part(&command_import, argument_count, arguments,
                                   _("what to import is needed: inventory, checks, ansible or endoflife"));

    if (number < 0) {
        return EXIT_REFUSED;
    }
    if (argument_count < 2) {
        options_usage_error(&command_import, _("a file to import is needed"));
        return EXIT_REFUSED;
    }
    if (!check_options(given, &parts[number])) {
        return EXIT_REFUSED;
    }
    return kinds[number].run(cli, given, &kinds[number], argument_count - 1, arguments + 1);
}

static const struct command_example examples[] = {
    {"import inventory machines.csv programs.csv --observed 2027-03-31 --out snapshots/tool",
     N_("what another tool has seen")},
    {"import ansible hosts.ini --out targets.csv", N_("targets from an inventory of Ansible")},
    {"import endoflife products.json --state state", N_("support dates, for audit --state")},
};

const struct command command_import = {
    .name = "import",
    .usage = N_("import inventory|checks|ansible FILE… --out PATH [OPTION]…\n"
                "       genkyo import endoflife FILE… --state DIR [OPTION]…"),
    .summary = N_("turn other tools' exports into a snapshot, Ansible's hosts into targets; import support data"),
    .details = N_(
        "import inventory reads what another inventory tool exported as CSV, TSV or Excel workbook: lists of\n"
        "machines, of installed software, or both in one; a directory stands for the files in it. Headings in\n"
        "Japanese and English are recognised. When each machine was seen must be in the export or be given with\n"
        "--observed.\n"
        "With --complete a machine of the ledger that the export does not list counts as missing.\n"
        "\n"
        "import checks reads the results of looking at machines by hand: asset number, day, found or not.\n"
        "\n"
        "import ansible reads inventories of Ansible (INI or YAML; - is standard input) and writes the targets that\n"
        "'genkyo scan --targets' takes, with jump hosts. Hosts that are not reached over SSH are left out.\n"
        "\n"
        "import endoflife reads support data as endoflife.date gives them out (JSON; - is standard input):\n"
        "https://endoflife.date/api/v1/products/full, /api/v1/products/NAME or /api/NAME.json. They are kept in\n"
        "DIR/support. A product that is imported again replaces what there was of it, others stay."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .parts = parts,
    .part_count = ARRAY_LEN(parts),
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "import targets support snapshot",
    .options_size = sizeof(struct import_command_options),
    .run = run,
};
