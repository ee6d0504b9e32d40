#include "scanner/collect/moment.h"

#include "base/compiler.h"
#include "scanner/collect/fields.h"

#define SECONDS_A_DAY 86400
#define YEARS_BACK    28 /* after which days of the week and dates repeat */

static int name_index(struct str word, const char *names) {
    const char *end = names + strlen(names);

    for (const char *at = names; word.n == 3 && at < end; at += 3) {
        if (memcmp(at, word.p, 3) == 0) {
            return (int)(at - names) / 3;
        }
    }
    return -1;
}

/* "09:02:11" or "09:02" → seconds of the day. */
static bool read_time(struct str word, int64_t *ret_seconds) {
    uint64_t hours, minutes, seconds = 0;

    if ((word.n != 5 && (word.n != 8 || word.p[5] != ':')) || word.p[2] != ':' ||
        !str_to_u64(str_sub(word, 0, 2), &hours) || !str_to_u64(str_sub(word, 3, 2), &minutes) ||
        (word.n == 8 && !str_to_u64(str_sub(word, 6, 2), &seconds)) || hours > 23 || minutes > 59 || seconds > 60) {
        return false;
    }
    *ret_seconds = (int64_t)(hours * 3600 + minutes * 60 + seconds);
    return true;
}

bool moment_read_offset(struct str word, int32_t *ret_seconds) {
    uint64_t digits;

    if (word.n != 5 || (word.p[0] != '+' && word.p[0] != '-') || !str_to_u64(str_sub(word, 1, 4), &digits) ||
        digits % 100 > 59 || digits > 1400) {
        return false;
    }
    *ret_seconds = (int32_t)(digits / 100 * 3600 + digits % 100 * 60) * (word.p[0] == '-' ? -1 : 1);
    return true;
}

static bool read_day(struct str month_name, struct str day_number, int year, struct date *ret_date) {
    int month = name_index(month_name, "JanFebMarAprMayJunJulAugSepOctNovDec");
    uint64_t day;

    return month >= 0 && str_to_u64(day_number, &day) && day <= 31 &&
           date_from_civil((struct civil){year, month + 1, (int)day}, ret_date);
}

/* What follows the weekday: "May 20 09:02:11 2025", or "May 20 09:02:11 +0000 2025". */
static bool read_moment(struct str rest, int64_t *ret_seconds) {
    struct str words[4];
    int32_t offset = 0;
    int64_t second;
    struct date date;
    uint64_t year;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!fields_next_word(&rest, &words[i])) {
            return false;
        }
    }
    if (moment_read_offset(words[3], &offset) && !fields_next_word(&rest, &words[3])) {
        return false;
    }
    if (!read_time(words[2], &second) || !str_to_u64(words[3], &year) || year < 1980 || year > 2200 ||
        !read_day(words[0], words[1], (int)year, &date)) {
        return false;
    }
    *ret_seconds = (int64_t)date.days * SECONDS_A_DAY + second - offset;
    return true;
}

/* Goes to behind the first weekday; its number from Sunday on, -1 when there is none. */
static int find_weekday(struct str *rest) {
    struct str word;
    int weekday = -1;

    while (weekday < 0 && fields_next_word(rest, &word)) {
        weekday = name_index(word, "SunMonTueWedThuFriSat");
    }
    return weekday;
}

bool moment_find(struct str rest, int64_t *ret_seconds) {
    return find_weekday(&rest) >= 0 && read_moment(rest, ret_seconds);
}

/* The latest year in which the day and the time are not after NOW. A clock that was set back is given a day, which may
 * be one of next year. */
static bool read_recent(struct str words[static 3], int64_t now, int64_t *ret_seconds) {
    int this_year = date_to_civil(instant_day((struct instant){now, 0}, 0)).year;
    struct date date;
    int64_t second;

    if (!read_time(words[2], &second)) {
        return false;
    }
    /* the 29th of February may be four years ago, or eight */
    for (int year = this_year + 1; year > this_year - 9; year--) {
        if (read_day(words[0], words[1], year, &date) &&
            (int64_t)date.days * SECONDS_A_DAY + second <= now + SECONDS_A_DAY) {
            *ret_seconds = (int64_t)date.days * SECONDS_A_DAY + second;
            return true;
        }
    }
    return false;
}

bool moment_find_recent(struct str rest, int64_t now, int64_t *ret_seconds) {
    struct str words[3] = {STR_NONE, STR_NONE, STR_NONE};

    while (fields_next_word(&rest, &words[2])) {
        if (words[0].n && read_recent(words, now, ret_seconds)) {
            return true;
        }
        words[0] = words[1];
        words[1] = words[2];
    }
    return false;
}

bool moment_find_weekday(struct str rest, struct date today, int64_t *ret_seconds) {
    int weekday = find_weekday(&rest), this_year = date_to_civil(today).year;
    struct str words[3];
    struct date date;
    int64_t second;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (weekday < 0 || !fields_next_word(&rest, &words[i])) {
            return false;
        }
    }
    if (!read_time(words[2], &second)) {
        return false;
    }
    for (int year = this_year + 1; year >= this_year - YEARS_BACK; year--) {
        if (read_day(words[0], words[1], year, &date) && date_weekday(date) == weekday && date.days <= today.days + 1) {
            *ret_seconds = (int64_t)date.days * SECONDS_A_DAY + second;
            return true;
        }
    }
    return false;
}
