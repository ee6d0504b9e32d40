#include "licenses/aliases.h"

#include "base/arena.h"
#include "licenses/name_fit.h"

#include <stdlib.h>

struct alias {
    int kind; /* enum alias_kind */
    struct str word, canonical;
};

struct aliases {
    struct arena *arena;
    struct alias *items; /* by kind and word, each of which is there once */
    size_t count;
};

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static int order_words(const struct alias *x, const struct alias *y) {
    int sign = (x->kind > y->kind) - (x->kind < y->kind);
    return sign ? sign : str_cmp(x->word, y->word);
}

static int order_aliases(const void *a, const void *b) {
    const struct alias *x = a, *y = b;
    int sign = order_words(x, y);
    return sign ? sign : str_cmp(x->canonical, y->canonical);
}

static enum err_code fold_cell(struct row_reader *row, unsigned column, struct arena *arena, struct str *ret_text,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    name_fold(row_reader_text(row, column), &folded);
    struct str text = arena_dup(arena, buffer_view(&folded));
    if (folded.failed || arena_failed(arena)) {
        return err_no_memory(err);
    }
    *ret_text = text;
    return ERR_OK;
}

static enum err_code read_alias(struct row_reader *row, struct aliases *aliases, struct err *err) {
    struct alias *alias = &aliases->items[aliases->count];
    struct value kind = row_reader_value(row, ALIASES_KIND);

    if (!kind.is_set || (kind.number != ALIAS_COUNTRY && kind.number != ALIAS_PLACE)) {
        return ERR_OK;
    }
    alias->kind = (int)kind.number;
    enum err_code code = fold_cell(row, ALIASES_WORD, aliases->arena, &alias->word, err);
    if (!code) {
        code = fold_cell(row, ALIASES_CANONICAL, aliases->arena, &alias->canonical, err);
    }
    aliases->count += alias->word.n && alias->canonical.n;
    return code;
}

/* A word once, and not at all where rows do not agree. */
static void settle(struct aliases *aliases) {
    struct alias *items = aliases->items;
    size_t count = aliases->count, kept = 0;

    qsort(items, count, sizeof *items, order_aliases);
    for (size_t first = 0, next; first < count; first = next) {
        next = first + 1;
        while (next < count && order_words(&items[first], &items[next]) == 0) {
            next++;
        }
        if (str_eq(items[first].canonical, items[next - 1].canonical)) {
            items[kept++] = items[first];
        }
    }
    aliases->count = kept;
}

static enum err_code read_rows(const struct table *table, struct aliases *aliases, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *row = NULL;
    uint32_t count = table_rows(table);

    aliases->items = arena_alloc_array(aliases->arena, (size_t)count + 1, sizeof *aliases->items);
    if (!aliases->items) {
        return err_no_memory(err);
    }
    enum err_code code = row_reader_new(table, &row, err);
    for (uint32_t i = 0; !code && i < count; i++) {
        row_reader_move(row, i);
        code = read_alias(row, aliases, err);
    }
    if (!code) {
        code = row_reader_error(row, err);
    }
    if (!code) {
        settle(aliases);
    }
    return code;
}

enum err_code aliases_read(const struct table *table, struct aliases **ret_aliases, struct err *err) {
    CLEANUP(aliases_free_cleanup) struct aliases *aliases = calloc(1, sizeof *aliases);

    if (!aliases || !(aliases->arena = arena_new())) {
        return err_no_memory(err);
    }
    enum err_code code = table ? read_rows(table, aliases, err) : ERR_OK;
    if (!code) {
        *ret_aliases = TAKE_PTR(aliases);
    }
    return code;
}

void aliases_free(struct aliases *aliases) {
    if (aliases) {
        arena_free(aliases->arena);
        free(aliases);
    }
}

/* --- asking --------------------------------------------------------------------------------------------------------
 */

struct str aliases_canonical(const struct aliases *aliases, enum alias_kind kind, struct str word) {
    struct alias key = {.kind = (int)kind, .word = word};
    size_t low = 0, high = aliases->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = order_words(&aliases->items[middle], &key);
        if (order == 0) {
            return aliases->items[middle].canonical;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return word;
}

bool aliases_next(const struct aliases *aliases, enum alias_kind kind, struct str canonical, size_t *at,
                  struct str *ret_word) {
    for (; *at < aliases->count; ++*at) {
        const struct alias *alias = &aliases->items[*at];
        if (alias->kind == (int)kind && str_eq(alias->canonical, canonical)) {
            ++*at;
            *ret_word = alias->word;
            return true;
        }
    }
    return false;
}
