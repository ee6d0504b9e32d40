#pragma once
/* A store with three findings of one night, for what reads or writes one beside the input. Made once, before the first
 * input, and gone with the process. */

#include "tests/fuzz/memory_directory.h"
#include "tests/unit/support/nights.h"

static struct memory_directory memory_store_directory;

static inline void memory_store_remove(void) {
    memory_directory_done(&memory_store_directory);
}

static inline void memory_store_path(char path[PATH_MAX]) {
    memory_directory_path(&memory_store_directory, STORE, path, PATH_MAX);
}

/* The store, to be written to; the caller closes it, at exit at the latest. */
static inline struct history *memory_store_new(void) {
    const struct finding findings[] = {night_attribute("A-1", "memory_mb", "8GB"),
                                       night_attribute("A-2", "memory_mb", "8GB"),
                                       night_attribute("A-3", "cores", "8")};
    struct history *history = NULL;
    struct night night;
    char path[PATH_MAX];

    memory_directory_new(&memory_store_directory);
    CHECK(atexit(memory_store_remove) == 0);
    memory_store_path(path);
    CHECK(history_open(path, DATABASE_WRITE, &history, NULL) == ERR_OK);
    night_join(history, night_day("2027-04-01"), findings, ARRAY_LEN(findings), NULL, NULL, &night);
    night_complete(history, &night);
    return history;
}
