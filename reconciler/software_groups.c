#include "reconciler/software_groups.h"

#include "pairing/asset_names.h"
#include "pairing/device_numbers.h"
#include "reconciler/labels.h"

static uint32_t asset_of_reference(void *context, struct str reference) {
    return asset_names_find(context, reference);
}

static struct row_groups_input groups_input(const struct table_labels *labels, bool are_kept, struct pool *pool) {
    return (struct row_groups_input){
        .table = labels->table,
        .labels = are_kept ? labels_read : NULL,
        .labels_context = labels,
        .pool = pool,
    };
}

enum err_code software_group_listed(struct run *run, struct pool *pool, struct err *err) {
    CLEANUP(asset_names_free_cleanup) struct asset_names *names = NULL;
    enum err_code code = run->listed ? asset_names_build(run->assets, &names, err) : ERR_OK;
    struct row_groups_input input = groups_input(&run->labels->listed, run->labels->are_kept, pool);

    input.column = SOFTWARE_ASSET_ID;
    input.owners = table_rows(run->assets);
    input.owner = asset_of_reference;
    input.owner_context = names;
    return code == ERR_OK ? row_groups_build(&input, &run->listed_by_asset, err) : code;
}

/* The input of rows of the snapshot by the numbers of their devices. */
static struct row_groups_input by_device(const struct table *devices, struct intern *ids, struct row_groups_input input,
                                         unsigned column) {
    input.column = column;
    input.owners = table_rows(devices);
    input.owner = device_numbers_find;
    input.owner_context = ids;
    return input;
}

enum err_code software_group_by_device(const struct table *devices, const struct table_labels *labels, bool are_kept,
                                       struct pool *pool, struct row_groups *ret_groups, struct err *err) {
    struct row_groups_input input = groups_input(labels, are_kept, pool);

    if (!devices || !labels->table) {
        return row_groups_build(&input, ret_groups, err);
    }
    CLEANUP(intern_free_cleanup) struct intern *ids = NULL;
    enum err_code code = device_numbers_read(devices, &ids, err);
    input = by_device(devices, ids, input, SOFTWARE_DEVICE_ID);
    return code == ERR_OK ? row_groups_build(&input, ret_groups, err) : code;
}

enum err_code software_group_observed(struct run *run, struct pool *pool, struct err *err) {
    struct row_groups_input installed = groups_input(&run->labels->installed, run->labels->are_kept, pool);
    struct row_groups_input accounts = {.table = run->accounts, .pool = pool};

    if (!run->devices || (!run->installed && !run->has_logins)) {
        return row_groups_build(&installed, &run->installed_by_device, err);
    }
    CLEANUP(intern_free_cleanup) struct intern *ids = NULL;
    enum err_code code = device_numbers_read(run->devices, &ids, err);
    installed = by_device(run->devices, ids, installed, SOFTWARE_DEVICE_ID);
    accounts = by_device(run->devices, ids, accounts, ACCOUNTS_DEVICE_ID);
    if (code == ERR_OK) {
        code = row_groups_build(&installed, &run->installed_by_device, err);
    }
    return code == ERR_OK && run->has_logins ? row_groups_build(&accounts, &run->accounts_by_device, err) : code;
}
