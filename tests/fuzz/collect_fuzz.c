/* The collectors on what any host may answer. What must hold: every cell is well-formed UTF-8 without control
 * characters and without outer blanks; each part is either complete or missing, and updates may be neither. The
 * first line is the marker. */

#include "base/text.h"
#include "scanner/collect.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cell(struct str cell) {
    CHECK(text_first_invalid(cell) == SIZE_MAX);
    CHECK(str_trim(cell).n == cell.n);
    for (size_t i = 0; i < cell.n; i++) {
        CHECK((unsigned char)cell.p[i] >= 0x20 && cell.p[i] != 0x7f);
    }
}

static size_t count_parts(struct str list) {
    size_t count = list.n > 0;

    for (size_t i = 0; i < list.n; i++) {
        count += list.p[i] == ';';
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str rest = {(const char *)data, size}, marker, complete, missing;
    struct observation observation;
    struct section_list list;

    CHECK(arena && observation_init(&observation, arena));
    if (!str_cut(&rest, '\n', &marker) || !rest.p || section_split(rest, marker, arena, &list, NULL) != ERR_OK) {
        return 0;
    }
    collect_all(&list, &observation, &complete, &missing);
    size_t parts = count_parts(complete) + count_parts(missing);
    CHECK(parts == 8 || parts == 9);
    check_cell(observation.notes);
    for (const struct observation_row *row = observation.rows; row; row = row->next) {
        for (unsigned column = 0; column < schema_table(row->table)->column_count; column++) {
            check_cell(row->cells[column]);
        }
    }
    return 0;
}
