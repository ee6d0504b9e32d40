#include "scanner/collect/login_list.h"

#include "scanner/collect/fields.h"

#define USERS_MAX 1000

/* Entries that systems keep beside those of people, and a heading. */
bool login_is_person(struct str user, struct str rest) {
    struct str word;

    return !str_is_listed("reboot|shutdown|runlevel|boot|date|~|LOGIN|Username", user) &&
           fields_next_word(&rest, &word) && !str_eq(word, STR("begins"));
}

bool login_list_init(struct login_list *list, struct arena *arena) {
    *list = (struct login_list){.items = arena_alloc_array(arena, USERS_MAX, sizeof(*list->items))};
    return list->items != NULL;
}

void login_list_add(struct login_list *list, const struct login *login) {
    for (size_t i = 0; i < list->count; i++) {
        struct login *known = &list->items[i];
        if (str_eq(known->user, login->user)) {
            *known = login->at > known->at ? *login : *known;
            return;
        }
    }
    if (list->count < USERS_MAX) {
        list->items[list->count++] = *login;
    }
}

static void add_account(struct observation *observation, const struct login *login) {
    struct observation_row *row = observation_add(observation, TABLE_ACCOUNTS);

    if (row) {
        observation_cell(observation, row, ACCOUNTS_USER_ID, login->user);
        observation_cell(observation, row, ACCOUNTS_LAST_LOGIN_AT, observation_instant(observation, login->at));
        observation_cell(observation, row, ACCOUNTS_SOURCE, login->source);
    }
}

void login_list_report(const struct login_list *list, struct observation *observation) {
    const struct login *last = NULL;

    for (size_t i = 0; list->items && i < list->count; i++) {
        add_account(observation, &list->items[i]);
        last = !last || list->items[i].at > last->at ? &list->items[i] : last;
    }
    if (last) {
        observation_set_instant(observation, DEVICES_LAST_LOGIN_AT, last->at);
        observation_set(observation, DEVICES_LAST_LOGIN_USER, last->user);
    }
}
