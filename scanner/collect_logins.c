#include "scanner/collect_logins.h"

#include "base/calendar.h"
#include "scanner/collect_fields.h"

#define USERS_MAX 1000

struct login {
    struct str user, source;
    int64_t at;
};

struct login_list {
    struct login *items;
    size_t count;
    struct str source; /* of the lines that follow */
};

static int name_index(struct str word, const char *names) {
    const char *end = names + strlen(names);

    for (const char *at = names; word.n == 3 && at < end; at += 3) {
        if (memcmp(at, word.p, 3) == 0) {
            return (int)(at - names) / 3;
        }
    }
    return -1;
}

/* "09:02:11" → seconds of the day. */
static bool read_time(struct str word, int64_t *ret_seconds) {
    uint64_t hours, minutes, seconds;

    if (word.n != 8 || word.p[2] != ':' || word.p[5] != ':' || !str_to_u64(str_sub(word, 0, 2), &hours) ||
        !str_to_u64(str_sub(word, 3, 2), &minutes) || !str_to_u64(str_sub(word, 6, 2), &seconds) || hours > 23 ||
        minutes > 59 || seconds > 60) {
        return false;
    }
    *ret_seconds = (int64_t)(hours * 3600 + minutes * 60 + seconds);
    return true;
}

/* "+0900" → seconds east. */
static bool read_zone(struct str word, int64_t *ret_seconds) {
    uint64_t digits;

    if (word.n != 5 || (word.p[0] != '+' && word.p[0] != '-') || !str_to_u64(str_sub(word, 1, 4), &digits)) {
        return false;
    }
    *ret_seconds = (int64_t)(digits / 100 * 3600 + digits % 100 * 60) * (word.p[0] == '-' ? -1 : 1);
    return true;
}

/* What follows the weekday: "May 20 09:02:11 2025", or "May 20 09:02:11 +0000 2025". */
static bool read_moment(struct str rest, int64_t *ret_at) {
    struct str words[4];
    uint64_t day, year;
    int64_t second, zone = 0;
    struct date date;
    int month;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!fields_next_word(&rest, &words[i])) {
            return false;
        }
    }
    if (read_zone(words[3], &zone) && !fields_next_word(&rest, &words[3])) {
        return false;
    }
    month = name_index(words[0], "JanFebMarAprMayJunJulAugSepOctNovDec");
    if (month < 0 || !str_to_u64(words[1], &day) || day > 31 || !read_time(words[2], &second) ||
        !str_to_u64(words[3], &year) || year < 1980 || year > 2200 ||
        !date_from_civil((struct civil){(int)year, month + 1, (int)day}, &date)) {
        return false;
    }
    *ret_at = (int64_t)date.days * 86400 + second - zone;
    return true;
}

/* The first time in the line is that of the login; the second one is when it ended. */
static bool find_moment(struct str rest, int64_t *ret_at) {
    struct str word;

    while (fields_next_word(&rest, &word)) {
        if (name_index(word, "MonTueWedThuFriSatSun") >= 0) {
            return read_moment(rest, ret_at);
        }
    }
    return false;
}

/* Entries that wtmp keeps beside those of people. */
static bool is_person(struct str user, struct str rest) {
    static const char *const others[] = {"reboot", "shutdown", "runlevel", "LOGIN", "date", "Username"};
    struct str word;

    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (str_eq(user, str_from(others[i]))) {
            return false;
        }
    }
    return fields_next_word(&rest, &word) && !str_eq(word, STR("begins")); /* "wtmp begins Tue May 20 …" */
}

static void add_login(struct login_list *list, struct str user, int64_t at) {
    for (size_t i = 0; i < list->count; i++) {
        struct login *known = &list->items[i];
        if (str_eq(known->user, user)) {
            if (at > known->at) {
                *known = (struct login){user, list->source, at};
            }
            return;
        }
    }
    if (list->count < USERS_MAX) {
        list->items[list->count++] = (struct login){user, list->source, at};
    }
}

static void take_line(struct login_list *list, struct str line) {
    struct str rest = line, user;
    int64_t at;

    if (str_starts_with(line, STR("source="))) {
        list->source = str_sub(line, 7, SIZE_MAX);
    } else if (fields_next_word(&rest, &user) && is_person(user, rest) && find_moment(rest, &at)) {
        add_login(list, user, at);
    }
}

static void report(struct observation *observation, const struct login_list *list) {
    const struct login *last = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct login *login = &list->items[i];
        struct observation_row *row = observation_add(observation, TABLE_ACCOUNTS);
        if (row) {
            observation_cell(observation, row, ACCOUNTS_USER_ID, login->user);
            observation_cell(observation, row, ACCOUNTS_LAST_LOGIN_AT, observation_instant(observation, login->at));
            observation_cell(observation, row, ACCOUNTS_SOURCE, login->source);
        }
        last = !last || login->at > last->at ? login : last;
    }
    if (last) {
        observation_set_instant(observation, DEVICES_LAST_LOGIN_AT, last->at);
        observation_set(observation, DEVICES_LAST_LOGIN_USER, last->user);
    }
}

void collect_logins(struct str body, struct observation *observation) {
    struct login_list list = {0};
    struct str line;

    list.items = arena_alloc_array(observation->arena, USERS_MAX, sizeof(*list.items));
    while (list.items && fields_next_line(&body, &line)) {
        take_line(&list, line);
    }
    report(observation, &list);
}
