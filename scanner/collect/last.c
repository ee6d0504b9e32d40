#include "scanner/collect/last.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/login_list.h"
#include "scanner/collect/moment.h"

struct reader {
    struct login_list list;
    struct str source;
    struct date today;
};

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
        /* the first time in the line is that of the login; the second one is when it ended */
        if (date_is_set(reader->today) && moment_find_weekday(rest, reader->today, &at)) {
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
