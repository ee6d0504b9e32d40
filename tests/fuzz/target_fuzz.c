/* Lists of targets. What must hold for any bytes: a refusal has its place; every target has an address and a port, and
 * there are no more than allowed; only SSH has a way and a user; blank methods that stand for two make pairs. */

#include "base/compiler.h"
#include "scanner/target/hop.h"
#include "scanner/target/target.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_target(const struct target *target) {
    CHECK(target->address.n > 0 && target->scope.n > 0 && target->port > 0);
    CHECK(host_is_writable(target->address));
    CHECK(target->hop_count <= HOPS_MAX);
    CHECK(!target->is_excluded || target->is_single);
    CHECK(target->method == SCAN_SSH || (target->hop_count == 0 && target->user.n == 0));
}

static void check_list(const struct target_list *list) {
    CHECK(list->count <= TARGETS_MAX && list->digest.n == 32);
    for (size_t i = 0; i < list->count; i++) {
        size_t other = target_counterpart(list->items, list->count, i);
        check_target(&list->items[i]);
        CHECK(other == SIZE_MAX || target_counterpart(list->items, list->count, other) == i);
    }
}

/* False, and the count alone, when the bytes are no list. */
static bool read_list(const uint8_t *data, size_t size, const struct target_options *options, size_t *ret_count) {
    CLEANUP(memory_file_done) struct memory_file file = memory_file(data, size);
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target_list list = {0};
    struct err err = {0};
    enum err_code code;

    CHECK(arena);
    code = target_read_csv(file.path, options, arena, &list, &err);
    CHECK(!code || (err.code == code && (err.line > 0 || code == ERR_TOO_LARGE || code == ERR_MISSING_KEY)));
    if (!code) {
        check_list(&list);
    }
    *ret_count = list.count;
    return !code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct target_options both = {.uses_ssh = true, .uses_snmp = true};
    size_t by_ssh, by_both;
    bool is_list = read_list(data, size, NULL, &by_ssh);

    /* More targets may be too many, but never fewer. */
    if (read_list(data, size, &both, &by_both)) {
        CHECK(is_list && by_both >= by_ssh && by_both <= 2 * by_ssh);
    }
    return 0;
}
