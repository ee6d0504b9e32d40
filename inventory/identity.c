#include "inventory/identity.h"

#include "base/text.h"

struct key_def {
    const char *name;
    char grade;
};

static const struct key_def keys[KEY_COUNT] = {
    [KEY_ASSET_ID] = {"asset_id", 'A'}, [KEY_SERIAL] = {"serial", 'A'},     [KEY_UUID] = {"uuid", 'B'},
    [KEY_MAC] = {"mac", 'C'},           [KEY_HOSTNAME] = {"hostname", 'D'}, [KEY_ADDRESS] = {"address", 'E'},
};

static const struct str placeholder_words[] = {
#define WORD(TEXT) STR(TEXT),
#define NUMBER(TEXT)
#define CLOUD(TEXT)
#include "inventory/placeholder.def"
};
static const struct str placeholder_numbers[] = {
#define WORD(TEXT)
#define NUMBER(TEXT) STR(TEXT),
#define CLOUD(TEXT)
#include "inventory/placeholder.def"
};
static const struct str cloud_tags[] = {
#define WORD(TEXT)
#define NUMBER(TEXT)
#define CLOUD(TEXT) STR(TEXT),
#include "inventory/placeholder.def"
};

/* Longer text is cut before it is compared with placeholders. */
#define PLACEHOLDER_MAX 64

/* What people write before a number; each must be followed by a colon or a blank. */
static const struct str label_prefixes[] = {
    STR("s/n"),         STR("serial number"), STR("serial no."),   STR("serial no"), STR("serial"),
    STR("service tag"), STR("asset tag"),     STR("asset id"),     STR("sn"),        STR("シリアル番号"),
    STR("シリアル"),    STR("製造番号"),      STR("資産管理番号"), STR("管理番号"),
};

/* UUIDs that boards and tools carry by default; those of one repeated digit need no row. */
static const uint8_t default_uuids[][16] = {
    /* AMI boards: 03000200-0400-0500-0006-000700080009 */
    {0x03, 0x00, 0x02, 0x00, 0x04, 0x00, 0x05, 0x00, 0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00, 0x09},
    /* counted up: 12345678-1234-5678-90ab-cddeefaabbcc */
    {0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78, 0x90, 0xab, 0xcd, 0xde, 0xef, 0xaa, 0xbb, 0xcc},
    /* counted up: 12345678-1234-1234-1234-123456789abc */
    {0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x12, 0x34, 0x12, 0x34, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc},
    /* counted up: 00010203-0405-0607-0809-0a0b0c0d0e0f */
    {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f},
    /* a pattern: fefefefe-fefe-fefe-fefe-fefefefefefe */
    {0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe},
};

/* Serial numbers that virtual machines make of their UUID: "VMware-50 0c 23 94 04 63 a1 3c-0d d4 f5 37 a6 bb f0 a6". */
static const struct str uuid_serial_prefixes[] = {STR("vmware-"), STR("parallels-")};

/* Addresses, by their first BITS bits, that move between machines or that many machines have. What begins with another
 * byte needs a line in inventory/plain_key.c. */
static const struct shared_mac {
    uint8_t prefix[6];
    unsigned bits;
} shared_macs[] = {
    {{0x00, 0x00, 0x5e, 0x00, 0x01}, 40},       /* VRRP and CARP, IPv4 (RFC 5798) */
    {{0x00, 0x00, 0x5e, 0x00, 0x02}, 40},       /* VRRP, IPv6 (RFC 5798) */
    {{0x00, 0x00, 0x0c, 0x07, 0xac}, 40},       /* HSRP version 1 (RFC 2281) */
    {{0x00, 0x00, 0x0c, 0x9f, 0xf0}, 36},       /* HSRP version 2 */
    {{0x00, 0x05, 0x73, 0xa0, 0x00}, 36},       /* HSRP, IPv6 */
    {{0x00, 0x07, 0xb4, 0x00}, 32},             /* GLBP */
    {{0x00, 0x1a, 0x7d, 0xda, 0x71, 0x0a}, 48}, /* Bluetooth adapters that all carry one address */
    {{0x00, 0xe0, 0x4c, 0x53, 0x44, 0x58}, 48}, /* USB network adapters without an address of their own */
    {{0x00, 0x05, 0x9a, 0x3c, 0x7a, 0x00}, 48}, /* VPN client adapter, Cisco */
    {{0x00, 0x05, 0x9a, 0x3c, 0x78, 0x00}, 48}, /* VPN client adapter, Cisco */
    {{0x00, 0x09, 0x0f, 0xfe, 0x00, 0x01}, 48}, /* VPN client adapter, Fortinet */
    {{0x00, 0x09, 0x0f, 0xaa, 0x00, 0x01}, 48}, /* VPN client adapter, Fortinet */
    {{0x00, 0xff}, 16},                         /* TAP adapters of VPN clients */
    {{0x00, 0x50, 0x56, 0xc0, 0x00}, 40},       /* host side of VMware Workstation networks */
    {{0x00, 0x1c, 0x42, 0x00, 0x00, 0x08}, 47}, /* host side of Parallels networks */
    {{0x50, 0x50, 0x54, 0x50, 0x30, 0x30}, 48}, /* WAN miniport, PPTP */
    {{0x20, 0x41, 0x53, 0x59, 0x4e, 0xff}, 48}, /* RAS asynchronous adapter */
    /* makers of docking stations and USB adapters, and of chips for nothing else (IEEE registry of OUIs) */
    {{0x00, 0x05, 0x1b}, 24}, /* Magic Control Technology */
    {{0x00, 0x0e, 0xc6}, 24}, /* ASIX */
    {{0x00, 0x0f, 0x9d}, 24}, /* DisplayLink */
    {{0x00, 0x22, 0x8b}, 24}, /* Kensington */
    {{0x00, 0x24, 0x9b}, 24}, /* Action Star */
    {{0x00, 0x50, 0xb6}, 24}, /* Good Way */
    {{0x20, 0x7b, 0xd2}, 24}, /* ASIX */
    {{0x4c, 0x56, 0xdf}, 24}, /* Targus */
    {{0x6c, 0xa9, 0x36}, 24}, /* DisplayLink */
    {{0x8c, 0xae, 0x4c}, 24}, /* Plugable */
    {{0x9c, 0xeb, 0xe8}, 24}, /* BizLink */
    {{0xa0, 0xce, 0xc8}, 24}, /* CE Link */
    {{0xbc, 0x6a, 0x2f}, 24}, /* Henge Docks */
    {{0xcc, 0x47, 0x92}, 24}, /* ASIX */
    {{0xf8, 0xe4, 0x3b}, 24}, /* ASIX */
};

/* Names of no machine in particular, apart from placeholders. */
static const struct str common_hostnames[] = {
    STR("localhost"),    STR("localhost4"), STR("localhost6"),    STR("localhost-live"), STR("ip6-localhost"),
    STR("ip6-loopback"), STR("loopback"),   STR("broadcasthost"), STR("(none)"),         STR("hostname"),
};

/* Addresses, by their first BITS bits, that say nothing about a machine outside of it. */
static const struct shared_network {
    bool is_v6;
    uint8_t prefix[2];
    unsigned bits;
} shared_networks[] = {
    {false, {0}, 8},          /* unspecified */
    {false, {127}, 8},        /* loopback */
    {false, {169, 254}, 16},  /* link-local */
    {false, {0xe0}, 3},       /* multicast, reserved, broadcast */
    {true, {0xfe, 0x80}, 10}, /* link-local */
    {true, {0xff}, 8},        /* multicast */
};

const char *identity_key_name(enum identity_key key) {
    return keys[key].name;
}

char identity_key_grade(enum identity_key key) {
    return keys[key].grade;
}

static bool has_prefix_bits(const uint8_t *bytes, const uint8_t *prefix, unsigned bits) {
    unsigned whole = bits / 8, rest = bits % 8;
    return memcmp(bytes, prefix, whole) == 0 && (rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0);
}

/* Placeholders */

/* Folded text without ASCII blanks and punctuation: at most SIZE bytes of it. */
static struct str keep_letters(struct str folded, char *to, size_t size) {
    size_t n = 0;
    for (size_t i = 0; i < folded.n && n < size; i++) {
        if (str_is_alnum(folded.p[i]) || (unsigned char)folded.p[i] >= 0x80) {
            to[n++] = folded.p[i];
        }
    }
    return (struct str){to, n};
}

/* 0123456789012… and 123456789012…, from seven digits on. */
static bool is_counted_up(struct str text) {
    if (text.n < 7 || (text.p[0] != '0' && text.p[0] != '1')) {
        return false;
    }
    for (size_t i = 1; i < text.n; i++) {
        bool is_next = text.p[i] == text.p[i - 1] + 1 || (text.p[i] == '0' && text.p[i - 1] == '9');
        if (!is_next || !str_is_digit(text.p[i])) {
            return false;
        }
    }
    return true;
}

/* Zeros and letters stand for nothing when they are alone; 111 and 2222 may well be labels. */
static bool is_one_character(struct str text) {
    for (size_t i = 1; i < text.n; i++) {
        if (text.p[i] != text.p[0]) {
            return false;
        }
    }
    size_t enough = text.p[0] == '0' ? 1 : str_is_digit(text.p[0]) ? 6 : 3;
    return text.n >= enough;
}

static bool fits_placeholder(struct str text, struct str placeholder) {
    if (placeholder.p[placeholder.n - 1] != '#') {
        return str_eq(text, placeholder);
    }
    placeholder.n--;
    if (!str_starts_with(text, placeholder) || text.n == placeholder.n) {
        return false;
    }
    for (size_t i = placeholder.n; i < text.n; i++) {
        if (!str_is_digit(text.p[i])) {
            return false;
        }
    }
    return true;
}

static bool is_listed(struct str text, const struct str *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (fits_placeholder(text, list[i])) {
            return true;
        }
    }
    return false;
}

static bool is_placeholder_folded(struct str folded) {
    char letters[PLACEHOLDER_MAX];
    struct str text = keep_letters(folded, letters, sizeof(letters));
    /* -1 is how some tools write "no number"; without its sign it could be a label. */
    if (text.n == 0 || is_one_character(text) || is_counted_up(text) || str_eq(folded, STR("-1"))) {
        return true;
    }
    /* Real numbers have a digit, and few placeholders do: most of the list need not be looked at for them. */
    return (str_has_digit(text) ? is_listed(text, placeholder_numbers, ARRAY_LEN(placeholder_numbers))
                                : is_listed(text, placeholder_words, ARRAY_LEN(placeholder_words))) ||
           is_listed(text, cloud_tags, ARRAY_LEN(cloud_tags));
}

bool identity_is_placeholder(struct str utf8) {
    CLEANUP(buffer_done) struct buffer text = {0};
    text_fold(utf8, &text);
    return text.failed || is_placeholder_folded(buffer_view(&text)); /* what cannot be looked at is no key */
}

bool identity_is_cloud_tag(struct str utf8) {
    CLEANUP(buffer_done) struct buffer text = {0};
    char letters[PLACEHOLDER_MAX];

    text_fold(utf8, &text);
    return !text.failed &&
           is_listed(keep_letters(buffer_view(&text), letters, sizeof(letters)), cloud_tags, ARRAY_LEN(cloud_tags));
}

/* Labels and makers' numbers */

/* The place in folded TEXT where the number starts, behind S/N: and the like. */
static struct str skip_label(struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(label_prefixes); i++) {
        if (text.n == 0 || text.p[0] != label_prefixes[i].p[0] || !str_starts_with(text, label_prefixes[i])) {
            continue;
        }
        struct str rest = str_sub(text, label_prefixes[i].n, SIZE_MAX);
        struct str number = str_trim(rest);
        if (number.n > 0 && number.p[0] == ':') {
            return str_trim(str_sub(number, 1, SIZE_MAX));
        }
        if (number.n > 0 && number.n < rest.n) {
            return number;
        }
    }
    return text;
}

/* Code 39 bar codes read with their start and stop signs: *PC-001* */
static struct str skip_bar_code_signs(struct str text) {
    if (text.n > 2 && text.p[0] == '*' && text.p[text.n - 1] == '*') {
        return str_trim(str_sub(text, 1, text.n - 2));
    }
    return text;
}

/* Moves TEXT, a part of OUT, to offset AT without its blanks, and ends OUT there. */
static void keep_in_place(struct buffer *out, size_t at, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != ' ') {
            out->p[at++] = text.p[i];
        }
    }
    out->n = at;
}

static bool normalise_number(struct str utf8, struct buffer *out) {
    size_t start = out->n;
    text_fold(utf8, out);
    struct str folded = str_sub(buffer_view(out), start, SIZE_MAX);
    struct str number = skip_bar_code_signs(skip_label(folded));
    if (out->failed || is_placeholder_folded(number)) {
        return false;
    }
    keep_in_place(out, start, number);
    return true;
}

/* UUIDs */

static void swap_uuid(const uint8_t uuid[16], uint8_t ret_swapped[16]) {
    static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        ret_swapped[i] = uuid[order[i]];
    }
}

static bool is_default_uuid(const uint8_t uuid[16]) {
    bool is_one_digit = uuid[0] >> 4 == (uuid[0] & 0xf);
    for (size_t i = 1; i < 16; i++) {
        is_one_digit = is_one_digit && uuid[i] == uuid[0];
    }
    if (is_one_digit) {
        return true;
    }
    uint8_t swapped[16];
    swap_uuid(uuid, swapped);
    for (size_t i = 0; i < ARRAY_LEN(default_uuids); i++) {
        if (memcmp(uuid, default_uuids[i], 16) == 0 || memcmp(swapped, default_uuids[i], 16) == 0) {
            return true;
        }
    }
    return false;
}

static char *write_hex(char *to, uint8_t byte) {
    static const char digits[] = "0123456789abcdef";
    *to++ = digits[byte >> 4];
    *to++ = digits[byte & 0xf];
    return to;
}

static void append_uuid(const uint8_t uuid[16], struct buffer *out) {
    char text[36], *to = text;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            *to++ = '-';
        }
        to = write_hex(to, uuid[i]);
    }
    buffer_append(out, str_range(text, to));
}

static bool normalise_uuid(struct str utf8, struct buffer *out) {
    uint8_t uuid[16];
    if (!identity_read_uuid(utf8, uuid) || is_default_uuid(uuid)) {
        return false;
    }
    append_uuid(uuid, out);
    return true;
}

bool identity_uuid_swapped(struct str normal, struct buffer *out) {
    uint8_t uuid[16], swapped[16];
    if (!identity_read_uuid(normal, uuid)) {
        return false;
    }
    swap_uuid(uuid, swapped);
    append_uuid(swapped, out);
    return true;
}

static bool is_blank_or_hyphen(char c) {
    return c == ' ' || c == '-';
}

/* The hexadecimal digits of a serial number behind one of the prefixes; empty when it has none. */
static struct str uuid_digits(struct str folded, char *to, size_t size) {
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(uuid_serial_prefixes); i++) {
        if (!str_starts_with(folded, uuid_serial_prefixes[i])) {
            continue;
        }
        for (size_t at = uuid_serial_prefixes[i].n; at < folded.n && n < size; at++) {
            to[n] = folded.p[at];
            n += !is_blank_or_hyphen(folded.p[at]);
        }
    }
    return (struct str){to, n};
}

bool identity_uuid_in_serial(struct str utf8, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer text = {0};
    char digits[33]; /* one more than there may be */

    text_fold(utf8, &text);
    return !text.failed && normalise_uuid(uuid_digits(buffer_view(&text), digits, sizeof(digits)), out);
}

/* MAC addresses */

static bool is_shared_mac(const uint8_t mac[6]) {
    enum { GROUP = 1, LOCALLY_ADMINISTERED = 2 };
    static const uint8_t zero[6];
    if (mac[0] & (GROUP | LOCALLY_ADMINISTERED) || memcmp(mac, zero, sizeof(zero)) == 0) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(shared_macs); i++) {
        if (has_prefix_bits(mac, shared_macs[i].prefix, shared_macs[i].bits)) {
            return true;
        }
    }
    return false;
}

static bool normalise_mac(struct str utf8, struct buffer *out) {
    uint8_t mac[6];
    if (!identity_read_mac(utf8, mac) || is_shared_mac(mac)) {
        return false;
    }
    char text[MAC_TEXT_SIZE];
    buffer_append(out, identity_write_mac(mac, text));
    return true;
}

/* Addresses */

static bool is_shared_address(const struct ip_address *address) {
    static const uint8_t zero[15];
    if (address->is_v6 && memcmp(address->bytes, zero, sizeof(zero)) == 0 && address->bytes[15] <= 1) {
        return true; /* :: and ::1 */
    }
    for (size_t i = 0; i < ARRAY_LEN(shared_networks); i++) {
        if (shared_networks[i].is_v6 == address->is_v6 &&
            has_prefix_bits(address->bytes, shared_networks[i].prefix, shared_networks[i].bits)) {
            return true;
        }
    }
    return false;
}

static bool normalise_address(struct str utf8, struct buffer *out) {
    struct ip_address address;
    if (!identity_read_ip(utf8, &address) || is_shared_address(&address)) {
        return false;
    }
    ip_address_append(&address, out);
    return true;
}

/* Host names */

static bool is_common_hostname(struct str label) {
    for (size_t i = 0; i < ARRAY_LEN(common_hostnames); i++) {
        if (str_eq(label, common_hostnames[i])) {
            return true;
        }
    }
    return is_placeholder_folded(label);
}

static bool normalise_hostname(struct str utf8, struct buffer *out) {
    size_t start = out->n;
    text_fold(utf8, out);
    struct str rest = str_sub(buffer_view(out), start, SIZE_MAX), label;
    struct ip_address address;
    if (out->failed || identity_read_ip(rest, &address) || !str_cut(&rest, '.', &label) || is_common_hostname(label)) {
        return false;
    }
    keep_in_place(out, start, label);
    return true;
}

bool identity_normalise(enum identity_key key, struct str utf8, struct buffer *out) {
    static bool (*const normalisers[KEY_COUNT])(struct str utf8, struct buffer * out) = {
        [KEY_ASSET_ID] = normalise_number, [KEY_SERIAL] = normalise_number,     [KEY_UUID] = normalise_uuid,
        [KEY_MAC] = normalise_mac,         [KEY_HOSTNAME] = normalise_hostname, [KEY_ADDRESS] = normalise_address,
    };
    size_t before = out->n;
    if (normalisers[key](utf8, out) && !out->failed) {
        return true;
    }
    out->n = before;
    return false;
}
