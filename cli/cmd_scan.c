/* genkyo scan: look at machines, write a snapshot. */

#include "cli/cmd_scan.h"
#include "cli/confinement.h"

#include "cli/options.h"
#include "cli/previous.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "findings/message.h"
#include "findings/policy.h"
#include "scanner/collect/collect.h"
#include "scanner/collect/snmp/digest.h"
#include "scanner/collect/snmp/snmp.h"
#include "scanner/credential/private_agent.h"
#include "scanner/credential/vault.h"
#include "scanner/ssh/config.h"
#include "scanner/target/exclusions.h"
#include "scanner/target/ledger.h"

#include <limits.h>
#include <stdio.h>

static const struct option_def options[] = {
    {.name = "targets",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("what to scan: CSV with address, port, method, user, credential, site, jump"),
     .offset = offsetof(struct scan_command_options, targets),
     .use = PATH_INPUT},
    {.name = "from-ledger",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("scan the machines that the ledger says are in use"),
     .offset = offsetof(struct scan_command_options, from_ledger),
     .use = PATH_INPUT},
    {.name = "exclude",
     .kind = OPTION_LIST,
     .value = N_("WHAT"),
     .help = N_("addresses, blocks, ranges or names not to scan, with commas between; may be repeated"),
     .offset = offsetof(struct scan_command_options, exclude)},
    {.name = "ssh-config",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("client configuration of OpenSSH: HostName, Port, User and ProxyJump of the targets"),
     .offset = offsetof(struct scan_command_options, ssh_config),
     .use = PATH_INPUT},
    {.name = "credentials",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("how to log in, and to ask over SNMP (YAML, readable by its owner only), or systemd:NAME"),
     .offset = offsetof(struct scan_command_options, credentials),
     .use = PATH_INPUT,
     .is_required = true},
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("directory to create"),
     .offset = offsetof(struct scan_command_options, out),
     .use = PATH_RESULT},
    {.name = "previous",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("an earlier snapshot: machines seen again keep the ids that they have there"),
     .offset = offsetof(struct scan_command_options, previous),
     .use = PATH_INPUT},
    {.name = "sessions",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("machines at once (default: 200)"),
     .offset = offsetof(struct scan_command_options, sessions),
     .minimum = 1,
     .maximum = 10000},
    {.name = "timeout",
     .kind = OPTION_NUMBER,
     .value = N_("SECONDS"),
     .help = N_("time for each machine once it is connected (default: 120)"),
     .offset = offsetof(struct scan_command_options, timeout_s),
     .minimum = 1,
     .maximum = 86400},
    {.name = "connect-timeout",
     .kind = OPTION_NUMBER,
     .value = N_("SECONDS"),
     .help = N_("time for each connection (default: 5)"),
     .offset = offsetof(struct scan_command_options, connect_timeout_s),
     .minimum = 1,
     .maximum = 3600},
    {.name = "rate",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("new connections a second (default: 200)"),
     .offset = offsetof(struct scan_command_options, rate),
     .minimum = 1,
     .maximum = 100000},
    {.name = "subnet-rate",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("new connections a second to one /24 or IPv6 /64 (default: 50)"),
     .offset = offsetof(struct scan_command_options, subnet_rate),
     .minimum = 1,
     .maximum = 100000},
    {.name = "resume",
     .kind = OPTION_FLAG,
     .help = N_("go on with an interrupted scan of the same targets, if it left one"),
     .offset = offsetof(struct scan_command_options, resume)},
    {.name = "keep-raw",
     .kind = OPTION_FLAG,
     .help = N_("keep what the machines answered, word by word, in raw/ of the snapshot"),
     .offset = offsetof(struct scan_command_options, keep_raw)},
    {.name = "known-hosts",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("host keys (default: ~/.ssh/known_hosts)"),
     .offset = offsetof(struct scan_command_options, known_hosts),
     .use = PATH_INPUT},
    {.name = "trust-new",
     .kind = OPTION_FLAG,
     .help = N_("accept and remember the key of a machine that has none on file"),
     .offset = offsetof(struct scan_command_options, trust_new)},
    {.name = "dry-run",
     .kind = OPTION_FLAG,
     .help = N_("show the targets, the credentials by name and exactly what would be sent; connect to nothing"),
     .offset = offsetof(struct scan_command_options, dry_run)},
};

enum { MILLISECONDS = 1000 };

/* --- inputs --------------------------------------------------------------------------------------------------------
 */

static enum err_code targets_of_ledger(const struct cli *cli, const char *directory,
                                       const struct target_options *wanted, struct arena *arena,
                                       struct target_list *targets, struct err *err) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    struct read_options reading = {.tmpdir = cli->tmpdir};

    enum err_code code = diagnostics ? ledger_read(directory, &reading, diagnostics, &ledger, err) : err_no_memory(err);
    if (code == ERR_OK && !inventory_table(ledger, TABLE_DEVICES)) {
        say_diagnostics(cli, diagnostics, stderr);
        code = err_set(err, ERR_REFUSED, directory, STR("devices"), STR_NONE);
    }
    return code == ERR_OK ? target_from_ledger(ledger, wanted, arena, targets, err) : code;
}

static enum err_code exclude(struct exclusions *exclusions, const struct option_list *given, struct err *err) {
    for (size_t i = 0; i < given->count; i++) {
        struct str rest = str_from(given->items[i]), part;
        while (str_cut(&rest, ',', &part)) {
            part = str_trim(part);
            enum net_range_result result = exclusions_add(exclusions, part);
            if (result != NET_RANGE_READ && (result != NET_RANGE_IS_NAME || !host_is_writable(part))) {
                return err_set(err, ERR_USAGE, NULL, part, STR("10.1.0.5, 10.1.0.0/24, 10.1.0.1-9, db1.example.jp"));
            }
        }
    }
    return exclusions_failed(exclusions) ? err_no_memory(err) : ERR_OK;
}

static void say_unused(const struct ssh_config *config) {
    static const char *const sentences[SSH_CONFIG_UNUSED_COUNT] = {
        [SSH_CONFIG_MATCH] = N_("Match blocks other than 'Match all' are passed over"),
        [SSH_CONFIG_HOST_KEY_ALIAS] = N_("HostKeyAlias is not used; host keys are looked up by HostName"),
    };

    for (enum ssh_config_unused what = 0; what < SSH_CONFIG_UNUSED_COUNT; what++) {
        const char *file;
        uint64_t line;
        if (ssh_config_unused(config, what, &file, &line)) {
            fprintf(stderr, "genkyo: %s:%llu: %s\n", file, (unsigned long long)line, _(sentences[what]));
        }
    }
}

/* *RET_CONFIG, NULL where none was given, must live as long as the targets. */
static enum err_code read_targets(const struct cli *cli, const struct scan_command_options *given,
                                  const struct credential_store *store, struct arena *arena,
                                  struct ssh_config **ret_config, struct target_list *targets, struct err *err) {
    CLEANUP(exclusions_free_cleanup) struct exclusions *exclusions = exclusions_new();
    struct target_options wanted = {.exclusions = exclusions,
                                    .uses_ssh = credential_store_has(store, SCAN_SSH),
                                    .uses_snmp = credential_store_has(store, SCAN_SNMP),
                                    .credentials = store};

    enum err_code code = exclusions ? exclude(exclusions, &given->exclude, err) : err_no_memory(err);
    if (code == ERR_OK && given->ssh_config) {
        code = ssh_config_read(given->ssh_config, surroundings_variable("HOME"), ret_config, err);
    }
    if (code == ERR_OK && *ret_config) {
        wanted.ssh_config = *ret_config;
        say_unused(*ret_config);
    }
    if (code != ERR_OK) {
        return code;
    }
    return given->targets ? target_read_csv(given->targets, &wanted, arena, targets, err)
                          : targets_of_ledger(cli, given->from_ledger, &wanted, arena, targets, err);
}

/* What everybody on the way can read should not go everywhere. */
static void say_unscoped(const struct credential_store *store, const char *path) {
    for (size_t i = 0; i < credential_count(store); i++) {
        const struct credential *credential = credential_at(store, i);
        if (credential_is_unscoped_community(credential)) {
            fprintf(stderr,
                    _("genkyo: %s:%llu: the community of '%.*s' is sent, in clear, to every target of SNMP, as it has "
                      "no scope\n"),
                    path, (unsigned long long)credential->line, STR_FMT(credential->name));
        }
    }
}

static bool is_known(const struct credential_store *store, struct str name) {
    bool is_known = false;

    for (size_t i = 0; i < credential_count(store) && !is_known; i++) {
        is_known = str_eq(credential_at(store, i)->name, name);
    }
    return is_known;
}

/* A slip in the name of a credential, which nobody would otherwise see before the machines have all been left out. Rows
 * of many targets are told once. */
static void say_unknown_credentials(const struct target_list *targets, const struct credential_store *store,
                                    const struct scan_command_options *given) {
    struct str last = STR_NONE;

    for (size_t i = 0; i < targets->count; i++) {
        struct str name = targets->items[i].credential;
        if (name.n && !str_eq(name, last) && !is_known(store, name)) {
            fprintf(stderr, _("genkyo: %s: there is no credential '%.*s' in %s\n"),
                    given->targets ? given->targets : given->from_ledger, STR_FMT(name), given->credentials);
        }
        last = name;
    }
}

static enum err_code read_credentials(const struct scan_command_options *given, struct credential_store **ret_store,
                                      struct err *err) {
    static const struct credential_sources sources = {surroundings_variable, surroundings_forget_variable};

    enum err_code code = vault_harden_process(err);
    if (code == ERR_OK) {
        code = credential_store_read(given->credentials, &sources, ret_store, err);
    }
    if (code == ERR_OK && credential_inline_count(*ret_store)) {
        fprintf(stderr, _("genkyo: %s: holds secrets itself; better name a file, a variable or a systemd credential\n"),
                given->credentials);
    }
    if (code == ERR_OK) {
        say_unscoped(*ret_store, given->credentials);
    }
    return code;
}

/* --- dry run -------------------------------------------------------------------------------------------------------
 */

static void print_target(const struct target *target) {
    CLEANUP(buffer_done) struct buffer way = {0};

    printf("  %.*s %s port %u%s%.*s", STR_FMT(target->address), scan_method_word(target->method), target->port,
           target->site.n ? "  " : "", STR_FMT(target->site));
    if (target->hop_count) {
        hops_write(target->hops, target->hop_count, &way);
        printf(_("  via %.*s"), STR_FMT(buffer_view(&way)));
    }
    puts(target->is_excluded ? _("  excluded") : "");
}

static void print_script(enum host_system system) {
    struct str script = collect_script_for(system);

    printf(_("Script, SHA-256 %.*s, sent to %s on standard input:\n"), STR_FMT(collect_script_sha256_for(system)),
           host_system_shell(system));
    fwrite(script.p, 1, script.n, stdout);
}

static void print_scripts(void) {
    for (unsigned system = 0; system < HOST_SYSTEM_COUNT; system++) {
        print_script((enum host_system)system);
    }
}

static void print_snmp_list(struct arena *arena) {
    CLEANUP(buffer_done) struct buffer list = {0};

    if (!collect_snmp_list(&list)) {
        return;
    }
    printf(_("Objects and columns of tables that SNMP agents may be asked for, SHA-256 %.*s:\n"),
           STR_FMT(collect_snmp_sha256(arena)));
    fwrite(list.p, 1, list.n, stdout);
}

static void print_plan(const struct target_list *targets, const struct credential_store *store, struct arena *arena) {
    printf(_("Targets (%zu):\n"), targets->count);
    for (size_t i = 0; i < targets->count; i++) {
        print_target(&targets->items[i]);
    }
    puts(_("Credentials, by name:"));
    for (size_t i = 0; i < credential_count(store); i++) {
        const struct credential *credential = credential_at(store, i);
        printf("  %.*s  %s\n", STR_FMT(credential->name), credential_kind_word(credential));
    }
    if (target_list_uses(targets, SCAN_SNMP)) {
        print_snmp_list(arena);
    }
    if (target_list_uses(targets, SCAN_SSH)) {
        print_scripts();
    }
}

/* --- scanning ------------------------------------------------------------------------------------------------------
 */

/* Agents of SNMP v1 and v2c do not answer where the community is wrong. */
static void print_use(const struct credential *credential, const struct credential_use *use) {
    if (!use->accepted && !use->refused && !use->unanswered) {
        return;
    }
    printf(_("  credential %.*s: accepted %llu, refused %llu"), STR_FMT(credential->name),
           (unsigned long long)use->accepted, (unsigned long long)use->refused);
    if (credential_method(credential) == SCAN_SNMP) {
        printf(_(", unanswered %llu"), (unsigned long long)use->unanswered);
    }
    puts("");
}

/* Which credential was good for what: a refused try may count against an account. */
static void print_uses(const struct credential_store *store, const struct credential_memory *memory) {
    for (size_t i = 0; i < credential_count(store); i++) {
        const struct credential *credential = credential_at(store, i);
        struct credential_use use = credential_memory_use(memory, credential);
        print_use(credential, &use);
    }
}

/* Whoever scans for the first time sees that something is wrong, and has to be told where it says what. */
static bool has_causes(const struct scan_result *result) {
    for (unsigned i = 0; i < PROBE_OUTCOME_COUNT; i++) {
        if (result->by_outcome[i] && i != PROBE_ANSWERED && i != PROBE_EXCLUDED) {
            return true;
        }
    }
    return false;
}

static void print_result(const struct cli *cli, const struct scan_result *result, const char *out) {
    const struct column_def *outcome = schema_column(TABLE_PROBES, PROBES_OUTCOME);

    printf(_("Snapshot %s\n"), out);
    for (unsigned i = 0; i < PROBE_OUTCOME_COUNT; i++) {
        if (result->by_outcome[i]) {
            struct str word = message_word(schema_word(outcome, i), cli->language);
            printf("  %.*s: %zu\n", STR_FMT(word), result->by_outcome[i]);
        }
    }
    if (has_causes(result)) {
        printf(_("  why, machine by machine: %s/probes.csv\n"), out);
    }
    if (result->was_interrupted) {
        puts(_("Interrupted: what had been read until then is in the snapshot."));
    }
}

static const char *known_hosts_path(const struct scan_command_options *given, char path[PATH_MAX]) {
    const char *home = surroundings_variable("HOME");

    if (given->known_hosts) {
        return given->known_hosts;
    }
    snprintf(path, PATH_MAX, "%s/.ssh/known_hosts", home ? home : "");
    return path;
}

static enum exit_status scan(const struct cli *cli, const struct scan_command_options *given,
                             const struct target_list *targets, const struct credential_store *store,
                             const struct previous_ids *previous, bool *ret_interrupted) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();
    char known_hosts[PATH_MAX];
    struct progress progress;
    struct scan_result result = {0};
    struct err err = {0};
    struct scan_options scanning = {
        .sessions = (unsigned)given->sessions,
        .timeout_ms = (unsigned)given->timeout_s * MILLISECONDS,
        .connect_timeout_ms = (unsigned)given->connect_timeout_s * MILLISECONDS,
        .rate = (unsigned)given->rate,
        .subnet_rate = (unsigned)given->subnet_rate,
        .keep_raw = given->keep_raw,
        .resume = given->resume,
        .known_hosts = known_hosts_path(given, known_hosts),
        .agent_socket = surroundings_variable("SSH_AUTH_SOCK"),
        .trust_new = given->trust_new,
        .snapshot_path = given->out,
        .tmpdir = cli->tmpdir,
        .observer = cli->observer,
        .credential_memory = memory,
        .previous = previous,
        .scope = str_from(given->targets ? given->targets : given->from_ledger),
        .version = STR("genkyo " GENKYO_VERSION),
        .utc_offset = policy_default().utc_offset,
        .now = surroundings_now,
        .progress = progress_update,
        .progress_context = &progress,
    };

    progress_init(&progress, cli);
    surroundings_prepare_resolver(targets->count < SCAN_LOOKUPS_MAX ? targets->count : SCAN_LOOKUPS_MAX);
    enum err_code code = scan_run(targets, store, &scanning, &result, &err);
    progress_finish(&progress);
    if (code != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        print_result(cli, &result, given->out);
        if (memory) {
            print_uses(store, memory);
        }
    }
    *ret_interrupted = result.was_interrupted;
    return result.single_failed || result.was_interrupted ? EXIT_PARTIAL : EXIT_DONE;
}

/* Keys with a passphrase are unlocked before the first connection over SSH: a wrong one is said at once, and once. */
static enum exit_status unlock_and_scan(const struct cli *cli, const struct scan_command_options *given,
                                        const struct target_list *targets, struct credential_store *store,
                                        const struct previous_ids *previous, bool *ret_interrupted) {
    CLEANUP(private_agent_free_cleanup) struct private_agent *agent = NULL;
    size_t left = 0;
    struct err err = {0};

    if (target_list_uses(targets, SCAN_SSH) && private_agent_start(store, cli->tmpdir, &agent, &left, &err) != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (left) {
        fprintf(stderr,
                _("genkyo: keys that are unlocked for each machine anew, which is slow, as ssh-agent and ssh-add could "
                  "not be used: %zu\n"),
                left);
    }
    return scan(cli, given, targets, store, previous, ret_interrupted);
}

enum exit_status scan_command_do(const struct cli *cli, const struct scan_command_options *given,
                                 bool *ret_interrupted) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = NULL;
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = NULL;
    struct target_list targets;
    struct err err = {0};

    enum err_code code = arena ? read_credentials(given, &store, &err) : err_no_memory(&err);
    if (code == ERR_OK) {
        code = read_targets(cli, given, store, arena, &config, &targets, &err);
    }
    if (code == ERR_OK) {
        code = previous_read(cli, given->previous, &previous, &err);
    }
    if (code != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (targets.count == 0) {
        fprintf(stderr, _("genkyo: %s: there is nothing to scan\n"),
                given->targets ? given->targets : given->from_ledger);
        return EXIT_REFUSED;
    }
    say_unknown_credentials(&targets, store, given);
    if (given->dry_run) {
        print_plan(&targets, store, arena);
        return EXIT_DONE;
    }
    return unlock_and_scan(cli, given, &targets, store, previous, ret_interrupted);
}

/* New keys are written down. */
static void needs_more(const void *values, struct confinement *confinement) {
    const struct scan_command_options *given = values;

    if (given->trust_new) {
        confinement_allow(confinement, known_hosts_path(given, confinement->known_hosts), PATH_LIST);
    }
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct scan_command_options *given = values;
    bool was_interrupted;

    if (!options_take_no_arguments(&command_scan, argument_count, arguments)) {
        return EXIT_REFUSED;
    }
    if (!given->targets == !given->from_ledger) {
        options_usage_error(&command_scan, _("one of --targets and --from-ledger is needed"));
        return EXIT_REFUSED;
    }
    if (!given->out && !given->dry_run) {
        options_usage_error(&command_scan, _("--%s %s is missing"), "out", _("SNAPSHOT"));
        return EXIT_REFUSED;
    }
    return scan_command_do(cli, given, &was_interrupted);
}

static const struct command_example examples[] = {
    {"scan --targets targets.csv --credentials credentials.yaml --dry-run",
     N_("what would be connected to and sent, without doing it")},
    {"scan --targets targets.csv --credentials credentials.yaml --out snapshots/2027-03-31",
     N_("a snapshot of what is there")},
    {"scan --targets targets.csv --credentials credentials.yaml --out snapshots/2027-03-31 --resume",
     N_("the rest of a scan that was cut off")},
};

const struct command command_scan = {
    .name = "scan",
    .usage = N_("scan --targets FILE --credentials FILE --out SNAPSHOT [OPTION]…"),
    .summary = N_("look at machines over SSH and SNMP and write a snapshot"),
    .details =
        N_("Over SSH, connects to every target once, sends one read-only script to its shell and writes what it\n"
           "answered. Over SNMP, asks every agent for the objects and tables that it has of those that --dry-run\n"
           "lists. A target whose method is blank is asked by whatever there are credentials for. Nothing is written\n"
           "on the machines. A machine that fails is a row in probes.csv; when one that was named singly was not\n"
           "reached, the exit status is 3. Unknown host keys are refused unless --trust-new.\n"
           "Keys with a passphrase are unlocked once, by ssh-add, before the first connection.\n"
           "A silent address of a block or range is no failure; an entry with a ! before it is not scanned."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "targets credentials snapshot snmp",
    .options_size = sizeof(struct scan_command_options),
    .needs = NEEDS_NETWORK | NEEDS_PROGRAMS | NEEDS_ANY_INPUT | NEEDS_OBSERVER,
    .needs_more = needs_more,
    .run = run,
};
