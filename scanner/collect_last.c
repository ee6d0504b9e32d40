#include "scanner/collect_last.h"

#include "base/calendar.h"
#include "scanner/collect_fields.h"
#include "scanner/collect_login_list.h"

#define YEARS_BACK 28 /* after which days of the week and dates repeat */

struct reader {
    struct login_list list;
    struct str source;
    struct date today;
};

static int name_index(struct str word, const char *names) {
    for (int i = 0; word.n == 3 && names[(size_t)i * 3]; i++) {
        if (memcmp(names + (size_t)i * 3, word.p, 3) == 0) {
            return i;
        }
    }
    return -1;
}

/* "09:02" → seconds of the day. */
static bool read_time(struct str word, int64_t *ret_seconds) {
    uint64_t hours, minutes;

    if (word.n != 5 || word.p[2] != ':' || !str_to_u64(str_sub(word, 0, 2), &hours) ||
        !str_to_u64(str_sub(word, 3, 2), &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *ret_seconds = (int64_t)(hours * 3600 + minutes * 60);
    return true;
}

/* The latest year in which the day of the month was that day of the week, and not after today. A day is granted, as
 * clocks and zones differ. */
static bool find_date(const struct reader *reader, int weekday, int month, int day, struct date *ret_date) {
    int year = date_to_civil(reader->today).year;
    struct date date;

    for (int back = 0; back <= YEARS_BACK; back++) {
        if (date_from_civil((struct civil){year - back, month, day}, &date) && date_weekday(date) == weekday &&
            date.days <= reader->today.days + 1) {
            *ret_date = date;
            return true;
        }
    }
    return false;
}

/* What follows the day of the week: "May 20 09:02". */
static bool read_moment(const struct reader *reader, int weekday, struct str rest, int64_t *ret_at) {
    struct str words[3];
    struct date date;
    uint64_t day;
    int64_t seconds;
    int month;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!fields_next_word(&rest, &words[i])) {
            return false;
        }
    }
    month = name_index(words[0], "JanFebMarAprMayJunJulAugSepOctNovDec");
    if (month < 0 || !str_to_u64(words[1], &day) || day > 31 || !read_time(words[2], &seconds) ||
        !find_date(reader, weekday, month + 1, (int)day, &date)) {
        return false;
    }
    *ret_at = (int64_t)date.days * 86400 + seconds;
    return true;
}

/* The first time in the line is that of the login; the second one is when it ended. */
static bool find_moment(const struct reader *reader, struct str rest, int64_t *ret_at) {
    struct str word;

    while (fields_next_word(&rest, &word)) {
        int weekday = name_index(word, "SunMonTueWedThuFriSat");
        if (weekday >= 0) {
            return read_moment(reader, weekday, rest, ret_at);
        }
    }
    return false;
}

/* "2027-03-31" */
static struct date read_today(struct str text) {
    struct date date = DATE_NONE;
    uint64_t year, month, day;

    if (text.n == 10 && str_to_u64(str_sub(text, 0, 4), &year) && str_to_u64(str_sub(text, 5, 2), &month) &&
        str_to_u64(str_sub(text, 8, 2), &day) &&
        date_from_civil((struct civil){(int)year, (int)month, (int)day}, &date)) {
        return date;
    }
    return DATE_NONE;
}

/* lsuser: users who never logged in have no time. */
static void take_lsuser(struct reader *reader, struct str user, struct str attributes) {
    struct str word;
    int64_t at;

    while (fields_next_word(&attributes, &word)) {
        if (str_drop_prefix(&word, STR("time_last_login=")) && fields_epoch(word, &at)) {
            login_list_add(&reader->list, &(struct login){user, reader->source, at});
        }
    }
}

/* Entries that are not of people; "wtmp begins …" and "utx.log begins …" end the list. */
static bool is_person(struct str user) {
    return !str_is_listed("reboot|shutdown|runlevel|boot|date|~|wtmp|utx.log|wtmpx|LOGIN", user);
}

static void take_line(struct reader *reader, struct str line) {
    struct str rest = line, user;
    int64_t at;

    if (str_drop_prefix(&rest, STR("source="))) {
        reader->source = rest;
    } else if (str_drop_prefix(&rest, STR("today="))) {
        reader->today = read_today(str_trim(rest));
    } else if (fields_next_word(&rest, &user) && is_person(user)) {
        take_lsuser(reader, user, rest);
        if (date_is_set(reader->today) && find_moment(reader, rest, &at)) {
            login_list_add(&reader->list, &(struct login){user, reader->source, at});
        }
    }
}

void collect_last(struct str body, struct observation *observation) {
    struct reader reader = {.today = DATE_NONE};
    struct str line;

    if (!login_list_init(&reader.list, observation->arena)) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        take_line(&reader, line);
    }
    login_list_report(&reader.list, observation);
}
