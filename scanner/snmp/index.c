#include "scanner/snmp/index.h"

enum { IPV4 = 1, IPV6 = 2, IPV4_ZONED = 3, IPV6_ZONED = 4 };
enum { IPV4_BYTES = 4, IPV6_BYTES = 16, ZONE_BYTES = 4 };

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
    uint8_t bytes[IPV6_BYTES];

    return index.n <= sizeof bytes && snmp_index_bytes(index, bytes, index.n) &&
           net_address_from_bytes(bytes, index.n, ret_address);
}

struct snmp_oid snmp_index_counted(struct snmp_oid index, size_t n) {
    bool has_length = snmp_oid_at(index, 0) == n;

    return index.n == n + has_length ? snmp_oid_sub(index, has_length, n) : (struct snmp_oid){0};
}

bool snmp_index_typed_address(struct snmp_oid index, struct net_address *ret_address) {
    static const size_t lengths[] = {
        [IPV4] = IPV4_BYTES,
        [IPV6] = IPV6_BYTES,
        [IPV4_ZONED] = IPV4_BYTES + ZONE_BYTES,
        [IPV6_ZONED] = IPV6_BYTES + ZONE_BYTES,
    };
    uint32_t type = snmp_oid_at(index, 0);
    size_t length = type < ARRAY_LEN(lengths) ? lengths[type] : 0;
    struct snmp_oid bytes = snmp_index_counted(snmp_oid_sub(index, 1, SIZE_MAX), length);

    if (type == IPV4_ZONED || type == IPV6_ZONED) {
        bytes = snmp_oid_sub(bytes, 0, bytes.n - (bytes.n > 0 ? ZONE_BYTES : 0));
    }
    return snmp_index_address(bytes, ret_address);
}
