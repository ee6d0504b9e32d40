/* Supported products on what is not: an operating system, a host or a machine that has lost its support. Where it is
 * not known whether the platform has, the finding about the platform says so, and nothing is said here. */

#include "lifecycle/support_finding.h"

enum {
    MACHINES_A_TASK = 1024,
    HOSTS_MAX = 8, /* hosts on hosts: a circle ends */
};

/* What is beneath MACHINE is BENEATH's, which is itself or its host. */
struct platform {
    uint32_t machine, beneath;
    uint64_t base;
    enum message message;
    const char *field;
};

static void add_rows(const struct support_audit *audit, struct support_worker *worker, uint32_t machine) {
    const struct lifecycle_input *input = audit->run->input;
    const struct stock_machine *rows = stock_machine(audit->stock, machine);

    if (rows->asset != PAIRING_NONE) {
        support_add_row(&worker->ledger, inventory_table(input->ledger, TABLE_DEVICES), rows->asset);
    }
    if (rows->device != PAIRING_NONE) {
        support_add_row(&worker->snapshot, inventory_table(input->snapshot, TABLE_DEVICES), rows->device);
    }
}

static void add_evidence(const struct support_audit *audit, struct support_worker *worker,
                         const struct platform *platform, struct finding *finding) {
    add_rows(audit, worker, platform->machine);
    if (platform->beneath != platform->machine) {
        add_rows(audit, worker, platform->beneath);
    }
    support_add_release(worker, support_release_of(audit, support_base_item(platform->base)));
    support_take_evidence(worker, finding);
}

static enum err_code tell(const struct support_audit *audit, unsigned worker, const struct platform *platform,
                          struct err *err) {
    struct support_worker *own = &audit->workers[worker];
    const struct support_machine *machine = &audit->machines[platform->machine];
    const struct stock_item *beneath = stock_item(audit->stock, support_base_item(platform->base));
    struct date end = support_base_end(platform->base);
    struct finding finding = finding_make(CODE_SUP_PLATFORM, platform->message);
    bool is_certain = support_base_is_certain(platform->base) && machine->certain > 0;

    stock_reader_set_machine(own->reader, &finding, platform->machine);
    finding.field = str_from(platform->field);
    finding.outcome = is_certain ? finding.outcome : OUTCOME_UNDETERMINED;
    finding_add_text(&finding, beneath->name);
    support_add_end(own, &finding, milestone_on(end));
    finding_add_number(&finding, machine->products);
    finding_add_text(&finding, stock_item(audit->stock, machine->first_product)->name);
    add_evidence(audit, own, platform, &finding);
    return support_send(audit, worker, &finding, err);
}

/* The nearest host that has lost the support of its system or of itself. */
static bool find_host(const struct support_audit *audit, uint32_t machine, struct platform *platform) {
    uint32_t host = machine;

    for (unsigned i = 0; i < HOSTS_MAX; i++) {
        host = stock_machine(audit->stock, host)->host;
        if (host == STOCK_NONE || host == machine) {
            return false;
        }
        const struct support_machine *beneath = &audit->machines[host];
        uint64_t base = beneath->os != SUPPORT_BASE_NONE ? beneath->os : beneath->hardware;
        if (base != SUPPORT_BASE_NONE) {
            *platform = (struct platform){machine, host, base, MESSAGE_SUPPORT_PLATFORM_HOST, "virtual_host"};
            return true;
        }
    }
    return false;
}

static enum err_code audit_machine(const struct support_audit *audit, unsigned worker, uint32_t number,
                                   struct err *err) {
    const struct support_machine *machine = &audit->machines[number];
    const struct platform own[] = {
        {number, number, machine->os, MESSAGE_SUPPORT_PLATFORM, "os_version"},
        {number, number, machine->hardware, MESSAGE_SUPPORT_PLATFORM, "model"},
    };
    struct platform host;
    enum err_code code = ERR_OK;

    if (machine->products == 0) {
        return ERR_OK;
    }
    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(own); i++) {
        code = own[i].base != SUPPORT_BASE_NONE ? tell(audit, worker, &own[i], err) : ERR_OK;
    }
    return code == ERR_OK && find_host(audit, number, &host) ? tell(audit, worker, &host, err) : code;
}

static enum err_code audit_chunk(void *context, size_t task, unsigned worker, struct err *err) {
    const struct support_audit *audit = context;
    uint32_t numbers = stock_machine_numbers(audit->stock);
    uint32_t first = (uint32_t)task * MACHINES_A_TASK;
    enum err_code code = ERR_OK;

    for (uint32_t i = first; code == ERR_OK && i < numbers && i - first < MACHINES_A_TASK; i++) {
        code = audit_machine(audit, worker, i, err);
    }
    return code;
}

enum err_code support_audit_platforms(struct support_audit *audit, struct err *err) {
    size_t tasks = ((size_t)stock_machine_numbers(audit->stock) + MACHINES_A_TASK - 1) / MACHINES_A_TASK;
    return parallel_try(audit->run->pool, tasks, audit_chunk, audit, err);
}
