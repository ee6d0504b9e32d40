#include "reconciler/device_ids.h"

#include "base/intern.h"
#include "base/key_groups.h"

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

enum err_code device_ids_check(const struct table *devices, struct pool *pool, struct err *err) {
    const uint64_t *keys = devices ? table_keys(devices, DEVICES_DEVICE_ID) : NULL;
    struct key_column column = {.keys = keys, .count = keys ? table_rows(devices) : 0};
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = keys ? row_reader_new(devices, &reader, err) : ERR_OK;
    struct check check = {.lock = PTHREAD_MUTEX_INITIALIZER, .reader = reader, .row = UINT32_MAX};

    if (code || !keys) {
        return code;
    }
    code = key_groups_find(pool, table_budget(devices), &column, 1, take_group, &check, err);
    if (!code && check.failed) {
        code = err_no_memory(err);
    }
    if (!code && check.row != UINT32_MAX) {
        row_reader_move(reader, check.row);
        code = err_set(err, ERR_COLLISION, "devices.csv", row_reader_text(reader, DEVICES_DEVICE_ID), STR("device_id"));
    }
    return code ? code : row_reader_error(reader, err);
}
