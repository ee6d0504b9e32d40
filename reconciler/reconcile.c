#include "reconciler/reconcile.h"

#include <stdlib.h>

#include "base/text.h"
#include "pairing/asset_state.h"
#include "reconciler/attributes.h"
#include "reconciler/presence.h"
#include "reconciler/run.h"
#include "reconciler/software.h"

enum { ROWS_PER_TASK = 512 };

/* --- setting up ----------------------------------------------------------------------------------------------------
 */

/* Which asset a reference in the software ledger means: an asset number, else the first label of a host name, each only
 * where it is one asset's. */
struct asset_names {
    struct intern *names;
    uint32_t *asset; /* by name; PAIRING_NONE when several assets have it */
    uint32_t capacity;
};

static bool note_name(struct asset_names *names, struct str name, uint32_t asset) {
    uint32_t known = intern_count(names->names), number = intern_add(names->names, name);

    if (number == INTERN_NONE) {
        return false;
    }
    if (number >= names->capacity) {
        uint32_t capacity = names->capacity ? names->capacity * 2 : 256;
        uint32_t *grown = reallocarray(names->asset, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        names->asset = grown;
        names->capacity = capacity;
    }
    names->asset[number] = number >= known || names->asset[number] == asset ? asset : PAIRING_NONE;
    return true;
}

/* Asset numbers are entered with a mark before them, so that a host name never shadows one. */
static void append_name(enum identity_key kind, struct str text, struct buffer *out) {
    size_t begin = out->n;
    buffer_append_char(out, kind == KEY_ASSET_ID ? '#' : '@');
    if (!identity_normalise(kind, text, out)) {
        out->n = begin;
    }
}

static bool note_cell(struct asset_names *names, enum identity_key kind, unsigned column, struct str text,
                      uint32_t asset) {
    struct str part;
    struct buffer name = {0};
    bool is_ok = true;

    while (is_ok && value_next_part(schema_column(TABLE_DEVICES, column), &text, &part)) {
        buffer_reset(&name);
        append_name(kind, part, &name);
        is_ok = name.n == 0 || note_name(names, buffer_view(&name), asset);
    }
    buffer_done(&name);
    return is_ok;
}

static enum err_code note_names(struct asset_names *names, const struct table *assets, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(assets, &reader, err);

    names->names = intern_new();
    if (code == ERR_OK && !names->names) {
        code = err_no_memory(err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < table_rows(assets); row++) {
        row_reader_move(reader, row);
        if (!note_cell(names, KEY_ASSET_ID, DEVICES_ASSET_ID, row_reader_text(reader, DEVICES_ASSET_ID), row) ||
            !note_cell(names, KEY_HOSTNAME, DEVICES_HOSTNAME, row_reader_text(reader, DEVICES_HOSTNAME), row)) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static uint32_t asset_of_reference(void *context, struct str reference) {
    static const enum identity_key kinds[] = {KEY_ASSET_ID, KEY_HOSTNAME};
    const struct asset_names *names = context;
    uint32_t asset = PAIRING_NONE;
    struct buffer name = {0};

    for (size_t i = 0; i < ARRAY_LEN(kinds) && asset == PAIRING_NONE; i++) {
        buffer_reset(&name);
        append_name(kinds[i], reference, &name);
        uint32_t number = name.n ? intern_find(names->names, buffer_view(&name)) : INTERN_NONE;
        asset = number == INTERN_NONE ? PAIRING_NONE : names->asset[number];
    }
    buffer_done(&name);
    return asset;
}

static enum err_code group_listed(struct run *run, struct err *err) {
    struct asset_names names = {0};
    enum err_code code = note_names(&names, run->assets, err);

    if (code == ERR_OK) {
        code = row_groups_build(run->listed, SOFTWARE_ASSET_ID, table_rows(run->assets), asset_of_reference, &names,
                                &run->listed_by_asset, err);
    }
    intern_free(names.names);
    free(names.asset);
    return code;
}

static uint32_t device_of_reference(void *context, struct str reference) {
    const struct intern *ids = context;
    return intern_find(ids, reference);
}

/* Device ids are unique in a snapshot: their numbers are the rows. */
static enum err_code group_installed(struct run *run, struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *ids = intern_new();
    uint32_t rows = run->devices ? table_rows(run->devices) : 0;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = ids ? ERR_OK : err_no_memory(err);

    if (code == ERR_OK && rows) {
        code = row_reader_new(run->devices, &reader, err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < rows; row++) {
        row_reader_move(reader, row);
        struct str id = row_reader_text(reader, DEVICES_DEVICE_ID);
        if (intern_add(ids, id) != row) {
            code = err_set(err, ERR_COLLISION, "devices.csv", id, STR("device_id"));
        }
    }
    if (code == ERR_OK && reader) {
        code = row_reader_error(reader, err);
    }
    return code == ERR_OK ? row_groups_build(run->installed, SOFTWARE_DEVICE_ID, rows, device_of_reference, ids,
                                             &run->installed_by_device, err)
                          : code;
}

static enum err_code run_begin(struct run *run, const struct reconcile_input *input, struct err *err) {
    run->input = input;
    run->assets = inventory_table(input->ledger, TABLE_DEVICES);
    run->devices = inventory_table(input->snapshot, TABLE_DEVICES);
    run->listed = inventory_table(input->ledger, TABLE_SOFTWARE);
    run->installed = inventory_table(input->snapshot, TABLE_SOFTWARE);
    enum err_code code = group_listed(run, err);
    if (code == ERR_OK) {
        code = group_installed(run, err);
    }
    if (code == ERR_OK) {
        code = titles_build(run->listed, run->installed, &run->titles, err);
    }
    if (code == ERR_OK) {
        code = probes_build(inventory_table(input->snapshot, TABLE_PROBES),
                            inventory_table(input->snapshot, TABLE_NEIGHBORS), &run->probes, err);
    }
    return code;
}

static void run_end(struct run *run) {
    row_groups_done(&run->listed_by_asset);
    row_groups_done(&run->installed_by_device);
    titles_free(run->titles);
    probes_free(run->probes);
}

/* --- verdicts ------------------------------------------------------------------------------------------------------
 */

static void add_verdict(struct worker *worker, const struct verdict *verdict) {
    struct err err = {0};

    pthread_mutex_lock(worker->run->lock);
    enum err_code code = verdict_sink_add(worker->run->verdicts, verdict, &err);
    pthread_mutex_unlock(worker->run->lock);
    if (code != ERR_OK && worker->code == ERR_OK) {
        worker->code = code;
        worker->err = err;
    }
}

static struct verdict verdict_of_row(struct worker *worker, struct row_reader *reader) {
    return (struct verdict){
        .hostname = worker_text(worker, reader, DEVICES_HOSTNAME),
        .system = worker_text(worker, reader, DEVICES_SYSTEM),
        .department = worker_text(worker, reader, DEVICES_DEPARTMENT),
        .location = worker_text(worker, reader, DEVICES_LOCATION),
        .device_kind = worker_text(worker, reader, DEVICES_KIND),
        .status = worker_text(worker, reader, DEVICES_STATUS),
    };
}

static struct verdict verdict_of_asset(struct worker *worker) {
    struct verdict verdict = verdict_of_row(worker, worker->asset);
    verdict.asset_id = worker_text(worker, worker->asset, DEVICES_ASSET_ID);
    return verdict;
}

static void set_observed(struct worker *worker, struct verdict *verdict) {
    verdict->device_id = worker_text(worker, worker->device, DEVICES_DEVICE_ID);
    verdict->observed_at = worker_text(worker, worker->device, DEVICES_OBSERVED_AT);
    if (str_is_empty(verdict->hostname)) {
        verdict->hostname = worker_text(worker, worker->device, DEVICES_HOSTNAME);
    }
}

static struct str key_names(struct worker *worker, unsigned agreeing) {
    struct buffer names = {0};
    for (enum identity_key key = 0; key < KEY_COUNT; key++) {
        if (agreeing & (1u << key)) {
            buffer_append_cstr(&names, names.n ? " " : "");
            buffer_append_cstr(&names, identity_key_name(key));
        }
    }
    struct str copy = arena_dup(worker->arena, buffer_view(&names));
    buffer_done(&names);
    return copy;
}

static void judge_pair(struct worker *worker, uint32_t asset, const struct pair *pair) {
    struct pair_rows rows = {asset, pair->row, false};

    row_reader_move(worker->device, pair->row);
    struct verdict verdict = verdict_of_asset(worker);
    set_observed(worker, &verdict);
    struct attribute_checks attributes = attributes_compare(worker, &rows);
    struct software_checks software = software_compare(worker, &rows);
    verdict.kind = rows.has_violation ? VERDICT_DIFFERENT : VERDICT_MATCHED;
    verdict.keys = key_names(worker, pair->agreeing);
    verdict.grade = identity_key_grade(pair->key);
    verdict.location_checked = attributes.location;
    verdict.user_checked = attributes.user;
    verdict.software_checked = software.is_checked;
    verdict.software_unlisted = software.unlisted;
    add_verdict(worker, &verdict);
    if (asset_state_read(worker->asset, worker->run->input->observed_on) == ASSET_EXPECTED) {
        worker->coverage.examined++;
        worker->coverage.place += attributes.location;
        worker->coverage.user += attributes.user;
        worker->coverage.software += software.is_checked;
    }
}

/* The column in which people find the key. */
static unsigned column_of_key(enum identity_key key) {
    static const unsigned columns[KEY_COUNT] = {
        [KEY_ASSET_ID] = DEVICES_ASSET_ID, [KEY_SERIAL] = DEVICES_SERIAL,     [KEY_UUID] = DEVICES_UUID,
        [KEY_MAC] = DEVICES_MAC_ADDRESSES, [KEY_HOSTNAME] = DEVICES_HOSTNAME, [KEY_ADDRESS] = DEVICES_IP_ADDRESSES,
    };
    return columns[key];
}

static unsigned observed_column_of_key(enum identity_key key) {
    return key == KEY_ASSET_ID ? DEVICES_ASSET_TAG : column_of_key(key);
}

static struct str name_of_key(enum identity_key key) {
    return str_from(schema_column(TABLE_DEVICES, column_of_key(key))->name);
}

static void report_ambiguous(struct worker *worker, uint32_t asset, const struct pair *pair) {
    struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_AMBIGUOUS);

    worker_set_asset(worker, &finding, asset);
    finding.field = name_of_key(pair->key);
    finding.documented = worker_text(worker, worker->asset, column_of_key(pair->key));
    finding_add_field(&finding, finding.field);
    finding_add_number(&finding, pair->candidates);
    worker_add(worker, &finding, NULL);
}

static void report_conflict(struct worker *worker, const struct pair_conflict *conflict) {
    struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_CONFLICT);

    row_reader_move(worker->device, conflict->device);
    worker_set_asset(worker, &finding, conflict->asset);
    worker_set_device(worker, &finding, conflict->device);
    finding.field = name_of_key(conflict->disagreeing);
    finding.documented = worker_text(worker, worker->asset, column_of_key(conflict->disagreeing));
    finding.observed = worker_text(worker, worker->device, observed_column_of_key(conflict->disagreeing));
    finding_add_field(&finding, name_of_key(conflict->agreeing));
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, NULL);
}

/* Conflicts are sorted by asset: the asset's ones stand together. */
static bool report_conflicts(struct worker *worker, uint32_t asset) {
    size_t count;
    const struct pair_conflict *conflicts = pairing_conflicts(worker->run->input->pairing, &count);
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (conflicts[middle].asset < asset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < count && conflicts[i].asset == asset; i++) {
        report_conflict(worker, &conflicts[i]);
    }
    return low < count && conflicts[low].asset == asset;
}

static void judge_unpaired(struct worker *worker, uint32_t asset, const struct pair *pair, bool has_conflict,
                           enum asset_state state) {
    struct verdict verdict = verdict_of_asset(worker);

    if (pair->state == PAIR_AMBIGUOUS) {
        verdict.kind = VERDICT_AMBIGUOUS;
        if (!has_conflict) {
            report_ambiguous(worker, asset, pair);
        }
    } else if (state == ASSET_EXPECTED) {
        verdict.kind = presence_of_asset(worker, asset, &verdict.cause);
    } else {
        verdict.kind = VERDICT_NOT_EXPECTED;
    }
    add_verdict(worker, &verdict);
}

static void judge_asset(struct worker *worker, uint32_t asset) {
    const struct pair *pair = pairing_of_asset(worker->run->input->pairing, asset);

    row_reader_move(worker->asset, asset);
    enum asset_state state = asset_state_read(worker->asset, worker->run->input->observed_on);
    worker->coverage.expected += state == ASSET_EXPECTED;
    bool has_conflict = report_conflicts(worker, asset);
    if (pair->state == PAIR_ONE) {
        judge_pair(worker, asset, pair);
    } else {
        judge_unpaired(worker, asset, pair, has_conflict, state);
    }
}

static void judge_device(struct worker *worker, uint32_t device) {
    const struct pair *pair = pairing_of_device(worker->run->input->pairing, device);

    if (pair->state == PAIR_ONE) {
        return;
    }
    row_reader_move(worker->device, device);
    struct verdict verdict = verdict_of_row(worker, worker->device);
    set_observed(worker, &verdict);
    verdict.software_unlisted = software_count_titles(worker, device);
    verdict.kind = pair->state == PAIR_AMBIGUOUS ? VERDICT_AMBIGUOUS : VERDICT_UNREGISTERED;
    add_verdict(worker, &verdict);
    if (verdict.kind == VERDICT_UNREGISTERED) {
        presence_of_device(worker, device);
    }
}

/* --- workers -------------------------------------------------------------------------------------------------------
 */

struct job {
    struct worker *workers;
    uint32_t rows;
    void (*judge)(struct worker *worker, uint32_t row);
};

static void run_task(void *context, size_t task, unsigned number) {
    const struct job *job = context;
    struct worker *worker = &job->workers[number];
    uint32_t begin = (uint32_t)task * ROWS_PER_TASK;
    uint32_t end = job->rows - begin < ROWS_PER_TASK ? job->rows : begin + ROWS_PER_TASK;

    for (uint32_t row = begin; row < end && worker->code == ERR_OK; row++) {
        job->judge(worker, row);
        if (arena_failed(worker->arena)) {
            worker->code = err_no_memory(&worker->err);
        }
        arena_reset(worker->arena);
    }
}

static void run_job(struct pool *pool, struct worker *workers, const struct table *table,
                    void (*judge)(struct worker *worker, uint32_t row)) {
    struct job job = {workers, table ? table_rows(table) : 0, judge};
    parallel_for(pool, ((size_t)job.rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK, run_task, &job);
}

static enum err_code open_reader(const struct table *table, struct row_reader **reader, struct err *err) {
    return table ? row_reader_new(table, reader, err) : ERR_OK;
}

static enum err_code worker_init(struct worker *worker, const struct run *run, struct err *err) {
    worker->run = run;
    worker->arena = arena_new();
    enum err_code code = worker->arena ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK) {
        code = open_reader(run->assets, &worker->asset, err);
    }
    if (code == ERR_OK) {
        code = open_reader(run->devices, &worker->device, err);
    }
    if (code == ERR_OK) {
        code = open_reader(run->listed, &worker->listed, err);
    }
    if (code == ERR_OK) {
        code = open_reader(run->installed, &worker->installed, err);
    }
    return code;
}

/* The first failure of the worker itself or of one of its readers. */
static enum err_code worker_error(const struct worker *worker, struct err *err) {
    const struct row_reader *const readers[] = {worker->asset, worker->device, worker->listed, worker->installed};

    if (worker->code != ERR_OK) {
        if (err) {
            *err = worker->err;
        }
        return worker->code;
    }
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        enum err_code code = readers[i] ? row_reader_error(readers[i], err) : ERR_OK;
        if (code != ERR_OK) {
            return code;
        }
    }
    return ERR_OK;
}

static void worker_done(struct worker *worker) {
    row_reader_free(worker->asset);
    row_reader_free(worker->device);
    row_reader_free(worker->listed);
    row_reader_free(worker->installed);
    arena_free(worker->arena);
}

static void add_coverage(struct coverage *total, const struct coverage *part) {
    total->expected += part->expected;
    total->examined += part->examined;
    total->place += part->place;
    total->user += part->user;
    total->software += part->software;
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        total->causes[cause] += part->causes[cause];
    }
}

/* Without a software ledger no title can be judged: said once, not per device. */
static enum err_code report_missing_table(const struct run *run, struct err *err) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, MESSAGE_NO_TABLE);

    if (run->listed) {
        return ERR_OK;
    }
    finding.subject_kind = SUBJECT_FILE;
    finding.subject = STR("software");
    finding.field = STR("software");
    finding_add_text(&finding, STR("software"));
    return finding_sink_add(run->findings, &finding, err);
}

static enum err_code run_workers(struct run *run, struct pool *pool, struct coverage *coverage, struct err *err) {
    unsigned count = pool_threads(pool);
    struct worker *workers = calloc(count, sizeof *workers);
    enum err_code code = workers ? report_missing_table(run, err) : err_no_memory(err);

    for (unsigned i = 0; code == ERR_OK && i < count; i++) {
        code = worker_init(&workers[i], run, err);
    }
    if (code == ERR_OK) {
        run_job(pool, workers, run->assets, judge_asset);
        run_job(pool, workers, run->devices, judge_device);
    }
    for (unsigned i = 0; workers && i < count; i++) {
        if (code == ERR_OK) {
            code = worker_error(&workers[i], err);
        }
        add_coverage(coverage, &workers[i].coverage);
        worker_done(&workers[i]);
    }
    free(workers);
    return code;
}

enum err_code reconcile(const struct reconcile_input *input, struct pool *pool, struct finding_sink *findings,
                        struct verdict_sink *verdicts, struct coverage *coverage, struct err *err) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct run run = {.lock = &lock, .findings = findings, .verdicts = verdicts};

    *coverage = (struct coverage){0};
    enum err_code code = run_begin(&run, input, err);
    if (code == ERR_OK) {
        code = run_workers(&run, pool, coverage, err);
    }
    run_end(&run);
    return code;
}
