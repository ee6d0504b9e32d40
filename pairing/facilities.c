#include "pairing/facilities.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>

struct facility {
    struct str name, folded;
};

struct facilities {
    struct arena *arena;
    struct facility *items; /* the longest name first, then by name */
    uint32_t count;
};

void facilities_free(struct facilities *facilities) {
    if (facilities) {
        arena_free(facilities->arena);
        free(facilities->items);
        free(facilities);
    }
}

static int compare_facilities(const void *a, const void *b) {
    const struct facility *x = a, *y = b;

    if (x->folded.n != y->folded.n) {
        return x->folded.n > y->folded.n ? -1 : 1;
    }
    int order = str_cmp(x->folded, y->folded);
    return order ? order : str_cmp(x->name, y->name);
}

static void read_row(struct facilities *facilities, struct row_reader *reader) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct str name = row_reader_text(reader, FACILITIES_NAME);

    text_fold(name, &folded);
    if (folded.n) {
        facilities->items[facilities->count++] =
            (struct facility){arena_dup(facilities->arena, name), arena_dup(facilities->arena, buffer_view(&folded))};
    }
}

static enum err_code read_rows(struct facilities *facilities, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    uint32_t rows = table ? table_rows(table) : 0;
    enum err_code code = row_reader_open(table, &reader, err);

    facilities->arena = arena_new();
    facilities->items = calloc((size_t)rows + 1, sizeof *facilities->items);
    if (!facilities->arena || !facilities->items) {
        return code ? code : err_no_memory(err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < rows; row++) {
        row_reader_move(reader, row);
        read_row(facilities, reader);
    }
    qsort(facilities->items, facilities->count, sizeof *facilities->items, compare_facilities);
    if (code == ERR_OK && arena_failed(facilities->arena)) {
        return err_no_memory(err);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, err) : code;
}

enum err_code facilities_read(const struct table *table, struct facilities **ret_facilities, struct err *err) {
    struct facilities *facilities = calloc(1, sizeof *facilities);
    enum err_code code = facilities ? read_rows(facilities, table, err) : err_no_memory(err);

    if (code != ERR_OK) {
        facilities_free(facilities);
        return code;
    }
    *ret_facilities = facilities;
    return ERR_OK;
}

uint32_t facilities_count(const struct facilities *facilities) {
    return facilities->count;
}

struct str facilities_of_location(const struct facilities *facilities, struct str location) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    if (facilities->count == 0 || location.n == 0) {
        return STR_NONE;
    }
    text_fold(location, &folded);
    for (uint32_t i = 0; i < facilities->count; i++) {
        if (str_starts_with(buffer_view(&folded), facilities->items[i].folded)) {
            return facilities->items[i].name;
        }
    }
    return STR_NONE;
}
