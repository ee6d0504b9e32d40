/* Runs a scan, or reads a snapshot, with the arguments of a test:
 *   scan_driver scan TARGETS CREDENTIALS KNOWN_HOSTS OUT [trust-new] [timeout=MS] [sessions=N] [limit=BYTES]
 *              [jump=[USER@]HOST:PORT,…]: the way to all targets
 *   scan_driver read SNAPSHOT
 * Prints a line per outcome with its count, one per credential with how often it was accepted and refused, and exits 0;
 * or the error, and exits 1. */

#include "findings/error_text.h"
#include "scanner/credential/private_agent.h"
#include "scanner/scan.h"
#include "tests/integration/way.h"
#include "tests/unit/support/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now(void) {
    return (int64_t)time(NULL);
}

static const char *environment(const char *name) {
    return getenv(name);
}

static int report(const struct err *err) {
    CLEANUP(buffer_done) struct buffer text = {0};

    error_render(err, LANGUAGE_EN, &text);
    printf("error: %.*s\n", STR_FMT(buffer_view(&text)));
    return 1;
}

static void print_uses(const struct credential_store *credentials, const struct credential_memory *memory) {
    for (size_t i = 0; i < credential_count(credentials); i++) {
        const struct credential *credential = credential_at(credentials, i);
        struct credential_use use = credential_memory_use(memory, credential);
        printf("credential %.*s %llu %llu\n", STR_FMT(credential->name), (unsigned long long)use.accepted,
               (unsigned long long)use.refused);
    }
}

/* The last figures, and the most hosts that ran at once. */
static void on_progress(void *context, const struct scan_progress *progress) {
    struct scan_progress *kept = context;
    size_t running = kept->running > progress->running ? kept->running : progress->running;

    *kept = *progress;
    kept->running = running;
}

static void read_option(const char *argument, struct scan_options *options, struct way *way) {
    const char *value = strchr(argument, '=');

    if (strcmp(argument, "trust-new") == 0) {
        options->trust_new = true;
    } else if (strcmp(argument, "resume") == 0) {
        options->resume = true;
    } else if (strcmp(argument, "keep-raw") == 0) {
        options->keep_raw = true;
    } else if (value && strncmp(argument, "rate", 4) == 0) {
        options->rate = options->subnet_rate = (unsigned)strtoul(value + 1, NULL, 10);
    } else if (value && strncmp(argument, "timeout", 7) == 0) {
        options->timeout_ms = (unsigned)strtoul(value + 1, NULL, 10);
    } else if (value && strncmp(argument, "sessions", 8) == 0) {
        options->sessions = (unsigned)strtoul(value + 1, NULL, 10);
    } else if (value && strncmp(argument, "limit", 5) == 0) {
        options->output_limit = strtoul(value + 1, NULL, 10);
    } else if (value && strncmp(argument, "jump", 4) == 0) {
        way_read(str_from(value + 1), way);
    } else {
        fprintf(stderr, "unknown option: %s\n", argument);
        exit(2);
    }
}

static void set_way(const struct way *way, struct target_list *targets) {
    for (size_t i = 0; i < targets->count; i++) {
        targets->items[i].hops = way->hops;
        targets->items[i].hop_count = way->count;
    }
}

static int scan(char **arguments, int count) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(credential_store_free_cleanup) struct credential_store *credentials = NULL;
    CLEANUP(private_agent_free_cleanup) struct private_agent *agent = NULL;
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();
    const struct credential_sources sources = {.environment = environment};
    size_t left;
    struct way way = {0};
    struct target_list targets;
    struct scan_result result = {0};
    struct scan_progress progress = {0};
    struct err err = {0};
    struct scan_options options = {
        .known_hosts = arguments[2],
        .snapshot_path = arguments[3],
        .tmpdir = "/tmp",
        .scope = str_from(arguments[0]),
        .version = STR("genkyo test"),
        .utc_offset = 9 * 3600,
        .now = now,
        .credential_memory = memory,
        .progress = on_progress,
        .progress_context = &progress,
    };

    for (int i = 4; i < count; i++) {
        read_option(arguments[i], &options, &way);
    }
    if (target_read_csv(arguments[0], NULL, arena, &targets, &err) != ERR_OK ||
        credential_store_read(arguments[1], &sources, &credentials, &err) != ERR_OK ||
        private_agent_start(credentials, "/tmp", &agent, &left, &err) != ERR_OK) {
        return report(&err);
    }
    if (way.count) {
        set_way(&way, &targets);
    }
    if (scan_run(&targets, credentials, &options, &result, &err) != ERR_OK) {
        return report(&err);
    }
    for (unsigned outcome = 0; outcome < PROBE_OUTCOME_COUNT; outcome++) {
        if (result.by_outcome[outcome]) {
            printf("%.*s %zu\n", STR_FMT(schema_word(schema_column(TABLE_PROBES, PROBES_OUTCOME), outcome)),
                   result.by_outcome[outcome]);
        }
    }
    print_uses(credentials, memory);
    printf("failed %zu\ninterrupted %d\nprogress %zu of %zu\nrunning %zu\nresumed %zu\n", result.single_failed,
           result.was_interrupted, progress.done, progress.total, progress.running, progress.resumed);
    return 0;
}

static int read_back(const char *path) {
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct read_options options = {.tmpdir = "/tmp"};
    struct err err = {0};

    if (snapshot_read(path, &options, diagnostics, &snapshot, &err) != ERR_OK) {
        return report(&err);
    }
    for (unsigned id = 0; id < TABLE_COUNT; id++) {
        const struct table *table = inventory_table(snapshot_inventory(snapshot), (enum table_id)id);
        printf("%s %u\n", schema_table((enum table_id)id)->name, table ? table_rows(table) : 0);
    }
    printf("diagnostics %llu\n", (unsigned long long)count_problems(diagnostics));
    return 0;
}

int main(int argc, char **argv) {
    if (argc >= 6 && strcmp(argv[1], "scan") == 0) {
        return scan(argv + 2, argc - 2);
    }
    if (argc == 3 && strcmp(argv[1], "read") == 0) {
        return read_back(argv[2]);
    }
    fprintf(stderr, "usage: scan_driver scan TARGETS CREDENTIALS KNOWN_HOSTS OUT [OPTION…] | read SNAPSHOT\n");
    return 2;
}
