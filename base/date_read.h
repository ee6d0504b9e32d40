#pragma once
/* Reads the dates that ledgers hold: civil dates, Japanese eras (和暦) and Excel serial numbers. Pure. */

#include "base/calendar.h"

enum date_reading {
    DATE_READ,           /* a date, unambiguous */
    DATE_READ_ERA_LATE,  /* a date, but the era had ended: 平成36年 (worth a notice) */
    DATE_READ_ERA_EARLY, /* a date before the era began: 令和元年4月1日 (worth a notice) */
    DATE_READ_SERIAL,    /* an Excel serial number (worth a notice) */
    DATE_IMPOSSIBLE,     /* looks like a date, but there is no such day, time or weekday of that day */
    DATE_AMBIGUOUS,      /* 27/03/31, 3/31/27, 3/31/2027: refused */
    DATE_NOT_A_DATE,     /* none of the known forms */
};

/* Reads one cell, UTF-8, after outer blanks are taken off: 2027-03-31 2027/3/31 2027.3.31 20270331 2027年3月31日
 * R9.3.31 R09/03/31 令和9年3月31日 令9.3.31 H36.3.31 令和元年5月1日 ㍻31年4月30日 46477, and all of these in full
 * width. Five digits are a serial of Excel's 1900 date system (10000–99999, 1927 to 2173); other plain numbers but
 * YYYYMMDD are no date. A weekday behind the date, (水) or (水曜日), is checked. A time of day behind it (2027-03-31
 * 00:00:00, 2027-03-31T09:00:00+09:00) is dropped. *ret_date is set for DATE_READ… only. */
enum date_reading date_read(struct str utf8, struct date *ret_date);
