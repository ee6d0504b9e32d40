#include "inventory/import_heading.h"

#include "base/compiler.h"
#include "base/text.h"

/* Longer headings are no headings. */
#define KEY_MAX 256

/* Headings of a ledger rank behind all aliases of their column. */
enum { RANK_OF_LEDGER = 1000, RANK_OF_PERIOD = 2000 };

static const struct alias {
    enum table_id table;
    unsigned column;
    const char *headings;
} aliases[] = {
#define ALIAS(TABLE, COLUMN, HEADINGS) {TABLE_##TABLE, TABLE##_##COLUMN, HEADINGS},
#include "inventory/import_alias.def"
};

/* What a heading is compared by: letters, digits and brackets, without blanks, dashes and the like. */
struct heading_key {
    char p[KEY_MAX];
    size_t n;
};

/* The length of what S starts with and headings are compared without, or 0. The long-vowel mark is among it. */
static size_t dropped_length(struct str s) {
    if ((unsigned char)s.p[0] < 0x80) {
        return str_find_char(STR(" _*-.:/\n\r\t"), s.p[0]) >= 0;
    }
    bool is_dropped = str_starts_with(s, STR("※")) || str_starts_with(s, STR("ー")) || str_starts_with(s, STR("・"));
    return is_dropped ? strlen("ー") : 0;
}

static struct str key_read(struct str folded, struct heading_key *key) {
    key->n = 0;
    while (folded.n > 0) {
        size_t skip = dropped_length(folded);
        if (skip == 0 && key->n < KEY_MAX) {
            key->p[key->n++] = str_lower_char(folded.p[0]);
        }
        folded = str_sub(folded, skip ? skip : 1, SIZE_MAX);
    }
    return (struct str){key->p, key->n};
}

/* The place of the heading among the alias's headings; false when it is none of them. They are written so that they
 * need no folding but lower case (tested). */
static bool alias_has(const struct alias *alias, struct str wanted, unsigned *ret_rank) {
    struct str rest = str_from(alias->headings), heading;
    struct heading_key key;

    for (unsigned rank = 0; str_cut(&rest, '|', &heading); rank++) {
        if (str_eq(key_read(heading, &key), wanted)) {
            *ret_rank = rank;
            return true;
        }
    }
    return false;
}

static bool find_alias(enum table_id table, struct str wanted, struct heading *heading) {
    for (size_t i = 0; wanted.n && i < ARRAY_LEN(aliases); i++) {
        if (aliases[i].table == table && alias_has(&aliases[i], wanted, &heading->rank)) {
            heading->fit = HEADING_FITS;
            heading->column = aliases[i].column;
            return true;
        }
    }
    return false;
}

/* An alias with a remark in brackets, 物理メモリ(MB): the unit is what a ledger's heading would say. */
static bool find_alias_with_unit(enum table_id table, struct str folded, struct heading *heading) {
    CLEANUP(buffer_done) struct buffer canonical = {0};
    struct heading_key key;
    ptrdiff_t open = str_find_char(folded, '(');

    if (open <= 0 || !str_ends_with(folded, STR(")")) ||
        !find_alias(table, key_read(str_sub(folded, 0, (size_t)open), &key), heading)) {
        return false;
    }
    buffer_append_cstr(&canonical, schema_column(table, heading->column)->name);
    buffer_append(&canonical, str_sub(folded, (size_t)open, SIZE_MAX));
    heading->unit = canonical.failed ? UNIT_NONE : heading_read(table, buffer_view(&canonical)).unit;
    return true;
}

struct heading import_heading_read(enum table_id table, struct str utf8) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct heading heading = {.fit = HEADING_UNKNOWN};
    struct heading_key key;
    unsigned column;

    text_fold(str_trim(utf8), &folded);
    if (folded.failed || folded.n > KEY_MAX) {
        return heading;
    }
    if (find_alias(table, key_read(buffer_view(&folded), &key), &heading) ||
        find_alias_with_unit(table, buffer_view(&folded), &heading)) {
        return heading;
    }
    if (schema_column_by_name(table, str_trim(utf8), &column)) {
        return (struct heading){.fit = HEADING_FITS, .column = column, .rank = RANK_OF_LEDGER};
    }
    heading = heading_read(table, utf8);
    heading.rank += heading.fit == HEADING_PERIOD ? RANK_OF_PERIOD : RANK_OF_LEDGER;
    return heading;
}

static bool claims(const struct heading *heading, unsigned column) {
    return heading->fit == HEADING_FITS && heading->column == column;
}

/* The better of the two has the column, the first of equals. */
static void settle(struct heading *headings, size_t cell) {
    for (size_t other = 0; other < cell; other++) {
        if (!claims(&headings[other], headings[cell].column)) {
            continue;
        }
        bool is_better = headings[cell].rank < headings[other].rank;
        struct heading *loser = &headings[is_better ? other : cell];
        loser->fit = HEADING_SECOND;
        loser->other_cell = is_better ? cell : other;
        return;
    }
}

void import_heading_read_all(enum table_id table, const struct str *cells, size_t count, struct heading *ret_headings) {
    for (size_t i = 0; i < count; i++) {
        ret_headings[i] = import_heading_read(table, cells[i]);
        /* One cell for two days is nothing that tools write. */
        if (ret_headings[i].fit == HEADING_PERIOD) {
            ret_headings[i].fit = HEADING_UNKNOWN;
        }
        if (ret_headings[i].fit == HEADING_FITS) {
            settle(ret_headings, i);
        }
    }
}

unsigned import_heading_hits(enum table_id table, const struct str *cells, size_t count) {
    unsigned hits = 0;

    for (size_t i = 0; i < count; i++) {
        hits += import_heading_read(table, cells[i]).fit != HEADING_UNKNOWN;
    }
    return hits;
}
