#include "tests/bench/cell.h"
#include "tests/bench/pair.h"

/* Defines how a spelling is written that both sides share. */
#define ALIKE(PART)                                                                                                    \
    static void append_##PART(struct buffer *out, const void *row) {                                                   \
        const struct machine *machine = row;                                                                           \
        buffer_append_cstr(out, machine->PART->alike);                                                                 \
    }
ALIKE(kind)
ALIKE(maker)
ALIKE(system)
ALIKE(release)
ALIKE(memory)
ALIKE(place)
#undef ALIKE

static void append_model(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    buffer_append_cstr(out, machine->model->alike);
    buffer_append_cstr(out, machine->change == CHANGE_MODEL ? "X" : "");
}

static const struct sheet_column ledger[] = {
    {"asset_id", pair_label},       {"serial", pair_serial},        {"hostname", pair_hostname},
    {"mac_addresses", pair_mac},    {"ip_addresses", pair_address}, {"kind", append_kind},
    {"manufacturer", append_maker}, {"model", append_model},        {"os_name", append_system},
    {"os_version", append_release}, {"memory_mb", append_memory},   {"location", append_place},
};

/* Twelve as well: what a machine is, the ledger alone says. */
static const struct sheet_column snapshot[] = {
    {"device_id", pair_device_id},  {"asset_tag", pair_label},    {"serial", pair_serial},
    {"hostname", pair_hostname},    {"mac_addresses", pair_mac},  {"ip_addresses", pair_address},
    {"manufacturer", append_maker}, {"model", append_model},      {"os_name", append_system},
    {"os_version", append_release}, {"memory_mb", append_memory}, {"location", append_place},
};

const struct pair_kind pair_alike = {.name = "alike",
                                     .ledger = ledger,
                                     .snapshot = snapshot,
                                     .ledger_count = ARRAY_LEN(ledger),
                                     .snapshot_count = ARRAY_LEN(snapshot),
                                     .ledger_line_end = "\n"};
