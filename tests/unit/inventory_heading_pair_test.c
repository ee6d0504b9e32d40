#include "inventory/heading_pair.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

struct pair_case {
    const char *name;
    enum table_id table;
    const char *above, *below; /* cells, separated by | */
    const char *columns;       /* what they come to, ? for none, unit behind a colon; NULL: no pair */
};

static const struct pair_case pair_cases[] = {
    {"groups", TABLE_DEVICES, "資産管理番号|機種||設置場所", "|メーカー|型番|", "asset_id manufacturer model location"},
    {"a heading that goes on", TABLE_DEVICES, "資産管理番号|取得|CPU|リース", "|日|数|満了日",
     "asset_id acquired_on cpu_sockets lease_end"},
    {"units", TABLE_DEVICES, "資産管理番号|メモリ|ディスク|取得額", "|(MB)|ＴＢ|（千円）",
     "asset_id memory_mb:1 disk_gb:3 cost:4"},
    {"a row of data", TABLE_DEVICES, "資産管理番号|種類|メモリ", "A-1|サーバ|16", NULL},
    {"a row of data without an id", TABLE_DEVICES, "資産管理番号|種類|メモリ", "|サーバ|GB", NULL},
    {"nothing below", TABLE_DEVICES, "資産管理番号|種類", "|", NULL},
};

static struct heading_texts cut(const char *cells, struct arena *arena) {
    struct heading_texts texts = {arena_alloc_array(arena, 16, sizeof(struct str)), 0};
    struct str rest = str_from(cells);

    while (str_cut(&rest, '|', &texts.items[texts.count])) {
        texts.count++;
    }
    return texts;
}

static void write_columns(enum table_id table, struct heading_texts texts, char *out, size_t size) {
    size_t n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < texts.count; i++) {
        struct heading heading = heading_read(table, texts.items[i]);
        const char *name = heading.fit == HEADING_FITS ? schema_column(table, heading.column)->name : "?";
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? " " : "", name);
        if (heading.unit) {
            n += (size_t)snprintf(out + n, size - n, ":%d", (int)heading.unit);
        }
    }
}

static void test_pairs(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pair_cases); i++) {
        const struct pair_case *c = &pair_cases[i];
        struct arena *arena = arena_new();
        struct heading_texts both;
        char found[400] = "";
        bool is_pair = heading_pair_read(c->table, cut(c->above, arena), cut(c->below, arena), arena, &both);

        if (is_pair) {
            write_columns(c->table, both, found, sizeof found);
        }
        if (is_pair != (c->columns != NULL) || (is_pair && strcmp(found, c->columns) != 0)) {
            fail_msg("%s: %d, %s", c->name, is_pair, found);
        }
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pairs)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
