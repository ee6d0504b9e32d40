/* Machines that were observed and are on no paper, or could be several: somebody has to go and see what they are. */

#include "report/check/sheet.h"
#include "report/export/finding.h"
#include "report/result/read.h"

#include <stdlib.h>

/* Devices that no asset claims, as assets.csv has them. */
struct unclaimed {
    struct str device_id, kind;
};
struct gathering {
    struct arena *arena;
    struct unclaimed *devices; /* in order of device_id */
    uint32_t device_count, device_capacity;
    struct sample_item *items; /* row: the number of the row below, before they are put in order */
    struct check_row *rows;
    uint32_t count, item_capacity, row_capacity;
};

static enum err_code take_device(void *context, const struct str *cells, struct err *err) {
    struct gathering *gathering = context;
    struct arena *arena = gathering->arena;

    if (!str_eq(cells[1], STR("unregistered")) && !str_eq(cells[1], STR("ambiguous"))) {
        return ERR_OK;
    }
    gathering->devices = arena_grow(arena, gathering->devices, gathering->device_count, 1, &gathering->device_capacity,
                                    sizeof *gathering->devices);
    if (!gathering->devices) {
        return err_no_memory(err);
    }
    gathering->devices[gathering->device_count++] =
        (struct unclaimed){arena_dup(arena, cells[0]), arena_dup(arena, cells[2])};
    return ERR_OK;
}

static int compare_devices(const void *a, const void *b) {
    return str_cmp(((const struct unclaimed *)a)->device_id, ((const struct unclaimed *)b)->device_id);
}

static enum err_code read_devices(struct gathering *gathering, const struct result_set *results, struct err *err) {
    static const char *const names[] = {"device_id", "verdict", "kind"};
    enum err_code code =
        result_read_rows(result_set_fd(results), "assets.csv", names, ARRAY_LEN(names), take_device, gathering, err);

    if (code == ERR_OK && gathering->device_count) {
        qsort(gathering->devices, gathering->device_count, sizeof *gathering->devices, compare_devices);
    }
    return code;
}

static const struct unclaimed *find_device(const struct gathering *gathering, struct str id) {
    const struct unclaimed wanted = {.device_id = id};

    return gathering->device_count
               ? bsearch(&wanted, gathering->devices, gathering->device_count, sizeof wanted, compare_devices)
               : NULL;
}

/* Nobody can look at a virtual machine. Identifiers that disagree are no matter here unless no asset claims them. */
static bool is_wanted(const struct gathering *gathering, const struct export_finding *finding) {
    const struct finding *what = &finding->result->finding;
    const struct unclaimed *device = find_device(gathering, what->subject);

    if (!export_finding_is_open(finding) || (device && str_eq(device->kind, STR("vm")))) {
        return false;
    }
    return (what->code == CODE_DIF_UNREGISTERED && what->message != MESSAGE_UNREGISTERED_GUEST) ||
           (what->code == CODE_DIF_IDENTITY && device);
}

static enum err_code take_finding(void *context, const struct export_finding *finding, struct err *err) {
    struct gathering *gathering = context;
    const struct result_finding *result = finding->result;
    struct arena *arena = gathering->arena;
    uint32_t at = gathering->count;

    if (!is_wanted(gathering, finding) || (at && str_eq(gathering->rows[at - 1].machine, result->finding.subject))) {
        return ERR_OK;
    }
    gathering->rows = arena_grow(arena, gathering->rows, at, 1, &gathering->row_capacity, sizeof *gathering->rows);
    gathering->items = arena_grow(arena, gathering->items, at, 1, &gathering->item_capacity, sizeof *gathering->items);
    if (!gathering->rows || !gathering->items) {
        return err_no_memory(err);
    }
    const struct unclaimed *device = find_device(gathering, result->finding.subject);
    struct check_row *row = &gathering->rows[at];
    *row = (struct check_row){.machine = arena_dup(arena, result->finding.subject),
                              .hostname = device ? arena_dup(arena, result->finding.hostname) : STR_NONE,
                              .kind = device ? device->kind : STR_NONE,
                              .book_place = arena_dup(arena, result->finding.location),
                              .known = arena_dup(arena, result->message)};
    gathering->items[at] = (struct sample_item){.name = row->machine, .row = at};
    gathering->count++;
    return ERR_OK;
}

static int compare_rows(const void *a, const void *b) {
    const struct check_row *x = a, *y = b;
    int order = check_places_compare(x->book_place, y->book_place);

    return order ? order : str_cmp(x->machine, y->machine);
}

static enum err_code draw(struct check_sheets *sheets, struct gathering *gathering, struct err *err) {
    struct check_rows *rows = &sheets->unpaired;
    enum err_code code = sample_order(gathering->items, gathering->count, sheets->seed, err);

    rows->items = arena_alloc_array(gathering->arena, (size_t)gathering->count + 1, sizeof *rows->items);
    if (code != ERR_OK || !rows->items) {
        return code == ERR_OK ? err_no_memory(err) : code;
    }
    for (uint32_t i = 0; i < gathering->count && i < sheets->size; i++) {
        rows->items[rows->count] = gathering->rows[gathering->items[i].row];
        rows->items[rows->count++].rank = arena_printf(gathering->arena, "%u", i + 1);
    }
    if (rows->count) {
        qsort(rows->items, rows->count, sizeof *rows->items, compare_rows);
    }
    for (uint32_t i = 0; i < rows->count; i++) {
        rows->items[i].number = arena_printf(gathering->arena, "%u", i + 1);
    }
    sheets->unpaired_all = gathering->count;
    return arena_failed(gathering->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code check_unpaired_draw(struct check_sheets *sheets, struct arena *arena, struct err *err) {
    const struct export_request *request = sheets->request;
    struct gathering gathering = {.arena = arena};
    const struct export_findings findings = {.results = request->results,
                                             .as_of = request->settings.as_of,
                                             .since = request->settings.as_of,
                                             .language = request->settings.language};

    if (!request->results || !request->plan->is_from_floor) {
        return ERR_OK;
    }
    enum err_code code = read_devices(&gathering, request->results, err);
    if (code == ERR_OK) {
        code = export_findings_each(&findings, take_finding, &gathering, err);
    }
    return code == ERR_OK ? draw(sheets, &gathering, err) : code;
}
