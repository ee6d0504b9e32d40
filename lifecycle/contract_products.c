#include "lifecycle/contract_products.h"

#include "base/text.h"
#include "products/recognition.h"
#include "products/title.h"

#include <stdlib.h>

enum { NOT_ASKED = 0x80 };

/* Names that are looked for, and what became of them. */
struct search {
    const struct inventory *ledger;
    struct intern
        *names; /* of texts that are looked for as they stand, without versions, and of what licences are for */
    struct buffer marks; /* by name */
    struct buffer scratch;
    struct title_matcher *matcher; /* NULL: there are no rules */
};

static void search_done(struct search *search) {
    intern_free(search->names);
    title_matcher_free(search->matcher);
    buffer_done(&search->marks);
    buffer_done(&search->scratch);
}

static void fold_name(struct str text, struct buffer *out) {
    buffer_reset(out);
    text_fold(text, out);
}

static void stem_name(struct str text, struct buffer *out) {
    buffer_reset(out);
    title_stem(text, out);
}

/* The name in the scratch; INTERN_NONE when memory is out. */
static uint32_t add_name(struct search *search) {
    uint32_t number = intern_add(search->names, buffer_view(&search->scratch));

    while (number != INTERN_NONE && search->marks.n <= number && !search->marks.failed) {
        buffer_append_char(&search->marks, 0);
    }
    return search->scratch.failed || search->marks.failed ? INTERN_NONE : number;
}

static uint32_t find_name(struct search *search) {
    return search->scratch.n ? intern_find(search->names, buffer_view(&search->scratch)) : INTERN_NONE;
}

static void mark_title(struct search *search, struct str title, uint8_t mark) {
    static void (*const forms[])(struct str, struct buffer *) = {fold_name, stem_name};

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        forms[i](title, &search->scratch);
        uint32_t number = find_name(search);
        if (number != INTERN_NONE) {
            search->marks.p[number] |= (char)mark;
        }
    }
}

/* By all the names of the column, as they stand and as the rules call the product. */
static enum err_code mark_column(struct search *search, const struct table *table, unsigned column, uint8_t mark,
                                 struct err *err) {
    struct title_recognition recognition;
    enum err_code code = ERR_OK;

    for (uint32_t i = 1; table && code == ERR_OK && i < table_code_count(table, column); i++) {
        struct str title = table_code_text(table, column, i);
        mark_title(search, title, mark);
        code = title_recognise(search->matcher, title, STR_NONE, STR_NONE, &recognition, err);
        if (code == ERR_OK && recognition.product.n) {
            mark_title(search, recognition.product, mark);
        }
    }
    return code;
}

/* Whether a right is in use shows in its product: of each text that names one, the name of that product. */
static enum err_code note_rights(struct search *search, uint32_t *products, struct err *err) {
    static const unsigned columns[] = {LICENSES_LICENSE_ID, LICENSES_SKU};
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    const struct table *table = inventory_table(search->ledger, TABLE_LICENSES);
    uint32_t asked = intern_count(search->names);
    enum err_code code = row_reader_open(table, &reader, err);

    for (uint32_t row = 0; table && code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(columns); i++) {
            fold_name(row_reader_text(reader, columns[i]), &search->scratch);
            uint32_t number = find_name(search);
            if (number == INTERN_NONE || number >= asked) {
                continue;
            }
            search->marks.p[number] |= PRODUCT_IS_LISTED;
            stem_name(row_reader_text(reader, LICENSES_PRODUCT), &search->scratch);
            products[number] = add_name(search);
            code = products[number] == INTERN_NONE ? err_no_memory(err) : ERR_OK;
        }
    }
    return code || !reader ? code : row_reader_error(reader, err);
}

static bool want_texts(struct search *search, const struct intern *texts, uint8_t *marks) {
    for (uint32_t i = 0; i < intern_count(texts); i++) {
        marks[i] = marks[i] ? NOT_ASKED : 0;
        if (marks[i]) {
            continue;
        }
        fold_name(intern_text(texts, i), &search->scratch);
        if (add_name(search) == INTERN_NONE) {
            return false;
        }
        stem_name(intern_text(texts, i), &search->scratch);
        if (search->scratch.n && add_name(search) == INTERN_NONE) {
            return false;
        }
    }
    return true;
}

static uint8_t mark_of(struct search *search, const uint32_t *products, uint32_t asked) {
    uint32_t number = find_name(search);
    uint8_t mark = number == INTERN_NONE ? 0 : (uint8_t)search->marks.p[number];

    if (number < asked && products[number] != INTERN_NONE) {
        mark |= (uint8_t)search->marks.p[products[number]] & PRODUCT_IS_OBSERVED;
    }
    return mark;
}

static void give_marks(struct search *search, const struct intern *texts, const uint32_t *products, uint32_t asked,
                       uint8_t *marks) {
    for (uint32_t i = 0; i < intern_count(texts); i++) {
        if (marks[i] == NOT_ASKED) {
            marks[i] = 0;
            continue;
        }
        fold_name(intern_text(texts, i), &search->scratch);
        marks[i] = mark_of(search, products, asked);
        stem_name(intern_text(texts, i), &search->scratch);
        marks[i] |= mark_of(search, products, asked);
    }
}

static enum err_code mark_columns(struct search *search, const struct lifecycle_run *run, struct err *err) {
    static const struct {
        bool is_observed;
        enum table_id table;
        unsigned column;
        uint8_t mark; /* enum product_mark */
    } columns[] = {{false, TABLE_SOFTWARE, SOFTWARE_PRODUCT, PRODUCT_IS_LISTED},
                   {false, TABLE_LICENSES, LICENSES_PRODUCT, PRODUCT_IS_LISTED},
                   {true, TABLE_SOFTWARE, SOFTWARE_PRODUCT, PRODUCT_IS_OBSERVED}};
    const struct lifecycle_input *input = run->input;
    enum err_code code = input->rules ? title_matcher_new(input->rules, &search->matcher, err) : ERR_OK;

    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(columns); i++) {
        const struct inventory *inventory = columns[i].is_observed ? input->snapshot : input->ledger;
        code =
            mark_column(search, inventory_table(inventory, columns[i].table), columns[i].column, columns[i].mark, err);
    }
    return code;
}

enum err_code contract_products_find(const struct lifecycle_run *run, const struct intern *texts, uint8_t *marks,
                                     struct err *err) {
    CLEANUP(search_done) struct search search = {.ledger = run->input->ledger, .names = intern_new()};

    if (!search.names || !want_texts(&search, texts, marks)) {
        return err_no_memory(err);
    }
    uint32_t asked = intern_count(search.names);
    uint32_t *products = malloc(((size_t)asked + 1) * sizeof *products);
    if (!products) {
        return err_no_memory(err);
    }
    memset(products, 0xFF, ((size_t)asked + 1) * sizeof *products);
    enum err_code code = asked ? note_rights(&search, products, err) : ERR_OK;
    if (code == ERR_OK && asked) {
        code = mark_columns(&search, run, err);
    }
    give_marks(&search, texts, products, asked, marks);
    free(products);
    return code || !(search.scratch.failed || search.marks.failed) ? code : err_no_memory(err);
}
