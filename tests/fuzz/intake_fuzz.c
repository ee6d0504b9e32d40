/* Ledger files. What must hold for any bytes: reading them never fails, a refused file leaves no rows, all text is
 * well-formed and trimmed, and the same file read a second time, in small pieces, gives the same rows and problems. */

#include "base/hash.h"
#include "base/text.h"
#include "inventory/intake.h"
#include "tests/fuzz/memory_directory.h"
#include "tests/unit/support/problems.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file that has a name: a descriptor of our own, seen through /proc. */
struct input {
    int directory;
    int fd;
    char name[16];
};

static void input_open(struct input *input, const uint8_t *data, size_t size) {
    input->directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    input->fd = memfd_create("devices.csv", MFD_CLOEXEC);
    CHECK(input->directory >= 0 && input->fd >= 0);
    CHECK(write(input->fd, data, size) == (ssize_t)size);
    snprintf(input->name, sizeof input->name, "%d", input->fd);
}

static void input_close(struct input *input) {
    close(input->fd);
    close(input->directory);
}

/* PIECE 0: one row after the other. */
static struct diagnostics *read_once(const struct input *input, const enum table_id *table, size_t piece,
                                     struct table **tables, struct inventory_file *ret_file) {
    struct intake_options options = {.table = table,
                                     .tmpdir = memory_directory_tmpdir(),
                                     .path = piece ? READ_PATH_FASTEST : READ_PATH_SEQUENTIAL,
                                     .plan = {.bytes = piece},
                                     .keys = KEYS_OF_MACHINES};
    struct diagnostics *diagnostics = diagnostics_new();

    CHECK(intake_file(input->directory, input->name, &options, tables, diagnostics, ret_file, NULL) == ERR_OK);
    return diagnostics;
}

static void check_problems(struct diagnostics *first, struct diagnostics *second) {
    size_t count, other_count;
    const struct diagnostic_group *groups = diagnostics_groups(first, &count);
    const struct diagnostic_group *others = diagnostics_groups(second, &other_count);

    CHECK(count == other_count);
    for (size_t i = 0; i < count; i++) {
        CHECK(groups[i].problem == others[i].problem && groups[i].count == others[i].count);
        CHECK(groups[i].kept_count == others[i].kept_count);
        for (size_t j = 0; j < groups[i].kept_count; j++) {
            CHECK(groups[i].kept[j].line == others[i].kept[j].line);
            CHECK(groups[i].kept[j].column == others[i].kept[j].column);
            CHECK(str_eq(groups[i].kept[j].args[0], others[i].kept[j].args[0]));
        }
    }
}

static struct row_reader *reader_of(const struct table *table) {
    struct row_reader *reader;

    CHECK(row_reader_new(table, &reader, NULL) == ERR_OK);
    return reader;
}

/* Row and its like in the second half. */
static void check_row(struct row_reader *first, struct row_reader *second, const struct table *table, uint32_t row,
                      uint32_t twin) {
    row_reader_move(first, row);
    row_reader_move(second, twin);
    CHECK(table_line(table, row) == table_line(table, twin));
    for (unsigned column = 0; column < schema_table(table_id(table))->column_count; column++) {
        struct str text = row_reader_text(first, column);
        CHECK(text_first_invalid(text) == SIZE_MAX && str_trim(text).n == text.n);
        CHECK(str_eq(text, row_reader_text(second, column)));
        CHECK(table_code(table, column, row) == table_code(table, column, twin));
    }
}

static void check_table(const struct table *table, uint32_t rows) {
    struct row_reader *first = reader_of(table), *second = reader_of(table);

    CHECK(table_rows(table) == 2 * rows);
    for (uint32_t row = 0; row < rows; row++) {
        CHECK(row == 0 || table_line(table, row) > table_line(table, row - 1));
        check_row(first, second, table, row, rows + row);
    }
    CHECK(row_reader_error(first, NULL) == ERR_OK && row_reader_error(second, NULL) == ERR_OK);
    row_reader_free(first);
    row_reader_free(second);
}

static void check_input(const struct input *input, const enum table_id *table, size_t piece) {
    struct table *tables[TABLE_COUNT] = {NULL};
    struct inventory_file first, second;
    struct diagnostics *of_first = read_once(input, table, 0, tables, &first);
    struct diagnostics *of_second = read_once(input, table, piece, tables, &second);
    size_t count;

    CHECK(first.is_refused == second.is_refused && first.rows == second.rows);
    check_problems(of_first, of_second);
    diagnostics_groups(of_first, &count);
    CHECK(!first.is_refused || count > 0);
    diagnostics_free(of_first);
    diagnostics_free(of_second);
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        if (tables[id]) {
            table_finish(tables[id]);
            check_table(tables[id], first.is_refused ? 0 : (uint32_t)first.rows);
        }
        table_free(tables[id]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const enum table_id devices = TABLE_DEVICES;
    struct input input;

    input_open(&input, data, size);
    check_input(&input, &devices, 1 + hash64((struct str){(const char *)data, size}) % 600);
    check_input(&input, NULL, size + 1);
    input_close(&input);
    return 0;
}
