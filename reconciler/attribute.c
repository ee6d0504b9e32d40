#include "reconciler/attribute.h"

#include "base/compiler.h"
#include "inventory/identity.h"
#include "inventory/row_cells.h"

#include <assert.h>

const struct attribute attributes[] = {
    {DEVICES_SERIAL, DEVICES_CHASSIS_SERIAL, "identity"},
    {DEVICES_UUID, NO_COLUMN, "identity"},
    {DEVICES_HOSTNAME, NO_COLUMN, "identity"},
    {DEVICES_MANUFACTURER, NO_COLUMN, "identity"},
    {DEVICES_MODEL, NO_COLUMN, "identity"},
    {DEVICES_MODEL_NUMBER, NO_COLUMN, "identity"},
    {DEVICES_MAC_ADDRESSES, NO_COLUMN, "network"},
    {DEVICES_IP_ADDRESSES, DEVICES_ADDRESS, "network"},
    {DEVICES_OS_NAME, NO_COLUMN, "os"},
    {DEVICES_OS_VERSION, NO_COLUMN, "os"},
    {DEVICES_OS_EDITION, NO_COLUMN, "os"},
    {DEVICES_CPU_MODEL, NO_COLUMN, "cpu"},
    {DEVICES_CPU_SOCKETS, NO_COLUMN, "cpu"},
    {DEVICES_CORES_PER_SOCKET, NO_COLUMN, "cpu"},
    {DEVICES_CPU_CORES, NO_COLUMN, "cpu"},
    {DEVICES_CPU_THREADS, NO_COLUMN, "cpu"},
    {DEVICES_MEMORY_MB, NO_COLUMN, "memory"},
    {DEVICES_DISK_GB, NO_COLUMN, "disks"},
    {DEVICES_FIRMWARE_VERSION, NO_COLUMN, "identity"},
    {DEVICES_VIRTUAL, NO_COLUMN, "identity"},
    {DEVICES_VIRTUAL_HOST, NO_COLUMN, NULL},
    {DEVICES_LOCATION, NO_COLUMN, NULL},
};

static_assert(ARRAY_LEN(attributes) == ATTRIBUTE_COUNT, "the header says how many there are");

const struct attribute *attribute_of_column(unsigned column) {
    for (size_t i = 0; i < ARRAY_LEN(attributes); i++) {
        if (attributes[i].column == column) {
            return &attributes[i];
        }
    }
    return NULL;
}

int attribute_word(struct row_reader *asset, struct row_reader *device, unsigned column) {
    int word = row_reader_word(asset, column);
    return word != WORD_BLANK ? word : row_reader_word(device, column);
}

bool attribute_says_nothing(const struct column_def *column, struct str text, const struct value *value) {
    switch (column->type) {
    case TYPE_SERIAL:
    case TYPE_HOSTNAME:
    case TYPE_TEXT:
    case TYPE_VENDOR:
    case TYPE_MODEL:
    case TYPE_PLACE:
    case TYPE_VERSION:
    case TYPE_TITLE:
        return identity_is_placeholder(text);
    default:
        return !value->is_set && value->problem == PROBLEM_NONE;
    }
}

struct str attribute_os_name(struct row_reader *device, struct arena *arena) {
    struct str name = row_reader_text(device, DEVICES_OS_NAME);

    if (str_has_digit(name)) {
        return name;
    }
    struct str version = row_reader_text(device, DEVICES_OS_VERSION);
    return arena_printf(arena, "%.*s %.*s", STR_FMT(name), STR_FMT(version));
}

struct attribute_text attribute_read(struct row_reader *device, unsigned column) {
    return (struct attribute_text){row_reader_text(device, column), row_reader_value(device, column)};
}

enum comparison attribute_compare(struct row_reader *device, const struct attribute *attribute,
                                  const struct attribute_text *text, const struct attribute_text *observed,
                                  struct arena *arena) {
    const struct column_def *column = schema_column(TABLE_DEVICES, attribute->column);
    struct str full = attribute->column == DEVICES_OS_NAME ? attribute_os_name(device, arena) : observed->text;
    enum comparison result = str_is_empty(observed->text)
                                 ? COMPARE_DIFFERENT
                                 : compare_cells(column, text->text, &text->value, full, &observed->value);

    if (result == COMPARE_DIFFERENT && attribute->alternative != NO_COLUMN) {
        struct attribute_text other = attribute_read(device, attribute->alternative);
        if (!str_is_empty(other.text) &&
            compare_cells(column, text->text, &text->value, other.text, &other.value) == COMPARE_EQUAL) {
            return COMPARE_EQUAL;
        }
    }
    return result;
}
