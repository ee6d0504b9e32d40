#include "scanner/collect/windows/guests.h"

#include "scanner/collect/guests/guest.h"
#include "scanner/collect/windows/rows.h"

#include <stdlib.h>

#define SETTINGS_MAX 100000 /* of one class */

struct machine {
    struct str id; /* of guest_uuid */
    struct guest guest;
};

struct machines {
    struct machine *items; /* by id */
    size_t count;
};

/* Msvm_ComputerSystem.EnabledState */
static struct str state_word(uint64_t state) {
    static const struct {
        uint64_t state;
        const char *word;
    } states[] = {{2, "on"},        {3, "off"},           {6, "suspended"},
                  {9, "suspended"}, {32768, "suspended"}, {32769, "suspended"}};

    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (states[i].state == state) {
            return str_from(states[i].word);
        }
    }
    return STR_NONE;
}

static int compare(const void *a, const void *b) {
    const struct machine *left = a, *right = b;

    return str_cmp(left->id, right->id);
}

/* The host is one of them, by its name; guests are by their ids. */
static struct machines read_machines(const struct json_document *document, struct observation *observation) {
    const struct json_node *rows = windows_rows(document, "Msvm_ComputerSystem");
    size_t length = json_length(rows) < GUESTS_MAX ? json_length(rows) : GUESTS_MAX;
    struct machines machines = {.items = arena_alloc_array(observation->arena, length, sizeof *machines.items)};

    for (size_t i = 0; machines.items && i < length; i++) {
        const struct json_node *row = json_at(rows, i);
        struct str id = guest_uuid(observation->arena, windows_text(observation, row, "Name"));
        uint64_t state = 0;
        if (str_is_empty(id)) {
            continue;
        }
        (void)windows_number(row, "EnabledState", &state);
        machines.items[machines.count++] = (struct machine){
            .id = id, .guest = {.name = windows_text(observation, row, "ElementName"), .state = state_word(state)}};
    }
    if (machines.count > 1) {
        qsort(machines.items, machines.count, sizeof *machines.items, compare);
    }
    return machines;
}

/* "Microsoft:MACHINE" or "Microsoft:MACHINE\DEVICE"; those of checkpoints and defaults belong to none. */
static struct guest *guest_of(const struct machines *machines, const struct json_node *row,
                              const struct observation *observation) {
    struct str id = windows_text(observation, row, "InstanceID"), machine = STR_NONE;
    struct machine key = {0}, *found;

    if (!str_drop_prefix(&id, STR("Microsoft:")) || !str_cut(&id, '\\', &machine)) {
        return NULL;
    }
    key.id = guest_uuid(observation->arena, machine);
    found = machines->count > 0 && !str_is_empty(key.id)
                ? bsearch(&key, machines->items, machines->count, sizeof *machines->items, compare)
                : NULL;
    return found ? &found->guest : NULL;
}

static void take_uuid(struct guest *guest, const struct json_node *row, const struct observation *observation) {
    guest->uuid = guest_uuid(observation->arena, windows_text(observation, row, "BIOSGUID"));
}

static void take_memory(struct guest *guest, const struct json_node *row, const struct observation *observation) {
    (void)observation;
    (void)windows_number(row, "VirtualQuantity", &guest->memory_mb);
}

static void take_cpus(struct guest *guest, const struct json_node *row, const struct observation *observation) {
    (void)observation;
    (void)windows_number(row, "VirtualQuantity", &guest->cpus);
}

static void take_card(struct guest *guest, const struct json_node *row, const struct observation *observation) {
    guest_add_mac(observation->arena, guest, windows_text(observation, row, "Address"));
}

static const struct {
    const char *name;
    void (*take)(struct guest *guest, const struct json_node *row, const struct observation *observation);
} classes[] = {
    {"Msvm_VirtualSystemSettingData", take_uuid},
    {"Msvm_MemorySettingData", take_memory},
    {"Msvm_ProcessorSettingData", take_cpus},
    {"Msvm_SyntheticEthernetPortSettingData", take_card},
    {"Msvm_EmulatedEthernetPortSettingData", take_card},
};

static void take_class(const struct machines *machines, const struct json_document *document, size_t class_index,
                       const struct observation *observation) {
    const struct json_node *rows = windows_rows(document, classes[class_index].name);

    for (size_t i = 0; i < json_length(rows) && i < SETTINGS_MAX; i++) {
        const struct json_node *row = json_at(rows, i);
        struct guest *guest = guest_of(machines, row, observation);
        if (guest) {
            classes[class_index].take(guest, row, observation);
        }
    }
}

void collect_windows_guests(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    struct machines machines = {0};

    if (!document) {
        return;
    }
    machines = read_machines(document, observation);
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        take_class(&machines, document, i, observation);
    }
    for (size_t i = 0; i < machines.count; i++) {
        guest_report(&machines.items[i].guest, observation);
    }
}
