#include "lifecycle/hardware_end.h"

#include "inventory/row_cells.h"
#include "lifecycle/support_item.h"

static struct str first_text(struct row_reader *first, struct row_reader *second, unsigned column,
                             struct arena *arena) {
    struct str text = first ? row_reader_text(first, column) : STR_NONE;

    if (text.n == 0 && second) {
        text = row_reader_text(second, column);
    }
    return arena_dup(arena, text);
}

struct hardware_dates hardware_dates_read(struct row_reader *asset) {
    return (struct hardware_dates){row_reader_date(asset, DEVICES_SUPPORT_END),
                                   row_reader_date(asset, DEVICES_PARTS_END)};
}

void hardware_dates_limit(const struct hardware_dates *dates, struct support_stage *stage, struct date as_of) {
    support_stage_limit(stage, dates->support_end, "support_end", as_of);
    support_stage_limit(stage, dates->parts_end, "parts_end", as_of);
}

enum err_code hardware_end_read(struct calendar_finder *finder, struct row_reader *asset, struct row_reader *device,
                                struct date as_of, struct arena *arena, struct hardware_end *ret_end, struct err *err) {
    struct calendar_query query = {
        .subject = SUPPORT_OF_HARDWARE,
        .title = first_text(device, asset, DEVICES_MODEL, arena),
        .vendor = first_text(device, asset, DEVICES_MANUFACTURER, arena),
    };
    struct hardware_dates dates = hardware_dates_read(asset);
    struct calendar_answer answer = {.kind = CALENDAR_NO_PRODUCT};
    enum err_code code = arena_failed(arena) ? err_no_memory(err) : ERR_OK;

    if (code == ERR_OK && query.title.n) {
        code = calendar_find(finder, &query, &answer, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    struct support_stage stage = support_item_of(&answer, as_of).bought;
    hardware_dates_limit(&dates, &stage, as_of);
    *ret_end = (struct hardware_end){stage.effective_end, answer};
    return ERR_OK;
}
