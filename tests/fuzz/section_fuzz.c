/* Splitting what the script sent. What must hold for any bytes: sections lie within the output, in order and without
 * overlap; names are words; a section that is whole has an exit status. The first line is the marker. */

#include "scanner/collect/section.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_list(const struct section_list *list, struct str output) {
    const char *at = output.p, *end = output.p + output.n;

    CHECK(list->count <= SECTIONS_MAX);
    for (size_t i = 0; i < list->count; i++) {
        const struct section *section = &list->items[i];
        CHECK(section->name.n > 0 && section->name.n <= 32);
        CHECK(section->body.p >= at && section->body.n <= (size_t)(end - section->body.p));
        CHECK(section->status >= -1 && section->status <= 255);
        CHECK(!section->is_complete || section->status >= 0);
        at = section->body.p + section->body.n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str rest = {(const char *)data, size}, marker;
    struct section_list list;
    struct err err = {0};

    CHECK(arena);
    if (!str_cut(&rest, '\n', &marker) || !rest.p) {
        return 0;
    }
    if (section_split(rest, marker, arena, &list, &err) == ERR_OK) {
        check_list(&list, rest);
    } else {
        CHECK(err.code == ERR_USAGE || err.code == ERR_TOO_LARGE);
    }
    return 0;
}
