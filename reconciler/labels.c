#include "reconciler/labels.h"

#include "pairing/groups.h"

#include <stdlib.h>

enum { BLOCK = 1024 };

void labels_free(struct labels *labels) {
    if (!labels) {
        return;
    }
    intern_free(labels->versions);
    free(labels->listed.titles);
    free(labels->listed.versions);
    free(labels->installed.titles);
    free(labels->installed.versions);
    free(labels->has_editions);
    free(labels->only_counted);
    free(labels);
}

static bool number_versions(struct labels *labels, struct table_labels *side) {
    uint32_t count = side->table ? table_code_count(side->table, SOFTWARE_VERSION) : 0;

    side->versions = calloc((size_t)count + 1, sizeof *side->versions);
    for (uint32_t code = 0; side->versions && code < count; code++) {
        struct str text = table_code_text(side->table, SOFTWARE_VERSION, code);
        side->versions[code] = intern_add(labels->versions, text);
        if (side->versions[code] == INTERN_NONE) {
            return false;
        }
    }
    return side->versions != NULL;
}

static bool number_titles(const struct labels *labels, const struct titles *titles, struct table_labels *side) {
    uint32_t count = side->table ? table_code_count(side->table, SOFTWARE_PRODUCT) : 0;

    side->titles = calloc((size_t)count + 1, sizeof *side->titles);
    for (uint32_t code = 0; side->titles && code < count; code++) {
        bool is_blank = str_is_empty(table_code_text(side->table, SOFTWARE_PRODUCT, code));
        uint64_t number = (uint64_t)titles_of_code(titles, side->table, code).exact + 1;
        side->titles[code] = is_blank ? LABEL_BLANK : number << labels->version_bits;
    }
    return side->titles != NULL;
}

static bool is_coded(const struct table *table) {
    return !table || (table_code_count(table, SOFTWARE_PRODUCT) && table_code_count(table, SOFTWARE_VERSION));
}

static bool do_labels_fit(const struct labels *labels, const struct titles *titles) {
    unsigned bits = labels->version_bits + bits_up_to(titles_count(titles));
    const struct table *const tables[] = {labels->listed.table, labels->installed.table};

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        if (tables[i] && bits > row_groups_label_bits(table_rows(tables[i]))) {
            return false;
        }
    }
    return true;
}

/* What the ledger lists nowhere is no answer to a listed title either, by no rule. Only rules make a title a product,
 * its source never does. */
static bool is_only_counted(const struct titles *titles, struct title title) {
    return !titles_is_listed(titles, title) && titles_class(titles, title, STR_NONE) != TITLE_PRODUCT;
}

/* All spellings of a title must be of that kind. */
static bool find_only_counted(struct labels *labels, const struct labels_input *input) {
    const struct table *table = input->installed;
    uint32_t count = table && !input->all_software ? table_code_count(table, SOFTWARE_PRODUCT) : 0;

    labels->only_counted = calloc((size_t)titles_count(input->titles) + 1, sizeof *labels->only_counted);
    for (uint32_t code = 0; labels->only_counted && code < count; code++) {
        struct title title = titles_of_code(input->titles, table, code);
        labels->only_counted[title.exact + 1] = true;
    }
    for (uint32_t code = 0; labels->only_counted && code < count; code++) {
        struct title title = titles_of_code(input->titles, table, code);
        bool *is_it = &labels->only_counted[title.exact + 1];
        *is_it = *is_it && is_only_counted(input->titles, title);
    }
    return labels->only_counted != NULL;
}

/* By code of the edition: does it say one? */
static bool *filled_editions(const struct table *table, bool *ret_has_any) {
    uint32_t count = table_code_count(table, SOFTWARE_EDITION);
    bool *is_filled = calloc((size_t)count + 1, sizeof *is_filled);

    for (uint32_t code = 0; is_filled && code < count; code++) {
        is_filled[code] = !str_is_empty(table_code_text(table, SOFTWARE_EDITION, code));
        *ret_has_any |= is_filled[code];
    }
    return is_filled;
}

/* Marks the titles of which a row has an edition. */
static bool mark_editions(const struct labels *labels, const struct table_labels *side, bool *is_marked) {
    uint32_t products[BLOCK], editions[BLOCK], rows = table_rows(side->table), size;
    bool has_any = false, *is_filled = filled_editions(side->table, &has_any);

    for (uint32_t row = 0; is_filled && has_any && row < rows; row += size) {
        size = rows - row < BLOCK ? rows - row : BLOCK;
        table_codes(side->table, SOFTWARE_PRODUCT, row, size, products);
        table_codes(side->table, SOFTWARE_EDITION, row, size, editions);
        for (uint32_t i = 0; i < size; i++) {
            is_marked[label_title(labels, side->titles[products[i]])] |= is_filled[editions[i]];
        }
    }
    bool is_ok = is_filled != NULL;
    free(is_filled);
    return is_ok;
}

/* An edition column with too many texts to be coded: every title may have some. */
static bool find_editions(struct labels *labels, const struct titles *titles) {
    const struct table_labels *const sides[] = {&labels->listed, &labels->installed};
    size_t count = (size_t)titles_count(titles) + 1;
    bool *is_marked = calloc(count, sizeof *is_marked);

    labels->has_editions = calloc(count, sizeof *labels->has_editions);
    bool is_ok = is_marked && labels->has_editions;
    for (size_t i = 0; is_ok && i < ARRAY_LEN(sides); i++) {
        const struct table *table = sides[i]->table;
        bool has_column = table && table_has_column(table, SOFTWARE_EDITION);
        memset(is_marked, has_column && !table_code_count(table, SOFTWARE_EDITION), count);
        is_ok = !has_column || is_marked[0] || mark_editions(labels, sides[i], is_marked);
        for (size_t title = 0; is_ok && title < count; title++) {
            labels->has_editions[title] = is_marked[title] && (i == 0 || labels->has_editions[title]);
        }
    }
    free(is_marked);
    return is_ok;
}

static enum err_code build(struct labels *labels, const struct labels_input *input, struct err *err) {
    const struct titles *titles = input->titles;

    labels->versions = intern_new();
    if (!labels->versions || intern_add(labels->versions, STR_NONE) != 0) {
        return err_no_memory(err);
    }
    if (!is_coded(labels->listed.table) || !is_coded(labels->installed.table)) {
        return ERR_OK;
    }
    if (!number_versions(labels, &labels->listed) || !number_versions(labels, &labels->installed)) {
        return err_no_memory(err);
    }
    labels->version_bits = bits_up_to(intern_count(labels->versions) - 1);
    if (!number_titles(labels, titles, &labels->listed) || !number_titles(labels, titles, &labels->installed)) {
        return err_no_memory(err);
    }
    labels->are_kept = do_labels_fit(labels, titles);
    return find_only_counted(labels, input) && find_editions(labels, titles) ? ERR_OK : err_no_memory(err);
}

enum err_code labels_build(const struct labels_input *input, struct labels **ret_labels, struct err *err) {
    CLEANUP(labels_free_cleanup) struct labels *labels = calloc(1, sizeof *labels);

    if (!labels) {
        return err_no_memory(err);
    }
    labels->listed.table = input->listed;
    labels->installed.table = input->installed;
    enum err_code code = build(labels, input, err);
    if (code == ERR_OK) {
        *ret_labels = TAKE_PTR(labels);
    }
    return code;
}

void labels_read(const void *context, uint32_t first, uint32_t count, uint64_t *ret_labels) {
    const struct table_labels *side = context;
    uint32_t products[BLOCK], versions[BLOCK];

    for (uint32_t done = 0; done < count;) {
        uint32_t size = count - done < BLOCK ? count - done : BLOCK;
        table_codes(side->table, SOFTWARE_PRODUCT, first + done, size, products);
        table_codes(side->table, SOFTWARE_VERSION, first + done, size, versions);
        for (uint32_t i = 0; i < size; i++) {
            uint64_t title = side->titles[products[i]];
            ret_labels[done + i] = title == LABEL_BLANK ? LABEL_BLANK : title | side->versions[versions[i]];
        }
        done += size;
    }
}
