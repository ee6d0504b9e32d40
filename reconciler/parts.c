#include "reconciler/parts.h"

#include "base/budget.h"
#include "base/intern.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 14 };

struct parts {
    struct intern *serials; /* in normal form, of assets without a device */
    _Atomic bool *is_seen;  /* by number; several threads may find so */
};

void parts_free(struct parts *parts) {
    if (parts) {
        intern_free(parts->serials);
        budget_drop(parts->is_seen);
        free(parts);
    }
}

static enum err_code note_serials(struct parts *parts, const struct run *run, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer serial = {0};
    enum err_code code = row_reader_new(run->assets, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(run->assets); row++) {
        if (pairing_partner(run->input->pairing, row) != PAIRING_NONE) {
            continue;
        }
        row_reader_move(reader, row);
        buffer_reset(&serial);
        if (identity_normalise(KEY_SERIAL, row_reader_text(reader, DEVICES_SERIAL), &serial) &&
            intern_add(parts->serials, buffer_view(&serial)) == INTERN_NONE) {
            return err_no_memory(err);
        }
    }
    if (!code && serial.failed) {
        return err_no_memory(err);
    }
    return code ? code : row_reader_error(reader, err);
}

/* --- components ----------------------------------------------------------------------------------------------------
 */

struct search {
    struct parts *parts;
    const struct table *components;
};

static enum err_code search_rows(void *context, size_t task, unsigned worker, struct err *err) {
    const struct search *search = context;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer serial = {0};
    uint32_t rows = table_rows(search->components), begin = (uint32_t)task * ROWS_PER_TASK;
    uint32_t end = rows - begin < ROWS_PER_TASK ? rows : begin + ROWS_PER_TASK;
    enum err_code code = row_reader_new(search->components, &reader, err);

    (void)worker;
    for (uint32_t row = begin; !code && row < end; row++) {
        row_reader_move(reader, row);
        buffer_reset(&serial);
        if (!identity_normalise(KEY_SERIAL, row_reader_text(reader, COMPONENTS_SERIAL), &serial)) {
            continue;
        }
        uint32_t number = intern_find(search->parts->serials, buffer_view(&serial));
        if (number != INTERN_NONE) {
            atomic_store_explicit(&search->parts->is_seen[number], true, memory_order_relaxed);
        }
    }
    if (!code && serial.failed) {
        return err_no_memory(err);
    }
    return code ? code : row_reader_error(reader, err);
}

static enum err_code search_components(struct parts *parts, const struct table *components, struct pool *pool,
                                       struct err *err) {
    struct search search = {parts, components};

    parts->is_seen = budget_alloc(table_budget(components), intern_count(parts->serials), sizeof *parts->is_seen);
    if (!parts->is_seen) {
        return err_no_memory(err);
    }
    return parallel_try(pool, ((size_t)table_rows(components) + ROWS_PER_TASK - 1) / ROWS_PER_TASK, search_rows,
                        &search, err);
}

enum err_code parts_build(const struct run *run, struct pool *pool, struct parts **ret_parts, struct err *err) {
    const struct table *components = inventory_table(run->input->snapshot, TABLE_COMPONENTS);
    CLEANUP(parts_free_cleanup) struct parts *parts = NULL;

    if (!run->assets || !components || table_rows(components) == 0) {
        return ERR_OK;
    }
    parts = calloc(1, sizeof *parts);
    if (!parts || !(parts->serials = intern_new_within(table_budget(run->assets)))) {
        return err_no_memory(err);
    }
    enum err_code code = note_serials(parts, run, err);
    if (!code && intern_count(parts->serials) > 0) {
        code = search_components(parts, components, pool, err);
        *ret_parts = code ? *ret_parts : TAKE_PTR(parts);
    }
    return code;
}

bool parts_have_serial(const struct parts *parts, struct str serial) {
    CLEANUP(buffer_done) struct buffer normal = {0};

    if (!parts || !identity_normalise(KEY_SERIAL, serial, &normal)) {
        return false;
    }
    uint32_t number = intern_find(parts->serials, buffer_view(&normal));
    return number != INTERN_NONE && atomic_load_explicit(&parts->is_seen[number], memory_order_relaxed);
}
