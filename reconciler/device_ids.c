#include "reconciler/device_ids.h"

#include "base/intern.h"
#include "base/key_groups.h"
#include "inventory/cell_key.h"

#include <pthread.h>

/* Guarded by lock. */
struct check {
    pthread_mutex_t lock;
    struct row_reader *reader;
    uint32_t row; /* the first that repeats an id; UINT32_MAX: none does */
    bool failed;  /* memory is out */
};

/* Keys fold what they name, ids are compared as they are. */
static void look_closer(struct check *check, const struct key_member *members, size_t count) {
    CLEANUP(intern_free_cleanup) struct intern *ids = intern_new();

    for (size_t i = 0; ids && i < count; i++) {
        row_reader_move(check->reader, members[i].row);
        uint32_t known = intern_count(ids), number = intern_add(ids, row_reader_text(check->reader, DEVICES_DEVICE_ID));
        check->failed |= number == INTERN_NONE;
        if (number < known && members[i].row < check->row) {
            check->row = members[i].row;
        }
    }
    check->failed |= !ids;
}

static void take_group(void *context, unsigned worker, const struct key_member *members, size_t count) {
    struct check *check = context;

    (void)worker;
    pthread_mutex_lock(&check->lock);
    look_closer(check, members, count);
    pthread_mutex_unlock(&check->lock);
}

/* No id is an id like any other here: only one device may have it. Returns the second row without one, or UINT32_MAX.
 */
static uint32_t second_without(const struct table *devices, const uint64_t *keys) {
    bool is_second = false;

    for (uint32_t row = 0; row < table_rows(devices); row++) {
        if ((!keys || keys[row] == CELL_KEY_NONE) && is_second) {
            return row;
        }
        is_second |= !keys || keys[row] == CELL_KEY_NONE;
    }
    return UINT32_MAX;
}

enum err_code device_ids_check(const struct table *devices, struct pool *pool, struct err *err) {
    const uint64_t *keys = devices ? table_keys(devices, DEVICES_DEVICE_ID) : NULL;
    struct key_column column = {.keys = keys, .count = keys ? table_rows(devices) : 0};
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = devices ? row_reader_new(devices, &reader, err) : ERR_OK;

    if (code || !devices) {
        return code;
    }
    struct check check = {.lock = PTHREAD_MUTEX_INITIALIZER, .reader = reader, .row = second_without(devices, keys)};
    struct key_group_handler handler = {.context = &check, .take = take_group};
    code = key_groups_find(pool, table_budget(devices), &column, 1, &handler, err);
    if (!code && check.failed) {
        code = err_no_memory(err);
    }
    if (!code && check.row != UINT32_MAX) {
        row_reader_move(reader, check.row);
        code = err_set(err, ERR_ID_TWICE, "devices.csv", row_reader_text(reader, DEVICES_DEVICE_ID), STR("device_id"));
    }
    return code ? code : row_reader_error(reader, err);
}
