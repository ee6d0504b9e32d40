#include "pairing/asset_state.h"

#include "inventory/row_cells.h"
#include "inventory/words.h"

static const enum asset_state state_of_status[] = {
    [STATUS_ACTIVE] = ASSET_EXPECTED,       [STATUS_SPARE] = ASSET_STANDBY,
    [STATUS_STOCK] = ASSET_NOT_EXPECTED,    [STATUS_STOPPED] = ASSET_NOT_EXPECTED,
    [STATUS_REPAIR] = ASSET_NOT_EXPECTED,   [STATUS_RETURNED] = ASSET_NOT_EXPECTED,
    [STATUS_DISPOSED] = ASSET_NOT_EXPECTED, [STATUS_LOST] = ASSET_NOT_EXPECTED,
};

/* The first of the dates that are set. */
static struct date earlier(struct date a, struct date b) {
    if (!date_is_set(a) || !date_is_set(b)) {
        return date_is_set(a) ? a : b;
    }
    return a.days < b.days ? a : b;
}

enum asset_state asset_state_read(struct row_reader *reader, struct date observed_on) {
    struct value status = row_reader_value(reader, DEVICES_STATUS);
    enum asset_state state = status.is_set ? state_of_status[status.number] : ASSET_EXPECTED;
    struct date acquired = row_reader_date(reader, DEVICES_ACQUIRED_ON),
                end = row_reader_date(reader, DEVICES_DISPOSED_ON);

    if (date_is_set(acquired) && acquired.days > observed_on.days) {
        return ASSET_NOT_EXPECTED;
    }
    if (state == ASSET_NOT_EXPECTED) {
        end = earlier(end, row_reader_date(reader, DEVICES_STOPPED_ON));
        return date_is_set(end) && end.days >= observed_on.days ? ASSET_STANDBY : ASSET_NOT_EXPECTED;
    }
    if (!date_is_set(end) || end.days > observed_on.days) {
        return state;
    }
    return end.days == observed_on.days ? ASSET_STANDBY : ASSET_NOT_EXPECTED;
}

bool asset_has_left(struct row_reader *reader) {
    struct value status = row_reader_value(reader, DEVICES_STATUS);
    if (!status.is_set) {
        return row_reader_value(reader, DEVICES_DISPOSED_ON).is_set;
    }
    return status.number == STATUS_RETURNED || status.number == STATUS_DISPOSED || status.number == STATUS_LOST;
}

bool device_is_hand_check(struct row_reader *device) {
    return str_eq(row_reader_text(device, DEVICES_METHOD), STR("check"));
}

bool device_is_recorded(struct row_reader *device) {
    return str_eq(row_reader_text(device, DEVICES_METHOD), STR("import")) || device_is_hand_check(device);
}
