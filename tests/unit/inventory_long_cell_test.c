/* Cells of many megabytes, which real files have where somebody forgot a quote or pasted a log. Their rows are read
 * like any other, on both paths, in memory that does not grow beyond a few times the longest cell. */

#include "inventory/inventory.h"

#include "inventory/problem.h"
#include "inventory/raw_row.h"
#include "inventory/table_build.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEGABYTE ((uint64_t)1 << 20)
/* What libcsv reads grows by small steps. Sanitizers copy at each of them: they get cells that are longer than a piece
 * of the file, and no more. */
#ifdef HAS_SANITIZER
#define LONGEST (5 * MEGABYTE)
#define QUOTED  (MEGABYTE / 8)
#else
#define LONGEST (100 * MEGABYTE)
#define QUOTED  MEGABYTE
#endif

/* A row of the test's file: PIECE so many times in the cell of COLUMN. */
struct long_row {
    const char *before, *piece, *after;
    uint64_t count;
    uint64_t lines;   /* that a piece has */
    const char *unit; /* what a piece says */
    unsigned column;
    uint64_t bad_column; /* where the diagnostic of the row stands; 0: it has none */
};

static const char heading[] = "asset_id,location,note,purchased_on\n";

/* Of the rows in between, every cell is still read and checked. */
static const struct long_row rows[] = {
    {"HW-1,", "x", ",,2026-04-01\n", 1, 0, "x", DEVICES_LOCATION, 0},
    {"HW-2,,", "0123456789abcdef", ",2026-04-01\n", LONGEST / 16, 0, "0123456789abcdef", DEVICES_NOTE, 0},
    {"HW-3,,", "x", ",2026-02-30\n", 1, 0, "x", DEVICES_NOTE, 9},
    {"HW-4,,\"", "log \"\"line\"\", \r\n", "end\",2026-04-31\n", 2 * QUOTED, 1, "log \"line\", \r\n", DEVICES_NOTE, 6},
    {"HW-5,", "東京都千代田区霞が関", ",,2026-04-01\n", QUOTED, 0, "東京都千代田区霞が関", DEVICES_LOCATION, 0},
    {"HW-6,\"", "本省\n", "end\",,2026-04-01\n", 3 * QUOTED, 1, "本省\n", DEVICES_LOCATION, 0},
    {"HW-7,,", "x", ",2026-13-01\n", 1, 0, "x", DEVICES_NOTE, 9},
};

static void write_ledger(void) {
    FILE *file = fopen("devices.csv", "we");

    assert_non_null(file);
    fputs(heading, file);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        fputs(rows[i].before, file);
        for (uint64_t left = rows[i].count; left > 0; left--) {
            fputs(rows[i].piece, file);
        }
        fputs(rows[i].after, file);
    }
    assert_int_equal(fclose(file), 0);
}

/* The text of the row's long cell is what was written. */
static void check_text(const struct long_row *row, struct str text) {
    size_t n = strlen(row->unit);
    const char *end = strchr(row->after, '"') ? "end" : "";

    assert_int_equal(text.n, n * row->count + strlen(end));
    for (uint64_t i = 0; i < row->count; i++) {
        if (memcmp(text.p + i * n, row->unit, n) != 0) {
            fail_msg("piece %lu", i);
        }
    }
    assert_true(str_eq(str_sub(text, n * row->count, SIZE_MAX), str_from(end)));
}

static uint64_t length_of(const struct long_row *row) {
    return strlen(row->before) + strlen(row->piece) * row->count + strlen(row->after) - 1;
}

static void check_rows(const struct table *table) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    uint64_t offset = sizeof heading - 1, line = 2;

    assert_int_equal(table_rows(table), ARRAY_LEN(rows));
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct row_place place = table_place(table, i);
        assert_int_equal(place.offset, offset);
        assert_int_equal(place.length, length_of(&rows[i]));
        assert_int_equal(table_line(table, i), line);
        row_reader_move(reader, i);
        check_text(&rows[i], row_reader_text(reader, rows[i].column));
        assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
        offset += length_of(&rows[i]) + 1;
        line += rows[i].count * rows[i].lines + 1;
    }
}

/* The rows with a date that does not exist, at the line on which each begins. */
static void check_diagnostics(struct diagnostics *diagnostics) {
    size_t group_count, found = 0;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count), *end = groups + group_count;
    uint64_t line = 2;

    while (groups < end && groups->problem != PROBLEM_DATE_IMPOSSIBLE) {
        groups++;
    }
    assert_true(groups < end);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].bad_column) {
            uint64_t row_end = line + rows[i].count * rows[i].lines;
            assert_true(found < groups[0].kept_count);
            assert_int_equal(groups[0].kept[found].line, row_end);
            assert_int_equal(groups[0].kept[found++].column, rows[i].bad_column);
        }
        line += rows[i].count * rows[i].lines + 1;
    }
    assert_int_equal(groups[0].count, found);
}

static void read_ledger(enum read_path path) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    const struct read_options options = {.tmpdir = "/tmp", .path = path};

    assert_int_equal(ledger_read(".", &options, diagnostics, &ledger, NULL), ERR_OK);
    check_rows(inventory_table(ledger, TABLE_DEVICES));
    /* Texts so long are not kept: their column is read from the file again. */
    assert_true(table_footprint(inventory_table(ledger, TABLE_DEVICES)) < MEGABYTE);
    assert_int_equal(table_code(inventory_table(ledger, TABLE_DEVICES), DEVICES_LOCATION, 0), TABLE_UNCODED);
    check_diagnostics(diagnostics);
}

/* Memory at its peak, in a process of its own. Sanitizers keep what was freed: with them it says nothing. */
static void check_peak(enum read_path path) {
    struct rusage usage;
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        read_ledger(path);
        _exit(0);
    }
    assert_true(child > 0 && wait4(child, &status, 0, &usage) == child);
    assert_int_equal(status, 0);
#ifndef HAS_SANITIZER
    /* The cell as it is split and as it is read back, each in a buffer that doubles; mapped files count too. */
    assert_in_range((uint64_t)usage.ru_maxrss * 1024, LONGEST, 4 * LONGEST);
#endif
}

static void reads_on_both_paths(void **state) {
    (void)state;
    write_ledger();
    check_peak(READ_PATH_FASTEST);
    check_peak(READ_PATH_SEQUENTIAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_on_both_paths, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
