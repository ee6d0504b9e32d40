#pragma once
/* What paper says about whether an asset should be alive. Pure; the reader is moved by the caller. */

#include "base/calendar.h"
#include "inventory/table.h"

enum asset_state {
    ASSET_EXPECTED,     /* active (or no status given), acquired, not disposed of */
    ASSET_STANDBY,      /* may be seen, need not be: spare, or stopped or disposed of that day or, by its date, later */
    ASSET_NOT_EXPECTED, /* stock, stopped, repair, returned, disposed, lost, or acquired later */
};

/* The state on the day OBSERVED_ON of the asset that the reader stands on. */
enum asset_state asset_state_read(struct row_reader *reader, struct date observed_on);
/* Has it left the organisation on paper: disposed of, returned or lost by its status, or where there is none, by a date
 * of disposal? Its keys then yield to those of other rows. */
bool asset_has_left(struct row_reader *reader);
/* Was the observed device that the reader stands on found by somebody, and not by a scan? It need not run for that. */
bool device_is_hand_check(struct row_reader *device);
/* Is what is known of it another tool's record, or a person's, and not what a scan met? */
bool device_is_recorded(struct row_reader *device);
