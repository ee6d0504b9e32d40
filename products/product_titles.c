#include "products/product_titles.h"

#include "base/arena.h"
#include "base/intern.h"
#include "products/recognition.h"
#include "products/vendor.h"

#include <stdlib.h>

/* The titles of one table: by code, or where the column is not coded by the number of the text. */
struct title_side {
    const struct table *table;
    struct intern *texts; /* NULL: by code */
    struct product_title *items;
};

struct product_titles {
    struct titles *titles;
    struct title_matcher *matcher; /* NULL without rules */
    struct arena *arena;
    struct intern *families;
    struct title_side listed, installed;
};

void product_titles_free(struct product_titles *titles) {
    if (titles) {
        titles_free(titles->titles);
        title_matcher_free(titles->matcher);
        arena_free(titles->arena);
        intern_free(titles->families);
        intern_free(titles->listed.texts);
        intern_free(titles->installed.texts);
        free(titles->listed.items);
        free(titles->installed.items);
        free(titles);
    }
}

/* --- one title -----------------------------------------------------------------------------------------------------
 */

/* The maker's product, as a key; nothing where the rules do not say. */
static void append_family(const struct title_recognition *recognition, struct buffer *out) {
    if (recognition->rule && recognition->product.n) {
        vendor_fold(recognition->rule->vendor, out);
        buffer_append_char(out, '\x1F');
        title_fold(recognition->product, out);
    }
}

/* The title as it is written, without what stands behind its stem. */
static struct str without_tail(struct str title) {
    CLEANUP(buffer_done) struct buffer stem = {0};
    title_stem(title, &stem);
    struct str head = str_sub(title, 0, stem.n);

    return stem.n && str_eq_ignore_case(head, buffer_view(&stem)) ? head : title;
}

static bool describe_recognised(struct product_titles *titles, const struct title_recognition *recognition,
                                struct product_title *title) {
    CLEANUP(buffer_done) struct buffer family = {0};
    struct arena *arena = titles->arena;
    struct str edition = recognition->edition;

    append_family(recognition, &family);
    title->family = family.failed ? INTERN_NONE : intern_add(titles->families, buffer_view(&family));
    title->is_recognised = true;
    title->product = edition.n ? arena_printf(arena, "%.*s %.*s", STR_FMT(recognition->product), STR_FMT(edition))
                               : arena_dup(arena, recognition->product);
    title->vendor = arena_dup(arena, recognition->rule->vendor);
    title->edition = arena_dup(arena, edition);
    title->version = arena_dup(arena, recognition->version);
    return title->family != INTERN_NONE;
}

/* Patches are of what they patch, and components of their product. What the ledger lists counts, even where no rule
 * knows it. */
static bool is_of_interest(const struct titles *titles, struct title title, struct str text) {
    enum title_class class = titles_class(titles, title, STR_NONE);

    if (str_is_empty(text) || class == TITLE_UPDATE || class == TITLE_COMPONENT) {
        return false;
    }
    return class == TITLE_PRODUCT || titles_is_listed(titles, title);
}

static enum err_code describe(struct product_titles *titles, struct title number, struct str text,
                              struct product_title *ret_title, struct err *err) {
    struct title_recognition recognition = {0};

    *ret_title = (struct product_title){
        .is_of_interest = is_of_interest(titles->titles, number, text),
        .identity = titles_identity(titles->titles, number),
        .exact = number.exact,
        .family = FAMILY_NONE,
    };
    if (!ret_title->is_of_interest) {
        return ERR_OK;
    }
    enum err_code code = title_recognise(titles->matcher, text, STR_NONE, STR_NONE, &recognition, err);
    if (code != ERR_OK) {
        return code;
    }
    bool is_ok = true;
    if (recognition.rule && recognition.product.n) {
        is_ok = describe_recognised(titles, &recognition, ret_title);
    } else {
        ret_title->product = arena_dup(titles->arena, without_tail(text));
    }
    return is_ok && !arena_failed(titles->arena) ? ERR_OK : err_no_memory(err);
}

/* --- tables --------------------------------------------------------------------------------------------------------
 */

static enum err_code describe_codes(struct product_titles *titles, struct title_side *side, struct err *err) {
    uint32_t count = table_code_count(side->table, SOFTWARE_PRODUCT);
    enum err_code code = ERR_OK;

    side->items = calloc((size_t)count + 1, sizeof *side->items);
    if (!side->items) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count && code == ERR_OK; i++) {
        struct title number = titles_of_code(titles->titles, side->table, i);
        code = describe(titles, number, table_code_text(side->table, SOFTWARE_PRODUCT, i), &side->items[i], err);
    }
    return code;
}

static struct product_title *add_text(struct title_side *side, struct str text, uint32_t *capacity, bool *ret_is_new) {
    uint32_t known = intern_count(side->texts), number = intern_add(side->texts, text);

    *ret_is_new = number >= known;
    if (number == INTERN_NONE) {
        return NULL;
    }
    if (number >= *capacity) {
        uint32_t grown = *capacity * 2 + 1024;
        struct product_title *items = reallocarray(side->items, grown, sizeof *items);
        if (!items) {
            return NULL;
        }
        side->items = items;
        *capacity = grown;
    }
    return &side->items[number];
}

/* A column with too many distinct titles to be coded: every row is read. */
static enum err_code describe_rows(struct product_titles *titles, struct title_side *side, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(side->table, &reader, err);
    uint32_t capacity = 0;

    side->texts = intern_new_within(table_budget(side->table));
    for (uint32_t row = 0; code == ERR_OK && row < table_rows(side->table); row++) {
        row_reader_move(reader, row);
        struct str text = row_reader_text(reader, SOFTWARE_PRODUCT);
        bool is_new = false;
        struct product_title *item = side->texts ? add_text(side, text, &capacity, &is_new) : NULL;
        if (!item) {
            code = err_no_memory(err);
        } else if (is_new) {
            struct title number = titles_of_row(titles->titles, side->table, reader, row);
            code = describe(titles, number, text, item, err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code describe_table(struct product_titles *titles, struct title_side *side, const struct table *table,
                                    struct err *err) {
    side->table = table;
    if (!table) {
        return ERR_OK;
    }
    return table_code_count(table, SOFTWARE_PRODUCT) ? describe_codes(titles, side, err)
                                                     : describe_rows(titles, side, err);
}

static enum err_code build(struct product_titles *titles, const struct titles_input *input, struct err *err) {
    enum err_code code = titles_build(input, &titles->titles, err);

    if (code == ERR_OK && input->rules) {
        code = title_matcher_new(input->rules, &titles->matcher, err);
    }
    if (code == ERR_OK) {
        code = describe_table(titles, &titles->listed, input->listed, err);
    }
    return code == ERR_OK ? describe_table(titles, &titles->installed, input->installed, err) : code;
}

enum err_code product_titles_build(const struct titles_input *input, struct product_titles **ret_titles,
                                   struct err *err) {
    CLEANUP(product_titles_free_cleanup) struct product_titles *titles = calloc(1, sizeof *titles);

    if (!titles || !(titles->arena = arena_new()) || !(titles->families = intern_new())) {
        return err_no_memory(err);
    }
    enum err_code code = build(titles, input, err);
    if (code == ERR_OK) {
        *ret_titles = TAKE_PTR(titles);
    }
    return code;
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

static const struct title_side *side_of(const struct product_titles *titles, const struct table *table) {
    return table == titles->listed.table ? &titles->listed : &titles->installed;
}

const struct product_title *product_titles_by_code(const struct product_titles *titles, const struct table *table) {
    const struct title_side *side = side_of(titles, table);
    return side->texts ? NULL : side->items;
}

const struct product_title *product_titles_by_text(const struct product_titles *titles, const struct table *table,
                                                   struct str text) {
    static const struct product_title nothing = {.family = FAMILY_NONE};
    const struct title_side *side = side_of(titles, table);
    uint32_t number = intern_find(side->texts, text);

    return number == INTERN_NONE ? &nothing : &side->items[number];
}

const struct product_title *product_titles_items(const struct product_titles *titles, const struct table *table,
                                                 uint32_t *ret_count) {
    const struct title_side *side = side_of(titles, table);

    *ret_count = side->texts ? intern_count(side->texts) : table_code_count(table, SOFTWARE_PRODUCT);
    return side->items;
}

enum err_code product_titles_family(struct product_titles *titles, struct str name, uint32_t *ret_family,
                                    struct err *err) {
    CLEANUP(buffer_done) struct buffer family = {0};
    struct title_recognition recognition = {0};
    enum err_code code = title_recognise(titles->matcher, name, STR_NONE, STR_NONE, &recognition, err);

    if (code != ERR_OK) {
        return code;
    }
    append_family(&recognition, &family);
    *ret_family = family.n ? intern_find(titles->families, buffer_view(&family)) : FAMILY_NONE;
    return family.failed ? err_no_memory(err) : ERR_OK;
}
