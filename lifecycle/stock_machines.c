#include "lifecycle/stock_machines.h"

#include "base/budget.h"
#include "inventory/row_cells.h"
#include "pairing/asset_state.h"
#include "pairing/machine_hosts.h"

#include <stdlib.h>

#define MACHINES_MAX (UINT64_C(1) << 30)

static uint32_t rows_of(const struct table *table) {
    return table ? table_rows(table) : 0;
}

enum err_code stock_machines_init(struct stock_machines *machines, const struct lifecycle_input *input,
                                  struct err *err) {
    const struct table *assets = inventory_table(input->ledger, TABLE_DEVICES);
    const struct table *devices = inventory_table(input->snapshot, TABLE_DEVICES);

    *machines = (struct stock_machines){.input = input, .assets = assets, .devices = devices};
    machines->budget = assets ? table_budget(assets) : NULL;
    machines->asset_count = rows_of(assets);
    uint64_t numbers = (uint64_t)rows_of(assets) + rows_of(devices);
    if (numbers > MACHINES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "devices.csv", STR("2^30"), STR_NONE);
    }
    machines->numbers = (uint32_t)numbers;
    machines->items = budget_alloc(machines->budget, numbers + 1, sizeof *machines->items);
    machines->facts = budget_alloc(machines->budget, numbers + 1, sizeof *machines->facts);
    machines->ids = budget_alloc(machines->budget, numbers + 1, sizeof *machines->ids);
    machines->ranks = budget_alloc(machines->budget, numbers + 1, sizeof *machines->ranks);
    machines->by_rank = budget_alloc(machines->budget, numbers + 1, sizeof *machines->by_rank);
    if (!machines->items || !machines->facts || !machines->ids || !machines->ranks || !machines->by_rank) {
        return err_no_memory(err);
    }
    return machine_hosts_read(input->ledger, input->snapshot, &machines->hosts, err);
}

void stock_machines_done(struct stock_machines *machines) {
    machine_hosts_free(machines->hosts);
    budget_drop(machines->items);
    budget_drop(machines->facts);
    budget_drop(machines->ids);
    budget_drop(machines->ranks);
    budget_drop(machines->by_rank);
    *machines = (struct stock_machines){0};
}

/* --- numbers -------------------------------------------------------------------------------------------------------
 */

static uint32_t machine_at(const struct stock_machines *machines, struct machine_place place) {
    if (place.asset != PAIRING_NONE) {
        return place.asset;
    }
    return place.device == PAIRING_NONE ? STOCK_NONE : pairing_machine(machines->input->pairing, place.device);
}

/* Once facts were read. */
static uint32_t if_in_use(const struct stock_machines *machines, uint32_t machine) {
    return machine != STOCK_NONE && machines->facts[machine].is_in_use ? machine : STOCK_NONE;
}

uint32_t stock_machines_by_name(const struct stock_machines *machines, struct str reference) {
    struct machine_place place = {machine_hosts_asset(machines->hosts, reference), PAIRING_NONE};

    if (place.asset == PAIRING_NONE) {
        place.device = machine_hosts_device(machines->hosts, reference);
    }
    return if_in_use(machines, machine_at(machines, place));
}

uint32_t stock_machines_by_device_id(const struct stock_machines *machines, struct str device_id) {
    uint32_t device = machine_hosts_device(machines->hosts, device_id);
    return if_in_use(machines, machine_at(machines, (struct machine_place){PAIRING_NONE, device}));
}

/* --- facts ---------------------------------------------------------------------------------------------------------
 */

struct stock_plan stock_plan_read(struct row_reader *asset) {
    static const struct {
        unsigned column;
        enum plan_source source;
    } plans[] = {{DEVICES_PLANNED_END, PLAN_DEVICE},
                 {DEVICES_RENEWAL_PLANNED_ON, PLAN_RENEWAL},
                 {DEVICES_LEASE_END, PLAN_LEASE}};

    for (size_t i = 0; asset && i < ARRAY_LEN(plans); i++) {
        struct date day = row_reader_date(asset, plans[i].column);
        if (date_is_set(day)) {
            return (struct stock_plan){day, plans[i].source};
        }
    }
    return (struct stock_plan){DATE_NONE, PLAN_NONE};
}

void stock_machines_read_one(struct stock_machines *machines, uint32_t number, struct row_reader *asset,
                             struct row_reader *device, struct arena *arena) {
    struct stock_machine *machine = &machines->items[number];
    struct stock_facts *facts = &machines->facts[number];
    bool is_expected = asset && asset_state_read(asset, machines->input->observed_on) == ASSET_EXPECTED;

    facts->is_in_use = device || is_expected;
    if (!facts->is_in_use) {
        return;
    }
    facts->is_read = device && device_section_is_read(device, SECTION_OF_SOFTWARE);
    facts->plan = stock_plan_read(asset);
    machine->host = machine_at(machines, machine_hosts_of(machines->hosts, asset, device));
    machine->host = machine->host == number ? STOCK_NONE : machine->host;
    struct str id = asset ? row_reader_text(asset, DEVICES_ASSET_ID) : STR_NONE;
    machines->ids[number] = arena_dup(arena, id.n || !device ? id : row_reader_text(device, DEVICES_DEVICE_ID));
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

/* An id by what follows the beginning that all have in common, so that most comparisons need not look at the text. */
struct ranked {
    uint64_t key;
    struct str id;
    uint32_t number;
};

static int compare_ranked(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    int order = (x->key > y->key) - (x->key < y->key);

    order = order ? order : str_cmp(x->id, y->id);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static size_t common_length(struct str a, struct str b) {
    size_t n = 0;
    while (n < a.n && n < b.n && a.p[n] == b.p[n]) {
        n++;
    }
    return n;
}

static uint64_t key_behind(struct str id, size_t skip) {
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof key; i++) {
        key = key << 8 | (skip + i < id.n ? (uint8_t)id.p[skip + i] : 0);
    }
    return key;
}

/* Machines from BEGIN to END that are in use, behind those that have a rank. */
static bool rank_range(struct stock_machines *machines, uint32_t begin, uint32_t end) {
    struct ranked *ranked = budget_alloc(machines->budget, (size_t)(end - begin) + 1, sizeof *ranked);
    uint32_t count = 0;
    size_t skip = 0;

    for (uint32_t number = begin; ranked && number < end; number++) {
        if (machines->facts[number].is_in_use) {
            struct str id = machines->ids[number];
            skip = count ? common_length(str_sub(id, 0, skip), ranked[0].id) : id.n;
            ranked[count++] = (struct ranked){0, id, number};
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        ranked[i].key = key_behind(ranked[i].id, skip);
    }
    if (count) {
        qsort(ranked, count, sizeof *ranked, compare_ranked);
    }
    for (uint32_t i = 0; i < count; i++) {
        machines->ranks[ranked[i].number] = machines->ranked;
        machines->by_rank[machines->ranked++] = ranked[i].number;
    }
    budget_drop(ranked);
    return ranked != NULL;
}

enum err_code stock_machines_rank(struct stock_machines *machines, struct err *err) {
    for (uint32_t number = 0; number < machines->numbers; number++) {
        machines->ranks[number] = STOCK_NONE;
    }
    bool is_ok = rank_range(machines, 0, machines->asset_count) &&
                 rank_range(machines, machines->asset_count, machines->numbers);
    budget_drop(machines->ids);
    machines->ids = NULL;
    return is_ok ? ERR_OK : err_no_memory(err);
}
