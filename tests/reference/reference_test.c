/* The engine finds what a plain reference finds, for any number of threads, spilling or not, with little memory, and
 * whatever the order of rows: on random small inventories. A round is repeated by its own seed, which a failure prints.
 */

#include "tests/reference/reference.h"

#include "products/rules_table.h"
#include "tests/reference/world.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/next_finding.h"
#include "tests/unit/support/require.h"
#include "tests/unit/support/scratch.h"

#include "base/budget.h"
#include "base/hash.h"
#include "findings/finding_key.h"
#include "findings/finding_record.h"
#include "findings/verdict_tables.h"

#include <dirent.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing here need outlive the test: what is written is not waited for. */
int fsync(int fd) {
    (void)fd;
    return 0;
}

/* Little enough that a few findings take several runs; and that every array of a page is a file. */
enum { TINY_RUN_BYTES = 1024, TINY_BUDGET = 16384 };

/* --- results as lines ----------------------------------------------------------------------------------------------
 */

/* A result as text: what it says, and the places where that is to be seen. */
struct line {
    struct str text, evidence;
};

struct lines {
    struct line *items;
    size_t count, capacity;
};

static void add_line(struct lines *lines, struct arena *arena, const struct buffer *text, struct str evidence) {
    if (lines->count == lines->capacity) {
        size_t capacity = lines->capacity ? lines->capacity * 2 : 64;
        struct line *items = arena_alloc_array(arena, capacity, sizeof *items);
        require(items, "memory");
        if (lines->count) {
            memcpy(items, lines->items, lines->count * sizeof *items);
        }
        lines->items = items;
        lines->capacity = capacity;
    }
    require(!text->failed, "memory");
    lines->items[lines->count++] = (struct line){arena_dup(arena, buffer_view(text)), evidence};
}

static void append_cells(struct buffer *out, const struct str *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        buffer_append_char(out, '|');
        buffer_append(out, cells[i]);
    }
}

static void add_finding_line(struct lines *lines, struct arena *arena, const struct finding *finding) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct str cells[] = {finding->subject,    finding->field,    finding->asset_id,   finding->device_id,
                                finding->hostname,   finding->system,   finding->department, finding->location,
                                finding->documented, finding->observed, STR("arguments")};

    buffer_printf(&text, "%016llx %s %s %s %s", (unsigned long long)finding->id, code_def(finding->code)->name,
                  outcome_name(finding->outcome), message_id(finding->message),
                  subject_kind_name(finding->subject_kind));
    append_cells(&text, cells, ARRAY_LEN(cells));
    for (unsigned i = 0; i < finding->argument_count; i++) {
        const struct argument *argument = &finding->arguments[i];
        buffer_printf(&text, "|%d:%lld:%.*s", (int)argument->kind, (long long)argument->number,
                      STR_FMT(argument->text));
    }
    add_line(lines, arena, &text,
             arena_printf(arena, "%.*s %.*s", STR_FMT(finding->ledger_evidence), STR_FMT(finding->snapshot_evidence)));
}

static void add_verdict_line(struct lines *lines, struct arena *arena, const struct verdict *verdict) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct verdict_texts *texts = &verdict->texts;
    const struct str cells[] = {verdict->asset_id, verdict->device_id, verdict->cause,  verdict->hostname,
                                texts->system,     texts->department,  texts->location, texts->device_kind,
                                texts->status,     texts->observed_at};

    buffer_printf(&text, "verdict %s %c %d%d%d %u keys %x", verdict_name(verdict->kind),
                  verdict->grade ? verdict->grade : '-', verdict->location_checked, verdict->user_checked,
                  verdict->software_checked, verdict->software_unlisted, verdict->keys);
    append_cells(&text, cells, ARRAY_LEN(cells));
    add_line(lines, arena, &text, STR_NONE);
}

static void add_title_line(struct lines *lines, struct arena *arena, const struct unknown_title *title) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_printf(&text, "title %llu|%.*s|%.*s", (unsigned long long)title->devices, STR_FMT(title->title),
                  STR_FMT(title->vendor));
    add_line(lines, arena, &text, STR_NONE);
}

static void add_coverage_line(struct lines *lines, struct arena *arena, const struct coverage *coverage) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_printf(&text, "coverage %llu %llu %llu %llu %llu, causes", (unsigned long long)coverage->expected,
                  (unsigned long long)coverage->examined, (unsigned long long)coverage->place,
                  (unsigned long long)coverage->user, (unsigned long long)coverage->software);
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        buffer_printf(&text, " %llu", (unsigned long long)coverage->causes[cause]);
    }
    add_line(lines, arena, &text, STR_NONE);
}

/* Corrections name rows by number: all of such a line is evidence. */
static void add_correction_line(struct lines *lines, struct arena *arena, const struct correction *correction) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_append_cstr(&text, "correction");
    add_line(lines, arena, &text,
             arena_printf(arena, "%d %06u %u %.*s", (int)correction->table, correction->row, correction->column,
                          STR_FMT(correction->text)));
}

/* --- the reference -------------------------------------------------------------------------------------------------
 */

/* What a list of findings is sorted by: the bytes of the key; the hash of the content, most significant byte first; and
 * the whole record. */
struct ranked {
    struct finding finding;
    struct str key, rest;
};

static int compare_bytes(struct str a, struct str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_ranked(const void *left, const void *right) {
    const struct ranked *a = left, *b = right;
    int order = compare_bytes(a->key, b->key);

    return order ? order : compare_bytes(a->rest, b->rest);
}

static void append_hash(struct buffer *out, const struct buffer *bytes) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        buffer_append_char(out, (char)(hash64(buffer_view(bytes)) >> shift & 0xFF));
    }
}

static struct ranked rank_finding(const struct finding *finding, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer key = {0}, content = {0}, circumstances = {0}, rest = {0};

    finding_key(finding, &key);
    finding_content(finding, &content);
    finding_circumstances(finding, &circumstances);
    append_hash(&rest, &content);
    append_hash(&rest, &circumstances);
    finding_record_put(finding, &rest);
    require(!key.failed && !content.failed && !circumstances.failed && !rest.failed, "memory");
    return (struct ranked){*finding, arena_dup(arena, buffer_view(&key)), arena_dup(arena, buffer_view(&rest))};
}

static void add_expected_findings(struct lines *lines, struct arena *arena, const struct reference_result *result) {
    struct ranked *ranked = arena_alloc_array(arena, result->finding_count + 1, sizeof *ranked);
    CLEANUP(buffer_done) struct buffer scratch = {0};
    unsigned ordinal = 0;

    require(ranked, "memory");
    for (size_t i = 0; i < result->finding_count; i++) {
        ranked[i] = rank_finding(&result->findings[i], arena);
    }
    qsort(ranked, result->finding_count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < result->finding_count; i++) {
        ordinal = i && str_eq(ranked[i].key, ranked[i - 1].key) ? ordinal + 1 : 0;
        require(finding_key_id(ranked[i].key, ordinal, &scratch, &ranked[i].finding.id), "memory");
        add_finding_line(lines, arena, &ranked[i].finding);
    }
}

static int compare_lines(const void *left, const void *right) {
    const struct line *a = left, *b = right;
    int order = compare_bytes(a->text, b->text);

    return order ? order : compare_bytes(a->evidence, b->evidence);
}

/* Lines from FIRST on, of which the order says nothing. */
static void sort_lines(struct lines *lines, size_t first) {
    if (lines->count > first) {
        qsort(lines->items + first, lines->count - first, sizeof *lines->items, compare_lines);
    }
}

/* Assets by their ids, then devices; among rows of one id the order is left open. */
static int compare_verdicts(const void *left, const void *right) {
    const struct verdict *a = left, *b = right;

    if (!a->asset_id.n != !b->asset_id.n) {
        return a->asset_id.n ? -1 : 1;
    }
    int order = compare_bytes(a->asset_id, b->asset_id);
    return order ? order : compare_bytes(a->device_id, b->device_id);
}

static bool is_same_id(const struct verdict *a, const struct verdict *b) {
    return str_eq(a->asset_id, b->asset_id) && str_eq(a->device_id, b->device_id);
}

/* Sorted already. Verdicts with one id are put in the order of their lines. */
static void add_verdict_lines(struct lines *lines, struct arena *arena, const struct verdict *verdicts, size_t count) {
    size_t first = lines->count;

    for (size_t i = 0; i < count; i++) {
        if (i && !is_same_id(&verdicts[i], &verdicts[i - 1])) {
            sort_lines(lines, first);
            first = lines->count;
        }
        add_verdict_line(lines, arena, &verdicts[i]);
    }
    sort_lines(lines, first);
}

static struct lines expected_lines(const struct reconcile_input *input, struct arena *arena) {
    struct reference_result result = reference_reconcile(input, arena);
    struct lines lines = {0};

    add_expected_findings(&lines, arena, &result);
    if (result.verdict_count) {
        qsort(result.verdicts, result.verdict_count, sizeof *result.verdicts, compare_verdicts);
    }
    add_verdict_lines(&lines, arena, result.verdicts, result.verdict_count);
    size_t first = lines.count;
    for (size_t i = 0; i < result.title_count; i++) {
        add_title_line(&lines, arena, &result.titles[i]);
    }
    sort_lines(&lines, first);
    first = lines.count;
    for (size_t i = 0; i < result.correction_count; i++) {
        add_correction_line(&lines, arena, &result.corrections[i]);
    }
    sort_lines(&lines, first);
    add_coverage_line(&lines, arena, &result.coverage);
    return lines;
}

/* --- the engine ----------------------------------------------------------------------------------------------------
 */

struct sinks {
    struct finding_sink *findings;
    struct verdict_sink *verdicts;
    struct correction_sink *corrections;
    struct title_list *titles;
};

static void sinks_open(struct sinks *sinks, unsigned lanes, size_t run_bytes) {
    assert_int_equal(finding_sink_new(lanes, run_bytes, "/tmp", &sinks->findings, NULL), ERR_OK);
    assert_int_equal(verdict_sink_new(lanes, run_bytes, "/tmp", &sinks->verdicts, NULL), ERR_OK);
    assert_int_equal(correction_sink_new(lanes, run_bytes, "/tmp", &sinks->corrections, NULL), ERR_OK);
    sinks->titles = title_list_new();
    assert_non_null(sinks->titles);
}

static void sinks_close(struct sinks *sinks) {
    finding_sink_free(sinks->findings);
    verdict_sink_free(sinks->verdicts);
    correction_sink_free(sinks->corrections);
    title_list_free(sinks->titles);
}

static void drain_findings(struct finding_sink *sink, struct lines *lines, struct arena *arena) {
    struct finding finding;

    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    while (next_finding(sink, &finding)) {
        add_finding_line(lines, arena, &finding);
    }
}

/* Copies the slices. */
static struct verdict keep_verdict(const struct verdict *verdict, struct arena *arena) {
    struct verdict copy = *verdict;
    struct verdict_texts *texts = &copy.texts;
    struct str *const slices[] = {&copy.asset_id, &copy.device_id,    &copy.hostname,   &copy.cause,
                                  &texts->system, &texts->department, &texts->location, &texts->device_kind,
                                  &texts->status, &texts->observed_at};

    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        *slices[i] = arena_dup(arena, *slices[i]);
    }
    return copy;
}

/* The ranges one behind the other. */
static size_t read_verdicts(struct verdict_sink *sink, const struct verdict_source *source, struct verdict *verdicts,
                            size_t most, struct arena *arena) {
    CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;
    struct verdict verdict;
    size_t count = 0;

    assert_int_equal(verdict_reader_new(sink, source, 0, &reader, NULL), ERR_OK);
    for (size_t range = 0; range < verdict_sink_ranges(sink); range++) {
        bool has_more = true;
        assert_int_equal(verdict_reader_open(reader, range, NULL), ERR_OK);
        for (;;) {
            assert_int_equal(verdict_reader_next(reader, &has_more, &verdict, NULL), ERR_OK);
            if (!has_more) {
                break;
            }
            assert_true(count < most);
            verdicts[count++] = keep_verdict(&verdict, arena);
        }
    }
    return count;
}

static void drain_verdicts(struct verdict_sink *sink, const struct reconcile_input *input, struct lines *lines,
                           struct arena *arena) {
    const struct table *assets = inventory_table(input->ledger, TABLE_DEVICES);
    const struct table *devices = inventory_table(input->snapshot, TABLE_DEVICES);
    size_t most = (size_t)table_rows(assets) + (devices ? table_rows(devices) : 0);
    struct verdict *verdicts = arena_alloc_array(arena, most + 1, sizeof *verdicts);
    CLEANUP(verdict_tables_free_cleanup) struct verdict_tables *tables = NULL;

    assert_non_null(verdicts);
    assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(verdict_tables_new(assets, devices, 1, &tables, NULL), ERR_OK);
    struct verdict_source source = verdict_tables_source(tables);
    size_t count = read_verdicts(sink, &source, verdicts, most, arena);
    assert_int_equal(verdict_tables_error(tables, NULL), ERR_OK);
    add_verdict_lines(lines, arena, verdicts, count);
}

static void drain_corrections(struct correction_sink *sink, struct lines *lines, struct arena *arena) {
    struct correction correction;
    bool has_more = true;

    assert_int_equal(correction_sink_finish(sink, NULL, NULL), ERR_OK);
    for (;;) {
        assert_int_equal(correction_sink_next(sink, &has_more, &correction, NULL), ERR_OK);
        if (!has_more) {
            return;
        }
        add_correction_line(lines, arena, &correction);
    }
}

static void drain_titles(const struct title_list *list, struct lines *lines, struct arena *arena) {
    size_t count;
    const struct unknown_title *titles = title_list_items(list, &count);

    for (size_t i = 0; i < count; i++) {
        add_title_line(lines, arena, &titles[i]);
    }
}

static struct lines found_lines(const struct reconcile_input *input, struct pool *pool, size_t run_bytes,
                                struct arena *arena) {
    struct reconcile_input whole = *input;
    struct pairing *pairing = NULL;
    struct coverage coverage;
    struct lines lines = {0};
    struct sinks sinks;

    sinks_open(&sinks, pool_threads(pool), run_bytes);
    assert_int_equal(pairing_build(inventory_table(input->ledger, TABLE_DEVICES),
                                   inventory_table(input->snapshot, TABLE_DEVICES), pool, &pairing, NULL),
                     ERR_OK);
    whole.pairing = pairing;
    whole.corrections = sinks.corrections;
    whole.unknown_titles = sinks.titles;
    assert_int_equal(reconcile(&whole, pool, sinks.findings, sinks.verdicts, &coverage, NULL), ERR_OK);
    drain_findings(sinks.findings, &lines, arena);
    drain_verdicts(sinks.verdicts, input, &lines, arena);
    size_t first = lines.count;
    drain_titles(sinks.titles, &lines, arena);
    sort_lines(&lines, first);
    first = lines.count;
    drain_corrections(sinks.corrections, &lines, arena);
    sort_lines(&lines, first);
    add_coverage_line(&lines, arena, &coverage);
    pairing_free(pairing);
    sinks_close(&sinks);
    return lines;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

/* Both directories, read, with what a run needs besides. */
struct inventories {
    struct diagnostics *diagnostics;
    struct inventory *ledger;
    struct snapshot *snapshot;
    struct title_rules *rules;
    struct policy policy;
    struct reconcile_input input;
};

static void inventories_open(struct inventories *inventories, enum read_path path, bool all_software,
                             struct budget *budget) {
    const struct read_options options = {
        .tmpdir = "/tmp", .path = path, .plan = {.bytes = 512}, .keeps_machine_keys = true, .budget = budget};

    *inventories = (struct inventories){.diagnostics = diagnostics_new(), .policy = policy_default()};
    assert_non_null(inventories->diagnostics);
    assert_int_equal(ledger_read("ledger", &options, inventories->diagnostics, &inventories->ledger, NULL), ERR_OK);
    assert_int_equal(snapshot_read("snapshot", &options, inventories->diagnostics, &inventories->snapshot, NULL),
                     ERR_OK);
    assert_int_equal(title_rules_read(inventory_table(inventories->ledger, TABLE_PRODUCTS), inventories->diagnostics,
                                      &inventories->rules, NULL),
                     ERR_OK);
    inventories->input = (struct reconcile_input){
        .ledger = inventories->ledger,
        .snapshot = snapshot_inventory(inventories->snapshot),
        .policy = &inventories->policy,
        .info = snapshot_info(inventories->snapshot),
        .rules = inventories->rules,
        .all_software = all_software,
    };
    inventories->input.observed_on = ledger_day("2027-03-30");
}

static void inventories_close(struct inventories *inventories) {
    title_rules_free(inventories->rules);
    inventory_free(inventories->ledger);
    snapshot_free(inventories->snapshot);
    diagnostics_free(inventories->diagnostics);
}

static void remove_files(const char *directory) {
    DIR *dir = opendir(directory);

    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] != '.') {
            assert_int_equal(unlinkat(dirfd(dir), entry->d_name, 0), 0);
        }
    }
    if (dir) {
        closedir(dir);
        assert_int_equal(rmdir(directory), 0);
    }
}

static void write_world(const struct world *world) {
    remove_files("ledger");
    remove_files("snapshot");
    assert_int_equal(mkdir("ledger", 0700), 0);
    world_write_ledger(world, "ledger");
    world_write_snapshot(world, "snapshot", "/tmp");
}

/* --- comparing -----------------------------------------------------------------------------------------------------
 */

static void print_files(const char *directory) {
    DIR *dir = opendir(directory);

    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (entry->d_name[0] != '.') {
            struct str bytes = scratch_read(path);
            fprintf(stderr, "--- %s\n%.*s\n", path, STR_FMT(bytes));
            free((void *)(uintptr_t)bytes.p);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

static void print_line(const char *whose, const struct lines *lines, size_t number) {
    if (number < lines->count) {
        fprintf(stderr, "%s: %.*s @ %.*s\n", whose, STR_FMT(lines->items[number].text),
                STR_FMT(lines->items[number].evidence));
    } else {
        fprintf(stderr, "%s: nothing more\n", whose);
    }
}

static void assert_same(const struct lines *found, const struct lines *expected, bool with_evidence, const char *what,
                        unsigned long seed) {
    size_t most = found->count > expected->count ? found->count : expected->count;

    for (size_t i = 0; i < most; i++) {
        if (i < found->count && i < expected->count && str_eq(found->items[i].text, expected->items[i].text) &&
            (!with_evidence || str_eq(found->items[i].evidence, expected->items[i].evidence))) {
            continue;
        }
        print_files("ledger");
        print_files("snapshot");
        fprintf(stderr, "%s, line %zu differs\n", what, i);
        print_line("expected", expected, i);
        print_line("found", found, i);
        fail_msg("repeat with GENKYO_TEST_SEED=%lu", seed);
    }
}

/* How often each sentence and verdict was met: what no inventory brings about is not tested. */
struct tally {
    unsigned long messages[MESSAGE_COUNT], verdicts[VERDICT_KIND_COUNT], causes[CAUSE_COUNT];
};

static void count_result(struct tally *tally, const struct lines *lines) {
    for (size_t i = 0; i < lines->count; i++) {
        struct str rest = lines->items[i].text, words[4] = {{0}};
        for (size_t j = 0; j < ARRAY_LEN(words) && str_cut(&rest, ' ', &words[j]); j++) {
        }
        for (enum message message = 0; message < MESSAGE_COUNT; message++) {
            tally->messages[message] += str_eq(words[3], str_from(message_id(message)));
        }
        for (enum verdict_kind kind = 0; kind < VERDICT_KIND_COUNT && str_eq(words[0], STR("verdict")); kind++) {
            tally->verdicts[kind] += str_eq(words[1], str_from(verdict_name(kind)));
        }
        for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
            tally->causes[cause] += str_eq(words[0], STR("verdict")) &&
                                    str_contains(lines->items[i].text, str_from(unverified_cause_name(cause)));
        }
    }
}

/* The rarer sentences and causes are asked for after many rounds only. */
static void check_tally(const struct tally *tally, long rounds) {
    static const enum message messages[] = {
        MESSAGE_MISSING_ADDRESS_TAKEN, MESSAGE_MISSING_CHECK,
        MESSAGE_MISSING_INVENTORY,     MESSAGE_UNVERIFIED,
        MESSAGE_SW_UNVERIFIED,         MESSAGE_NO_TABLE,
        MESSAGE_UNREGISTERED_ANSWERED, MESSAGE_ATTRIBUTE,
        MESSAGE_UNREGISTERED_RECORDED, MESSAGE_ATTRIBUTE_CLIENT_ADDRESS,
        MESSAGE_ATTRIBUTE_FILL_IN,     MESSAGE_ATTRIBUTE_ASSUMED,
        MESSAGE_ATTRIBUTE_UNREADABLE,  MESSAGE_STATUS_ALIVE,
        MESSAGE_STATUS_DISPOSED_ALIVE, MESSAGE_IDENTITY_CONFLICT,
        MESSAGE_IDENTITY_AMBIGUOUS,    MESSAGE_SW_MISSING,
        MESSAGE_SW_UNREGISTERED,       MESSAGE_SW_VERSION,
        MESSAGE_TITLE_UNKNOWN,         MESSAGE_UNVERIFIED_NEIGHBOUR,
        MESSAGE_UNREGISTERED_PORT,     MESSAGE_UNREGISTERED_NEIGHBOUR,
        MESSAGE_UNREGISTERED_ARP,      MESSAGE_UNREGISTERED_GUEST,
        MESSAGE_UNVERIFIED_GUEST,      MESSAGE_MISSING_GUEST,
        MESSAGE_UNREGISTERED_UNREAD,   MESSAGE_UNVERIFIED_HOST_KEY,
        MESSAGE_STATUS_RECORDED,
    };
    static const enum message rare[] = {
        MESSAGE_ATTRIBUTE_PLACE,         MESSAGE_ATTRIBUTE_CONNECTION,          MESSAGE_ATTRIBUTE_GUEST_HOST,
        MESSAGE_ATTRIBUTE_GUEST_CLUSTER, MESSAGE_UNREGISTERED_NEIGHBOUR_UNREAD, MESSAGE_UNREGISTERED_PORT_UNREAD,
        MESSAGE_UNREGISTERED_ARP_UNREAD, MESSAGE_UNREGISTERED_GUEST_UNREAD,     MESSAGE_UNVERIFIED_GUEST_OFF};

    for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
        if (!tally->messages[messages[i]]) {
            fail_msg("no inventory gave %s", message_id(messages[i]));
        }
    }
    for (size_t i = 0; rounds >= 2000 && i < ARRAY_LEN(rare); i++) {
        if (!tally->messages[rare[i]]) {
            fail_msg("no inventory gave %s", message_id(rare[i]));
        }
    }
    for (enum verdict_kind kind = 0; kind < VERDICT_KIND_COUNT; kind++) {
        if (!tally->verdicts[kind]) {
            fail_msg("no inventory gave %s", verdict_name(kind));
        }
    }
    for (enum unverified_cause cause = 0; rounds >= 2000 && cause < CAUSE_COUNT; cause++) {
        if (!tally->causes[cause]) {
            fail_msg("no inventory gave %s", unverified_cause_name(cause));
        }
    }
}

/* --- rounds --------------------------------------------------------------------------------------------------------
 */

static const struct {
    unsigned threads;
    size_t run_bytes; /* of the sinks; 0: as usual */
    const char *name;
} ways[] = {{1, 0, "one thread"}, {2, TINY_RUN_BYTES, "two threads, spilling"}, {7, 0, "seven threads"}};

static void check_ways(const struct reconcile_input *input, struct pool *const *pools, const struct lines *expected,
                       struct arena *arena, unsigned long seed) {
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        struct lines found = found_lines(input, pools[i], ways[i].run_bytes, arena);
        assert_same(&found, expected, true, ways[i].name, seed);
    }
}

/* With little memory: the same bytes. */
static void check_bounded(bool all_software, struct pool *pool, const struct lines *expected, struct arena *arena,
                          unsigned long seed) {
    struct inventories inventories;
    struct budget *budget;

    assert_int_equal(budget_new(TINY_BUDGET, "/var/tmp", &budget, NULL), ERR_OK);
    inventories_open(&inventories, READ_PATH_FASTEST, all_software, budget);
    assert_true(budget_in_files(budget) > 0);
    struct lines found = found_lines(&inventories.input, pool, TINY_RUN_BYTES, arena);
    assert_same(&found, expected, true, "little memory", seed);
    inventories_close(&inventories);
    assert_int_equal(budget_in_memory(budget) + budget_in_files(budget), 0);
    budget_free(budget);
}

/* The same rows in another order: the same results, but for the places. */
static void check_shuffled(struct world *world, bool all_software, struct pool *pool, const struct lines *expected,
                           struct arena *arena, unsigned long seed) {
    struct inventories inventories;

    world_shuffle(world);
    write_world(world);
    inventories_open(&inventories, READ_PATH_FASTEST, all_software, NULL);
    struct lines found = found_lines(&inventories.input, pool, 0, arena);
    assert_same(&found, expected, false, "rows in another order", seed);
    inventories_close(&inventories);
}

/* False when the ledger has no usable table of devices, and so nothing to compare. */
static bool run_round(unsigned long seed, enum world_size size, struct pool *const *pools, struct arena *arena,
                      struct tally *tally) {
    struct inventories inventories, plain;

    srandom((unsigned)seed);
    struct world *world = world_new(size, arena);
    bool all_software = random() % 4 == 0;
    write_world(world);
    inventories_open(&inventories, READ_PATH_FASTEST, all_software, NULL);
    bool is_usable = inventory_table(inventories.ledger, TABLE_DEVICES) != NULL;
    if (is_usable) {
        inventories_open(&plain, READ_PATH_SEQUENTIAL, all_software, NULL);
        struct lines expected = expected_lines(&plain.input, arena);
        check_ways(&inventories.input, pools, &expected, arena, seed);
        count_result(tally, &expected);
        check_bounded(all_software, pools[(size_t)random() % ARRAY_LEN(ways)], &expected, arena, seed);
        check_shuffled(world, all_software, pools[(size_t)random() % ARRAY_LEN(ways)], &expected, arena, seed);
        inventories_close(&plain);
    }
    inventories_close(&inventories);
    return is_usable;
}

static void run_rounds(enum world_size size, long count, struct tally *tally) {
    struct pool *pools[ARRAY_LEN(ways)];
    struct arena *arena = arena_new();
    long usable = 0;

    assert_non_null(arena);
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        assert_int_equal(pool_new(ways[i].threads, &pools[i], NULL), ERR_OK);
    }
    for (long round = 0; round < count; round++) {
        usable += run_round(test_seed() + (unsigned long)round, size, pools, arena, tally);
        arena_reset(arena);
    }
    assert_true(usable > count / 2);
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        pool_free(pools[i]);
    }
    arena_free(arena);
}

static void test_small_inventories(void **state) {
    long count = test_count("reference_random");
    struct tally tally = {0};

    (void)state;
    run_rounds(WORLD_SMALL, count, &tally);
    check_tally(&tally, count);
}

/* Several threads really share the work. */
static void test_large_inventories(void **state) {
    struct tally tally = {0};

    (void)state;
    run_rounds(WORLD_LARGE, test_count("reference_large"), &tally);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_small_inventories, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_large_inventories, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
