#pragma once
/* For tests of collectors: an observation with its arena, and looking things up in it by text. */

#include "base/buffer.h"
#include "base/file.h"
#include "scanner/collect/observation.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/shared_data.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct observed {
    struct arena *arena;
    struct observation observation;
};

static inline struct observed observed_new(void) {
    struct observed observed = {.arena = arena_new()};

    assert_non_null(observed.arena);
    assert_true(observation_init(&observed.observation, observed.arena));
    return observed;
}

static inline void observed_done(struct observed *observed) {
    arena_free(observed->arena);
}

/* What a collector makes of BODY. */
static inline struct observed observed_from(void (*collect)(struct str, struct observation *), struct str body) {
    struct observed observed = observed_new();

    collect(body, &observed.observation);
    return observed;
}

#define assert_text(ACTUAL, EXPECTED)                                                                                  \
    do {                                                                                                               \
        struct str actual_ = (ACTUAL);                                                                                 \
        char text_[4096];                                                                                              \
        snprintf(text_, sizeof text_, "%.*s", STR_FMT(actual_));                                                       \
        assert_string_equal(text_, EXPECTED);                                                                          \
    } while (0)

#define assert_device(OBSERVED, COLUMN, EXPECTED)                                                                      \
    assert_text(observation_get(&(OBSERVED)->observation, COLUMN), EXPECTED)

static inline size_t observed_count(const struct observed *observed, enum table_id table) {
    size_t count = 0;

    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        count += row->table == table;
    }
    return count;
}

/* Row number INDEX (from 0) of a table; fails the test when there is none. */
static inline const struct observation_row *observed_row(const struct observed *observed, enum table_id table,
                                                         size_t index) {
    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        if (row->table == table && index-- == 0) {
            return row;
        }
    }
    fail_msg("no such row");
    return NULL;
}

/* The recorded output of a command ("dmidecode/vmware"); the test is skipped, and OBSERVED released, where it is
 * absent. */
static inline struct str observed_sample(struct observed *observed, const char *name) {
    char path[256];
    struct str bytes;

    snprintf(path, sizeof path, "commands/%s", name);
    if (!shared_data_read(path, observed->arena, &bytes)) {
        observed_done(observed);
        skip();
    }
    return bytes;
}
