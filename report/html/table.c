#include "report/html/table.h"

#include "findings/message.h"

#include <assert.h>
#include <stdlib.h>

struct group_rows {
    struct output *rows; /* the first ones, as HTML; NULL: there are none */
    uint64_t count;
};

struct html_table {
    const struct html_table_spec *spec;
    enum language language;
    const char *names[RESULT_COLUMNS_MAX]; /* of the file: that of the groups, that of their parts, those shown */
    size_t name_count;
    const struct str *cells;   /* of the row being read */
    struct group_rows *groups; /* one more than the spec has: what fits none */
    uint64_t rows;
    void *context;
};

/* --- reading --------------------------------------------------------------------------------------------------------
 */

static void list_names(struct html_table *table) {
    const struct html_table_spec *spec = table->spec;

    table->names[table->name_count++] = spec->group_column;
    if (spec->part_column) {
        table->names[table->name_count++] = spec->part_column;
    }
    for (size_t column = 0; column < spec->column_count; column++) {
        for (size_t i = 0; i < HTML_CELL_COLUMNS && spec->columns[column].names[i]; i++) {
            assert(table->name_count < RESULT_COLUMNS_MAX);
            table->names[table->name_count++] = spec->columns[column].names[i];
        }
    }
}

struct str html_table_cell(const struct html_table *table, const char *column) {
    for (size_t i = 0; i < table->name_count; i++) {
        if (strcmp(table->names[i], column) == 0) {
            return table->cells[i];
        }
    }
    assert(false); /* a column of the table */
    return STR_NONE;
}

static bool is_word(const char *word, struct str text) {
    return !word || str_eq(str_from(word), text);
}

static size_t group_of_row(const struct html_table *table) {
    const struct html_table_spec *spec = table->spec;
    size_t group = 0;

    while (group < spec->group_count && !(is_word(spec->groups[group].word, table->cells[0]) &&
                                          is_word(spec->groups[group].part, table->cells[1]))) {
        group++;
    }
    return group;
}

static void write_words(struct html *html, struct str words, bool are_fields, enum language language) {
    struct str word;
    bool is_first = true;

    while (words.n && str_cut(&words, ' ', &word)) {
        html_raw(html, is_first ? "" : language == LANGUAGE_JA ? "、" : ", ");
        html_value(html, are_fields ? message_field(word, language) : message_word(word, language));
        is_first = false;
    }
}

/* A number with its thousands, or the word that stands for it. */
static void write_number(struct html *html, struct str value, enum language language) {
    uint64_t number;

    if (str_to_u64(value, &number)) {
        html_count(html, number);
    } else {
        html_value(html, message_word(value, language));
    }
}

/* Short values, days among them, stay in one piece. */
static void write_part(struct html *html, const char *name, struct str value, enum language language) {
    html_value(html, html_column_text(str_from(name), language));
    html_raw(html, value.n <= 12 ? " <b class=d>" : " <b>");
    write_number(html, value, language);
    html_raw(html, "</b>");
}

static void write_outcome(struct html *html, struct str value, enum language language) {
    enum outcome outcome;

    html_printf(html, "<span class=\"sign %s\">", outcome_by_name(value, &outcome) ? outcome_name(outcome) : "");
    html_value(html, message_word(value, language));
    html_raw(html, "</span>");
}

static void write_value(const struct html_table *table, struct html *html, enum html_cell cell, const char *name,
                        struct str value) {
    switch (cell) {
    case HTML_CELL_NUMBER:
        write_number(html, value, table->language);
        break;
    case HTML_CELL_WORD:
    case HTML_CELL_DAY:
        write_words(html, value, false, table->language);
        break;
    case HTML_CELL_FIELDS:
        write_words(html, value, true, table->language);
        break;
    case HTML_CELL_OUTCOME:
        write_outcome(html, value, table->language);
        break;
    case HTML_CELL_TEXT:
        html_value(html, value);
        break;
    case HTML_CELL_PARTS:
        write_part(html, name, value, table->language);
        break;
    }
}

static void write_content(const struct html_table *table, struct html *html, const struct html_column *column,
                          const struct str *cells) {
    const bool has_parts = column->cell == HTML_CELL_PARTS;
    bool is_first = true;

    for (size_t i = 0; i < HTML_CELL_COLUMNS && column->names[i]; i++) {
        if (cells[i].n == 0 || (has_parts && str_eq(cells[i], STR("0")))) {
            continue;
        }
        html_raw(html, is_first ? "" : has_parts ? "<br>" : " ");
        write_value(table, html, column->cell, column->names[i], cells[i]);
        is_first = false;
    }
}

static const char *const cell_classes[] = {
    [HTML_CELL_TEXT] = "",           [HTML_CELL_WORD] = "",        [HTML_CELL_OUTCOME] = "", [HTML_CELL_FIELDS] = "",
    [HTML_CELL_NUMBER] = " class=n", [HTML_CELL_DAY] = " class=d", [HTML_CELL_PARTS] = "",
};

static void write_row(const struct html_table *table, struct html *html) {
    const struct html_table_spec *spec = table->spec;
    const struct str *cells = table->cells + (spec->part_column ? 2 : 1);

    html_raw(html, "<tr>");
    for (size_t i = 0; i < spec->column_count; i++) {
        const struct html_column *column = &spec->columns[i];
        html_printf(html, i ? "<td%s>" : "<th scope=row%s>", cell_classes[column->cell]);
        write_content(table, html, column, cells);
        html_raw(html, i ? "</td>" : "</th>");
        for (size_t name = 0; name < HTML_CELL_COLUMNS && column->names[name]; name++) {
            cells++;
        }
    }
    html_raw(html, "</tr>\n");
}

static enum err_code keep_row(struct html_table *table, struct group_rows *group, struct err *err) {
    struct html html;
    enum err_code code = group->rows ? ERR_OK : output_in_memory(&group->rows, err);

    if (code != ERR_OK) {
        return code;
    }
    html_init(&html, group->rows);
    write_row(table, &html);
    html_done(&html);
    return output_error(group->rows, err);
}

static enum err_code take_row(void *context, const struct str *cells, struct err *err) {
    struct html_table *table = context;
    enum err_code code = ERR_OK;

    table->cells = cells;
    table->rows++;
    struct group_rows *group = &table->groups[group_of_row(table)];
    if (group->count++ < HTML_GROUP_ROWS) {
        code = keep_row(table, group, err);
    }
    return code == ERR_OK && table->spec->look ? table->spec->look(table->context, table, err) : code;
}

enum err_code html_table_read(enum html_table_id id, int dir_fd, enum language language, void *context,
                              struct html_table **ret_table, struct err *err) {
    struct html_table *table = calloc(1, sizeof *table);

    if (!table) {
        return err_no_memory(err);
    }
    *table = (struct html_table){.spec = html_table_spec(id), .language = language, .context = context};
    table->groups = calloc(table->spec->group_count + 1, sizeof *table->groups);
    list_names(table);
    enum err_code code = table->groups ? result_read_rows(dir_fd, table->spec->file, table->names, table->name_count,
                                                          take_row, table, err)
                                       : err_no_memory(err);
    if (code != ERR_OK) {
        html_table_free(table);
        return code;
    }
    *ret_table = table;
    return ERR_OK;
}

void html_table_free(struct html_table *table) {
    if (!table) {
        return;
    }
    for (size_t i = 0; table->groups && i <= table->spec->group_count; i++) {
        output_abandon(table->groups[i].rows);
    }
    free(table->groups);
    free(table);
}

/* --- writing --------------------------------------------------------------------------------------------------------
 */

uint64_t html_table_rows(const struct html_table *table, const char *word) {
    uint64_t rows = 0;

    for (size_t i = 0; i < table->spec->group_count; i++) {
        rows += strcmp(table->spec->groups[i].word, word) == 0 ? table->groups[i].count : 0;
    }
    return rows;
}

static void write_id(const struct html_table *table, struct html *html, const struct html_group *group) {
    html_printf(html, "%s-%s", table->spec->anchor, group->word);
    if (group->part && *group->part) {
        html_printf(html, "-%s", group->part);
    }
}

bool html_table_link(const struct html_table *table, struct html *html, const char *word, const char *part) {
    for (size_t i = 0; table && i < table->spec->group_count; i++) {
        const struct html_group *group = &table->spec->groups[i];
        if (table->groups[i].count && strcmp(group->word, word) == 0 &&
            (!part || (group->part && strcmp(group->part, part) == 0))) {
            html_raw(html, "<a href=\"#");
            write_id(table, html, group);
            html_raw(html, "\">");
            return true;
        }
    }
    return false;
}

static void say(const struct html_table *table, struct html *html, enum html_text text, const struct str *values,
                size_t count) {
    CLEANUP(buffer_done) struct buffer sentence = {0};

    html_text_append(text, table->language, values, count, &sentence);
    html_value(html, buffer_view(&sentence));
}

static void write_headings(const struct html_table *table, struct html *html) {
    html_raw(html, "<thead><tr>");
    for (size_t i = 0; i < table->spec->column_count; i++) {
        const struct html_column *column = &table->spec->columns[i];
        html_printf(html, "<th scope=col%s>", cell_classes[column->cell]);
        if (column->heading == TEXT_COUNT) {
            html_value(html, html_column_text(str_from(column->names[0]), table->language));
        } else {
            say(table, html, column->heading, NULL, 0);
        }
        html_raw(html, "</th>");
    }
    html_raw(html, "</tr></thead>\n");
}

/* The words of codes are their titles. */
static struct str group_word(const struct html_table *table, const char *word) {
    enum finding_code code;

    return code_by_name(str_from(word), &code) ? str_from(code_def(code)->title[table->language])
                                               : message_word(str_from(word), table->language);
}

static void write_group_name(const struct html_table *table, struct html *html, const struct html_group *group) {
    if (!group) {
        say(table, html, TEXT_GROUP_OTHERS, NULL, 0);
        return;
    }
    html_value(html, group_word(table, group->word));
    if (group->part && *group->part) {
        html_raw(html, " – ");
        html_value(html, message_word(str_from(group->part), table->language));
    }
}

static void write_left_out(const struct html_table *table, struct html *html, uint64_t left_out) {
    CLEANUP(buffer_done) struct buffer number = {0};

    html_count_append(left_out, &number);
    const struct str values[] = {buffer_view(&number), str_from(table->spec->file)};
    html_printf(html, "<tr><td class=rest colspan=%zu>", table->spec->column_count);
    say(table, html, TEXT_GROUP_LEFT_OUT, values, ARRAY_LEN(values));
    html_raw(html, "</td></tr>\n");
}

static void write_group(const struct html_table *table, struct html *html, size_t number) {
    const struct group_rows *rows = &table->groups[number];
    const struct html_group *group = number < table->spec->group_count ? &table->spec->groups[number] : NULL;

    html_raw(html, "<tbody id=\"");
    if (group) {
        write_id(table, html, group);
    } else {
        html_printf(html, "%s-others", table->spec->anchor);
    }
    html_printf(html, "\"><tr class=group><th scope=rowgroup colspan=%zu>", table->spec->column_count);
    write_group_name(table, html, group);
    html_raw(html, " <span class=count>");
    html_count(html, rows->count);
    html_raw(html, "</span></th></tr>\n");
    output_write(html->output, output_bytes(rows->rows));
    if (rows->count > HTML_GROUP_ROWS) {
        write_left_out(table, html, rows->count - HTML_GROUP_ROWS);
    }
    html_raw(html, "</tbody>\n");
}

static void write_rows(const struct html_table *table, struct html *html) {
    html_printf(html, "<div class=wide role=group tabindex=0 aria-labelledby=%s-title><table class=rows>\n",
                table->spec->anchor);
    write_headings(table, html);
    for (size_t i = 0; i <= table->spec->group_count; i++) {
        if (table->groups[i].count) {
            write_group(table, html, i);
        }
    }
    html_raw(html, "</table></div>\n");
}

void html_table_write(const struct html_table *table, struct html *html) {
    const struct html_table_spec *spec = table->spec;
    const struct str file = str_from(spec->file);

    html_printf(html, "<section id=%s class=\"card sheet\" aria-labelledby=%s-title><h2 id=%s-title>", spec->anchor,
                spec->anchor, spec->anchor);
    say(table, html, spec->title, NULL, 0);
    html_raw(html, " <span class=count>");
    html_count(html, table->rows);
    html_raw(html, "</span></h2><p class=note>");
    say(table, html, spec->note, NULL, 0);
    html_raw(html, " ");
    say(table, html, TEXT_FROM_FILE, &file, 1);
    html_raw(html, "</p>\n");
    if (table->rows) {
        write_rows(table, html);
    } else {
        html_raw(html, "<p>");
        say(table, html, TEXT_NO_ROWS, NULL, 0);
        html_raw(html, "</p>");
    }
    html_raw(html, "</section>\n");
}
