#include "scanner/collect/hardware/virtual.h"

#include "inventory/virtual_hardware.h"
#include "scanner/collect/fields.h"

static bool says_something(struct str text) {
    return !str_is_empty(text) && !str_eq(text, STR("none"));
}

/* Traces that only a container has. */
static struct str container_trace(struct str body) {
    struct str manager = fields_value(body, "manager");

    return says_something(manager) ? manager : fields_value(body, "cgroup");
}

/* systemd says docker where there is a file /.dockerenv, which an image takes along when it becomes a machine. */
static struct str container_of(struct str body) {
    struct str told = fields_value(body, "container"), trace = container_trace(body);

    if (says_something(told) && (!str_eq(told, STR("docker")) || says_something(trace))) {
        return told;
    }
    return trace;
}

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

static enum answer is_virtual_machine(struct str body) {
    struct str vm = fields_value(body, "vm"), vendor = fields_value(body, "vendor");
    bool is_xen_host = str_contains(fields_value(body, "xen"), STR("control_d"));
    bool has_flag = says_something(fields_value(body, "cpu_flag"));
    bool knows_flag = str_contains(body, STR("cpu_flag="));

    if (!str_is_empty(vm)) {
        return says_something(vm) ? ANSWER_YES : ANSWER_NO;
    }
    if (virtual_is_hardware_of(vendor, fields_value(body, "product"))) {
        return ANSWER_YES;
    }
    if (has_flag || says_something(fields_value(body, "hypervisor"))) {
        return is_xen_host ? ANSWER_NO : ANSWER_YES;
    }
    return knows_flag && !str_is_empty(vendor) ? ANSWER_NO : ANSWER_UNKNOWN;
}

void collect_virtual(struct str body, struct observation *observation) {
    struct str container = container_of(body);
    enum answer answer = is_virtual_machine(body);

    if (!str_is_empty(container)) {
        answer = ANSWER_YES;
        observation->is_container = true;
        observation_note(observation, arena_printf(observation->arena, "container: %.*s", STR_FMT(container)));
    }
    if (answer == ANSWER_YES) {
        observation_set(observation, DEVICES_KIND, STR("vm"));
    }
    if (answer != ANSWER_UNKNOWN) {
        observation_set(observation, DEVICES_VIRTUAL, answer == ANSWER_YES ? STR("yes") : STR("no"));
    }
}
