#include "bom/bom_serial.h"

#include "base/record.h"

#include <stdio.h>

static enum err_code digest_of(struct str bytes, char ret_hex[33], struct err *err) {
    CLEANUP(hasher_free_cleanup) struct hasher *hasher = hasher_new();

    if (!hasher) {
        return err_no_memory(err);
    }
    hasher_update(hasher, bytes);
    hash128_format(hasher_digest(hasher), ret_hex);
    return ERR_OK;
}

/* The digests of the files of an inventory: all, or those of one table. */
static void put_files(const struct inventory *inventory, bool all, enum table_id table, struct buffer *record) {
    size_t count;
    const struct inventory_file *files = inventory_files(inventory, &count);

    for (size_t i = 0; i < count; i++) {
        if (all || (files[i].has_table && files[i].table == table)) {
            record_put_str(record, files[i].name);
            record_put_u64(record, files[i].digest.high);
            record_put_u64(record, files[i].digest.low);
        }
    }
}

enum err_code bom_serial(const struct bom_request *request, char ret_serial[BOM_SERIAL_SIZE], struct err *err) {
    CLEANUP(buffer_done) struct buffer record = {0};
    char ended[26], hex[33];

    instant_format(snapshot_info(request->snapshot)->ended, ended);
    record_put_str(&record, STR("cyclonedx 1.6"));
    record_put_str(&record, request->version);
    record_put_str(&record, str_from(ended));
    record_put_str(&record, snapshot_info(request->snapshot)->scope);
    record_put_str(&record, request->title);
    put_files(snapshot_inventory(request->snapshot), true, TABLE_DEVICES, &record);
    if (request->ledger) {
        put_files(request->ledger, false, TABLE_PRODUCTS, &record);
    }
    for (size_t i = 0; i < request->device_count; i++) {
        record_put_str(&record, str_from(request->devices[i]));
    }
    enum err_code code = record.failed ? err_no_memory(err) : digest_of(buffer_view(&record), hex, err);
    if (code != ERR_OK) {
        return code;
    }
    hex[12] = '8';                                /* the version */
    hex[16] = "89ab"[(unsigned char)hex[16] % 4]; /* the variant */
    snprintf(ret_serial, BOM_SERIAL_SIZE, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
             hex + 20);
    return ERR_OK;
}

enum err_code bom_reference(const char *prefix, struct str record, struct buffer *ret_reference, struct err *err) {
    char hex[33];
    enum err_code code = digest_of(record, hex, err);

    if (code == ERR_OK) {
        buffer_reset(ret_reference);
        buffer_append_cstr(ret_reference, prefix);
        buffer_append_cstr(ret_reference, hex);
        code = ret_reference->failed ? err_no_memory(err) : ERR_OK;
    }
    return code;
}
