#include "reconciler/attribute_memo.h"
#include "reconciler/explained.h"
#include "reconciler/settling.h"

static enum err_code open_reader(const struct table *table, struct row_reader **reader, struct err *err) {
    return table ? row_reader_new(table, reader, err) : ERR_OK;
}

enum err_code worker_init(struct worker *worker, const struct run *run, unsigned number, struct err *err) {
    *worker = (struct worker){.run = run, .number = number};
    worker->arena = arena_new();
    worker->memo = attribute_memo_new();
    worker->settling = settling_new(run);
    enum err_code code = worker->arena && worker->memo && worker->settling ? ERR_OK : err_no_memory(err);
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
    if (code == ERR_OK) {
        code = open_reader(run->accounts, &worker->accounts, err);
    }
    return code;
}

enum err_code worker_error(const struct worker *worker, struct err *err) {
    const struct row_reader *const readers[] = {worker->asset, worker->device, worker->listed, worker->installed,
                                                worker->accounts};

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

void worker_done(struct worker *worker) {
    row_reader_free(worker->asset);
    row_reader_free(worker->device);
    row_reader_free(worker->listed);
    row_reader_free(worker->installed);
    row_reader_free(worker->accounts);
    arena_free(worker->arena);
    attribute_memo_free(worker->memo);
    settling_free(worker->settling);
}

static void worker_fail(struct worker *worker, enum err_code code) {
    if (worker->code == ERR_OK) {
        worker->code = code;
    }
}

void worker_add(struct worker *worker, const struct finding *finding, struct pair_rows *rows) {
    struct finding told = *finding;
    struct err err = {0};

    if (rows && told.outcome == OUTCOME_VIOLATION && worker->run->changes) {
        explain_difference(worker, rows, &told);
    }
    if (rows && told.outcome == OUTCOME_VIOLATION) {
        rows->has_violation = true;
    }
    enum err_code code = finding_sink_add(worker->run->findings, worker->number, &told, &err);
    if (code != ERR_OK && worker->code == ERR_OK) {
        worker->err = err;
    }
    worker_fail(worker, code);
}

void worker_correct(struct worker *worker, const struct pair_rows *rows, const struct correction *correction) {
    struct correction_sink *sink = worker->run->input->corrections;
    struct err err = {0};

    if (!sink || !rows->is_certain || str_is_empty(correction->text)) {
        return;
    }
    enum err_code code = correction_sink_add(sink, worker->number, correction, &err);
    if (code != ERR_OK && worker->code == ERR_OK) {
        worker->err = err;
    }
    worker_fail(worker, code);
}

struct str worker_text(struct worker *worker, struct row_reader *reader, unsigned column) {
    return arena_dup(worker->arena, row_reader_text(reader, column));
}

struct str worker_evidence(struct worker *worker, const struct table *table, uint32_t row) {
    struct buffer text = {0};
    table_evidence(table, row, &text);
    struct str copy = arena_dup(worker->arena, buffer_view(&text));

    buffer_done(&text);
    return copy;
}

void worker_set_asset(struct worker *worker, struct finding *finding, uint32_t asset) {
    struct row_reader *reader = worker->asset;

    finding->asset_id = worker_text(worker, reader, DEVICES_ASSET_ID);
    finding->subject_kind = SUBJECT_ASSET;
    finding->subject = finding->asset_id;
    finding->hostname = worker_text(worker, reader, DEVICES_HOSTNAME);
    finding->system = worker_text(worker, reader, DEVICES_SYSTEM);
    finding->department = worker_text(worker, reader, DEVICES_DEPARTMENT);
    finding->location = worker_text(worker, reader, DEVICES_LOCATION);
    if (str_is_empty(finding->ledger_evidence)) {
        finding->ledger_evidence = worker_evidence(worker, worker->run->assets, asset);
    }
}

void worker_set_device(struct worker *worker, struct finding *finding, uint32_t device) {
    struct row_reader *reader = worker->device;

    finding->device_id = worker_text(worker, reader, DEVICES_DEVICE_ID);
    if (str_is_empty(finding->subject)) {
        finding->subject_kind = SUBJECT_DEVICE;
        finding->subject = finding->device_id;
    }
    if (str_is_empty(finding->hostname)) {
        finding->hostname = worker_text(worker, reader, DEVICES_HOSTNAME);
    }
    if (str_is_empty(finding->location)) {
        finding->location = worker_text(worker, reader, DEVICES_LOCATION);
    }
    if (str_is_empty(finding->snapshot_evidence)) {
        finding->snapshot_evidence = worker_evidence(worker, worker->run->devices, device);
    }
}

bool part_is_in(struct row_reader *reader, enum table_id table, unsigned column, struct str part) {
    struct str rest = row_reader_text(reader, column), item;

    while (value_next_part(schema_column(table, column), &rest, &item)) {
        if (str_eq(item, part)) {
            return true;
        }
    }
    return false;
}

bool worker_part_is_complete(struct worker *worker, struct str part) {
    return !part_is_in(worker->device, TABLE_DEVICES, DEVICES_SECTIONS_MISSING, part);
}
