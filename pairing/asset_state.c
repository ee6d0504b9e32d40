#include "pairing/asset_state.h"

#include "inventory/words.h"

static const enum asset_state state_of_status[] = {
    [STATUS_ACTIVE] = ASSET_EXPECTED,       [STATUS_SPARE] = ASSET_STANDBY,
    [STATUS_STOCK] = ASSET_NOT_EXPECTED,    [STATUS_STOPPED] = ASSET_NOT_EXPECTED,
    [STATUS_REPAIR] = ASSET_NOT_EXPECTED,   [STATUS_RETURNED] = ASSET_NOT_EXPECTED,
    [STATUS_DISPOSED] = ASSET_NOT_EXPECTED, [STATUS_LOST] = ASSET_NOT_EXPECTED,
};

static bool is_past(struct value day, struct date observed_on) {
    return day.is_set && day.date.days <= observed_on.days;
}

enum asset_state asset_state_read(struct row_reader *reader, struct date observed_on) {
    struct value status = row_reader_value(reader, DEVICES_STATUS);
    struct value acquired = row_reader_value(reader, DEVICES_ACQUIRED_ON);

    if (acquired.is_set && acquired.date.days > observed_on.days) {
        return ASSET_NOT_EXPECTED;
    }
    if (is_past(row_reader_value(reader, DEVICES_DISPOSED_ON), observed_on)) {
        return ASSET_NOT_EXPECTED;
    }
    return status.is_set ? state_of_status[status.number] : ASSET_EXPECTED;
}

bool asset_has_left(struct row_reader *reader) {
    struct value status = row_reader_value(reader, DEVICES_STATUS);
    return status.is_set &&
           (status.number == STATUS_RETURNED || status.number == STATUS_DISPOSED || status.number == STATUS_LOST);
}
