/* The collectors together, on what any host may answer. What must hold: check_observation.h; a part is complete or
 * missing, not both, updates may be neither, and no other thing is. The first line is the marker. */

#include "scanner/collect/collect.h"
#include "scanner/device/table_sources.h"
#include "tests/fuzz/check_observation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_part(struct str name) {
    const struct collector_set *set;

    for (size_t number = 0; (set = collect_set(number)); number++) {
        for (size_t i = 0; i < set->count; i++) {
            if (set->items[i].part && str_eq(name, str_from(set->items[i].part))) {
                return true;
            }
        }
    }
    return false;
}

static void check_parts(struct str list, struct str others) {
    struct str item;

    while (list.n && str_cut(&list, ';', &item)) {
        CHECK(is_part(item) && !part_is_listed(list, item) && !part_is_listed(others, item));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str rest = {(const char *)data, size}, marker, complete, missing;
    struct observation observation;
    struct section_list list;

    CHECK(arena && observation_init(&observation, arena));
    if (!str_cut(&rest, '\n', &marker) || !rest.p || section_split(rest, marker, arena, &list, NULL) != ERR_OK) {
        return 0;
    }
    collect_all(&list, &observation, &complete, &missing);
    CHECK(complete.n + missing.n > 0);
    check_parts(complete, missing);
    check_parts(missing, complete);
    check_observation(&observation);
    return 0;
}
