#include "scanner/target/ledger.h"

#include "inventory/identity.h"
#include "scanner/target/exclusions.h"
#include "scanner/target/gathering.h"
#include "scanner/target/hop.h"

/* Machines that are written off, stored or away are not asked; a blank state is taken for "in use". */
static bool is_expected_alive(struct row_reader *reader) {
    struct str status = row_reader_text(reader, DEVICES_STATUS);
    unsigned word;

    if (str_is_empty(status)) {
        return true;
    }
    return schema_word_index(schema_column(TABLE_DEVICES, DEVICES_STATUS), status, &word) &&
           str_eq(schema_word(schema_column(TABLE_DEVICES, DEVICES_STATUS), word), STR("active"));
}

/* Appends the first part of the cell that the key's rules accept. */
static bool first_usable(struct row_reader *reader, unsigned column, enum identity_key key, struct buffer *out) {
    struct str rest = row_reader_text(reader, column);
    struct str part;

    while (value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        if (identity_normalise(key, part, out)) {
            return true;
        }
    }
    return false;
}

/* The whole name, not its first label: that is what resolves. */
static bool first_hostname(struct row_reader *reader, struct buffer *out) {
    struct str rest = row_reader_text(reader, DEVICES_HOSTNAME);
    struct str part;
    CLEANUP(buffer_done) struct buffer normal = {0};

    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_HOSTNAME), &rest, &part)) {
        if (host_is_writable(part) && identity_normalise(KEY_HOSTNAME, part, &normal)) {
            buffer_append(out, part);
            return true;
        }
    }
    return false;
}

static enum err_code add_row(struct row_reader *reader, struct gathering *gathering) {
    CLEANUP(buffer_done) struct buffer address = {0};
    struct target common = {.is_single = true}, targets[SCAN_METHODS];
    size_t count = 0;
    enum err_code code;

    if (!is_expected_alive(reader)) {
        return ERR_OK;
    }
    if (!first_usable(reader, DEVICES_IP_ADDRESSES, KEY_ADDRESS, &address) && !first_hostname(reader, &address)) {
        return ERR_OK;
    }
    common.scope = common.address = arena_dup(gathering->list.arena, buffer_view(&address));
    if (address.failed) {
        return err_no_memory(gathering->err);
    }
    code = gathering_complete(gathering, common, false, false, targets, &count);
    for (size_t i = 0; !code && i < count; i++) {
        targets[i].scope = gathering_scope(common.scope, &targets[i], gathering->list.arena);
        code = gathering_add(gathering, &targets[i]);
    }
    return code;
}

static enum err_code add_rows(const struct table *devices, struct gathering *gathering) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(devices, &reader, gathering->err);

    for (uint32_t row = 0; !code && row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        code = add_row(reader, gathering);
    }
    return code ? code : row_reader_error(reader, gathering->err);
}

enum err_code target_from_ledger(const struct inventory *ledger, const struct target_options *options,
                                 struct arena *arena, struct target_list *ret_list, struct err *err) {
    const struct table *devices = inventory_table(ledger, TABLE_DEVICES);
    struct gathering gathering = {.list = {.arena = arena}, .err = err};
    enum err_code code;

    if (!devices) {
        return err_set(err, ERR_NOT_FOUND, "devices", STR_NONE, STR_NONE);
    }
    if (options) {
        gathering_set_options(&gathering, options);
    }
    if (gathering.exclusions) {
        exclusions_finish(gathering.exclusions);
    }
    code = add_rows(devices, &gathering);
    if (!code) {
        code = target_builder_finish(&gathering.list, ret_list, err);
    }
    target_builder_done(&gathering.list);
    return code;
}
