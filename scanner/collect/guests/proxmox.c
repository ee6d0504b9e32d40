#include "scanner/collect/guests/proxmox.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/guests/guest.h"

#define FACTOR_MAX UINT64_C(10000) /* more is no number of sockets or cores */
/* where a configuration leaves them out */
#define CORES_DEFAULT     1
#define MEMORY_MB_DEFAULT 512

struct machine {
    struct guest guest;
    uint64_t cores, sockets, vcpus; /* 0: not said */
    bool is_running, is_suspended, is_template, is_container;
};

/* "name=value,name=value": the value of the item called NAME. */
static struct str item(struct str list, const char *name) {
    struct str part, value;

    while (str_cut(&list, ',', &part)) {
        value = str_trim(part);
        if (str_drop_prefix(&value, str_from(name)) && str_drop_prefix(&value, STR("="))) {
            return value;
        }
    }
    return STR_NONE;
}

/* "virtio=BC:24:11:00:00:01,bridge=vmbr0": the address is called by the kind of card, or macaddr, or hwaddr. */
static void take_card(struct str list, struct guest *guest, struct arena *arena) {
    struct str part, name;

    while (str_cut(&list, ',', &part)) {
        if (str_cut(&part, '=', &name) && part.n > 0 && str_contains(part, STR(":"))) {
            guest_add_mac(arena, guest, part);
        }
    }
}

static uint64_t factor(struct str text) {
    uint64_t number;

    return str_to_u64(text, &number) && number <= FACTOR_MAX ? number : 0;
}

/* "4096", of late also "current=4096" */
static uint64_t memory_mb(struct str text) {
    struct str current = item(text, "current");
    uint64_t number;

    return str_to_u64(str_is_empty(current) ? text : current, &number) ? number : 0;
}

static void take_option(struct str name, struct str value, struct machine *machine, struct arena *arena) {
    if (str_eq(name, STR("name")) || str_eq(name, STR("hostname"))) {
        machine->guest.name = value;
    } else if (str_eq(name, STR("ostype"))) {
        machine->guest.os = value;
    } else if (str_eq(name, STR("memory"))) {
        machine->guest.memory_mb = memory_mb(value);
    } else if (str_eq(name, STR("smbios1"))) {
        machine->guest.uuid = guest_uuid(arena, item(value, "uuid"));
    } else if (str_eq(name, STR("cores"))) {
        machine->cores = factor(value);
    } else if (str_eq(name, STR("sockets"))) {
        machine->sockets = factor(value);
    } else if (str_eq(name, STR("vcpus"))) {
        machine->vcpus = factor(value);
    } else if (str_eq(name, STR("template"))) {
        machine->is_template = str_eq(value, STR("1"));
    } else if (str_eq(name, STR("lock"))) {
        machine->is_suspended = str_eq(value, STR("suspended"));
    } else if (str_drop_prefix(&name, STR("net")) && str_has_digit(name)) {
        take_card(value, &machine->guest, arena);
    }
}

static uint64_t or_one(uint64_t count) {
    return count > 0 ? count : CORES_DEFAULT;
}

/* A container may use all processors of its host where nothing is said of them. */
static uint64_t cpus(const struct machine *machine) {
    if (machine->is_container) {
        return machine->cores;
    }
    return machine->vcpus > 0 ? machine->vcpus : or_one(machine->cores) * or_one(machine->sockets);
}

/* A machine without a name is called by its number; a template never runs. */
static void end_machine(struct machine *machine, struct str number, struct observation *observation) {
    struct guest *guest = &machine->guest;

    if (!str_is_empty(number) && !machine->is_template) {
        guest->name = str_is_empty(guest->name) ? number : guest->name;
        guest->memory_mb = guest->memory_mb > 0 ? guest->memory_mb : MEMORY_MB_DEFAULT;
        guest->cpus = cpus(machine);
        guest->state = machine->is_running ? STR("on") : machine->is_suspended ? STR("suspended") : STR("off");
        guest_report(guest, observation);
    }
    *machine = (struct machine){0};
}

void collect_guests_proxmox(struct str body, struct observation *observation) {
    struct machine machine = {0};
    struct str number = STR_NONE, line, name;
    size_t count = 0;

    if (str_eq(fields_value(body, "denied"), STR("guests"))) {
        observation_note(observation, STR("guests need privilege"));
    }
    while (fields_next_line(&body, &line)) {
        if (str_drop_prefix(&line, STR("guest="))) {
            if (count++ == GUESTS_MAX) {
                break;
            }
            end_machine(&machine, number, observation);
            number = line;
        } else if (str_eq(line, STR("running=1"))) {
            machine.is_running = true;
        } else if (str_eq(line, STR("container=1"))) {
            machine.is_container = true;
        } else if (str_cut(&line, ':', &name) && line.p) {
            take_option(name, str_trim(line), &machine, observation->arena);
        }
    }
    end_machine(&machine, number, observation);
}
