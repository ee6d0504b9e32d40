#include "scanner/collect_logins.h"

#include "scanner/collect_fields.h"
#include "scanner/collect_moment.h"

#define USERS_MAX 1000

struct login {
    struct str user, source;
    int64_t at;
};

struct login_list {
    struct login *items;
    size_t count;
    struct str source; /* of the lines that follow */
    int64_t now;       /* by the host's clock; 0 when it does not say */
};

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

/* who leaves the year out; everything else has it. */
static bool find_moment(const struct login_list *list, struct str rest, int64_t *ret_at) {
    if (str_eq(list->source, STR("who"))) {
        return list->now > 0 && moment_find_recent(rest, list->now, ret_at);
    }
    return moment_find(rest, ret_at);
}

static void take_line(struct login_list *list, struct str line) {
    struct str rest = line, user;
    int64_t at;

    if (str_starts_with(line, STR("source="))) {
        list->source = str_sub(line, 7, SIZE_MAX);
    } else if (fields_next_word(&rest, &user) && is_person(user, rest) && find_moment(list, rest, &at)) {
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

    fields_epoch(fields_value(body, "now"), &list.now);
    list.items = arena_alloc_array(observation->arena, USERS_MAX, sizeof(*list.items));
    if (!list.items) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        take_line(&list, line);
    }
    report(observation, &list);
}
