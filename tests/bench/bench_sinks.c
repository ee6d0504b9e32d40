/* What verdicts and findings cost between the engines and the result files: adding them from several threads, sorting
 * them, rendering assets.csv, findings.csv and findings.jsonl.
 *
 *   bench_sinks VERDICTS FINDINGS THREADS DIR     DIR: an empty directory for the files, which stay there
 *
 * Prints nanoseconds a record, of processor time (all threads together) and of wall time, for each step. Nothing else
 * should run on the machine; even then the wall time of one run says little. */

#include "base/parallel.h"
#include "inventory/identity.h"
#include "report/result_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TASKS 64

static const struct str systems[] = {STR("財務会計システム"), STR("人事給与システム"), STR("文書管理システム")};
static const struct str departments[] = {STR("情報システム課"), STR("会計課"), STR("総務課"), STR("広報室")};
static const struct str locations[] = {STR("本庁舎3階 執務室"), STR("第二庁舎5階"), STR("東京データセンター A-12")};
static const struct str kinds[] = {STR("server"), STR("pc"), STR("laptop")};

struct bench {
    uint64_t verdict_count, finding_count;
    struct verdict_sink *verdicts;
    struct finding_sink *findings;
    unsigned char *codes; /* what the tables would have of each row */
};

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "bench_sinks: %s\n", what);
    exit(1);
}

static uint64_t now(clockid_t clock) {
    struct timespec time;

    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* The I-th of COUNT numbers in an order like that of a ledger that nobody sorted. */
static unsigned shuffled(uint64_t i, uint64_t count) {
    return (unsigned)(i * 2654435761u % count);
}

static struct str digits(char *to, const char *before, unsigned number, unsigned width) {
    size_t n = strlen(before);

    memcpy(to, before, n);
    for (unsigned i = width; i-- > 0; number /= 10) {
        to[n + i] = (char)('0' + number % 10);
    }
    return (struct str){to, n + width};
}

static void add_verdicts(void *context, size_t task, unsigned worker) {
    struct bench *bench = context;
    char asset[32], device[32], host[32];

    for (uint64_t i = task; i < bench->verdict_count; i += TASKS) {
        unsigned number = shuffled(i, bench->verdict_count);
        struct verdict verdict = {
            .kind = VERDICT_MATCHED,
            .asset = (uint32_t)i,
            .device = number,
            .asset_id = digits(asset, "HW-2024-", number, 7),
            .device_id = digits(device, "d0123456", number, 9),
            .hostname = digits(host, "srv", number, 7),
            .keys = 1u << KEY_SERIAL | 1u << KEY_UUID,
            .grade = 'A',
            .location_checked = true,
        };
        for (unsigned k = 0; k < VERDICT_TEXTS; k++) {
            verdict.codes[k] = bench->codes[k * bench->verdict_count + (k == VERDICT_TEXTS - 1 ? number : i)];
        }
        if (verdict_sink_add(bench->verdicts, worker, &verdict, NULL)) {
            fail("verdict_sink_add");
        }
    }
}

static void add_findings(void *context, size_t task, unsigned worker) {
    struct bench *bench = context;
    char asset[32], device[32], host[32], place[32];

    for (uint64_t i = task; i < bench->finding_count; i += TASKS) {
        unsigned number = shuffled(i, bench->finding_count);
        struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, MESSAGE_ATTRIBUTE);
        finding.subject = finding.asset_id = digits(asset, "HW-2024-", number, 7);
        finding.device_id = digits(device, "d0123456", number, 9);
        finding.hostname = digits(host, "srv", number, 7);
        finding.system = systems[i % ARRAY_LEN(systems)];
        finding.department = departments[i % ARRAY_LEN(departments)];
        finding.location = locations[i % ARRAY_LEN(locations)];
        finding.field = STR("memory_mb");
        finding.documented = STR("16GB");
        finding.observed = STR("8192");
        finding.ledger_evidence = finding.snapshot_evidence = digits(place, "devices.csv:", number, 7);
        finding_add_field(&finding, finding.field);
        finding_add_text(&finding, finding.documented);
        finding_add_text(&finding, finding.observed);
        if (finding_sink_add(bench->findings, worker, &finding, NULL)) {
            fail("finding_sink_add");
        }
    }
}

static void describe(void *context, unsigned worker, struct verdict *verdicts, size_t count) {
    (void)context;
    (void)worker;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *codes = verdicts[i].codes;
        verdicts[i].texts = (struct verdict_texts){
            .system = systems[codes[0] % ARRAY_LEN(systems)],
            .department = departments[codes[1] % ARRAY_LEN(departments)],
            .location = locations[codes[2] % ARRAY_LEN(locations)],
            .device_kind = kinds[codes[3] % ARRAY_LEN(kinds)],
            .status = codes[4] % 8 ? STR("運用中") : STR("予備"),
            .observed_at = codes[5] % 2 ? STR("2027-03-30T10:00:00+09:00") : STR("2027-03-30T10:00:01+09:00"),
        };
    }
}

struct lap {
    uint64_t processor, wall;
};

static void begin_lap(struct lap *lap) {
    *lap = (struct lap){now(CLOCK_PROCESS_CPUTIME_ID), now(CLOCK_MONOTONIC)};
}

static void end_lap(struct lap *lap, const char *step, uint64_t records) {
    if (records) {
        printf("%-16s %7.1f ns processor  %7.1f ns wall\n", step,
               (double)(now(CLOCK_PROCESS_CPUTIME_ID) - lap->processor) / (double)records,
               (double)(now(CLOCK_MONOTONIC) - lap->wall) / (double)records);
    }
    begin_lap(lap);
}

static void run_verdicts(struct bench *bench, const struct report_context *context) {
    const struct verdict_source source = {bench, describe};
    struct summary *summary = calloc(1, sizeof *summary);
    struct lap lap;

    bench->codes = malloc(6 * bench->verdict_count + 1);
    if (!summary || !bench->codes) {
        fail("out of memory");
    }
    for (uint64_t i = 0; i < 6 * bench->verdict_count; i++) {
        bench->codes[i] = (unsigned char)(i * 2654435761u >> 16);
    }
    begin_lap(&lap);
    parallel_for(context->pool, TASKS, add_verdicts, bench);
    end_lap(&lap, "verdicts add", bench->verdict_count);
    if (verdict_sink_finish(bench->verdicts, context->pool, NULL)) {
        fail("verdict_sink_finish");
    }
    end_lap(&lap, "verdicts finish", bench->verdict_count);
    if (report_assets(context, bench->verdicts, &source, summary, NULL)) {
        fail("report_assets");
    }
    end_lap(&lap, "verdicts render", bench->verdict_count);
    free(bench->codes);
    free(summary);
}

static void run_findings(struct bench *bench, const struct report_context *context) {
    struct summary *summary = calloc(1, sizeof *summary);
    struct lap lap;

    if (!summary) {
        fail("out of memory");
    }
    begin_lap(&lap);
    parallel_for(context->pool, TASKS, add_findings, bench);
    end_lap(&lap, "findings add", bench->finding_count);
    if (finding_sink_finish(bench->findings, context->pool, NULL)) {
        fail("finding_sink_finish");
    }
    end_lap(&lap, "findings finish", bench->finding_count);
    if (report_findings(context, bench->findings, summary, NULL)) {
        fail("report_findings");
    }
    end_lap(&lap, "findings render", bench->finding_count);
    free(summary);
}

int main(int argc, char **argv) {
    struct report_context context = {.language = LANGUAGE_JA};
    struct bench bench = {0};
    unsigned threads;

    if (argc != 5) {
        fail("usage: bench_sinks VERDICTS FINDINGS THREADS DIR");
    }
    bench.verdict_count = strtoull(argv[1], NULL, 10);
    bench.finding_count = strtoull(argv[2], NULL, 10);
    threads = (unsigned)strtoul(argv[3], NULL, 10);
    context.dir_fd = open(argv[4], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (context.dir_fd < 0 || pool_new(threads, &context.pool, NULL) ||
        verdict_sink_new(pool_threads(context.pool), 0, "/tmp", &bench.verdicts, NULL) ||
        finding_sink_new(pool_threads(context.pool), 0, "/tmp", &bench.findings, NULL)) {
        fail("cannot begin");
    }
    run_verdicts(&bench, &context);
    run_findings(&bench, &context);
    verdict_sink_free(bench.verdicts);
    finding_sink_free(bench.findings);
    pool_free(context.pool);
    close(context.dir_fd);
    return 0;
}
