#include "pairing/relation_products.h"

#include "base/intern.h"

#include <stdlib.h>

struct product {
    uint32_t identity; /* products/titles.h */
    bool is_observed;  /* the name is not the ledger's */
    struct str name;
};

struct side {
    const struct table *table; /* NULL: none */
    uint32_t *by_code;
};

struct relation_products {
    struct product_titles *titles;
    struct product *items; /* in order of identities */
    uint32_t count;
    struct intern *names; /* folded */
    uint32_t *of_name;    /* by number of the name */
    struct side sides[2]; /* listed, installed */
};

void relation_products_free(struct relation_products *products) {
    if (products) {
        product_titles_free(products->titles);
        free(products->items);
        intern_free(products->names);
        free(products->of_name);
        free(products->sides[0].by_code);
        free(products->sides[1].by_code);
        free(products);
    }
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

/* The name that counts comes first. */
static int compare_products(const void *a, const void *b) {
    const struct product *x = a, *y = b;

    if (x->identity != y->identity) {
        return x->identity < y->identity ? -1 : 1;
    }
    return x->is_observed != y->is_observed ? (int)x->is_observed - (int)y->is_observed : str_cmp(x->name, y->name);
}

static const struct product_title *titles_of(const struct relation_products *products, size_t side,
                                             uint32_t *ret_count) {
    const struct table *table = products->sides[side].table;

    *ret_count = 0;
    return table ? product_titles_items(products->titles, table, ret_count) : NULL;
}

static enum err_code collect(struct relation_products *products, struct err *err) {
    size_t capacity = 1;

    for (size_t side = 0; side < ARRAY_LEN(products->sides); side++) {
        uint32_t count;
        (void)titles_of(products, side, &count);
        capacity += count;
    }
    products->items = calloc(capacity, sizeof *products->items);
    if (!products->items) {
        return err_no_memory(err);
    }
    for (size_t side = 0; side < ARRAY_LEN(products->sides); side++) {
        uint32_t count;
        const struct product_title *titles = titles_of(products, side, &count);
        for (uint32_t i = 0; i < count; i++) {
            if (titles[i].is_of_interest) {
                products->items[products->count++] = (struct product){titles[i].identity, side == 1, titles[i].product};
            }
        }
    }
    return ERR_OK;
}

static void settle(struct relation_products *products) {
    uint32_t kept = 0;

    qsort(products->items, products->count, sizeof *products->items, compare_products);
    for (uint32_t i = 0; i < products->count; i++) {
        if (kept == 0 || products->items[i].identity != products->items[kept - 1].identity) {
            products->items[kept++] = products->items[i];
        }
    }
    products->count = kept;
}

static int compare_identity(const void *key, const void *item) {
    uint32_t identity = *(const uint32_t *)key, other = ((const struct product *)item)->identity;
    return (identity > other) - (identity < other);
}

static uint32_t number_of(const struct relation_products *products, const struct product_title *title) {
    if (!title->is_of_interest) {
        return PRODUCT_NONE;
    }
    const struct product *found =
        bsearch(&title->identity, products->items, products->count, sizeof *products->items, compare_identity);
    return found ? (uint32_t)(found - products->items) : PRODUCT_NONE;
}

static enum err_code number_codes(const struct relation_products *products, struct side *side, struct err *err) {
    const struct product_title *titles = side->table ? product_titles_by_code(products->titles, side->table) : NULL;
    uint32_t count = titles ? table_code_count(side->table, SOFTWARE_PRODUCT) : 0;

    if (!titles) {
        return ERR_OK;
    }
    side->by_code = calloc((size_t)count + 1, sizeof *side->by_code);
    for (uint32_t i = 0; side->by_code && i < count; i++) {
        side->by_code[i] = number_of(products, &titles[i]);
    }
    return side->by_code ? ERR_OK : err_no_memory(err);
}

static enum err_code note_names(struct relation_products *products, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    products->names = intern_new();
    products->of_name = calloc((size_t)products->count + 1, sizeof *products->of_name);
    for (uint32_t i = 0; i < products->count; i++) {
        buffer_reset(&folded);
        title_fold(products->items[i].name, &folded);
        uint32_t known = products->names ? intern_count(products->names) : 0;
        uint32_t number =
            products->names && !folded.failed ? intern_add(products->names, buffer_view(&folded)) : INTERN_NONE;
        if (number == INTERN_NONE || !products->of_name) {
            return err_no_memory(err);
        }
        products->of_name[number] = number == known ? i : products->of_name[number];
    }
    return products->names && products->of_name ? ERR_OK : err_no_memory(err);
}

static enum err_code read_all(struct relation_products *products, const struct title_rules *rules, struct err *err) {
    const struct titles_input input = {
        .listed = products->sides[0].table, .installed = products->sides[1].table, .rules = rules};
    enum err_code code = product_titles_build(&input, &products->titles, err);

    code = code ? code : collect(products, err);
    if (code != ERR_OK) {
        return code;
    }
    settle(products);
    code = number_codes(products, &products->sides[0], err);
    code = code ? code : number_codes(products, &products->sides[1], err);
    return code ? code : note_names(products, err);
}

enum err_code relation_products_read(const struct inventory *ledger, const struct inventory *snapshot,
                                     const struct title_rules *rules, struct relation_products **ret_products,
                                     struct err *err) {
    CLEANUP(relation_products_free_cleanup) struct relation_products *products = calloc(1, sizeof *products);

    if (!products) {
        return err_no_memory(err);
    }
    products->sides[0].table = inventory_table(ledger, TABLE_SOFTWARE);
    products->sides[1].table = inventory_table(snapshot, TABLE_SOFTWARE);
    enum err_code code = read_all(products, rules, err);
    if (code == ERR_OK) {
        *ret_products = TAKE_PTR(products);
    }
    return code;
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

uint32_t relation_products_count(const struct relation_products *products) {
    return products->count;
}

struct str relation_products_name(const struct relation_products *products, uint32_t product) {
    return products->items[product].name;
}

const uint32_t *relation_products_by_code(const struct relation_products *products, const struct table *table) {
    return table == products->sides[0].table ? products->sides[0].by_code : products->sides[1].by_code;
}

uint32_t relation_products_by_text(const struct relation_products *products, const struct table *table,
                                   struct str text) {
    return number_of(products, product_titles_by_text(products->titles, table, text));
}

uint32_t relation_products_named(const struct relation_products *products, struct str name) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold(name, &folded);
    uint32_t number = folded.failed ? INTERN_NONE : intern_find(products->names, buffer_view(&folded));
    return number == INTERN_NONE ? PRODUCT_NONE : products->of_name[number];
}
