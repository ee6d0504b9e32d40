#include "reconciler/titles.h"

#include <stdlib.h>

#include "products/title.h"

/* The titles of one table by the code of the product column; NULL where the column is not coded. */
struct title_codes {
    const struct table *table;
    struct title *by_code;
};

struct titles {
    struct intern *numbers;
    struct title_codes listed, installed;
    bool *is_listed; /* by number */
};

void titles_free(struct titles *titles) {
    if (!titles) {
        return;
    }
    intern_free(titles->numbers);
    free(titles->listed.by_code);
    free(titles->installed.by_code);
    free(titles->is_listed);
    free(titles);
}

/* Folds and numbers one title; without IS_ADDING the set does not change. */
static struct title number_title(struct intern *numbers, struct str text, bool is_adding) {
    struct buffer folded = {0}, stem = {0};
    title_fold(text, &folded);
    title_stem(text, &stem);
    struct str exact = buffer_view(&folded), short_form = buffer_view(&stem);
    struct title title = {
        is_adding ? intern_add(numbers, exact) : intern_find(numbers, exact),
        is_adding ? intern_add(numbers, short_form) : intern_find(numbers, short_form),
    };

    buffer_done(&folded);
    buffer_done(&stem);
    return title;
}

static enum err_code number_codes(struct titles *titles, struct title_codes *codes, struct err *err) {
    uint32_t count = table_code_count(codes->table, SOFTWARE_PRODUCT);

    codes->by_code = calloc((size_t)count + 1, sizeof *codes->by_code);
    for (uint32_t code = 0; codes->by_code && code < count; code++) {
        struct str text = table_code_text(codes->table, SOFTWARE_PRODUCT, code);
        codes->by_code[code] = number_title(titles->numbers, text, true);
        if (codes->by_code[code].exact == INTERN_NONE || codes->by_code[code].stem == INTERN_NONE) {
            return err_no_memory(err);
        }
    }
    return codes->by_code ? ERR_OK : err_no_memory(err);
}

/* A product column with too many distinct titles to be coded: every row is read. */
static enum err_code number_rows(struct titles *titles, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        struct title title = number_title(titles->numbers, row_reader_text(reader, SOFTWARE_PRODUCT), true);
        if (title.exact == INTERN_NONE || title.stem == INTERN_NONE) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code number_table(struct titles *titles, struct title_codes *codes, const struct table *table,
                                  struct err *err) {
    codes->table = table;
    if (!table || table_rows(table) == 0) {
        return ERR_OK;
    }
    if (table_code(table, SOFTWARE_PRODUCT, 0) == TABLE_UNCODED) {
        return number_rows(titles, table, err);
    }
    return number_codes(titles, codes, err);
}

static enum err_code mark_listed(struct titles *titles, struct err *err) {
    const struct table *table = titles->listed.table;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;

    titles->is_listed = calloc((size_t)intern_count(titles->numbers) + 1, sizeof *titles->is_listed);
    if (!titles->is_listed) {
        return err_no_memory(err);
    }
    if (!table) {
        return ERR_OK;
    }
    enum err_code code = row_reader_new(table, &reader, err);
    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        struct title title = titles_of_row(titles, table, reader, row);
        titles->is_listed[title.exact] = true;
        titles->is_listed[title.stem] = true;
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

enum err_code titles_build(const struct table *listed, const struct table *installed, struct titles **ret_titles,
                           struct err *err) {
    CLEANUP(titles_free_cleanup) struct titles *titles = calloc(1, sizeof *titles);
    if (!titles || !(titles->numbers = intern_new())) {
        return err_no_memory(err);
    }
    enum err_code code = number_table(titles, &titles->listed, listed, err);
    if (code == ERR_OK) {
        code = number_table(titles, &titles->installed, installed, err);
    }
    if (code == ERR_OK) {
        code = mark_listed(titles, err);
    }
    if (code == ERR_OK) {
        *ret_titles = TAKE_PTR(titles);
    }
    return code;
}

struct title titles_of_row(const struct titles *titles, const struct table *table, struct row_reader *reader,
                           uint32_t row) {
    const struct title_codes *codes = table == titles->listed.table ? &titles->listed : &titles->installed;

    if (codes->by_code) {
        return codes->by_code[table_code(table, SOFTWARE_PRODUCT, row)];
    }
    return number_title(titles->numbers, row_reader_text(reader, SOFTWARE_PRODUCT), false);
}

bool titles_is_listed(const struct titles *titles, struct title title) {
    return (title.exact != INTERN_NONE && titles->is_listed[title.exact]) ||
           (title.stem != INTERN_NONE && titles->is_listed[title.stem]);
}
