#include "scanner/collect/windows/monitors.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "scanner/collect/hardware/monitors.h"
#include "scanner/collect/windows/rows.h"

#define MONITORS_MAX 64
#define TEXT_MAX     64

/* EDID texts come as arrays of characters with zeros behind them. */
static struct str characters(struct arena *arena, const struct json_node *array) {
    CLEANUP(buffer_done) struct buffer text = {0};
    int64_t c;

    for (size_t i = 0; i < TEXT_MAX && json_to_integer(json_at(array, i), &c) && c >= 0x20 && c < 0x7f; i++) {
        buffer_append_char(&text, (char)c);
    }
    return text.failed ? STR_NONE : arena_dup(arena, str_trim(buffer_view(&text)));
}

static void add_monitor(struct observation *observation, const struct json_node *monitor) {
    struct arena *arena = observation->arena;
    struct str name = characters(arena, json_get(monitor, "UserFriendlyName"));
    struct str maker = characters(arena, json_get(monitor, "ManufacturerName"));
    struct str code = characters(arena, json_get(monitor, "ProductCodeID"));
    struct str serial = characters(arena, json_get(monitor, "SerialNumberID"));
    struct observation_row *row;

    if (str_is_empty(name) && str_is_empty(code)) {
        return;
    }
    row = observation_add(observation, TABLE_COMPONENTS);
    if (!row) {
        return;
    }
    observation_cell(observation, row, COMPONENTS_KIND, STR("monitor"));
    observation_cell(observation, row, COMPONENTS_MANUFACTURER, monitor_maker(maker));
    /* maker and product code name what has no name of its own, as on other systems */
    observation_cell(observation, row, COMPONENTS_MODEL,
                     str_is_empty(name) ? arena_printf(arena, "%.*s%.*s", STR_FMT(maker), STR_FMT(code)) : name);
    observation_cell(observation, row, COMPONENTS_SERIAL, identity_is_placeholder(serial) ? STR_NONE : serial);
}

void collect_windows_monitors(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct json_node *monitors = document ? windows_rows(document, "WmiMonitorID") : NULL;

    for (size_t i = 0; i < json_length(monitors) && i < MONITORS_MAX; i++) {
        add_monitor(observation, json_at(monitors, i));
    }
}
