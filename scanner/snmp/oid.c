#include "scanner/snmp/oid.h"

bool snmp_oid_read(struct str text, uint32_t ids[SNMP_OID_MAX], struct snmp_oid *ret_oid) {
    struct str part;
    size_t n = 0;
    uint64_t number;

    str_drop_prefix(&text, STR("."));
    while (str_cut(&text, '.', &part)) {
        if (n == SNMP_OID_MAX || !str_to_u64(part, &number) || number > UINT32_MAX) {
            return false;
        }
        ids[n++] = (uint32_t)number;
    }
    *ret_oid = (struct snmp_oid){ids, n};
    return n > 0;
}

void snmp_oid_write(struct snmp_oid oid, struct buffer *out) {
    for (size_t i = 0; i < oid.n; i++) {
        char digits[STR_U64_SIZE];
        buffer_append_cstr(out, i > 0 ? "." : "");
        buffer_append(out, str_format_u64(oid.ids[i], digits));
    }
}

int snmp_oid_cmp(struct snmp_oid a, struct snmp_oid b) {
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        if (a.ids[i] != b.ids[i]) {
            return a.ids[i] < b.ids[i] ? -1 : 1;
        }
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

bool snmp_oid_eq(struct snmp_oid a, struct snmp_oid b) {
    return a.n == b.n && snmp_oid_starts_with(a, b);
}

bool snmp_oid_starts_with(struct snmp_oid oid, struct snmp_oid prefix) {
    return oid.n >= prefix.n && (prefix.n == 0 || memcmp(oid.ids, prefix.ids, prefix.n * sizeof *oid.ids) == 0);
}

struct snmp_oid snmp_oid_sub(struct snmp_oid oid, size_t from, size_t n) {
    from = from < oid.n ? from : oid.n;
    n = n < oid.n - from ? n : oid.n - from;
    return (struct snmp_oid){n ? oid.ids + from : NULL, n};
}

uint32_t snmp_oid_at(struct snmp_oid oid, size_t place) {
    return place < oid.n ? oid.ids[place] : 0;
}
