#pragma once
/* A ledger for a test: texts go in as files of a directory of their own, the inventory comes out. Anything that goes
 * wrong fails the test. */

#include "base/compiler.h"
#include "inventory/inventory.h"
#include "tests/unit/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct ledger_file {
    const char *name, *text;
};

struct ledger_text {
    char root[256];
    struct diagnostics *diagnostics;
    struct inventory *inventory;
};

static inline struct ledger_text ledger_text_read(const struct ledger_file *files, size_t count) {
    static const struct read_options options = {.tmpdir = "/tmp"};
    struct ledger_text ledger = {.diagnostics = NULL};

    scratch_directory("genkyo-ledger", ledger.root, sizeof ledger.root);
    for (size_t i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", ledger.root, files[i].name);
        scratch_write(path, str_from(files[i].text));
    }
    ledger.diagnostics = diagnostics_new();
    assert_int_equal(ledger_read(ledger.root, &options, ledger.diagnostics, &ledger.inventory, NULL), ERR_OK);
    return ledger;
}

static inline void ledger_text_done(struct ledger_text *ledger) {
    inventory_free(ledger->inventory);
    diagnostics_free(ledger->diagnostics);
    scratch_remove_all(ledger->root);
}

/* YYYY-MM-DD; NULL is no date. */
static inline struct date ledger_day(const char *text) {
    struct date date = DATE_NONE;
    struct civil civil;

    if (text) {
        assert_int_equal(sscanf(text, "%d-%d-%d", &civil.year, &civil.month, &civil.day), 3);
        assert_true(date_from_civil(civil, &date));
    }
    return date;
}
