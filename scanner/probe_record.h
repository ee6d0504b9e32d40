#pragma once
/* What the journal keeps of one target: how it went, the keys that tell which machine it is, and its rows. Pure; any
 * thread. */

#include "scanner/collect/observation.h"
#include "scanner/device/id.h"
#include "scanner/scan.h"

struct probe_record {
    uint64_t target; /* its place in the list */
    enum probe_outcome outcome;
    uint64_t tenths;       /* of a second that it took */
    struct str address;    /* numeric; empty when the name was not resolved */
    struct str credential; /* name */
    struct str complete, missing;
    struct str message;
    struct str raw_output, raw_errors; /* as they came, where that is asked for */
    bool is_reached;                   /* the target itself has said something, whatever came of it */
    bool has_device;                   /* the rest is there */
    struct device_keys keys;
    struct str notes;
};

/* Appends the record, with the observation's rows where there is a device. */
void probe_record_write(const struct probe_record *record, const struct observation *observation, struct buffer *out);
/* Takes the record off *REST; its texts are borrowed. False when the bytes do not hold one. */
bool probe_record_read(struct str *rest, struct probe_record *ret_record);
/* Takes the next row off *REST: all cells of the table are set. False at the end. */
bool probe_record_next_row(struct str *rest, enum table_id *ret_table, struct str ret_cells[COLUMNS_MAX]);
