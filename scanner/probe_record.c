#include "scanner/probe_record.h"

#include "base/record.h"

/* A row is its table's number and 1, then column number and 1 with the text for each cell that is not blank, then 0.
 * Behind the last row stands a 0. */
static void write_row(const struct observation_row *row, struct buffer *out) {
    unsigned columns = schema_table(row->table)->column_count;

    record_put_u64(out, (uint64_t)row->table + 1);
    for (unsigned column = 0; column < columns; column++) {
        if (row->cells[column].n) {
            record_put_u64(out, column + 1);
            record_put_str(out, row->cells[column]);
        }
    }
    record_put_u64(out, 0);
}

void probe_record_write(const struct probe_record *record, const struct observation *observation, struct buffer *out) {
    struct device_keys keys = record->keys;
    struct str *texts[DEVICE_KEY_TEXTS];

    record_put_u64(out, record->target);
    record_put_u64(out, (uint64_t)record->outcome);
    record_put_u64(out, record->tenths);
    record_put_str(out, record->address);
    record_put_str(out, record->credential);
    record_put_str(out, record->complete);
    record_put_str(out, record->missing);
    record_put_str(out, record->message);
    record_put_str(out, record->raw_output);
    record_put_str(out, record->raw_errors);
    record_put_u64(out, record->is_reached);
    record_put_u64(out, record->has_device);
    if (!record->has_device) {
        return;
    }
    device_keys_list(&keys, texts);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        record_put_str(out, *texts[i]);
    }
    record_put_u64(out, keys.is_snmp);
    record_put_u64(out, keys.is_management);
    record_put_str(out, record->notes);
    for (const struct observation_row *row = observation->rows; row; row = row->next) {
        write_row(row, out);
    }
    record_put_u64(out, 0);
}

static bool read_keys(struct str *rest, struct probe_record *record) {
    struct str *texts[DEVICE_KEY_TEXTS];
    uint64_t is_snmp, is_management;

    device_keys_list(&record->keys, texts);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (!record_get_str(rest, texts[i])) {
            return false;
        }
    }
    if (!record_get_u64(rest, &is_snmp) || !record_get_u64(rest, &is_management)) {
        return false;
    }
    record->keys.is_snmp = is_snmp != 0;
    record->keys.is_management = is_management != 0;
    return record_get_str(rest, &record->notes);
}

bool probe_record_read(struct str *rest, struct probe_record *ret_record) {
    struct probe_record record = {0};
    uint64_t outcome, is_reached, has_device;

    if (!record_get_u64(rest, &record.target) || !record_get_u64(rest, &outcome) || outcome >= PROBE_OUTCOME_COUNT ||
        !record_get_u64(rest, &record.tenths) || !record_get_str(rest, &record.address) ||
        !record_get_str(rest, &record.credential) || !record_get_str(rest, &record.complete) ||
        !record_get_str(rest, &record.missing) || !record_get_str(rest, &record.message) ||
        !record_get_str(rest, &record.raw_output) || !record_get_str(rest, &record.raw_errors) ||
        !record_get_u64(rest, &is_reached) || !record_get_u64(rest, &has_device)) {
        return false;
    }
    record.outcome = (enum probe_outcome)outcome;
    record.is_reached = is_reached != 0;
    record.has_device = has_device != 0;
    if (record.has_device && !read_keys(rest, &record)) {
        return false;
    }
    *ret_record = record;
    return true;
}

bool probe_record_next_row(struct str *rest, enum table_id *ret_table, struct str ret_cells[COLUMNS_MAX]) {
    uint64_t table, column;

    if (!record_get_u64(rest, &table) || table == 0 || table > TABLE_COUNT) {
        return false;
    }
    memset(ret_cells, 0, COLUMNS_MAX * sizeof *ret_cells);
    *ret_table = (enum table_id)(table - 1);
    while (record_get_u64(rest, &column)) {
        if (column == 0) {
            return true;
        }
        if (column > schema_table(*ret_table)->column_count || !record_get_str(rest, &ret_cells[column - 1])) {
            return false;
        }
    }
    return false;
}
