#include "cli/examined_places.h"

#include "base/intern.h"
#include "inventory/schema.h"
#include "inventory/words.h"
#include "reconciler/scan_place.h"

#include <stdlib.h>

struct examined_places {
    struct intern *settled;
    struct buffer place; /* room */
};

static bool add_place(struct examined_places *places, struct str text) {
    buffer_reset(&places->place);
    scan_place_append(text, &places->place);
    return places->place.n == 0 ? !places->place.failed
                                : intern_add(places->settled, buffer_view(&places->place)) != INTERN_NONE;
}

static bool add_cell(struct examined_places *places, struct row_reader *reader, unsigned column) {
    struct str rest = row_reader_text(reader, column), part;
    bool is_ok = true;

    while (is_ok && value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        is_ok = add_place(places, part);
    }
    return is_ok;
}

static bool add_asset(struct examined_places *places, struct row_reader *reader) {
    return add_cell(places, reader, DEVICES_HOSTNAME) && add_cell(places, reader, DEVICES_IP_ADDRESSES);
}

static bool add_probe(struct examined_places *places, struct row_reader *reader) {
    struct value outcome = row_reader_value(reader, PROBES_OUTCOME);
    struct str target = scan_place_of_target(row_reader_text(reader, PROBES_TARGET));
    bool is_excluded = outcome.is_set && outcome.number == PROBE_EXCLUDED;

    if (!is_excluded && !scan_place_has_answered(reader)) {
        return true;
    }
    return add_place(places, row_reader_text(reader, PROBES_ADDRESS)) &&
           (scan_place_is_block(target) || add_place(places, target));
}

static enum err_code add_table(struct examined_places *places, const struct table *table,
                               bool (*add)(struct examined_places *, struct row_reader *), struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = table ? row_reader_new(table, &reader, err) : ERR_OK;

    for (uint32_t row = 0; !code && table && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = add(places, reader) ? ERR_OK : err_no_memory(err);
    }
    return code || !table ? code : row_reader_error(reader, err);
}

enum err_code examined_places_new(const struct table *ledger, const struct table *probes, struct budget *budget,
                                  struct examined_places **ret_places, struct err *err) {
    CLEANUP(examined_places_free_cleanup) struct examined_places *places = calloc(1, sizeof *places);
    enum err_code code;

    if (!places || !(places->settled = intern_new_within(budget))) {
        return err_no_memory(err);
    }
    code = add_table(places, ledger, add_asset, err);
    if (!code) {
        code = add_table(places, probes, add_probe, err);
    }
    if (!code) {
        *ret_places = TAKE_PTR(places);
    }
    return code;
}

void examined_places_free(struct examined_places *places) {
    if (places) {
        intern_free(places->settled);
        buffer_done(&places->place);
        free(places);
    }
}

bool examined_places_settled(const struct examined_places *places, struct str place) {
    return intern_find(places->settled, place) != INTERN_NONE;
}
