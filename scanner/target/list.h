#pragma once
/* Building a list of targets, whatever it comes from: entries in, duplicates out, a digest over what stays. One thread
 * at a time. */

#include "scanner/target/target.h"

/* Zero-initialise but for the arena, which the targets' text lives in. */
struct target_builder {
    struct arena *arena;
    struct target *items;
    size_t count, capacity;
};

void target_builder_done(struct target_builder *builder);
/* Copies the entry, not its text. False when memory is out. */
bool target_builder_add(struct target_builder *builder, const struct target *target);
/* Keeps the first entry of each address, port, method and way; the result lives in the arena. To be called once, at the
 * end. */
MUST_CHECK enum err_code target_builder_finish(struct target_builder *builder, struct target_list *ret_list,
                                               struct err *err);
