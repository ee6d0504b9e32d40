/* Lists of targets. What must hold for any bytes: a refusal has its place; every target has an address and a port, no
 * two are the same connection, and there are no more than allowed. */

#include "base/compiler.h"
#include "scanner/hop.h"
#include "scanner/target.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_target(const struct target *target) {
    CHECK(target->address.n > 0 && target->scope.n > 0 && target->port > 0);
    CHECK(host_is_writable(target->address));
    CHECK(target->hop_count <= HOPS_MAX);
    CHECK(!target->is_excluded || target->is_single);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_file_done) struct memory_file file = memory_file(data, size);
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list = {0};
    struct err err = {0};
    enum err_code code;

    CHECK(arena);
    code = target_read_csv(file.path, NULL, arena, &list, &err);
    if (code) {
        CHECK(err.code == code && (err.line > 0 || code == ERR_TOO_LARGE || code == ERR_MISSING_KEY));
        return 0;
    }
    CHECK(list.count <= TARGETS_MAX && list.digest.n == 32);
    for (size_t i = 0; i < list.count; i++) {
        check_target(&list.items[i]);
    }
    return 0;
}
