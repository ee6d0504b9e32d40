/* Security updates that machines say they lack, one finding a machine. What the machine knows of updates may be old,
 * and then it does not say how many there are. */

#include "lifecycle/support_finding.h"
#include "pairing/device_numbers.h"
#include "pairing/groups.h"

#include <stdlib.h>

enum { HOURS_A_DAY = 24, DEVICES_A_TASK = 512 };

struct updates {
    const struct support_audit *audit;
    const struct table *table;
    struct row_groups rows; /* by device */
    uint32_t devices;
    uint32_t *machine_of; /* by device; STOCK_NONE: it is none that counts */
    struct row_reader **readers;
};

static void updates_done(struct updates *updates) {
    for (unsigned i = 0; updates->readers && i < updates->audit->worker_count; i++) {
        row_reader_free(updates->readers[i]);
    }
    free(updates->readers);
    free(updates->machine_of);
    row_groups_done(&updates->rows);
}

/* --- one machine ---------------------------------------------------------------------------------------------------
 */

struct pending {
    int64_t security, unsaid; /* updates, and those of which it is not said whether they are for security */
    int64_t age_hours;        /* of the oldest of what is known; -1: it is not known */
    uint32_t row;             /* the first */
};

static struct pending count_pending(const struct updates *updates, struct row_reader *reader, uint32_t device) {
    const uint32_t *first = updates->rows.first;
    struct pending pending = {.row = row_groups_row(&updates->rows, first[device])};
    bool has_age = true;

    for (uint32_t i = first[device]; i < first[device + 1]; i++) {
        row_reader_move(reader, row_groups_row(&updates->rows, i));
        struct value age = row_reader_value(reader, UPDATES_METADATA_AGE_HOURS);
        struct value security = row_reader_value(reader, UPDATES_SECURITY);
        bool is_update = row_reader_text(reader, UPDATES_PACKAGE).n > 0; /* else the row has the age alone */

        has_age = has_age && age.is_set;
        pending.age_hours = age.is_set && age.number > pending.age_hours ? age.number : pending.age_hours;
        pending.security += is_update && security.is_set && security.number;
        pending.unsaid += is_update && !security.is_set;
    }
    pending.age_hours = has_age ? pending.age_hours : -1;
    return pending;
}

/* What to say of it; false: nothing. */
static bool choose(const struct pending *pending, int64_t max_days, enum message *ret_message) {
    if (pending->age_hours < 0) {
        *ret_message = MESSAGE_SUPPORT_UPDATES_NO_AGE;
    } else if (pending->age_hours > max_days * HOURS_A_DAY) {
        *ret_message = MESSAGE_SUPPORT_UPDATES_STALE;
    } else if (pending->security) {
        *ret_message = MESSAGE_SUPPORT_UPDATES;
    } else {
        *ret_message = MESSAGE_SUPPORT_UPDATES_KIND;
        return pending->unsaid > 0;
    }
    return true;
}

static enum err_code audit_device(const struct updates *updates, unsigned worker, uint32_t device, struct err *err) {
    const struct support_audit *audit = updates->audit;
    struct support_worker *own = &audit->workers[worker];
    struct pending pending = count_pending(updates, updates->readers[worker], device);
    enum message message;

    if (!choose(&pending, audit->run->input->policy->snapshot_max_age_days, &message)) {
        return ERR_OK;
    }
    struct finding finding = finding_make(CODE_SUP_PATCH, message);
    stock_reader_set_machine(own->reader, &finding, updates->machine_of[device]);
    finding.field = STR("updates");
    finding.outcome = message == MESSAGE_SUPPORT_UPDATES ? OUTCOME_NOTICE : OUTCOME_UNDETERMINED;
    finding_add_number(&finding, message == MESSAGE_SUPPORT_UPDATES_KIND ? pending.unsaid : pending.security);
    if (pending.age_hours >= 0 && message != MESSAGE_SUPPORT_UPDATES_KIND) {
        finding_add_number(&finding, pending.age_hours);
    }
    table_evidence(updates->table, pending.row, &own->snapshot);
    finding.snapshot_evidence = buffer_view(&own->snapshot);
    return support_send(audit, worker, &finding, err);
}

static enum err_code audit_chunk(void *context, size_t task, unsigned worker, struct err *err) {
    const struct updates *updates = context;
    uint32_t begin = (uint32_t)task * DEVICES_A_TASK;
    enum err_code code = ERR_OK;

    for (uint32_t i = begin; code == ERR_OK && i < updates->devices && i - begin < DEVICES_A_TASK; i++) {
        bool has_rows = updates->rows.first[i] < updates->rows.first[i + 1];
        code = has_rows && updates->machine_of[i] != STOCK_NONE ? audit_device(updates, worker, i, err) : ERR_OK;
    }
    return code == ERR_OK ? row_reader_error(updates->readers[worker], err) : code;
}

/* --- whose the rows are --------------------------------------------------------------------------------------------
 */

static enum err_code group_rows(struct updates *updates, const struct table *devices, struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *ids = NULL;
    enum err_code code = device_numbers_read(devices, &ids, err);
    const struct row_groups_input input = {
        .table = updates->table,
        .column = UPDATES_DEVICE_ID,
        .owners = updates->devices,
        .owner = device_numbers_find,
        .owner_context = ids,
        .pool = updates->audit->run->pool,
    };
    return code == ERR_OK ? row_groups_build(&input, &updates->rows, err) : code;
}

static enum err_code prepare(struct updates *updates, const struct table *devices, struct err *err) {
    const struct support_audit *audit = updates->audit;
    enum err_code code = ERR_OK;

    updates->machine_of = malloc((updates->devices + 1) * sizeof *updates->machine_of);
    updates->readers = calloc(audit->worker_count, sizeof(*updates->readers));
    if (!updates->machine_of || !updates->readers) {
        return err_no_memory(err);
    }
    memset(updates->machine_of, 0xFF, (updates->devices + 1) * sizeof *updates->machine_of);
    for (uint32_t i = 0; i < stock_machine_numbers(audit->stock); i++) {
        const struct stock_machine *machine = stock_machine(audit->stock, i);
        if (machine->device != PAIRING_NONE) {
            updates->machine_of[machine->device] = i;
        }
    }
    for (unsigned i = 0; code == ERR_OK && i < audit->worker_count; i++) {
        code = row_reader_new(updates->table, &updates->readers[i], err);
    }
    return code == ERR_OK ? group_rows(updates, devices, err) : code;
}

enum err_code support_audit_updates(struct support_audit *audit, struct err *err) {
    const struct inventory *snapshot = audit->run->input->snapshot;
    const struct table *devices = inventory_table(snapshot, TABLE_DEVICES);
    CLEANUP(updates_done)
    struct updates updates = {.audit = audit, .table = inventory_table(snapshot, TABLE_UPDATES)};

    if (!devices || !updates.table) {
        return ERR_OK;
    }
    updates.devices = table_rows(devices);
    enum err_code code = prepare(&updates, devices, err);
    size_t tasks = ((size_t)updates.devices + DEVICES_A_TASK - 1) / DEVICES_A_TASK;
    return code == ERR_OK ? parallel_try(audit->run->pool, tasks, audit_chunk, &updates, err) : code;
}
