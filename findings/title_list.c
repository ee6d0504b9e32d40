#include "findings/title_list.h"

#include "base/arena.h"

#include <stdlib.h>

struct title_list {
    struct arena *arena;
    struct unknown_title *items;
    size_t count, capacity;
};

struct title_list *title_list_new(void) {
    struct title_list *list = calloc(1, sizeof *list);
    if (list && !(list->arena = arena_new())) {
        free(list);
        return NULL;
    }
    return list;
}

void title_list_free(struct title_list *list) {
    if (list) {
        arena_free(list->arena);
        free(list->items);
        free(list);
    }
}

static bool make_room(struct title_list *list) {
    if (list->count < list->capacity) {
        return true;
    }
    size_t capacity = list->capacity ? list->capacity * 2 : 64;
    struct unknown_title *items = reallocarray(list->items, capacity, sizeof *items);
    if (items) {
        list->items = items;
        list->capacity = capacity;
    }
    return items != NULL;
}

enum err_code title_list_add(struct title_list *list, const struct unknown_title *title, struct err *err) {
    struct unknown_title copy = {arena_dup(list->arena, title->title), arena_dup(list->arena, title->vendor),
                                 title->devices};

    if (arena_failed(list->arena) || !make_room(list)) {
        return err_no_memory(err);
    }
    list->items[list->count++] = copy;
    return ERR_OK;
}

const struct unknown_title *title_list_items(const struct title_list *list, size_t *ret_count) {
    *ret_count = list->count;
    return list->items;
}
