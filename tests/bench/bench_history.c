/* What it costs to join the findings of a run with a store and to keep them there.
 *
 *   bench_history FINDINGS NIGHTS DIR     DIR: an empty directory for the store, on a disk
 *
 * The first night finds all of them for the first time; each further one finds them again but for a hundredth, which
 * is resolved, and as many new ones. Prints the seconds and the peak of memory that is the process's own of each. */

#include "history/join.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* What the sink of a run may hold at once. */
#define SINK_BYTES ((size_t)8 << 20)

static const struct str systems[] = {STR("財務会計システム"), STR("人事給与システム"), STR("文書管理システム")};
static const struct str departments[] = {STR("情報システム課"), STR("会計課"), STR("総務課"), STR("広報室")};
static const struct str locations[] = {STR("本庁舎3階 執務室"), STR("第二庁舎5階"), STR("東京データセンター A-12")};

static _Noreturn void fail(const char *what, const struct err *err) {
    fprintf(stderr, "bench_history: %s: %d %s %s\n", what, err ? (int)err->code : 0, err ? err->file : "",
            err ? err->arg[0] : "");
    exit(1);
}

static double now(clockid_t clock) {
    struct timespec time;

    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A member of /proc/self/status in KiB. */
static long status_of(const char *member) {
    char line[256];
    FILE *file = fopen("/proc/self/status", "re");
    long value = 0;
    size_t n = strlen(member);

    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, member, n) == 0 && line[n] == ':') {
            value = strtol(line + n + 1, NULL, 10);
        }
    }
    if (file) {
        fclose(file);
    }
    return value;
}

static void add(struct finding_sink *sink, unsigned number, uint64_t i) {
    char asset[32], device[32], host[32], place[32];
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, MESSAGE_ATTRIBUTE);

    snprintf(asset, sizeof asset, "HW-2024-%07u", number);
    snprintf(device, sizeof device, "d0123456%09u", number);
    snprintf(host, sizeof host, "srv%07u", number);
    snprintf(place, sizeof place, "devices.csv:%07u", number);
    finding.subject = finding.asset_id = str_from(asset);
    finding.device_id = str_from(device);
    finding.hostname = str_from(host);
    finding.system = systems[i % ARRAY_LEN(systems)];
    finding.department = departments[i % ARRAY_LEN(departments)];
    finding.location = locations[i % ARRAY_LEN(locations)];
    finding.field = STR("memory_mb");
    finding.documented = STR("16GB");
    finding.observed = STR("8192");
    finding.ledger_evidence = finding.snapshot_evidence = str_from(place);
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    if (finding_sink_add(sink, 0, &finding, NULL)) {
        fail("finding_sink_add", NULL);
    }
}

static bool all(void *context, const struct finding *stored) {
    (void)context, (void)stored;
    return true;
}

/* How many of each status the night has. */
static void count_statuses(struct finding_sink *sink, struct history_states *states,
                           uint64_t ret_counts[FINDING_STATUS_COUNT]) {
    struct finding finding;
    const struct finding *resolved;
    struct finding_state state;
    bool has_more = false;

    finding_sink_rewind(sink);
    while (finding_sink_next(sink, &has_more, &finding, NULL) == ERR_OK && has_more) {
        ret_counts[history_state_of(states, finding.id).status]++;
    }
    while (history_resolved(states, ret_counts[FINDING_RESOLVED], &resolved, &state, NULL) == ERR_OK && resolved) {
        ret_counts[FINDING_RESOLVED]++;
    }
}

static void store(struct history *history, struct finding_sink *sink, struct date day, unsigned night) {
    const struct history_run_start start = {STR("2027-04-01T02:00:00+09:00"), day, STR(""), STR("audit")};
    const struct history_look look = {day, all, NULL};
    CLEANUP(history_states_free_cleanup) struct history_states *states = NULL;
    uint64_t counts[FINDING_STATUS_COUNT] = {0};
    static struct history_run_totals totals;
    struct err err = {0};
    double elapsed = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);
    int64_t run;

    if (history_run_begin(history, &start, &run, &err) || history_join(history, run, &look, sink, &states, &err)) {
        fail("history_join", &err);
    }
    if (history_run_complete(history, run, STR("2027-04-01T02:10:00+09:00"), &totals, &err)) {
        fail("history_run_complete", &err);
    }
    elapsed = now(CLOCK_MONOTONIC) - elapsed;
    processor = now(CLOCK_PROCESS_CPUTIME_ID) - processor;
    count_statuses(sink, states, counts);
    printf("night %u  %6.2f s  processor %6.2f s  peak %ld KiB  new %llu  continuing %llu  resolved %llu\n", night,
           elapsed, processor, status_of("VmHWM"), (unsigned long long)counts[FINDING_NEW],
           (unsigned long long)counts[FINDING_CONTINUING], (unsigned long long)counts[FINDING_RESOLVED]);
}

int main(int argc, char **argv) {
    struct history *history = NULL;
    struct err err = {0};

    if (argc != 4) {
        fail("usage: bench_history FINDINGS NIGHTS DIR", NULL);
    }
    uint64_t count = strtoull(argv[1], NULL, 10);
    unsigned nights = (unsigned)strtoul(argv[2], NULL, 10);
    if (chdir(argv[3]) || history_open("genkyo.db", DATABASE_WRITE, &history, &err)) {
        fail("history_open", &err);
    }
    for (unsigned night = 0; night < nights; night++) {
        struct finding_sink *sink = NULL;
        unsigned first = (unsigned)(night * count / 100);
        if (finding_sink_new(1, SINK_BYTES, ".", &sink, &err)) {
            fail("finding_sink_new", &err);
        }
        for (uint64_t i = 0; i < count; i++) {
            add(sink, first + (unsigned)(i * 2654435761u % count), i);
        }
        if (finding_sink_finish(sink, NULL, &err)) {
            fail("finding_sink_finish", &err);
        }
        store(history, sink, (struct date){20900 + (int)night}, night);
        finding_sink_free(sink);
    }
    history_close(history);
    return 0;
}
