#pragma once
/* A ledger for a test: texts go in as files of a directory of their own, the inventory comes out. Anything that goes
 * wrong fails the test. */

#include "base/compiler.h"
#include "inventory/inventory.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

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

/* Puts into TO the text of a file: HEADINGS, and ROWS with ENDING behind each: the cells that a test does not vary. */
static inline void ledger_text_rows(char *to, size_t size, const char *headings, const char *rows, const char *ending) {
    struct str rest = str_from(rows), line;
    size_t n = (size_t)snprintf(to, size, "%s", headings);

    while (rest.n && str_cut(&rest, '\n', &line)) {
        n += (size_t)snprintf(to + n, size - n, "%.*s%s", STR_FMT(line), ending);
        assert_true(n < size);
    }
}
