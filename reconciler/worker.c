#include "findings/finding_rows.h"
#include "reconciler/attribute_memo.h"
#include "reconciler/explained.h"
#include "reconciler/settling.h"

enum err_code worker_init(struct worker *worker, const struct run *run, unsigned number, struct err *err) {
    *worker = (struct worker){.run = run, .number = number};
    worker->arena = arena_new();
    worker->memo = attribute_memo_new();
    worker->settling = settling_new(run);
    enum err_code code = worker->arena && worker->memo && worker->settling ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK) {
        code = row_reader_open(run->assets, &worker->asset, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(run->devices, &worker->device, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(run->listed, &worker->listed, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(run->installed, &worker->installed, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(run->accounts, &worker->accounts, err);
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
    return row_readers_error(readers, ARRAY_LEN(readers), err);
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

void worker_keep(struct worker *worker, enum err_code code, const struct err *err) {
    if (code != ERR_OK && worker->code == ERR_OK) {
        worker->code = code;
        worker->err = *err;
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
    worker_keep(worker, code, &err);
}

void worker_correct(struct worker *worker, const struct pair_rows *rows, const struct correction *correction) {
    struct correction_sink *sink = worker->run->input->corrections;
    struct err err = {0};

    if (!sink || str_is_empty(correction->text)) {
        return;
    }
    if (!rows->is_certain) {
        correction_sink_withhold(sink);
        return;
    }
    enum err_code code = correction_sink_add(sink, worker->number, correction, &err);
    worker_keep(worker, code, &err);
}

struct str worker_text(struct worker *worker, struct row_reader *reader, unsigned column) {
    return row_reader_dup(reader, column, worker->arena);
}

struct str worker_evidence(struct worker *worker, const struct table *table, uint32_t row) {
    return row_evidence(table, row, worker->arena);
}

struct str worker_join_evidence(struct worker *worker, struct str first, struct str second) {
    return str_is_empty(first) ? second : arena_printf(worker->arena, "%.*s %.*s", STR_FMT(first), STR_FMT(second));
}

struct str worker_cell(struct worker *worker, const struct table *table, uint32_t row, unsigned column) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct str text = STR_NONE;
    struct err err = {0};
    enum err_code code = row_reader_new(table, &reader, &err);

    if (code == ERR_OK) {
        row_reader_move(reader, row);
        text = worker_text(worker, reader, column);
        code = row_reader_error(reader, &err);
    }
    worker_keep(worker, code, &err);
    return text;
}

void worker_set_asset(struct worker *worker, struct finding *finding, uint32_t asset) {
    finding_set_asset(finding, worker->asset, worker->arena);
    if (str_is_empty(finding->ledger_evidence)) {
        finding->ledger_evidence = worker_evidence(worker, worker->run->assets, asset);
    }
}

void worker_set_device(struct worker *worker, struct finding *finding, uint32_t device) {
    finding_set_device(finding, worker->device, worker->arena);
    if (str_is_empty(finding->snapshot_evidence)) {
        finding->snapshot_evidence = worker_evidence(worker, worker->run->devices, device);
    }
}

bool worker_part_is_complete(struct worker *worker, struct str part) {
    return device_section_is_read(worker->device, part);
}
