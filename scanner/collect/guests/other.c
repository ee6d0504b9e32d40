#include "scanner/collect/guests/other.h"

#include "scanner/collect/fields.h"

#define OTHERS_MAX 16

void collect_guests_other(struct str body, struct observation *observation) {
    struct str line;

    for (size_t i = 0; i < OTHERS_MAX && fields_next_line(&body, &line); i++) {
        if (str_drop_prefix(&line, STR("other=")) && !str_is_empty(str_trim(line))) {
            observation_note(observation, arena_printf(observation->arena, "guests of %.*s not read", STR_FMT(line)));
        }
    }
}
