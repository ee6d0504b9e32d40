#include "scanner/collect/software/upkeep.h"

#include "scanner/collect/fields.h"

void collect_upkeep(struct str body, struct observation *observation) {
    if (str_eq(fields_value(body, "restart"), STR("required"))) {
        observation_note(observation, STR("restart required"));
    }
    if (str_eq(fields_value(body, "denied"), STR("updates"))) {
        observation_note(observation, STR("pending updates need privilege"));
    }
}
