#include "scanner/collect/windows/monitors.h"

#include "base/buffer.h"
#include "scanner/collect/component.h"
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

/* Maker and product code name what has no name of its own, as on other systems. */
static void add_monitor(struct observation *observation, const struct json_node *monitor) {
    struct arena *arena = observation->arena;
    struct str name = characters(arena, json_get(monitor, "UserFriendlyName"));
    struct str maker = characters(arena, json_get(monitor, "ManufacturerName"));
    struct str code = characters(arena, json_get(monitor, "ProductCodeID"));

    if (str_is_empty(name) && str_is_empty(code)) {
        return;
    }
    name = str_is_empty(name) ? arena_printf(arena, "%.*s%.*s", STR_FMT(maker), STR_FMT(code)) : name;
    component_add(observation, &(struct component){
                                   .kind = "monitor",
                                   .manufacturer = monitor_maker(maker),
                                   .model = name,
                                   .serial = characters(arena, json_get(monitor, "SerialNumberID")),
                               });
}

void collect_windows_monitors(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct json_node *monitors = document ? windows_rows(document, "WmiMonitorID") : NULL;

    for (size_t i = 0; i < json_length(monitors) && i < MONITORS_MAX; i++) {
        add_monitor(observation, json_at(monitors, i));
    }
}
