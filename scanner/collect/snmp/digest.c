#include "scanner/collect/snmp/digest.h"

#include "base/buffer.h"
#include "scanner/collect/snmp/snmp.h"
#include "scanner/sha256.h"

struct str collect_snmp_sha256(struct arena *arena) {
    CLEANUP(buffer_done) struct buffer list = {0};
    char hex[SHA256_HEX_SIZE];

    if (!collect_snmp_list(&list) || !sha256_hex(buffer_view(&list), hex)) {
        return STR_NONE;
    }
    return arena_dup(arena, str_from(hex));
}
