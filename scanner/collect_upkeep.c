#include "scanner/collect_upkeep.h"

#include "scanner/collect_fields.h"

void collect_upkeep(struct str body, struct observation *observation) {
    if (str_eq(fields_value(body, "restart"), STR("required"))) {
        observation_note(observation, STR("restart required"));
    }
    if (str_eq(fields_value(body, "denied"), STR("updates"))) {
        observation_note(observation, STR("pending updates need privilege"));
    }
}
