#include "licenses/clients.h"

#include "base/arena.h"
#include "base/intern.h"
#include "base/text.h"
#include "inventory/words.h"

#include <stdlib.h>
#include <string.h>

/* One row that counts. */
struct reach {
    uint32_t target;
    const struct machine *device; /* NULL: not named */
    uint32_t user;                /* a number of its own kind: persons, then other ids; UINT32_MAX: not named */
};

struct clients {
    struct arena *arena;
    const struct machine **devices; /* those of each target together */
    struct client_list *lists;
    uint32_t *targets; /* by list, in order */
    uint32_t count;
};

struct reading {
    const struct people *people;
    const struct estate *estate;
    struct clients *clients;
    struct intern *names;    /* of devices that the ledger does not have, folded */
    struct intern *ids;      /* of users that are nobody's, folded */
    struct machine **others; /* by name */
    uint32_t other_capacity;
    struct reach *items;
    uint32_t count;
    struct buffer folded;
};

void clients_free(struct clients *clients) {
    if (clients) {
        arena_free(clients->arena);
        free(clients->devices);
        free(clients->lists);
        free(clients->targets);
        free(clients);
    }
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static uint32_t fold_into(struct reading *reading, struct intern *set, struct str text) {
    buffer_reset(&reading->folded);
    text_fold(text, &reading->folded);
    return reading->folded.failed ? INTERN_NONE : intern_add(set, buffer_view(&reading->folded));
}

static struct machine *make_other(struct reading *reading) {
    struct machine *machine = arena_alloc(reading->clients->arena, sizeof *machine);

    if (machine) {
        *machine = (struct machine){
            .asset = PAIRING_NONE,
            .device = PAIRING_NONE,
            .kind = WORD_BLANK,
            .setting = {.environment = WORD_BLANK, .shared_use = WORD_BLANK},
            .country_since = DATE_NONE,
            .processors = {.sockets = -1, .cores = -1, .cores_per_socket = -1},
            .is_virtual = TERM_BLANK,
            .host = MACHINE_NONE,
        };
    }
    return machine;
}

/* The device of a name that the ledger does not have. Of several spellings it is called by the first as bytes go. */
static const struct machine *other_device(struct reading *reading, struct str name) {
    uint32_t known = intern_count(reading->names), number = fold_into(reading, reading->names, name);

    if (number == INTERN_NONE) {
        return NULL;
    }
    if (number == reading->other_capacity) {
        uint32_t capacity = reading->other_capacity * 2 + 64;
        struct machine **others = reallocarray(reading->others, capacity, sizeof(struct machine *));
        if (!others) {
            return NULL;
        }
        reading->others = others;
        reading->other_capacity = capacity;
    }
    if (number >= known) {
        reading->others[number] = make_other(reading);
    }
    struct machine *machine = reading->others[number];
    if (machine && (!machine->device_id.n || str_cmp(name, machine->device_id) < 0)) {
        machine->device_id = arena_dup(reading->clients->arena, name);
    }
    return machine;
}

/* The row's device, NULL when none is named; false when memory is out. */
static bool find_device(struct reading *reading, const struct access_row *row, const struct machine **ret_device) {
    *ret_device = !row->from.n                  ? NULL
                  : row->device != MACHINE_NONE ? estate_machine(reading->estate, row->device)
                                                : other_device(reading, row->from);
    return !row->from.n || *ret_device;
}

static bool find_user(struct reading *reading, struct str id, uint32_t *ret_user) {
    uint32_t person = id.n ? people_find(reading->people, id) : PERSON_NONE;

    *ret_user = UINT32_MAX;
    if (!id.n) {
        return true;
    }
    if (person == PERSON_NONE) {
        uint32_t number = fold_into(reading, reading->ids, id);
        if (number == INTERN_NONE) {
            return false;
        }
        person = people_count(reading->people) + number;
    }
    *ret_user = person;
    return true;
}

/* A day that is blank or unreadable ends nothing. */
static bool read_row(struct reading *reading, const struct access_row *row) {
    struct reach *reach = &reading->items[reading->count];

    if (row->is_active == TERM_NO) {
        return true;
    }
    reach->target = row->target;
    if (!find_device(reading, row, &reach->device) || !find_user(reading, row->user, &reach->user)) {
        return false;
    }
    reading->count += !reach->device || !reach->device->has_left;
    return true;
}

/* --- lists ---------------------------------------------------------------------------------------------------------
 */

static int compare_devices(const struct machine *a, const struct machine *b) {
    int order = a && b ? estate_compare(a, b) : (a == NULL) - (b == NULL);
    return order ? order : (a > b) - (a < b);
}

static int compare_by_device(const void *a, const void *b) {
    const struct reach *x = a, *y = b;
    int order = (x->target > y->target) - (x->target < y->target);
    return order ? order : compare_devices(x->device, y->device);
}

static int compare_by_user(const void *a, const void *b) {
    const struct reach *x = a, *y = b;
    return (x->user > y->user) - (x->user < y->user);
}

/* ROWS are all of one target, by device; they are put into another order. */
static void make_list(struct reach *rows, uint32_t count, const struct machine **devices, struct client_list *list) {
    *list = (struct client_list){.items = devices};
    for (uint32_t i = 0; i < count; i++) {
        if (!rows[i].device) {
            list->has_unknown = true;
        } else if (i == 0 || rows[i].device != rows[i - 1].device) {
            devices[list->count++] = rows[i].device;
        }
    }
    qsort(rows, count, sizeof *rows, compare_by_user);
    for (uint32_t i = 0; i < count; i++) {
        list->users += i == 0 || rows[i].user != rows[i - 1].user;
    }
    if (rows[count - 1].user == UINT32_MAX) { /* somebody's who is not named */
        list->users = 0;
    }
}

static bool make_lists(struct reading *reading) {
    struct clients *clients = reading->clients;
    size_t count = (size_t)reading->count + 1;

    clients->devices = calloc(count, sizeof(const struct machine *));
    clients->lists = calloc(count, sizeof *clients->lists);
    clients->targets = calloc(count, sizeof *clients->targets);
    if (!clients->devices || !clients->lists || !clients->targets) {
        return false;
    }
    if (reading->count) {
        qsort(reading->items, reading->count, sizeof *reading->items, compare_by_device);
    }
    for (uint32_t i = 0, next; i < reading->count; i = next) {
        uint32_t target = reading->items[i].target;
        for (next = i; next < reading->count && reading->items[next].target == target;) {
            next++;
        }
        clients->targets[clients->count] = target;
        make_list(&reading->items[i], next - i, &clients->devices[i], &clients->lists[clients->count++]);
    }
    return true;
}

static enum err_code read_rows(struct reading *reading, const struct access_list *list, struct err *err) {
    uint32_t count;
    const struct access_row *rows = access_list_rows(list, &count);

    reading->items = calloc((size_t)count + 1, sizeof *reading->items);
    reading->names = intern_new();
    reading->ids = intern_new();
    bool has_room = reading->items && reading->names && reading->ids;
    for (uint32_t i = 0; has_room && i < count; i++) {
        has_room = read_row(reading, &rows[i]);
    }
    return has_room && make_lists(reading) ? ERR_OK : err_no_memory(err);
}

enum err_code clients_read(const struct access_list *list, const struct people *people, const struct estate *estate,
                           struct clients **ret_clients, struct err *err) {
    CLEANUP(clients_free_cleanup) struct clients *clients = calloc(1, sizeof *clients);

    if (!clients || !(clients->arena = arena_new())) {
        return err_no_memory(err);
    }
    struct reading reading = {.people = people, .estate = estate, .clients = clients};
    enum err_code code = read_rows(&reading, list, err);
    intern_free(reading.names);
    intern_free(reading.ids);
    free(reading.others);
    free(reading.items);
    buffer_done(&reading.folded);
    if (!code && arena_failed(clients->arena)) {
        code = err_no_memory(err);
    }
    if (!code) {
        *ret_clients = TAKE_PTR(clients);
    }
    return code;
}

struct client_list clients_of(const struct clients *clients, uint32_t machine) {
    uint32_t low = 0, high = clients->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (clients->targets[middle] < machine) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < clients->count && clients->targets[low] == machine ? clients->lists[low] : (struct client_list){0};
}
