#include "tests/bench/pair.h"

#include "tests/bench/cell.h"

/* Behind what all addresses begin with. */
#define MAC_MAKER       UINT64_C(0x3c5200000000)
#define MAC_OTHER_MAKER UINT64_C(0x3c5300000000)

void pair_label(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    buffer_append(out, STR("HW-"));
    cell_decimal(out, machine->label, 8);
}

/* The letters of the plant, and a number that is another for each machine: what is multiplied by an odd number stays
 * different. */
void pair_serial(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    buffer_append(out, machine->change == CHANGE_SERIAL ? STR("MY") : STR("MX"));
    cell_hex_capital(out, machine->number * UINT64_C(0x9e3779b1), 8);
}

void pair_short_name(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    buffer_append(out, machine->change == CHANGE_HOSTNAME ? STR("tmp") : STR("pc"));
    cell_decimal(out, machine->number, 8);
}

void pair_hostname(struct buffer *out, const void *row) {
    pair_short_name(out, row);
    buffer_append(out, STR(".example.go.jp"));
}

uint64_t pair_mac_number(const struct machine *machine) {
    uint64_t maker = machine->change == CHANGE_MAC ? MAC_OTHER_MAKER : MAC_MAKER;

    return maker | (uint32_t)(machine->number * UINT64_C(0x85ebca6b));
}

void pair_mac(struct buffer *out, const void *row) {
    cell_mac(out, pair_mac_number(row));
}

void pair_address(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    cell_address(out, machine->address);
}

/* Snapshots are sorted by it, and still in no order of anything else. */
void pair_device_id(struct buffer *out, const void *row) {
    const struct machine *machine = row;
    uint64_t step = UINT64_MAX / machine->file_rows;

    buffer_append_char(out, 'd');
    cell_hex(out, machine->place_in_file * step + draw_bits(machine->number) % step, 16);
}

static void append_no_answer(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("no-answer"));
}

static void append_method(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("ssh"));
}

const struct sheet_column pair_probes[] = {
    {"target", pair_address}, {"address", pair_address}, {"outcome", append_no_answer}, {"method", append_method}};
const size_t pair_probes_count = ARRAY_LEN(pair_probes);

struct machine pair_known_machine(const struct shuffle *devices, uint64_t place) {
    uint64_t number = shuffle_at(devices, place);

    return (struct machine){
        .number = number, .label = number, .place_in_file = place, .file_rows = devices->count, .is_observed = true};
}

void pair_installed_asset_id(struct buffer *out, const void *row) {
    const struct pair_installed *installed = row;
    struct machine machine = {.label = installed->device};

    pair_label(out, &machine);
}

/* Devices are sorted by it, as a scanner writes them. */
void pair_installed_device_id(struct buffer *out, const void *row) {
    const struct pair_installed *installed = row;

    pair_device_id(out, installed->machine);
}

void pair_installed_source(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("registry"));
}
