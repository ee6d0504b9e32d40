#include "tests/unit/support/snmprec.h"

#include "base/arena.h"
#include "base/file.h"
#include "scanner/net_address.h"
#include "tests/unit/support/shared_data.h"

#include <fcntl.h>
#include <stdio.h>

#define BYTES_MAX ((size_t)256 << 20)

enum tag {
    TAG_INTEGER = 2,
    TAG_BYTES = 4,
    TAG_OID = 6,
    TAG_ADDRESS = 64,
    TAG_COUNTER32 = 65,
    TAG_GAUGE32 = 66,
    TAG_TICKS = 67,
    TAG_OPAQUE = 68,
    TAG_COUNTER64 = 70
};

static int hex_digit(char c) {
    const char *digits = "0123456789abcdef";
    const char *found = c ? strchr(digits, str_lower_char(c)) : NULL;

    return found ? (int)(found - digits) : -1;
}

static void append_hex(struct str digits, struct buffer *out) {
    for (size_t i = 0; i + 1 < digits.n; i += 2) {
        buffer_append_char(out, (char)(hex_digit(digits.p[i]) * 16 + hex_digit(digits.p[i + 1])));
    }
}

static bool read_number(struct str value, int64_t *ret_number) {
    bool is_negative = str_drop_prefix(&value, STR("-"));
    uint64_t number;

    if (!str_to_u64(value, &number)) {
        return false;
    }
    number = number > INT64_MAX ? INT64_MAX : number;
    *ret_number = is_negative ? -(int64_t)number : (int64_t)number;
    return true;
}

static bool read_address(struct str value, struct buffer *bytes) {
    struct net_address address;

    if (!net_address_read(value, &address)) {
        return false;
    }
    buffer_append(bytes, (struct str){(const char *)address.bytes + 12, 4});
    return true;
}

static bool read_value(uint64_t tag, bool is_hex, struct str value, struct buffer *bytes, uint32_t *ids,
                       struct snmp_variable *variable) {
    if (is_hex) {
        append_hex(value, bytes);
    }
    switch (tag) {
    case TAG_INTEGER:
        variable->type = SNMP_TYPE_INTEGER;
        return read_number(value, &variable->number);
    case TAG_COUNTER32:
    case TAG_GAUGE32:
    case TAG_COUNTER64:
        variable->type = SNMP_TYPE_UNSIGNED;
        return read_number(value, &variable->number);
    case TAG_TICKS:
        variable->type = SNMP_TYPE_TICKS;
        return read_number(value, &variable->number);
    case TAG_OID:
        variable->type = SNMP_TYPE_OID;
        return snmp_oid_read(value, ids, &variable->identifier);
    case TAG_ADDRESS:
        variable->type = SNMP_TYPE_ADDRESS;
        return (is_hex || read_address(value, bytes)) && (variable->bytes = buffer_view(bytes)).n == 4;
    case TAG_BYTES:
    case TAG_OPAQUE:
        variable->type = SNMP_TYPE_BYTES;
        if (!is_hex) {
            buffer_append(bytes, value);
        }
        variable->bytes = buffer_view(bytes);
        return true;
    default:
        return false;
    }
}

static bool add_line(struct str line, struct snmp_answers *answers) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    uint32_t ids[SNMP_OID_MAX], value_ids[SNMP_OID_MAX];
    struct snmp_variable variable = {0};
    struct str oid, tag;
    uint64_t number;
    bool is_hex;

    if (!str_cut(&line, '|', &oid) || !str_cut(&line, '|', &tag) || !snmp_oid_read(oid, ids, &variable.oid)) {
        return false;
    }
    is_hex = str_drop_suffix(&tag, STR("x"));
    return str_to_u64(tag, &number) && read_value(number, is_hex, line, &bytes, value_ids, &variable) &&
           snmp_answers_add(answers, 0, &variable);
}

size_t snmprec_read(struct str text, struct snmp_answers *answers) {
    struct str line;
    size_t count = 0;

    while (str_cut(&text, '\n', &line)) {
        str_drop_suffix(&line, STR("\r"));
        count += add_line(line, answers);
    }
    snmp_answers_finish(answers);
    return count;
}

static struct snmp_answers *read_text(struct str text) {
    struct snmp_answers *answers = snmp_answers_new(BYTES_MAX);

    if (answers) {
        snmprec_read(text, answers);
    }
    return answers;
}

struct snmp_answers *snmprec_fixture(const char *name) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char path[1024];
    struct str text;

    snprintf(path, sizeof path, FIXTURES "/snmp/%s.snmprec", name);
    return file_read_all(AT_FDCWD, path, BYTES_MAX, arena, &text, NULL) == ERR_OK ? read_text(text) : NULL;
}

struct snmp_answers *snmprec_shared(const char *name) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char path[256];
    struct str text;

    snprintf(path, sizeof path, "snmprec/%s.snmprec", name);
    return shared_data_read(path, arena, &text) ? read_text(text) : NULL;
}
