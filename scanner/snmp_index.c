#include "scanner/snmp_index.h"

enum { IPV4 = 1, IPV6 = 2, IPV4_ZONED = 3, IPV6_ZONED = 4 };
enum { IPV4_BYTES = 4, IPV6_BYTES = 16 };

bool snmp_index_bytes(struct snmp_oid index, uint8_t *ret_bytes, size_t n) {
    if (index.n != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (index.ids[i] > UINT8_MAX) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        ret_bytes[i] = (uint8_t)index.ids[i];
    }
    return true;
}

bool snmp_index_address(struct snmp_oid index, struct net_address *ret_address) {
    struct net_address address = {.bytes = {[10] = 0xFF, [11] = 0xFF}};

    if (!snmp_index_bytes(index, address.bytes + IPV6_BYTES - IPV4_BYTES, IPV4_BYTES) &&
        !snmp_index_bytes(index, address.bytes, IPV6_BYTES)) {
        return false;
    }
    *ret_address = address;
    return true;
}

struct snmp_oid snmp_index_counted(struct snmp_oid index) {
    return index.n > 0 && index.ids[0] == index.n - 1 ? snmp_oid_sub(index, 1, SIZE_MAX) : index;
}

bool snmp_index_typed_address(struct snmp_oid index, struct net_address *ret_address) {
    struct snmp_oid bytes = snmp_index_counted(snmp_oid_sub(index, 1, SIZE_MAX));

    switch (snmp_oid_at(index, 0)) {
    case IPV4:
        return bytes.n == IPV4_BYTES && snmp_index_address(bytes, ret_address);
    case IPV6:
        return bytes.n == IPV6_BYTES && snmp_index_address(bytes, ret_address);
    case IPV4_ZONED:
        return bytes.n == IPV4_BYTES + 4 && snmp_index_address(snmp_oid_sub(bytes, 0, IPV4_BYTES), ret_address);
    case IPV6_ZONED:
        return bytes.n == IPV6_BYTES + 4 && snmp_index_address(snmp_oid_sub(bytes, 0, IPV6_BYTES), ret_address);
    default:
        return false;
    }
}
