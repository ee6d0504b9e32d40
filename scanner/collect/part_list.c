#include "scanner/collect/part_list.h"

#include "base/buffer.h"

static struct str list_of(const struct part *parts, size_t count, enum part_state state, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer list = {0};

    for (size_t i = 0; i < count; i++) {
        if (parts[i].state == state) {
            buffer_append_cstr(&list, list.n > 0 ? ";" : "");
            buffer_append_cstr(&list, parts[i].name);
        }
    }
    return arena_dup(arena, buffer_view(&list));
}

void part_list_report(const struct part *parts, size_t count, struct observation *observation, struct str *ret_complete,
                      struct str *ret_missing) {
    *ret_complete = list_of(parts, count, PART_COMPLETE, observation->arena);
    *ret_missing = list_of(parts, count, PART_MISSING, observation->arena);
    observation_set(observation, DEVICES_SECTIONS_MISSING, *ret_missing);
}
