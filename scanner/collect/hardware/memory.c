#include "scanner/collect/hardware/memory.h"

#include "scanner/collect/fields.h"

void collect_memory(struct str body, struct observation *observation) {
    struct str line, value, unit;
    uint64_t kilobytes;

    while (fields_next_line(&body, &line)) {
        if (fields_colon(line, "MemTotal", &value) && fields_next_word(&value, &unit) && str_to_u64(unit, &kilobytes) &&
            str_eq(str_trim(value), STR("kB"))) {
            observation_set_number(observation, DEVICES_MEMORY_MB, fields_rounded(kilobytes, 1024));
        }
    }
}
