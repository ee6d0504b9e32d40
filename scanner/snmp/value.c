#include "scanner/snmp/value.h"

#include "base/buffer.h"
#include "base/calendar.h"
#include "inventory/identity_read.h"
#include "scanner/collect/hardware/nic.h"
#include "scanner/device/text.h"
#include "scanner/snmp/index.h"

struct str snmp_text(struct arena *arena, const struct snmp_variable *variable) {
    CLEANUP(buffer_done) struct buffer text = {0};

    if (!variable) {
        return STR_NONE;
    }
    switch (variable->type) {
    case SNMP_TYPE_BYTES:
        return arena_dup(arena, device_text(arena, variable->bytes));
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
    if (!variable) {
        return false;
    }
    if (variable->type == SNMP_TYPE_BYTES) {
        return str_to_u64(str_trim(variable->bytes), ret_number);
    }
    if (variable->type == SNMP_TYPE_ADDRESS || variable->type == SNMP_TYPE_OID || variable->number < 0) {
        return false;
    }
    *ret_number = (uint64_t)variable->number;
    return true;
}

uint64_t snmp_number_or_zero(const struct snmp_variable *variable) {
    uint64_t number;

    return snmp_number(variable, &number) ? number : 0;
}

bool snmp_number_is(const struct snmp_variable *variable, uint64_t number) {
    uint64_t found;

    return snmp_number(variable, &found) && found == number;
}

/* --- hardware addresses --- */

enum { LONG_BYTES = 8 };

static struct str mac_text(struct arena *arena, const uint8_t *mac) {
    static const uint8_t zeros[SNMP_MAC_BYTES];
    char text[MAC_TEXT_SIZE];

    if (memcmp(mac, zeros, sizeof zeros) == 0) {
        return STR_NONE;
    }
    return arena_dup(arena, identity_write_mac(mac, text));
}

/* The last six of eight bytes; none of a world wide name of Fibre Channel (NAA 1, 2 and 5), nor of an EUI-64 made of
 * six bytes, which has FF FE in the middle. */
static struct str mac_of_long(struct arena *arena, const uint8_t *bytes) {
    unsigned naa = bytes[0] >> 4;

    if (naa == 1 || naa == 2 || naa == 5 || (bytes[3] == 0xFF && bytes[4] == 0xFE)) {
        return STR_NONE;
    }
    return mac_text(arena, bytes + LONG_BYTES - SNMP_MAC_BYTES);
}

/* Sixteen digits, whatever stands between them, into eight bytes. */
static bool read_long(struct str text, uint8_t bytes[LONG_BYTES]) {
    size_t digits = 0;

    (void)(str_drop_prefix(&text, STR("0x")) || str_drop_prefix(&text, STR("0X")));
    for (size_t i = 0; i < text.n; i++) {
        int digit = str_hex_digit(text.p[i]);
        if (digit >= 0 && digits < 2 * LONG_BYTES) {
            bytes[digits / 2] = (uint8_t)(bytes[digits / 2] << 4 | digit);
            digits++;
        } else if (!memchr(":-. ", text.p[i], 4)) {
            return false;
        }
    }
    return digits == 2 * LONG_BYTES;
}

static struct str mac_of_text(struct arena *arena, struct str text) {
    uint8_t bytes[LONG_BYTES] = {0};
    struct str mac = nic_mac(arena, text);

    if (!str_is_empty(mac)) {
        return mac;
    }
    if (identity_read_mac(text, bytes)) {
        return mac_text(arena, bytes);
    }
    return read_long(text, bytes) ? mac_of_long(arena, bytes) : STR_NONE;
}

struct str snmp_mac(struct arena *arena, const struct snmp_variable *variable) {
    const uint8_t *bytes;

    if (!variable || variable->type != SNMP_TYPE_BYTES) {
        return STR_NONE;
    }
    bytes = (const uint8_t *)variable->bytes.p;
    switch (variable->bytes.n) {
    case SNMP_MAC_BYTES:
        return mac_text(arena, bytes);
    case LONG_BYTES:
        return mac_of_long(arena, bytes);
    default:
        return mac_of_text(arena, device_text(arena, variable->bytes));
    }
}

struct str snmp_mac_of_index(struct arena *arena, struct snmp_oid index) {
    uint8_t mac[SNMP_MAC_BYTES];

    return snmp_index_bytes(index, mac, sizeof mac) ? mac_text(arena, mac) : STR_NONE;
}

/* --- addresses --- */

static struct str address_text(struct arena *arena, const struct net_address *address) {
    char text[NET_ADDRESS_TEXT_MAX];

    net_address_format(address, text);
    return arena_dup(arena, str_from(text));
}

struct str snmp_address(struct arena *arena, const struct snmp_variable *variable) {
    struct net_address address;

    if (!variable || (variable->type != SNMP_TYPE_ADDRESS && variable->type != SNMP_TYPE_BYTES) ||
        !net_address_from_bytes((const uint8_t *)variable->bytes.p, variable->bytes.n, &address)) {
        return STR_NONE;
    }
    return address_text(arena, &address);
}

struct str snmp_address_of_index(struct arena *arena, struct snmp_oid index) {
    struct net_address address;

    return snmp_index_address(index, &address) ? address_text(arena, &address) : STR_NONE;
}

/* --- days --- */

enum { DATE_BYTES = 8, DATE_AND_ZONE_BYTES = 11, FIRST_YEAR = 1980 };

/* Hour, minute and second, and the offset behind them, into RFC 3339; a 60th second is one that was inserted. */
static bool read_time(const uint8_t *bytes, int32_t *ret_seconds, int32_t *ret_offset) {
    if (bytes[4] > 23 || bytes[5] > 59 || bytes[6] > 60 || (bytes[8] != '+' && bytes[8] != '-') || bytes[9] > 14 ||
        bytes[10] > 59) {
        return false;
    }
    *ret_seconds = bytes[4] * 3600 + bytes[5] * 60 + (bytes[6] < 60 ? bytes[6] : 59);
    *ret_offset = (bytes[9] * 60 + bytes[10]) * (bytes[8] == '-' ? -60 : 60);
    return true;
}

struct str snmp_date(struct arena *arena, const struct snmp_variable *variable) {
    struct civil civil;
    struct date date;
    const uint8_t *bytes;
    int32_t seconds, offset;
    char text[26];

    if (!variable || variable->type != SNMP_TYPE_BYTES ||
        (variable->bytes.n != DATE_BYTES && variable->bytes.n != DATE_AND_ZONE_BYTES)) {
        return STR_NONE;
    }
    bytes = (const uint8_t *)variable->bytes.p;
    civil = (struct civil){bytes[0] * 256 + bytes[1], bytes[2], bytes[3]};
    if (civil.year < FIRST_YEAR || !date_from_civil(civil, &date)) {
        return STR_NONE;
    }
    date_format(date, text);
    if (variable->bytes.n == DATE_AND_ZONE_BYTES && read_time(bytes, &seconds, &offset)) {
        instant_format((struct instant){(int64_t)date.days * 86400 + seconds - offset, offset}, text);
    }
    return arena_dup(arena, str_from(text));
}
