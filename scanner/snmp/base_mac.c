#include "scanner/snmp/base_mac.h"

#include "inventory/identity_read.h"
#include "scanner/snmp/value.h"
#include "scanner/snmp/vendor.h"

static bool is_of_group(struct str text) {
    uint8_t mac[6];

    return identity_read_mac(text, mac) && mac[0] & 1;
}

struct str snmp_base_mac(const struct snmp_answers *answers, struct arena *arena) {
    struct str mac = snmp_mac(arena, snmp_answers_get(answers, SNMP_BRIDGE_ADDRESS));

    if (str_is_empty(mac) || is_of_group(mac)) {
        mac = snmp_vendor_mac(answers, arena);
    }
    return is_of_group(mac) ? STR_NONE : mac;
}
