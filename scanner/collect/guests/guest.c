#include "scanner/collect/guests/guest.h"

#include "base/buffer.h"
#include "scanner/collect/hardware/nic.h"

#include <inttypes.h>

#define UUID_DIGITS 32
#define COUNT_MAX   UINT64_C(1000000000) /* more is no figure of a machine */

static bool is_filler(char c) {
    return c == ' ' || c == '-' || c == '{' || c == '}';
}

struct str guest_uuid(struct arena *arena, struct str text) {
    CLEANUP(buffer_done) struct buffer out = {0};
    size_t digits = 0;

    for (size_t i = 0; i < text.n && digits <= UUID_DIGITS; i++) {
        if (is_filler(text.p[i])) {
            continue;
        }
        if (str_hex_digit(text.p[i]) < 0) {
            return STR_NONE;
        }
        buffer_append_cstr(&out, digits == 8 || digits == 12 || digits == 16 || digits == 20 ? "-" : "");
        buffer_append_char(&out, str_lower_char(text.p[i]));
        digits++;
    }
    return digits == UUID_DIGITS && !out.failed ? arena_dup(arena, buffer_view(&out)) : STR_NONE;
}

void guest_add_mac(struct arena *arena, struct guest *guest, struct str text) {
    struct str mac = nic_mac(arena, text);

    if (!str_is_empty(mac) && guest->mac_count < GUEST_MACS_MAX) {
        guest->macs[guest->mac_count++] = mac;
    }
}

static void set_count(struct observation *observation, struct observation_row *row, unsigned column, uint64_t count) {
    if (count > 0 && count <= COUNT_MAX) {
        observation_cell(observation, row, column, arena_printf(observation->arena, "%" PRIu64, count));
    }
}

void guest_report(const struct guest *guest, struct observation *observation) {
    struct observation_row *row = str_is_empty(str_trim(guest->name)) && str_is_empty(guest->uuid)
                                      ? NULL
                                      : observation_add(observation, TABLE_GUESTS);

    if (!row) {
        return;
    }
    observation_cell(observation, row, GUESTS_NAME, guest->name);
    observation_cell(observation, row, GUESTS_UUID, guest->uuid);
    observation_cell(observation, row, GUESTS_OS, guest->os);
    set_count(observation, row, GUESTS_MEMORY_MB, guest->memory_mb);
    set_count(observation, row, GUESTS_CPUS, guest->cpus);
    observation_cell(observation, row, GUESTS_STATE, guest->state);
    observation_cell_list(observation, row, GUESTS_MAC_ADDRESSES, guest->macs, guest->mac_count);
}
