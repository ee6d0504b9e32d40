#include "inventory/ledger_write.h"

#include "base/csv_write.h"
#include "inventory/example.h"

#include <stdio.h>
#include <stdlib.h>

struct ledger_writer {
    enum table_id id;
    const struct table_def *table;
    enum heading_language language;
    enum encoding encoding;
    struct output *output;
    struct csv_writer *csv;
    struct buffer cell, encoded;
    char name[64];
    uint64_t line;
};

void ledger_writer_abandon(struct ledger_writer *writer) {
    if (!writer) {
        return;
    }
    csv_writer_free(writer->csv);
    output_abandon(writer->output);
    buffer_done(&writer->cell);
    buffer_done(&writer->encoded);
    free(writer);
}

static enum err_code write_cell(struct ledger_writer *writer, unsigned column, struct str text, struct err *err) {
    buffer_reset(&writer->cell);
    buffer_reset(&writer->encoded);
    buffer_append_cstr(&writer->cell, csv_starts_formula(text) ? "'" : "");
    buffer_append(&writer->cell, text);
    if (writer->cell.failed) {
        return err_no_memory(err);
    }
    if (!encoding_encode(writer->encoding, buffer_view(&writer->cell), &writer->encoded)) {
        return writer->encoded.failed ? err_no_memory(err)
                                      : err_at(err, ERR_ENCODING, writer->name, writer->line, column + 1,
                                               str_from(encoding_name(writer->encoding)), STR_NONE);
    }
    csv_write_cell(writer->csv, buffer_view(&writer->encoded));
    return ERR_OK;
}

static struct str heading_of(const struct column_def *column, enum heading_language language) {
    struct str headings = str_from(column->headings), first;

    if (language == HEADINGS_JAPANESE && str_cut(&headings, '|', &first) && first.n) {
        return first;
    }
    return str_from(column->name);
}

static enum err_code write_headings(struct ledger_writer *writer, struct err *err) {
    enum err_code code = ERR_OK;

    writer->line = 1;
    for (unsigned i = 0; code == ERR_OK && i < writer->table->column_count; i++) {
        if (writer->table->columns[i].need != NEED_OBSERVED) {
            code = write_cell(writer, i, heading_of(&writer->table->columns[i], writer->language), err);
        }
    }
    if (code == ERR_OK) {
        csv_end_row(writer->csv);
    }
    return code;
}

static enum err_code begin(struct ledger_writer *writer, int dir_fd, struct err *err) {
    snprintf(writer->name, sizeof writer->name, "%s.csv", writer->table->name);
    enum err_code code = output_create(dir_fd, writer->name, &writer->output, err);
    if (code != ERR_OK) {
        return code;
    }
    if (writer->encoding == ENCODING_UTF8) {
        output_write(writer->output, STR("\xef\xbb\xbf"));
    }
    writer->csv = csv_writer_new(writer->output, CSV_NO_BOM);
    return writer->csv ? write_headings(writer, err) : err_no_memory(err);
}

enum err_code ledger_writer_new(int dir_fd, enum table_id table, enum heading_language language, enum encoding encoding,
                                struct ledger_writer **ret_writer, struct err *err) {
    struct ledger_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        return err_no_memory(err);
    }
    writer->id = table;
    writer->table = schema_table(table);
    writer->language = language;
    writer->encoding = encoding;
    enum err_code code = begin(writer, dir_fd, err);
    if (code != ERR_OK) {
        ledger_writer_abandon(writer);
        return code;
    }
    *ret_writer = writer;
    return ERR_OK;
}

/* The word of a value list that people of the language use: the one behind the canonical word is the Japanese one. */
static struct str localised_word(const struct column_def *column, enum heading_language language, struct str text) {
    unsigned index;
    struct str groups = str_from(column->words), group, word;

    if (language != HEADINGS_JAPANESE || column->type != TYPE_WORD || !schema_word_index(column, text, &index)) {
        return text;
    }
    for (unsigned i = 0; str_cut(&groups, ';', &group) && i < index; i++) {
    }
    return str_cut(&group, '|', &word) && str_cut(&group, '|', &word) && (unsigned char)word.p[0] >= 0x80 ? word : text;
}

enum err_code ledger_writer_row(struct ledger_writer *writer, const struct str *cells, struct err *err) {
    enum err_code code = ERR_OK;

    writer->line++;
    for (unsigned i = 0; code == ERR_OK && i < writer->table->column_count; i++) {
        const struct column_def *column = &writer->table->columns[i];
        if (column->need != NEED_OBSERVED) {
            code = write_cell(writer, i, localised_word(column, writer->language, cells[i]), err);
        }
    }
    if (code == ERR_OK) {
        csv_end_row(writer->csv);
    }
    return code;
}

enum err_code ledger_writer_example(struct ledger_writer *writer, struct err *err) {
    bool is_japanese = writer->language == HEADINGS_JAPANESE;
    struct str cells[COLUMNS_MAX] = {{0}};
    char first[128];

    for (unsigned i = 0; i < writer->table->column_count; i++) {
        cells[i] = example_cell(writer->id, i, is_japanese);
    }
    /* The first column of a ledger is never observed only (tested). */
    snprintf(first, sizeof first, is_japanese ? "# 例: %.*s" : "# Example: %.*s", STR_FMT(cells[0]));
    cells[0] = str_from(first);
    return ledger_writer_row(writer, cells, err);
}

enum err_code ledger_writer_close(struct ledger_writer *writer, struct err *err) {
    struct output *output = TAKE_PTR(writer->output);
    csv_writer_free(TAKE_PTR(writer->csv));
    enum err_code code = output_close(output, true, NULL, err);

    ledger_writer_abandon(writer);
    return code;
}
