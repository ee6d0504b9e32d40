/* The collectors together, on what any host may answer. What must hold: check_observation.h; a part is complete or
 * missing, not both, and no other thing is. The first line is the marker. */

#include "scanner/collect.h"
#include "tests/fuzz/check_observation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_part(struct str name) {
    const struct collector *table;
    size_t count;

    for (size_t number = 0; (table = collect_table(number, &count)); number++) {
        for (size_t i = 0; i < count; i++) {
            if (table[i].part && str_eq(name, str_from(table[i].part))) {
                return true;
            }
        }
    }
    return false;
}

static bool has_item(struct str list, struct str name) {
    struct str item;

    while (str_cut(&list, ';', &item)) {
        if (str_eq(item, name)) {
            return true;
        }
    }
    return false;
}

static void check_parts(struct str list, struct str others) {
    struct str item;

    while (list.n && str_cut(&list, ';', &item)) {
        CHECK(is_part(item) && !has_item(list, item) && !has_item(others, item));
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
