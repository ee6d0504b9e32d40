#include "inventory/heading_pair.h"

#include "base/text.h"

/* Rows that are wider are read as one row of headings. */
#define PAIR_CELLS_MAX 1024

/* A unit, with or without brackets. */
static bool is_unit(struct str text) {
    static const char *const units[] = {"gb", "mb", "tb", "gib", "mib", "tib", "円",   "千円", "百万円",
                                        "台", "本", "個", "年",  "月",  "日",  "か月", "ヶ月", "日数"};
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct str unit;

    text_fold(text, &folded);
    unit = str_trim(buffer_view(&folded));
    if (unit.n > 2 && (unit.p[0] == '(' || unit.p[0] == '[') &&
        (unit.p[unit.n - 1] == ')' || unit.p[unit.n - 1] == ']')) {
        unit = str_trim(str_sub(unit, 1, unit.n - 2));
    }
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (str_eq(unit, str_from(units[i]))) {
            return true;
        }
    }
    return false;
}

/* What a heading and the text below it may give together, the likelier first. GROUP: the heading to the left, when
 * there is none right above. */
static bool join(enum table_id table, struct str above, struct str group, struct str below, struct arena *arena,
                 struct str *ret_text) {
    struct str head = above.n ? above : group;
    const struct str candidates[] = {
        above.n ? STR_NONE : below,
        head.n ? arena_printf(arena, "%.*s（%.*s）", STR_FMT(head), STR_FMT(below)) : STR_NONE,
        head.n ? arena_printf(arena, "%.*s%.*s", STR_FMT(head), STR_FMT(below)) : STR_NONE,
        below,
    };

    /* 取得 / 日 is a date, メモリ / GB has a unit. */
    if (is_unit(below) && heading_read(table, above).fit != HEADING_UNKNOWN) {
        /* メモリ and (GB), or メモリ and GB */
        *ret_text = heading_read(table, candidates[2]).unit ? candidates[2] : candidates[1];
        return true;
    }
    /* What stands in brackets counts only for dates; else メーカー below 機種 would be no more than a remark. */
    for (size_t i = 0; i < ARRAY_LEN(candidates); i++) {
        struct heading bare = heading_read(table, head), heading = heading_read(table, candidates[i]);
        bool says_more = i != 1 || bare.fit != heading.fit || bare.column != heading.column;
        if (candidates[i].n && heading.fit != HEADING_UNKNOWN && says_more) {
            *ret_text = candidates[i];
            return true;
        }
    }
    return false;
}

bool heading_pair_read(enum table_id table, struct heading_texts above, struct heading_texts below, struct arena *arena,
                       struct heading_texts *ret_texts) {
    size_t count = above.count > below.count ? above.count : below.count, filled = 0;
    struct str *items, group = STR_NONE;

    if (count > PAIR_CELLS_MAX) {
        return false;
    }
    items = arena_alloc_array(arena, count + 1, sizeof *items);
    for (size_t i = 0; items && i < count; i++) {
        struct str top = i < above.count ? above.items[i] : STR_NONE;
        group = top.n ? top : group;
        items[i] = top;
        if (i < below.count && below.items[i].n) {
            filled++;
            if (!join(table, top, group, below.items[i], arena, &items[i])) {
                return false;
            }
        }
    }
    if (!items || arena_failed(arena) || filled == 0) {
        return false;
    }
    *ret_texts = (struct heading_texts){items, count};
    return true;
}
