#include "findings/finding_rows.h"

/* What is said already stays. */
static void fill(struct str *text, struct row_reader *reader, unsigned column, struct arena *arena) {
    if (str_is_empty(*text)) {
        *text = row_reader_dup(reader, column, arena);
    }
}

static void fill_place(struct finding *finding, struct row_reader *reader, struct arena *arena) {
    fill(&finding->hostname, reader, DEVICES_HOSTNAME, arena);
    fill(&finding->system, reader, DEVICES_SYSTEM, arena);
    fill(&finding->department, reader, DEVICES_DEPARTMENT, arena);
    fill(&finding->location, reader, DEVICES_LOCATION, arena);
}

void finding_set_asset(struct finding *finding, struct row_reader *asset, struct arena *arena) {
    finding->asset_id = row_reader_dup(asset, DEVICES_ASSET_ID, arena);
    finding->subject_kind = SUBJECT_ASSET;
    finding->subject = finding->asset_id;
    fill_place(finding, asset, arena);
}

void finding_set_device(struct finding *finding, struct row_reader *device, struct arena *arena) {
    finding->device_id = row_reader_dup(device, DEVICES_DEVICE_ID, arena);
    if (str_is_empty(finding->subject)) {
        finding->subject_kind = SUBJECT_DEVICE;
        finding->subject = finding->device_id;
    }
    fill_place(finding, device, arena);
}
