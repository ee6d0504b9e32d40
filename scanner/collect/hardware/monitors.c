#include "scanner/collect/hardware/monitors.h"

#include "inventory/identity.h"
#include "scanner/collect/fields.h"

#include <inttypes.h>

#define MONITORS_MAX    64
#define BLOCK_SIZE      128
#define DESCRIPTOR_SIZE 18
#define DESCRIPTOR_TEXT 13 /* bytes of text at its end */
#define NO_SERIAL       0x01010101

/* Offsets in the base block: E-EDID 1.4, section 3. */
enum { AT_MAKER = 8, AT_PRODUCT = 10, AT_SERIAL = 12, AT_DESCRIPTORS = 54, AT_EXTENSIONS = 126 };
enum { TAG_SERIAL = 0xff, TAG_NAME = 0xfc };

/* Letters of UEFI's register of PNP ids. */
static const struct {
    const char *id, *name;
} makers[] = {
    {"ACI", "ASUS"},      {"ACR", "Acer"},       {"AOC", "AOC"},      {"APP", "Apple"},     {"AUS", "ASUS"},
    {"BNQ", "BenQ"},      {"DEL", "Dell"},       {"ENC", "EIZO"},     {"FUS", "Fujitsu"},   {"GSM", "LG"},
    {"HPN", "HP"},        {"HWP", "HP"},         {"IOD", "I-O DATA"}, {"IVM", "iiyama"},    {"LEN", "Lenovo"},
    {"MEI", "Panasonic"}, {"MEL", "Mitsubishi"}, {"NEC", "NEC"},      {"PHL", "Philips"},   {"SAM", "Samsung"},
    {"SHP", "Sharp"},     {"SNY", "Sony"},       {"TSB", "Toshiba"},  {"VSC", "ViewSonic"},
};

struct block {
    unsigned char bytes[BLOCK_SIZE];
    size_t n;
};

/* Adds the line's bytes to the block, as far as there is room; what is no pair of hex digits ends the line. */
static void take_hex(struct str line, struct block *block) {
    struct str word;

    while (fields_next_word(&line, &word)) {
        int high = str_hex_digit(word.p[0]), low = word.n == 2 ? str_hex_digit(word.p[1]) : -1;
        if (high < 0 || low < 0 || block->n == BLOCK_SIZE) {
            return;
        }
        block->bytes[block->n++] = (unsigned char)(high * 16 + low);
    }
}

/* The header, and a sum of all bytes of 0 (modulo 256). */
static bool is_valid(const struct block *block) {
    static const unsigned char header[] = {0, 255, 255, 255, 255, 255, 255, 0};
    unsigned sum = 0;

    for (size_t i = 0; i < block->n; i++) {
        sum += block->bytes[i];
    }
    return block->n == BLOCK_SIZE && memcmp(block->bytes, header, sizeof header) == 0 && sum % 256 == 0;
}

/* The text of the display descriptor TAG: up to a line end, padded with blanks. */
static struct str descriptor(const struct block *block, unsigned char tag) {
    for (size_t at = AT_DESCRIPTORS; at + DESCRIPTOR_SIZE <= AT_EXTENSIONS; at += DESCRIPTOR_SIZE) {
        const unsigned char *bytes = block->bytes + at;
        if (bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == tag) {
            struct str text = {(const char *)bytes + DESCRIPTOR_SIZE - DESCRIPTOR_TEXT, DESCRIPTOR_TEXT}, line;
            return str_cut(&text, '\n', &line) ? str_trim(line) : STR_NONE;
        }
    }
    return STR_NONE;
}

/* Three letters of five bits each, the most significant first; empty when they are none. */
static void read_maker(const struct block *block, char ret_id[4]) {
    unsigned word = block->bytes[AT_MAKER] * 256u + block->bytes[AT_MAKER + 1];

    memset(ret_id, 0, 4);
    for (int i = 2; i >= 0; i--) {
        unsigned letter = word & 31;
        if (letter < 1 || letter > 26) {
            ret_id[0] = '\0';
            return;
        }
        ret_id[i] = (char)('A' + letter - 1);
        word >>= 5;
    }
}

struct str monitor_maker(struct str id) {
    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        if (str_eq(id, str_from(makers[i].id))) {
            return str_from(makers[i].name);
        }
    }
    return id;
}

static struct str serial_of(const struct block *block, struct arena *arena) {
    struct str text = descriptor(block, TAG_SERIAL);
    uint32_t number = 0;

    if (!str_is_empty(text) && !identity_is_placeholder(text)) {
        return text;
    }
    for (int i = 3; i >= 0; i--) {
        number = number << 8 | block->bytes[AT_SERIAL + i];
    }
    return number == 0 || number == NO_SERIAL ? STR_NONE : arena_printf(arena, "%" PRIu32, number);
}

/* Maker and product code name what has no name of its own, as systems do: "ACR0523". */
static struct str model_of(const struct block *block, const char *maker, struct arena *arena) {
    struct str name = descriptor(block, TAG_NAME);

    return str_is_empty(name)
               ? arena_printf(arena, "%s%02X%02X", maker, block->bytes[AT_PRODUCT + 1], block->bytes[AT_PRODUCT])
               : name;
}

static bool is_built_in(struct str connector) {
    return str_contains(connector, STR("eDP-")) || str_contains(connector, STR("LVDS-")) ||
           str_contains(connector, STR("DSI-"));
}

static void add_monitor(struct observation *observation, struct str connector, const struct block *block) {
    struct observation_row *row;
    char maker[4];

    if (!is_valid(block) || is_built_in(connector)) {
        return;
    }
    row = observation_add(observation, TABLE_COMPONENTS);
    if (!row) {
        return;
    }
    read_maker(block, maker);
    observation_cell(observation, row, COMPONENTS_KIND, STR("monitor"));
    observation_cell(observation, row, COMPONENTS_SLOT, connector);
    observation_cell(observation, row, COMPONENTS_MANUFACTURER, monitor_maker(str_from(maker)));
    observation_cell(observation, row, COMPONENTS_MODEL, model_of(block, maker, observation->arena));
    observation_cell(observation, row, COMPONENTS_SERIAL, serial_of(block, observation->arena));
}

void collect_monitors(struct str body, struct observation *observation) {
    struct str line, connector = STR_NONE;
    struct block block = {.n = 0};
    size_t count = 0;

    while (count <= MONITORS_MAX && fields_next_line(&body, &line)) {
        if (str_drop_prefix(&line, STR("edid "))) {
            add_monitor(observation, connector, &block);
            connector = str_trim(line);
            block.n = 0;
            count++;
        } else {
            take_hex(line, &block);
        }
    }
    add_monitor(observation, connector, &block);
}
