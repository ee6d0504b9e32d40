#pragma once
/* Lists of targets, for tests in a directory of their own: as files that are read, and as texts to compare. */

#include "base/buffer.h"
#include "scanner/target/hop.h"
#include "scanner/target/target.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

static inline enum err_code read_text(const char *text, struct arena *arena, struct target_list *list,
                                      struct err *err) {
    scratch_write("targets.csv", str_from(text));
    return target_read_csv("targets.csv", NULL, arena, list, err);
}

/* Each target as scope|address, with the port unless it is the usual one, n for SNMP, i where no method was named and
 * there is a choice, s for a single one, x for an excluded one, and its way. */
static inline void assert_list(const struct target_list *list, const char *expected) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (size_t i = 0; i < list->count; i++) {
        const struct target *target = &list->items[i];
        buffer_printf(&text, "%.*s|%.*s", STR_FMT(target->scope), STR_FMT(target->address));
        if (target->port != (target->method == SCAN_SNMP ? 161 : 22)) {
            buffer_printf(&text, ":%u", target->port);
        }
        buffer_printf(&text, "|%s%s%s%s", target->method == SCAN_SNMP ? "n" : "",
                      target_counterpart(list->items, list->count, i) != SIZE_MAX && target->is_implied ? "i" : "",
                      target->is_single ? "s" : "", target->is_excluded ? "x" : "");
        if (target->user.n || target->hop_count) {
            buffer_printf(&text, "|%.*s|", STR_FMT(target->user));
            hops_write(target->hops, target->hop_count, &text);
        }
        buffer_append_char(&text, '\n');
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
}
