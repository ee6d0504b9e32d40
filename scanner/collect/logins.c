#include "scanner/collect/logins.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/login_list.h"
#include "scanner/collect/moment.h"

struct reader {
    struct login_list list;
    struct str source; /* of the lines that follow */
    int64_t now;       /* by the host's clock; 0 when it does not say */
};

/* who leaves the year out; everything else has it. */
static bool find_moment(const struct reader *reader, struct str rest, int64_t *ret_at) {
    if (str_eq(reader->source, STR("who"))) {
        return reader->now > 0 && moment_find_recent(rest, reader->now, ret_at);
    }
    return moment_find(rest, ret_at);
}

static void take_line(struct reader *reader, struct str line) {
    struct str rest = line, user;
    int64_t at;

    if (str_drop_prefix(&rest, STR("source="))) {
        reader->source = rest;
    } else if (fields_next_word(&rest, &user) && login_is_person(user, rest) && find_moment(reader, rest, &at)) {
        login_list_add(&reader->list, &(struct login){user, reader->source, at});
    }
}

void collect_logins(struct str body, struct observation *observation) {
    struct reader reader = {0};
    struct str line;

    fields_epoch(fields_value(body, "now"), &reader.now);
    if (!login_list_init(&reader.list, observation->arena)) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        take_line(&reader, line);
    }
    login_list_report(&reader.list, observation);
}
