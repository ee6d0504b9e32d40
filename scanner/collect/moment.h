#pragma once
/* Moments as C programs write them, in the manner of ctime. Pure functions. */

#include "base/calendar.h"

/* "+0930" → seconds east of UTC. False when it is none. */
bool moment_read_offset(struct str word, int32_t *ret_seconds);
/* The first moment of the line, in seconds since 1970: what follows a weekday, "May 20 09:02:11 2025" (taken for UTC)
 * or "May 20 09:02:11 +0900 2025". False when there is none, or it names no instant from 1980 to 2200. */
bool moment_find(struct str line, int64_t *ret_seconds);
/* The first "May 20 09:02" or "May 20 09:02:11" (UTC), which names no year: the latest that is not after NOW. */
bool moment_find_recent(struct str line, int64_t now, int64_t *ret_seconds);
/* The first moment of the line that follows a weekday but names no year, "Thu May 20 09:02" (UTC): of the latest year
 * in which that day was that weekday, and not after TODAY. A day is granted, as clocks and zones differ. */
bool moment_find_weekday(struct str line, struct date today, int64_t *ret_seconds);
