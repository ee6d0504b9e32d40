#include "pairing/device_numbers.h"

static enum err_code add_row(struct intern *ids, struct str id, uint32_t row, struct err *err) {
    uint32_t number = intern_add(ids, id);

    if (number == INTERN_NONE) {
        return err_no_memory(err);
    }
    return number == row ? ERR_OK : err_set(err, ERR_ID_TWICE, "devices.csv", id, STR("device_id"));
}

enum err_code device_numbers_read(const struct table *devices, struct intern **ret_ids, struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *ids = intern_new_within(table_budget(devices));
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = ids ? row_reader_new(devices, &reader, err) : err_no_memory(err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        code = add_row(ids, row_reader_text(reader, DEVICES_DEVICE_ID), row, err);
    }
    if (code == ERR_OK) {
        code = row_reader_error(reader, err);
    }
    if (code == ERR_OK) {
        *ret_ids = TAKE_PTR(ids);
    }
    return code;
}

uint32_t device_numbers_find(void *ids, struct str device_id) {
    return ids ? intern_find(ids, device_id) : UINT32_MAX;
}
