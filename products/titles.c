#include "products/titles.h"

#include "base/arena.h"
#include "products/change_title.h"
#include "products/edition.h"
#include "products/recognition.h"
#include "products/rules_table.h"
#include "products/vendor.h"

#include <stdlib.h>

enum { BLOCK = 1024 };

/* The titles of one table by the code of the product column; NULL where the column is not coded. */
struct title_codes {
    const struct table *table;
    struct title *by_code;
};

/* What a title was recognised as; the first of several spellings with one fold speaks for all. */
struct kind {
    bool is_done;
    bool is_recognised;
    enum title_class title_class;
    uint32_t product, name; /* as in struct title */
    struct str version, vendor, edition;
};

struct titles {
    struct intern *numbers, *products, *names;
    struct arena *arena;
    struct title_codes listed, installed, earlier;
    struct kind *kinds; /* by number */
    uint32_t kind_capacity;
    uint32_t known;          /* numbers below this one are titles of software rows, or their stems */
    bool *is_listed;         /* by number */
    bool *is_product_listed; /* by number of the product */
};

/* What building needs besides. */
struct building {
    struct titles *titles;
    struct title_matcher *matcher; /* NULL without rules */
};

void titles_free(struct titles *titles) {
    if (!titles) {
        return;
    }
    intern_free(titles->numbers);
    intern_free(titles->products);
    intern_free(titles->names);
    arena_free(titles->arena);
    free(titles->kinds);
    free(titles->is_product_listed);
    free(titles->listed.by_code);
    free(titles->installed.by_code);
    free(titles->earlier.by_code);
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
        0,
        0,
    };

    buffer_done(&folded);
    buffer_done(&stem);
    return title;
}

static bool make_room_for_kind(struct titles *titles, uint32_t number) {
    if (number < titles->kind_capacity) {
        return true;
    }
    uint32_t capacity = number < UINT32_MAX / 2 ? number * 2 + 64 : UINT32_MAX;
    struct kind *kinds = reallocarray(titles->kinds, capacity, sizeof *kinds);
    if (kinds) {
        memset(kinds + titles->kind_capacity, 0, (capacity - titles->kind_capacity) * sizeof *kinds);
        titles->kinds = kinds;
        titles->kind_capacity = capacity;
    }
    return kinds != NULL;
}

/* False when memory is out. */
static bool number_product(struct titles *titles, const struct title_recognition *recognition, uint32_t *ret_product) {
    struct buffer key = {0};
    recognition_key(recognition, &key);
    uint32_t number = key.n ? intern_add(titles->products, buffer_view(&key)) : INTERN_NONE;
    bool is_done = !key.failed && (key.n == 0 || number != INTERN_NONE);

    *ret_product = number == INTERN_NONE ? 0 : number + 1;
    buffer_done(&key);
    return is_done;
}

/* Appended by FOLD. */
static struct str keep_folded(struct titles *titles, struct str text, void (*fold)(struct str, struct buffer *)) {
    struct buffer folded = {0};

    if (str_is_empty(text)) {
        return STR_NONE;
    }
    fold(text, &folded);
    struct str kept = arena_dup(titles->arena, buffer_view(&folded));
    buffer_done(&folded);
    return kept;
}

/* What is no product by itself, such as a part of one, is not what people mean by the name. False when memory is out.
 */
static bool number_name(struct titles *titles, const struct title_recognition *recognition, uint32_t *ret_name) {
    struct buffer name = {0};
    if (recognition->rule && recognition->title_class == TITLE_PRODUCT) {
        title_fold(recognition->product, &name);
    }
    uint32_t number = name.n ? intern_add(titles->names, buffer_view(&name)) : INTERN_NONE;
    bool is_done = !name.failed && (name.n == 0 || number != INTERN_NONE);

    *ret_name = number == INTERN_NONE ? 0 : number + 1;
    buffer_done(&name);
    return is_done;
}

static enum err_code recognise(struct building *building, struct str text, struct kind *kind, struct err *err) {
    struct titles *titles = building->titles;
    struct title_recognition recognition;
    enum err_code code = title_recognise(building->matcher, text, STR_NONE, STR_NONE, &recognition, err);

    if (code != ERR_OK) {
        return code;
    }
    kind->is_done = true;
    kind->is_recognised = recognition.rule != NULL;
    kind->title_class = recognition.title_class;
    if (!number_product(titles, &recognition, &kind->product) || !number_name(titles, &recognition, &kind->name)) {
        return err_no_memory(err);
    }
    kind->version = keep_folded(titles, recognition.version, title_fold);
    if (recognition.rule) {
        kind->vendor = keep_folded(titles, recognition.rule->vendor, vendor_fold);
        kind->edition = keep_folded(titles, recognition.edition, edition_fold);
    }
    return arena_failed(titles->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code add_title(struct building *building, struct str text, struct title *ret_title, struct err *err) {
    struct titles *titles = building->titles;
    struct title title = number_title(titles->numbers, text, true);

    if (title.exact == INTERN_NONE || title.stem == INTERN_NONE || !make_room_for_kind(titles, title.exact)) {
        return err_no_memory(err);
    }
    struct kind *kind = &titles->kinds[title.exact];
    enum err_code code = kind->is_done ? ERR_OK : recognise(building, text, kind, err);
    title.product = kind->product;
    title.name = kind->name;
    *ret_title = title;
    return code;
}

static enum err_code number_codes(struct building *building, struct title_codes *codes, struct err *err) {
    uint32_t count = table_code_count(codes->table, SOFTWARE_PRODUCT);
    enum err_code code = ERR_OK;

    codes->by_code = calloc((size_t)count + 1, sizeof *codes->by_code);
    if (!codes->by_code) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; code == ERR_OK && i < count; i++) {
        code = add_title(building, table_code_text(codes->table, SOFTWARE_PRODUCT, i), &codes->by_code[i], err);
    }
    return code;
}

/* A product column with too many distinct titles to be coded: every row is read. */
static enum err_code number_rows(struct building *building, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);
    struct title title;

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = add_title(building, row_reader_text(reader, SOFTWARE_PRODUCT), &title, err);
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

/* Fields of changes; of those that say ソフトウェア, what may be the product. */
static enum err_code number_changes(struct building *building, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);
    struct title title;

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        struct str field = row_reader_text(reader, CHANGES_FIELD);
        code = add_title(building, field, &title, err);
        if (code || !change_field_is_software(field)) {
            continue;
        }
        code = add_title(building, change_title_in(row_reader_text(reader, CHANGES_BEFORE)), &title, err);
        code = code ? code : add_title(building, change_title_in(row_reader_text(reader, CHANGES_AFTER)), &title, err);
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code number_table(struct building *building, struct title_codes *codes, const struct table *table,
                                  struct err *err) {
    codes->table = table;
    if (!table) {
        return ERR_OK;
    }
    return table_code_count(table, SOFTWARE_PRODUCT) ? number_codes(building, codes, err)
                                                     : number_rows(building, table, err);
}

/* Titles that no rule knows may be names of products: known when all titles have been recognised. */
static void find_names(struct titles *titles) {
    uint32_t count = intern_count(titles->numbers);

    for (uint32_t number = 0; number < count && number < titles->kind_capacity; number++) {
        struct kind *kind = &titles->kinds[number];
        uint32_t name = kind->is_done && !kind->is_recognised
                            ? intern_find(titles->names, intern_text(titles->numbers, number))
                            : INTERN_NONE;
        kind->name = name == INTERN_NONE ? kind->name : name + 1;
    }
}

static void set_names(const struct titles *titles, const struct title_codes *codes) {
    uint32_t count = codes->by_code ? table_code_count(codes->table, SOFTWARE_PRODUCT) : 0;

    for (uint32_t i = 0; i < count; i++) {
        codes->by_code[i].name = titles->kinds[codes->by_code[i].exact].name;
    }
}

static void mark_title(struct titles *titles, struct title title) {
    titles->is_listed[title.exact] = true;
    titles->is_listed[title.stem] = true;
    if (title.product) {
        titles->is_product_listed[title.product - 1] = true;
    }
}

/* A code may be of rows that were refused: only those that rows have are listed. */
static enum err_code mark_codes(struct titles *titles, struct err *err) {
    const struct title_codes *listed = &titles->listed;
    uint32_t rows = table_rows(listed->table), codes[BLOCK], count;
    bool *is_used = calloc((size_t)table_code_count(listed->table, SOFTWARE_PRODUCT) + 1, sizeof *is_used);

    if (!is_used) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < rows; row += count) {
        count = rows - row < BLOCK ? rows - row : BLOCK;
        table_codes(listed->table, SOFTWARE_PRODUCT, row, count, codes);
        for (uint32_t i = 0; i < count; i++) {
            is_used[codes[i]] = true;
        }
    }
    for (uint32_t code = 0; code < table_code_count(listed->table, SOFTWARE_PRODUCT); code++) {
        if (is_used[code]) {
            mark_title(titles, listed->by_code[code]);
        }
    }
    free(is_used);
    return ERR_OK;
}

static enum err_code mark_rows(struct titles *titles, struct err *err) {
    const struct table *table = titles->listed.table;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        mark_title(titles, titles_of_row(titles, table, reader, row));
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code mark_listed(struct titles *titles, struct err *err) {
    titles->is_listed = calloc((size_t)intern_count(titles->numbers) + 1, sizeof *titles->is_listed);
    titles->is_product_listed = calloc((size_t)intern_count(titles->products) + 1, sizeof *titles->is_product_listed);
    if (!titles->is_listed || !titles->is_product_listed) {
        return err_no_memory(err);
    }
    if (!titles->listed.table) {
        return ERR_OK;
    }
    return titles->listed.by_code ? mark_codes(titles, err) : mark_rows(titles, err);
}

static enum err_code build(struct building *building, const struct titles_input *input, struct err *err) {
    struct titles *titles = building->titles;
    enum err_code code = input->rules ? title_matcher_new(input->rules, &building->matcher, err) : ERR_OK;

    if (code == ERR_OK) {
        code = number_table(building, &titles->listed, input->listed, err);
    }
    if (code == ERR_OK) {
        code = number_table(building, &titles->installed, input->installed, err);
    }
    if (code == ERR_OK) {
        code = number_table(building, &titles->earlier, input->earlier, err);
    }
    if (code == ERR_OK) {
        find_names(titles);
        set_names(titles, &titles->listed);
    }
    titles->known = intern_count(titles->numbers);
    if (code == ERR_OK && input->changes) {
        code = number_changes(building, input->changes, err);
    }
    if (code == ERR_OK) {
        code = mark_listed(titles, err);
    }
    if (code == ERR_OK && building->matcher && input->problems) {
        title_matcher_diagnose(building->matcher, input->problems);
    }
    return code;
}

enum err_code titles_build(const struct titles_input *input, struct titles **ret_titles, struct err *err) {
    CLEANUP(titles_free_cleanup) struct titles *titles = calloc(1, sizeof *titles);
    struct building building = {.titles = titles};

    if (!titles || !(titles->numbers = intern_new()) || !(titles->products = intern_new()) ||
        !(titles->names = intern_new()) || !(titles->arena = arena_new())) {
        return err_no_memory(err);
    }
    enum err_code code = build(&building, input, err);
    title_matcher_free(building.matcher);
    if (code == ERR_OK) {
        *ret_titles = TAKE_PTR(titles);
    }
    return code;
}

static const struct title_codes *codes_of(const struct titles *titles, const struct table *table) {
    const struct title_codes *const all[] = {&titles->listed, &titles->earlier};

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (table == all[i]->table) {
            return all[i];
        }
    }
    return &titles->installed;
}

struct title titles_of_code(const struct titles *titles, const struct table *table, uint32_t code) {
    return codes_of(titles, table)->by_code[code];
}

static const struct kind *kind_of(const struct titles *titles, struct title title) {
    static const struct kind none = {0};
    return title.exact < titles->kind_capacity && titles->kinds ? &titles->kinds[title.exact] : &none;
}

struct title titles_of_row(const struct titles *titles, const struct table *table, struct row_reader *reader,
                           uint32_t row) {
    const struct title_codes *codes = codes_of(titles, table);

    if (codes->by_code) {
        return codes->by_code[table_code(table, SOFTWARE_PRODUCT, row)];
    }
    return titles_find(titles, row_reader_text(reader, SOFTWARE_PRODUCT));
}

struct title titles_find(const struct titles *titles, struct str text) {
    struct title title = number_title(titles->numbers, text, false);

    title.product = kind_of(titles, title)->product;
    title.name = kind_of(titles, title)->name;
    return title;
}

bool titles_is_known(const struct titles *titles, struct title title) {
    return title.exact < titles->known || title.stem < titles->known || title.product;
}

bool titles_is_listed(const struct titles *titles, struct title title) {
    return (title.exact != INTERN_NONE && titles->is_listed[title.exact]) ||
           (title.stem != INTERN_NONE && titles->is_listed[title.stem]) ||
           (title.product && titles->is_product_listed[title.product - 1]);
}

uint32_t titles_identity(const struct titles *titles, struct title title) {
    return title.product ? title.product - 1 : intern_count(titles->products) + title.stem;
}

enum title_class titles_class(const struct titles *titles, struct title title, struct str source) {
    const struct kind *kind = kind_of(titles, title);
    return kind->is_recognised ? kind->title_class : title_class_of_source(source);
}

struct str titles_version(const struct titles *titles, struct title title) {
    return kind_of(titles, title)->version;
}

struct str titles_vendor(const struct titles *titles, struct title title) {
    return kind_of(titles, title)->vendor;
}

struct str titles_edition(const struct titles *titles, struct title title) {
    return kind_of(titles, title)->edition;
}

uint32_t titles_count(const struct titles *titles) {
    return intern_count(titles->numbers);
}

struct str titles_text(const struct titles *titles, uint32_t exact) {
    return intern_text(titles->numbers, exact);
}
