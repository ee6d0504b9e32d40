#include "scanner/snmp/recording.h"

#include <inttypes.h>

static const unsigned tags[] = {
    [SNMP_TYPE_INTEGER] = 2, [SNMP_TYPE_UNSIGNED] = 66, [SNMP_TYPE_TICKS] = 67,
    [SNMP_TYPE_BYTES] = 4,   [SNMP_TYPE_ADDRESS] = 64,  [SNMP_TYPE_OID] = 6,
};
#define TAG_COUNTER64 70

/* Anything that could be taken for the end of the line, or trimmed, is in hexadecimal. */
static bool is_plain(struct str bytes) {
    for (size_t i = 0; i < bytes.n; i++) {
        if (bytes.p[i] < ' ' || bytes.p[i] > '~') {
            return false;
        }
    }
    return bytes.n == str_trim(bytes).n;
}

static void write_bytes(struct str bytes, unsigned tag, struct buffer *out) {
    bool is_text = tag == tags[SNMP_TYPE_BYTES] && is_plain(bytes);

    buffer_printf(out, "%u%s|", tag, is_text ? "" : "x");
    if (is_text) {
        buffer_append(out, bytes);
        return;
    }
    for (size_t i = 0; i < bytes.n; i++) {
        buffer_printf(out, "%02x", (unsigned char)bytes.p[i]);
    }
}

static void write_variable(const struct snmp_variable *variable, struct buffer *out) {
    unsigned tag = tags[variable->type];

    snmp_oid_write(variable->oid, out);
    buffer_append_cstr(out, "|");
    switch (variable->type) {
    case SNMP_TYPE_BYTES:
    case SNMP_TYPE_ADDRESS:
        write_bytes(variable->bytes, tag, out);
        break;
    case SNMP_TYPE_OID:
        buffer_printf(out, "%u|", tag);
        snmp_oid_write(variable->identifier, out);
        break;
    default:
        buffer_printf(out, "%u|%" PRId64, variable->number > UINT32_MAX ? TAG_COUNTER64 : tag, variable->number);
        break;
    }
    buffer_append_cstr(out, "\n");
}

void snmp_recording_write(const struct snmp_answers *answers, struct buffer *out) {
    for (size_t i = 0; i < snmp_answers_count(answers); i++) {
        write_variable(snmp_answers_at(answers, i), out);
    }
}
