#include "scanner/snmp_value.h"

#include "base/buffer.h"
#include "scanner/net_address.h"

struct str snmp_text(struct arena *arena, const struct snmp_variable *variable) {
    CLEANUP(buffer_done) struct buffer text = {0};

    if (!variable) {
        return STR_NONE;
    }
    switch (variable->type) {
    case SNMP_TYPE_BYTES:
        return arena_dup(arena, str_trim(variable->bytes));
    case SNMP_TYPE_OID:
        snmp_oid_write(variable->identifier, &text);
        return arena_dup(arena, buffer_view(&text));
    case SNMP_TYPE_ADDRESS:
        return snmp_address(arena, variable);
    default:
        return arena_printf(arena, "%lld", (long long)variable->number);
    }
}

bool snmp_number(const struct snmp_variable *variable, uint64_t *ret_number) {
    if (!variable || variable->number < 0) {
        return false;
    }
    if (variable->type == SNMP_TYPE_BYTES) {
        return str_to_u64(str_trim(variable->bytes), ret_number);
    }
    *ret_number = (uint64_t)variable->number;
    return variable->type == SNMP_TYPE_INTEGER || variable->type == SNMP_TYPE_UNSIGNED ||
           variable->type == SNMP_TYPE_TICKS;
}

static struct str mac_text(struct arena *arena, const uint8_t *mac) {
    static const uint8_t zeros[6];

    if (memcmp(mac, zeros, sizeof zeros) == 0) {
        return STR_NONE;
    }
    return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

struct str snmp_mac(struct arena *arena, const struct snmp_variable *variable) {
    if (!variable || variable->type != SNMP_TYPE_BYTES || variable->bytes.n != 6) {
        return STR_NONE;
    }
    return mac_text(arena, (const uint8_t *)variable->bytes.p);
}

/* The numbers of an index as bytes; false when one is no byte. */
static bool index_bytes(struct snmp_oid index, uint8_t *bytes) {
    for (size_t i = 0; i < index.n; i++) {
        if (index.ids[i] > UINT8_MAX) {
            return false;
        }
        bytes[i] = (uint8_t)index.ids[i];
    }
    return true;
}

struct str snmp_mac_of_index(struct arena *arena, struct snmp_oid index) {
    uint8_t mac[6];

    return index.n == sizeof mac && index_bytes(index, mac) ? mac_text(arena, mac) : STR_NONE;
}

static struct str address_text(struct arena *arena, const uint8_t *bytes, size_t n) {
    struct net_address address = {{0}};
    char text[NET_ADDRESS_TEXT_MAX];

    if (n == 4) {
        address.bytes[10] = address.bytes[11] = 0xFF;
        memcpy(address.bytes + 12, bytes, n);
    } else if (n == sizeof address.bytes) {
        memcpy(address.bytes, bytes, n);
    } else {
        return STR_NONE;
    }
    net_address_format(&address, text);
    return arena_dup(arena, str_from(text));
}

struct str snmp_address(struct arena *arena, const struct snmp_variable *variable) {
    if (!variable || (variable->type != SNMP_TYPE_ADDRESS && variable->type != SNMP_TYPE_BYTES)) {
        return STR_NONE;
    }
    return address_text(arena, (const uint8_t *)variable->bytes.p, variable->bytes.n);
}

struct str snmp_address_of_index(struct arena *arena, struct snmp_oid index) {
    uint8_t bytes[16];

    return index.n <= sizeof bytes && index_bytes(index, bytes) ? address_text(arena, bytes, index.n) : STR_NONE;
}

struct str snmp_date(struct arena *arena, const struct snmp_variable *variable) {
    const uint8_t *bytes;

    if (!variable || variable->type != SNMP_TYPE_BYTES || (variable->bytes.n != 8 && variable->bytes.n != 11)) {
        return STR_NONE;
    }
    bytes = (const uint8_t *)variable->bytes.p;
    return arena_printf(arena, "%04u-%02u-%02u", bytes[0] * 256U + bytes[1], bytes[2], bytes[3]);
}
