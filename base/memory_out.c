#include "base/memory_out.h"

#include <stdatomic.h>

static atomic_bool was_out;

void memory_out_note(void) {
    atomic_store_explicit(&was_out, true, memory_order_relaxed);
}

bool memory_was_out(void) {
    return atomic_load_explicit(&was_out, memory_order_relaxed);
}
