#pragma once
/* The numbers and ids of a small ministry's machines, by row, for tests that name rows in texts. */

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ministry.h"

enum { ROW_IDS_MAX = 16, ROW_ID_SIZE = 32 };

struct row_ids {
    char assets[ROW_IDS_MAX][ROW_ID_SIZE], devices[ROW_IDS_MAX][ROW_ID_SIZE];
    uint32_t asset_count, device_count;
};

static inline struct row_ids row_ids_read(const struct ministry *ministry) {
    const struct table *assets = ministry_assets(ministry), *devices = ministry_devices(ministry);
    struct row_ids ids = {.asset_count = table_rows(assets), .device_count = table_rows(devices)};

    assert_true(ids.asset_count <= ROW_IDS_MAX && ids.device_count <= ROW_IDS_MAX);
    for (uint32_t row = 0; row < ids.asset_count; row++) {
        ministry_cell(assets, row, DEVICES_ASSET_ID, ids.assets[row], ROW_ID_SIZE);
    }
    for (uint32_t row = 0; row < ids.device_count; row++) {
        ministry_cell(devices, row, DEVICES_DEVICE_ID, ids.devices[row], ROW_ID_SIZE);
    }
    return ids;
}
