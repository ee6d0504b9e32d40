#include "scanner/collect/software/updates.h"

#include "scanner/collect/fields.h"

#include <inttypes.h>

#define UPDATES_MAX     5000 /* more is no machine's list, and each is looked for among the others */
#define SECONDS_AN_HOUR 3600

struct update_list {
    struct update *items;
    size_t count;
};

/* Whole hours since the newest of the files was fetched; empty when unknown. */
static struct str metadata_age(struct str body, struct arena *arena) {
    int64_t now, newest = 0, fetched;
    struct str line;

    if (!fields_epoch(fields_value(body, "now"), &now)) {
        return STR_NONE;
    }
    while (fields_next_line(&body, &line)) {
        if (str_drop_prefix(&line, STR("metadata=")) && fields_epoch(line, &fetched) && fetched > newest) {
            newest = fetched;
        }
    }
    if (newest == 0) {
        return STR_NONE;
    }
    return arena_printf(arena, "%" PRId64, newest < now ? (now - newest) / SECONDS_AN_HOUR : 0);
}

/* One update may be in several advisories. */
static bool is_listed(const struct update_list *list, const struct update *update) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].package, update->package) && str_eq(list->items[i].available, update->available)) {
            return true;
        }
    }
    return false;
}

static void add_row(struct observation *observation, const struct update *update, struct str age) {
    struct observation_row *row = observation_add(observation, TABLE_UPDATES);

    if (row) {
        observation_cell(observation, row, UPDATES_PACKAGE, update->package);
        observation_cell(observation, row, UPDATES_INSTALLED, update->installed);
        observation_cell(observation, row, UPDATES_AVAILABLE, update->available);
        observation_cell(observation, row, UPDATES_SECURITY, update->security);
        observation_cell(observation, row, UPDATES_METADATA_AGE_HOURS, age);
    }
}

void updates_collect(struct str body, update_reader *read, struct observation *observation) {
    struct str age = metadata_age(body, observation->arena), line;
    struct update_list list = {0};
    struct update update;

    list.items = arena_alloc_array(observation->arena, UPDATES_MAX, sizeof(*list.items));
    if (!list.items || str_is_empty(age)) {
        return;
    }
    while (list.count < UPDATES_MAX && fields_next_line(&body, &line)) {
        update = (struct update){0};
        if (read(line, &update) && !str_is_empty(update.package) && !is_listed(&list, &update)) {
            list.items[list.count++] = update;
            add_row(observation, &update, age);
        }
    }
    if (list.count == 0) {
        add_row(observation, &(struct update){0}, age);
    }
}
