/* Which assets and which places are looked at, in walking order. */

#include "report/check/sheet.h"

#include "base/hash.h"

#include <stdlib.h>

static struct str number_text(struct arena *arena, uint64_t number) {
    return arena_printf(arena, "%llu", (unsigned long long)number);
}

/* --- walking order -------------------------------------------------------------------------------------------------
 */

static bool is_digit(struct str s, size_t at) {
    return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

/* The digits of S from AT on, without leading zeros; *AT goes behind them. */
static struct str digits_at(struct str s, size_t *at) {
    while (*at < s.n && s.p[*at] == '0') {
        ++*at;
    }
    size_t from = *at;
    while (is_digit(s, *at)) {
        ++*at;
    }
    return str_sub(s, from, *at - from);
}

/* The longer number is the larger one. */
static int compare_digits(struct str a, struct str b) {
    return a.n != b.n ? (a.n < b.n ? -1 : 1) : str_cmp(a, b);
}

int check_places_compare(struct str a, struct str b) {
    size_t x = 0, y = 0;

    while (x < a.n && y < b.n) {
        if (is_digit(a, x) && is_digit(b, y)) {
            struct str of_a = digits_at(a, &x), of_b = digits_at(b, &y);
            int order = compare_digits(of_a, of_b);
            if (order) {
                return order;
            }
        } else if (a.p[x] != b.p[y]) {
            return (unsigned char)a.p[x] < (unsigned char)b.p[y] ? -1 : 1;
        } else {
            x++;
            y++;
        }
    }
    if (x < a.n || y < b.n) {
        return x < a.n ? 1 : -1;
    }
    return str_cmp(a, b); /* leading zeros are all that they differ in */
}

/* --- drawing -------------------------------------------------------------------------------------------------------
 */

static enum err_code draw(struct check_sheets *sheets, struct err *err) {
    const struct check_plan *plan = sheets->request->plan;
    struct check_population *population = &sheets->population;
    enum err_code code = sample_order(population->items, population->count, sheets->seed, err);

    sheets->size = plan->size;
    if (code == ERR_OK && plan->size == 0) {
        code = sample_size(population->count, &plan->aim, &sheets->size, err);
    }
    if (code == ERR_OK && plan->is_by_location) {
        return sample_draw_each(population->items, population->count, sheets->size, population->place_count, err);
    }
    if (code == ERR_OK) {
        sample_draw(population->items, population->count, sheets->size);
    }
    return code;
}

/* A drawn asset with its place, to be put in order. */
struct stop {
    struct str place, name;
    uint32_t row, stratum, rank;
};

static int compare_stops(const void *a, const void *b) {
    const struct stop *x = a, *y = b;
    int order = check_places_compare(x->place, y->place);

    order = order ? order : str_cmp(x->name, y->name);
    return order ? order : x->rank < y->rank ? -1 : x->rank > y->rank;
}

static struct stop *list_stops(struct check_sheets *sheets, struct arena *arena) {
    const struct check_population *population = &sheets->population;
    struct stop *stops = arena_alloc_array(arena, (size_t)population->count + 1, sizeof *stops);

    for (uint32_t i = 0; stops && i < population->count; i++) {
        const struct sample_item *item = &population->items[i];
        if (item->is_drawn) {
            stops[sheets->drawn++] =
                (struct stop){population->places[item->stratum], item->name, item->row, item->stratum, i + 1};
        }
    }
    if (stops && sheets->drawn) {
        qsort(stops, sheets->drawn, sizeof *stops, compare_stops);
    }
    return stops;
}

/* --- from the ledger to the machines -------------------------------------------------------------------------------
 */

static struct str cell(struct arena *arena, struct row_reader *reader, unsigned column) {
    return arena_dup(arena, row_reader_text(reader, column));
}

static struct check_row book_row(const struct stop *stop, uint32_t number, struct row_reader *reader,
                                 struct arena *arena) {
    struct str user = cell(arena, reader, DEVICES_USER_NAME);

    return (struct check_row){
        .number = number_text(arena, number),
        .book_place = stop->place,
        .asset_id = stop->name,
        .kind = cell(arena, reader, DEVICES_KIND),
        .manufacturer = cell(arena, reader, DEVICES_MANUFACTURER),
        .model = cell(arena, reader, DEVICES_MODEL),
        .book_serial = cell(arena, reader, DEVICES_SERIAL),
        .book_user = user.n ? user : cell(arena, reader, DEVICES_USER_ID),
        .rank = number_text(arena, stop->rank),
    };
}

static enum err_code fill_book(struct check_sheets *sheets, const struct stop *stops, struct arena *arena,
                               struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct check_rows *rows = &sheets->book;
    enum err_code code = row_reader_new(sheets->population.devices, &reader, err);

    rows->items = arena_alloc_array(arena, (size_t)sheets->drawn + 1, sizeof *rows->items);
    if (code == ERR_OK && !rows->items) {
        code = err_no_memory(err);
    }
    for (uint64_t i = 0; code == ERR_OK && i < sheets->drawn; i++) {
        row_reader_move(reader, stops[i].row);
        rows->items[i] = book_row(&stops[i], ++rows->count, reader, arena);
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

/* --- from the machines to the ledger -------------------------------------------------------------------------------
 */

/* Which machine of the place is the first one is drawn as well: it is the hash of the place's name, modulo the step. */
static bool choose_machines(struct check_place *place, uint64_t seed, struct arena *arena) {
    struct str text = arena_printf(arena, "%llu:%.*s", (unsigned long long)seed, STR_FMT(place->name));

    place->step = place->on_paper / place->drawn;
    place->first = (uint32_t)(hash64(text) % place->step) + 1;
    return text.p != NULL;
}

static uint32_t *count_places(const struct check_population *population, struct arena *arena) {
    uint32_t *counts = arena_alloc_array(arena, (size_t)population->place_count + 1, sizeof *counts);

    for (uint32_t i = 0; counts && i < population->count; i++) {
        counts[population->items[i].stratum]++;
    }
    return counts;
}

static enum err_code list_places(struct check_sheets *sheets, const struct stop *stops, struct arena *arena,
                                 struct err *err) {
    const uint32_t *counts = count_places(&sheets->population, arena);

    sheets->places = arena_alloc_array(arena, (size_t)sheets->drawn + 1, sizeof *sheets->places);
    if (!counts || !sheets->places) {
        return err_no_memory(err);
    }
    for (uint64_t i = 0; i < sheets->drawn; i++) {
        if (stops[i].place.n == 0) {
            continue;
        }
        if (i == 0 || stops[i].stratum != stops[i - 1].stratum) {
            sheets->places[sheets->place_count++] =
                (struct check_place){.name = stops[i].place, .on_paper = counts[stops[i].stratum]};
        }
        sheets->places[sheets->place_count - 1].drawn++;
    }
    for (uint32_t i = 0; i < sheets->place_count; i++) {
        if (!choose_machines(&sheets->places[i], sheets->seed, arena)) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

/* One row more than machines are expected: there may be more than on paper, and these are the ones to be found. */
static enum err_code fill_floor(struct check_sheets *sheets, struct arena *arena, struct err *err) {
    struct check_rows *rows = &sheets->floor;

    rows->items = arena_alloc_array(arena, (size_t)sheets->drawn + sheets->place_count + 1, sizeof *rows->items);
    if (!rows->items) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < sheets->place_count; i++) {
        const struct check_place *place = &sheets->places[i];
        for (uint32_t at = 0; at <= place->drawn; at++) {
            struct check_row *row = &rows->items[rows->count++];
            *row = (struct check_row){.number = number_text(arena, rows->count),
                                      .book_place = place->name,
                                      .count_to = number_text(arena, place->first + (uint64_t)at * place->step),
                                      .found = STR("yes")};
        }
    }
    return ERR_OK;
}

enum err_code check_rows_draw(struct check_sheets *sheets, struct arena *arena, struct err *err) {
    const struct check_plan *plan = sheets->request->plan;
    struct stop *stops;
    enum err_code code = draw(sheets, err);

    if (code != ERR_OK || sheets->population.count == 0) {
        return code;
    }
    stops = list_stops(sheets, arena);
    if (!stops) {
        return err_no_memory(err);
    }
    if (plan->is_from_book) {
        code = fill_book(sheets, stops, arena, err);
    }
    if (code == ERR_OK && plan->is_from_floor) {
        code = list_places(sheets, stops, arena, err);
    }
    if (code == ERR_OK && plan->is_from_floor) {
        code = fill_floor(sheets, arena, err);
    }
    return code == ERR_OK && arena_failed(arena) ? err_no_memory(err) : code;
}
