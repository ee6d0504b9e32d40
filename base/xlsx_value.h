#pragma once
/* Numbers of a workbook as text: what a cell says, not how wide it is shown. Excel stores dates as days and times as
 * fractions of a day; only the cell's number format tells them from other numbers. Works on the decimal digits, so that
 * neither the locale nor binary rounding plays a part. Pure. */

#include "base/buffer.h"

/* What the number format of a cell makes of a number. */
enum xlsx_format {
    XLSX_NUMBER,
    XLSX_DATE, /* has a year, a month or a day */
    XLSX_TIME, /* has hours, minutes or seconds only */
};
/* One of the formats that are not spelled out in the file, those of Japanese Excel included. */
enum xlsx_format xlsx_format_builtin(uint32_t id);
/* By its code: yyyy/m/d, [$-411]ggge"年"m"月"d"日";@, h:mm. Elapsed time ([h]:mm) is a number. */
enum xlsx_format xlsx_format_of_code(struct str code);

/* Appends the text of a number as the file writes it (46477, 0.30000000000000004, 1.2E+3). Integers up to 17 digits
 * are exact, all else is rounded to 15 digits, which is what Excel shows at most. As a date: 2027-03-31, with a time
 * behind it where there is one; day 60 is written as 1900-02-29, which is no date, and day 0 as 1900-01-00. What cannot
 * be a date stays a number, and what is no number stays as it is. */
void xlsx_number_text(struct str number, enum xlsx_format format, bool is_1904, struct buffer *out);
/* Appends an ISO 8601 date of a cell of type d; a time of midnight is left out. */
void xlsx_iso_date_text(struct str date, struct buffer *out);
