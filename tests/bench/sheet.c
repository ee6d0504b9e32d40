#include "tests/bench/sheet.h"

#include "base/calendar.h"
#include "base/output.h"
#include "findings/error_text.h"
#include "inventory/heading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)1 << 18)

struct sheet {
    enum table_id table;
    const struct sheet_column *columns;
    size_t column_count;
    const char *line_end;
    struct output *output;
    struct buffer block; /* rows that are not written yet */
    uint64_t rows;
};

_Noreturn void generator_fail(const char *what) {
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
    exit(2);
}

static void must(enum err_code code, const struct err *err) {
    struct buffer text = {0};

    if (code != ERR_OK) {
        error_render(err, LANGUAGE_EN, &text);
        buffer_append_char(&text, '\0');
        generator_fail(text.failed ? "memory is out" : text.p);
    }
}

struct sheet_directory sheet_directory_create(const char *path) {
    struct sheet_directory directory = {.fd = -1};

    if (mkdir(path, 0777) != 0 || (directory.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
        fprintf(stderr, "%s: ", path);
        generator_fail(strerror(errno));
    }
    return directory;
}

/* A scan of one night. */
void sheet_directory_seal(const struct sheet_directory *directory) {
    struct manifest manifest = directory->manifest;
    struct err err = {0};

    manifest.info = (struct snapshot_info){
        .scanner_version = STR("genkyo 0.1.0"),
        .scope = STR("targets.csv"),
        .scope_digest = STR("5d1c0f6be2a94e0c8f7b3a6d2190ce47"),
        .script_sha256 = STR(""),
    };
    if (!instant_read(STR("2027-03-24T21:00:00+09:00"), &manifest.info.started) ||
        !instant_read(STR("2027-03-25T05:00:00+09:00"), &manifest.info.ended)) {
        generator_fail("not an instant");
    }
    must(manifest_write(directory->fd, &manifest, &err), &err);
}

static void write_block(struct sheet *sheet) {
    if (sheet->block.failed) {
        generator_fail("memory is out");
    }
    output_write(sheet->output, buffer_view(&sheet->block));
    buffer_reset(&sheet->block);
}

static void add_headings(struct sheet *sheet) {
    for (size_t i = 0; i < sheet->column_count; i++) {
        buffer_append_cstr(&sheet->block, i > 0 ? "," : "");
        buffer_append_cstr(&sheet->block, sheet->columns[i].heading);
    }
    buffer_append_cstr(&sheet->block, sheet->line_end);
}

struct sheet *sheet_new(struct sheet_directory *directory, enum table_id table, const struct sheet_column *columns,
                        size_t column_count, const char *line_end) {
    struct sheet *sheet = calloc(1, sizeof *sheet);
    struct buffer name = {0};
    struct err err = {0};

    buffer_printf(&name, "%s.csv", schema_table(table)->name);
    buffer_append_char(&name, '\0');
    if (!sheet || name.failed) {
        generator_fail("memory is out");
    }
    *sheet = (struct sheet){.table = table, .columns = columns, .column_count = column_count, .line_end = line_end};
    must(output_create(directory->fd, name.p, &sheet->output, &err), &err);
    buffer_done(&name);
    add_headings(sheet);
    return sheet;
}

void sheet_add(struct sheet *sheet, const void *row) {
    for (size_t i = 0; i < sheet->column_count; i++) {
        if (i > 0) {
            buffer_append_char(&sheet->block, ',');
        }
        sheet->columns[i].append(&sheet->block, row);
    }
    buffer_append_cstr(&sheet->block, sheet->line_end);
    sheet->rows++;
    if (sheet->block.n >= BLOCK) {
        write_block(sheet);
    }
}

void sheet_close(struct sheet_directory *directory, struct sheet *sheet) {
    struct inventory_file *file = &directory->manifest.files[sheet->table];
    struct err err = {0};

    write_block(sheet);
    file->rows = sheet->rows;
    file->bytes = output_size(sheet->output);
    directory->manifest.has_file[sheet->table] = true;
    must(output_close(sheet->output, false, &file->digest, &err), &err);
    buffer_done(&sheet->block);
    free(sheet);
}

void sheet_expect_heading(enum table_id table, const char *text, bool is_taken[COLUMNS_MAX]) {
    struct heading heading = heading_read(table, str_from(text));

    if (heading.fit != HEADING_FITS || is_taken[heading.column]) {
        fprintf(stderr, "%s: ", text);
        generator_fail("no heading of its own");
    }
    is_taken[heading.column] = true;
}
