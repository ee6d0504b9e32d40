#include "scanner/collect/guests/esxi.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/guests/guest.h"

#define RUNNING_MAX 1024 /* are looked through for each guest */
#define LISTED_MAX  1024 /* guests; each is looked for among those that run */

struct machines {
    struct str running[RUNNING_MAX]; /* UUIDs */
    size_t running_count;
    bool is_running_known;
    bool is_suspended, has_cpus; /* says the configuration of the guest that is read */
};

/* "12     db 2   [datastore1] db 2/db 2.vmx   debian11_64Guest   vmx-19" */
static struct guest listed(struct str line) {
    struct guest guest = {0};
    struct str number;
    ptrdiff_t place;

    if (!fields_next_word(&line, &number) || !str_has_digit(number)) {
        return guest;
    }
    place = str_find(line, STR(" ["));
    guest.name = str_trim(str_sub(line, 0, place < 0 ? line.n : (size_t)place));
    if (place >= 0) {
        line = str_trim(str_sub(line, (size_t)place, SIZE_MAX));
        line = str_trim(str_sub(line, 0, (size_t)(fields_find_last(line, ' ') + 1)));
        guest.os = str_sub(line, (size_t)(fields_find_last(line, ' ') + 1), SIZE_MAX);
        guest.os = str_ends_with(guest.os, STR(".vmx")) ? STR_NONE : guest.os;
    }
    return guest;
}

/* ethernet0.address, ethernet0.generatedAddress */
static bool is_address(struct str name) {
    return str_starts_with(name, STR("ethernet")) && str_ends_with(name, STR("address"));
}

static void take_setting(struct str name, struct str value, struct machines *machines, struct guest *guest,
                         struct arena *arena) {
    if (str_eq(name, STR("displayname"))) {
        guest->name = str_is_empty(value) ? guest->name : value;
    } else if (str_eq(name, STR("uuid.bios"))) {
        guest->uuid = guest_uuid(arena, value);
    } else if (str_eq(name, STR("memsize"))) {
        guest->memory_mb = str_to_u64(value, &guest->memory_mb) ? guest->memory_mb : 0;
    } else if (str_eq(name, STR("numvcpus"))) {
        guest->cpus = str_to_u64(value, &guest->cpus) ? guest->cpus : 0;
        machines->has_cpus = true;
    } else if (str_eq(name, STR("checkpoint.vmstate"))) {
        machines->is_suspended = !str_is_empty(value);
    } else if (is_address(name)) {
        guest_add_mac(arena, guest, value);
    }
}

static bool is_running(const struct machines *machines, struct str uuid) {
    for (size_t i = 0; i < machines->running_count; i++) {
        if (str_eq(machines->running[i], uuid)) {
            return true;
        }
    }
    return false;
}

static void end_guest(struct machines *machines, struct guest *guest, struct observation *observation) {
    if (machines->is_running_known && !str_is_empty(guest->uuid)) {
        guest->state = is_running(machines, guest->uuid) ? STR("on")
                       : machines->is_suspended          ? STR("suspended")
                                                         : STR("off");
    }
    /* a configuration leaves out that it is one */
    guest->cpus = !machines->has_cpus && !str_is_empty(guest->uuid) ? 1 : guest->cpus;
    guest_report(guest, observation);
    machines->is_suspended = machines->has_cpus = false;
    *guest = (struct guest){0};
}

static void take_running(struct machines *machines, struct str text, struct arena *arena) {
    struct str uuid = guest_uuid(arena, text);

    if (!str_is_empty(uuid) && machines->running_count < RUNNING_MAX) {
        machines->running[machines->running_count++] = uuid;
    }
}

void collect_esxi_guests(struct str body, struct observation *observation) {
    struct machines machines = {0};
    struct guest guest = {0};
    size_t count = 0;
    struct str line, name;

    while (fields_next_line(&body, &line)) {
        if (str_eq(line, STR("processes=1"))) {
            machines.is_running_known = true;
        } else if (str_drop_prefix(&line, STR("running="))) {
            take_running(&machines, line, observation->arena);
        } else if (str_drop_prefix(&line, STR("guest="))) {
            if (count++ == LISTED_MAX) {
                break;
            }
            end_guest(&machines, &guest, observation);
            guest = listed(line);
        } else if (str_cut(&line, '=', &name) && line.p) {
            take_setting(arena_dup_lower(observation->arena, str_trim(name)), fields_unquote(str_trim(line)), &machines,
                         &guest, observation->arena);
        }
    }
    end_guest(&machines, &guest, observation);
}
