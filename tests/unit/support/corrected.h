#pragma once
/* Corrections of ledgers, for tests in a directory of their own: the ledger is in "ledger", what is written goes to
 * "out". Whatever goes wrong fails the test. */

#include "inventory/corrections.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Setup of cmocka; scratch_remove is the teardown. */
static inline int corrected_make(void **state) {
    return scratch_make(state) || mkdir("ledger", 0777) || mkdir("out", 0777) || mkdir("copies", 0777);
}

static inline struct inventory *read_directory(const char *path) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory = NULL;

    assert_int_equal(ledger_read(path, &(struct read_options){.tmpdir = "/tmp"}, diagnostics, &inventory, NULL),
                     ERR_OK);
    assert_non_null(inventory_table(inventory, TABLE_DEVICES));
    return inventory;
}

static inline void write_in(const char *directory, const char *name, struct str bytes) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    scratch_write(path, bytes);
}

static inline struct str read_in(const char *directory, const char *name) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return scratch_read(path);
}

static inline bool exists_in(const char *directory, const char *name) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

static inline void remove_in(const char *directory, const char *name) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    (void)!unlink(path);
}

/* Writes the corrections of the sink into "out". */
static inline struct corrections_count apply(const struct inventory *ledger, struct correction_sink *sink,
                                             struct diagnostics *diagnostics) {
    struct corrections_count count = {0};
    int fd = open("out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(correction_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(corrections_write(ledger, sink, fd, false, diagnostics, &count, NULL), ERR_OK);
    close(fd);
    return count;
}

static inline struct correction_sink *new_sink(void) {
    struct correction_sink *sink = NULL;

    assert_int_equal(correction_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    return sink;
}

static inline void add(struct correction_sink *sink, uint32_t row, unsigned column, const char *text) {
    struct correction correction = {TABLE_DEVICES, row, column, str_from(text)};

    assert_int_equal(correction_sink_add(sink, 0, &correction, NULL), ERR_OK);
}
