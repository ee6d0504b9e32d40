#include "licenses/row_place.h"

#include "base/hash.h"
#include "base/text.h"

#include <stdlib.h>

enum err_code row_hash(const struct table *table, struct row_reader *reader, uint32_t row, uint64_t *ret_hash,
                       struct err *err) {
    CLEANUP(buffer_done) struct buffer cells = {0};
    const struct table_def *def = schema_table(table_id(table));

    row_reader_move(reader, row);
    for (unsigned column = 0; column < def->column_count; column++) {
        if (!schema_type(def->columns[column].type)->is_secret) {
            buffer_append(&cells, row_reader_text(reader, column));
        }
        buffer_append_char(&cells, '\x1F');
    }
    if (cells.failed) {
        return err_no_memory(err);
    }
    *ret_hash = hash64(buffer_view(&cells));
    return ERR_OK;
}

static int compare_places(const void *a, const void *b) {
    const struct row_place *x = a, *y = b;
    int sign = str_cmp(x->id, y->id);

    sign = sign ? sign : (x->hash > y->hash) - (x->hash < y->hash);
    return sign ? sign : (x->row > y->row) - (x->row < y->row);
}

enum err_code row_places_find(const struct table *table, struct row_reader *reader, unsigned column,
                              struct arena *arena, struct row_place **ret_places, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    uint32_t count = table_rows(table);
    struct row_place *places = arena_alloc_array(arena, (size_t)count + 1, sizeof *places);
    enum err_code code = ERR_OK;

    if (!places) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; !code && row < count; row++) {
        code = row_hash(table, reader, row, &places[row].hash, err);
        buffer_reset(&folded);
        text_fold(row_reader_text(reader, column), &folded);
        places[row].id = arena_dup(arena, buffer_view(&folded));
        places[row].row = row;
        code = !code && (folded.failed || arena_failed(arena)) ? err_no_memory(err) : code;
    }
    if (code) {
        return code;
    }
    qsort(places, count, sizeof *places, compare_places);
    *ret_places = places;
    return ERR_OK;
}
