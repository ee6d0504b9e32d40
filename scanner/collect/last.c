#include "scanner/collect/last.h"

#include "base/date_read.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/login_list.h"
#include "scanner/collect/moment.h"

struct reader {
    struct login_list list;
    struct str source;
    struct date today;
};

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

static void take_line(struct reader *reader, struct str line) {
    struct str rest = line, user;
    struct date today;
    int64_t at;

    if (str_drop_prefix(&rest, STR("source="))) {
        reader->source = rest;
    } else if (str_drop_prefix(&rest, STR("today="))) {
        reader->today = date_read(rest, &today) == DATE_READ ? today : DATE_NONE;
    } else if (fields_next_word(&rest, &user) && login_is_person(user, rest)) {
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
