#include "report/check/population.h"

#include "base/intern.h"
#include "base/text.h"
#include "inventory/row_cells.h"
#include "inventory/virtual_hardware.h"

struct reading {
    struct check_population *population;
    struct row_reader *reader;
    struct intern *places;
    struct buffer system, location, folded; /* the first two: of the scope, folded */
    struct date as_of;
    struct arena *arena;
    uint32_t capacity;
};

static void reading_done(struct reading *reading) {
    row_reader_free(reading->reader);
    intern_free(reading->places);
    buffer_done(&reading->system);
    buffer_done(&reading->location);
    buffer_done(&reading->folded);
}

/* --- who is in it --------------------------------------------------------------------------------------------------
 */

static bool is_gone(struct row_reader *reader, struct date as_of) {
    struct value disposed = row_reader_value(reader, DEVICES_DISPOSED_ON);

    switch (row_reader_word(reader, DEVICES_STATUS)) {
    case STATUS_RETURNED:
    case STATUS_DISPOSED:
    case STATUS_LOST:
        return true;
    default:
        return disposed.is_set && disposed.date.days <= as_of.days;
    }
}

static bool is_virtual(struct row_reader *reader) {
    return device_is_guest(reader) || virtual_is_hardware_of(row_reader_text(reader, DEVICES_MANUFACTURER),
                                                             row_reader_text(reader, DEVICES_MODEL));
}

static bool is_kept(struct row_reader *reader) {
    int status = row_reader_word(reader, DEVICES_STATUS);

    return status == STATUS_SPARE || status == STATUS_STOCK || status == STATUS_STOPPED;
}

/* What is kept stands where it is kept. */
static struct str place_of(struct row_reader *reader) {
    struct str location = row_reader_text(reader, DEVICES_LOCATION);
    struct str storage = row_reader_text(reader, DEVICES_STORAGE_LOCATION);

    return storage.n && (location.n == 0 || is_kept(reader)) ? storage : location;
}

static struct str fold(struct reading *reading, struct str text) {
    buffer_reset(&reading->folded);
    text_fold(text, &reading->folded);
    return buffer_view(&reading->folded);
}

static bool is_in_scope(struct reading *reading, struct str place) {
    struct str system = row_reader_text(reading->reader, DEVICES_SYSTEM);

    return (reading->system.n == 0 || str_eq(fold(reading, system), buffer_view(&reading->system))) &&
           (reading->location.n == 0 || str_starts_with(fold(reading, place), buffer_view(&reading->location)));
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static enum err_code add(struct reading *reading, uint32_t row, struct str place, struct err *err) {
    struct check_population *population = reading->population;
    struct sample_item *items =
        arena_grow(reading->arena, population->items, population->count, 1, &reading->capacity, sizeof *items);
    uint32_t stratum = intern_add(reading->places, place);

    if (!items || stratum == INTERN_NONE) {
        return err_no_memory(err);
    }
    population->items = items;
    items[population->count++] =
        (struct sample_item){.name = arena_dup(reading->arena, row_reader_text(reading->reader, DEVICES_ASSET_ID)),
                             .row = row,
                             .stratum = stratum};
    return ERR_OK;
}

static enum err_code take_row(struct reading *reading, uint32_t row, struct err *err) {
    struct check_population *population = reading->population;
    struct row_reader *reader = reading->reader;
    struct str place = place_of(reader);

    if (row_reader_text(reader, DEVICES_ASSET_ID).n == 0) {
        population->nameless++;
    } else if (is_gone(reader, reading->as_of)) {
        population->gone++;
    } else if (is_virtual(reader)) {
        population->virtual ++;
    } else if (!is_in_scope(reading, place)) {
        population->elsewhere++;
    } else {
        return add(reading, row, place, err);
    }
    return ERR_OK;
}

static enum err_code list_places(const struct reading *reading, struct err *err) {
    uint32_t count = intern_count(reading->places);
    struct str *places = arena_alloc_array(reading->arena, (size_t)count + 1, sizeof *places);

    for (uint32_t i = 0; places && i < count; i++) {
        places[i] = arena_dup(reading->arena, intern_text(reading->places, i));
    }
    reading->population->places = places;
    reading->population->place_count = count;
    return arena_failed(reading->arena) || reading->folded.failed ? err_no_memory(err) : ERR_OK;
}

static enum err_code read_rows(struct reading *reading, struct err *err) {
    struct check_population *population = reading->population;
    enum err_code code = row_reader_new(population->devices, &reading->reader, err);

    population->rows = table_rows(population->devices);
    for (uint32_t row = 0; code == ERR_OK && row < population->rows; row++) {
        row_reader_move(reading->reader, row);
        code = take_row(reading, row, err);
    }
    if (code == ERR_OK) {
        code = row_reader_error(reading->reader, err);
    }
    return code == ERR_OK ? list_places(reading, err) : code;
}

enum err_code check_population_read(const struct inventory *ledger, const struct check_scope *scope, struct date as_of,
                                    struct arena *arena, struct check_population *ret_population, struct err *err) {
    struct check_population population = {.devices = inventory_table(ledger, TABLE_DEVICES)};
    CLEANUP(reading_done)
    struct reading reading = {.population = &population, .places = intern_new(), .as_of = as_of, .arena = arena};

    text_fold(scope->system, &reading.system);
    text_fold(scope->location, &reading.location);
    if (!reading.places || reading.system.failed || reading.location.failed) {
        return err_no_memory(err);
    }
    enum err_code code = population.devices ? read_rows(&reading, err) : ERR_OK;
    if (code == ERR_OK) {
        *ret_population = population;
    }
    return code;
}
