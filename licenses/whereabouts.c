#include "licenses/whereabouts.h"

#include <stdlib.h>

struct whereabouts {
    struct presence *items; /* by user, machine */
    size_t count, capacity;
    bool *has_login; /* by number of the machine */
};

void whereabouts_free(struct whereabouts *whereabouts) {
    if (whereabouts) {
        free(whereabouts->items);
        free(whereabouts->has_login);
        free(whereabouts);
    }
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static enum err_code add(struct whereabouts *whereabouts, const struct presence *presence, struct err *err) {
    if (whereabouts->count == whereabouts->capacity) {
        size_t capacity = whereabouts->capacity * 2 + 256;
        struct presence *items = reallocarray(whereabouts->items, capacity, sizeof *items);
        if (!items) {
            return err_no_memory(err);
        }
        whereabouts->items = items;
        whereabouts->capacity = capacity;
    }
    whereabouts->items[whereabouts->count++] = *presence;
    return ERR_OK;
}

static enum err_code add_users(struct whereabouts *whereabouts, const struct estate *estate, uint32_t number,
                               struct err *err) {
    const struct machine *machine = estate_machine(estate, number);
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; machine && i < machine->users.count && code == ERR_OK; i++) {
        const struct presence presence = {machine->users.items[i], number, true, DATE_NONE, UINT32_MAX};
        code = add(whereabouts, &presence, err);
    }
    return code;
}

/* The reader stands on the row. */
static enum err_code add_login(struct whereabouts *whereabouts, const struct estate *estate,
                               const struct estate_input *input, struct row_reader *reader, uint32_t row,
                               struct err *err) {
    struct value login = row_reader_value(reader, ACCOUNTS_LAST_LOGIN_AT);
    uint32_t device = estate_device_by_id(estate, row_reader_text(reader, ACCOUNTS_DEVICE_ID));
    uint32_t person = people_find_account(input->people, row_reader_text(reader, ACCOUNTS_USER_ID));

    if (!login.is_set || device == PAIRING_NONE || person == PERSON_NONE) {
        return ERR_OK;
    }
    uint32_t machine = estate_of_device(estate, device);
    const struct presence presence = {person, machine, false, instant_day(login.instant, input->policy->utc_offset),
                                      row};
    whereabouts->has_login[machine] = true;
    return add(whereabouts, &presence, err);
}

static enum err_code add_logins(struct whereabouts *whereabouts, const struct estate *estate,
                                const struct estate_input *input, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    uint32_t rows = input->accounts ? table_rows(input->accounts) : 0;
    enum err_code code = rows ? row_reader_new(input->accounts, &reader, err) : ERR_OK;

    for (uint32_t row = 0; row < rows && code == ERR_OK; row++) {
        row_reader_move(reader, row);
        code = add_login(whereabouts, estate, input, reader, row, err);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, err) : code;
}

static int compare_u32(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

/* The latest login at a machine comes first, so that it is the one that is kept. */
static int compare_presences(const void *a, const void *b) {
    const struct presence *x = a, *y = b;
    int order = compare_u32(x->user, y->user);

    order = order ? order : compare_u32(x->machine, y->machine);
    order = order ? order : (y->last_login.days > x->last_login.days) - (y->last_login.days < x->last_login.days);
    return order ? order : compare_u32(x->row, y->row);
}

static void join(struct whereabouts *whereabouts) {
    struct presence *items = whereabouts->items;
    size_t kept = 0;

    if (whereabouts->count) {
        qsort(items, whereabouts->count, sizeof *items, compare_presences);
    }
    for (size_t i = 0; i < whereabouts->count; i++) {
        if (i && items[i].user == items[kept - 1].user && items[i].machine == items[kept - 1].machine) {
            items[kept - 1].is_user |= items[i].is_user;
        } else {
            items[kept++] = items[i];
        }
    }
    whereabouts->count = kept;
}

enum err_code whereabouts_new(const struct estate *estate, const struct estate_input *input,
                              struct whereabouts **ret_whereabouts, struct err *err) {
    CLEANUP(whereabouts_free_cleanup) struct whereabouts *whereabouts = calloc(1, sizeof *whereabouts);
    uint32_t numbers = estate_numbers(estate);
    enum err_code code = ERR_OK;

    if (!whereabouts || !(whereabouts->has_login = calloc((size_t)numbers + 1, sizeof *whereabouts->has_login))) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < numbers && code == ERR_OK; i++) {
        code = add_users(whereabouts, estate, i, err);
    }
    if (code == ERR_OK) {
        code = add_logins(whereabouts, estate, input, err);
    }
    if (code == ERR_OK) {
        join(whereabouts);
        *ret_whereabouts = TAKE_PTR(whereabouts);
    }
    return code;
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

struct presence_list whereabouts_of(const struct whereabouts *whereabouts, uint32_t user) {
    size_t low = 0, high = whereabouts ? whereabouts->count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (whereabouts->items[middle].user < user) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t end = low;
    while (whereabouts && end < whereabouts->count && whereabouts->items[end].user == user) {
        end++;
    }
    return (struct presence_list){end > low ? whereabouts->items + low : NULL, (uint32_t)(end - low)};
}

bool whereabouts_has_login(const struct whereabouts *whereabouts, uint32_t machine) {
    return whereabouts->has_login[machine];
}
