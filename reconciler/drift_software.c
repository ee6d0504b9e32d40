#include "reconciler/change_result.h"
#include "reconciler/drift_run.h"
#include "reconciler/settling.h"
#include "reconciler/software.h"

#include "inventory/row_cells.h"
#include "products/version.h"

#include <stdlib.h>

enum side { EARLIER, LATER, SIDES };

/* A row of either side. Texts live in the worker's arena. */
struct item {
    enum side side;
    struct title title;
    struct str folded; /* the title; numbers depend on the order of rows */
    struct str product, version, source;
    uint32_t row;
};

/* Rows of titles that are of one thing: of one product by the rules, else of one stem. */
struct family {
    struct item *items; /* by exact title, side, version */
    size_t count;
};

/* What is said of a title or, where its name changed with its version, of two. */
struct finding_of {
    const struct item *first[SIDES]; /* NULL: not there */
    struct str versions[SIDES];      /* "1.0; 2.0" */
    struct str alone[SIDES];         /* of the versions those that the other side lacks */
    bool has_fresh, has_gone;        /* some version was not there before, or is there no longer */
};

/* --- in order --------------------------------------------------------------------------------------------------------
 */

static uint64_t family_of(const struct title *title) {
    return title->product ? (uint64_t)1 << 32 | title->product : title->stem;
}

static int compare_items(const void *left, const void *right) {
    const struct item *a = left, *b = right;
    uint64_t x = family_of(&a->title), y = family_of(&b->title);
    int order = (x > y) - (x < y);

    order = order ? order : str_cmp(a->folded, b->folded);
    order = order ? order : (int)a->side - (int)b->side;
    order = order ? order : str_cmp(a->version, b->version);
    order = order ? order : str_cmp(a->product, b->product);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static size_t read_items(struct drift_worker *worker, enum side side, struct rest rest, struct item *items) {
    const struct run *run = worker->base.run;
    const struct table *table = side == EARLIER ? run->listed : run->installed;
    struct row_reader *reader = side == EARLIER ? worker->base.listed : worker->base.installed;
    size_t count = 0;

    for (uint32_t i = 0; i < rest.count; i++) {
        row_reader_move(reader, rest.rows[i]);
        struct item item = {
            .side = side,
            .product = worker_text(&worker->base, reader, SOFTWARE_PRODUCT),
            .version = worker_text(&worker->base, reader, SOFTWARE_VERSION),
            .source = worker_text(&worker->base, reader, SOFTWARE_SOURCE),
            .row = rest.rows[i],
        };
        if (!str_is_empty(item.product)) {
            item.title = titles_of_row(run->titles, table, reader, item.row);
            item.folded = titles_text(run->titles, item.title.exact);
            items[count++] = item;
        }
    }
    return count;
}

/* --- what changed ----------------------------------------------------------------------------------------------------
 */

/* The items of one title, the earlier ones first. */
struct span {
    const struct item *items;
    size_t count[SIDES];
};

static struct span next_title(const struct family *family, size_t begin) {
    struct span span = {.items = family->items + begin};

    for (size_t i = begin; i < family->count && family->items[i].title.exact == span.items->title.exact; i++) {
        span.count[family->items[i].side]++;
    }
    return span;
}

/* Beyond so many versions of a title they are no longer compared one by one with each other. */
enum { VERSIONS_COMPARED_MAX = 64 };

static int compare_version(const void *version, const void *item) {
    return str_cmp(*(const struct str *)version, ((const struct item *)item)->version);
}

/* Does the side of the title have the version? Another way of reading a machine may say it less exactly. */
static bool has_version(struct drift_worker *worker, const struct span *span, enum side side, struct str version) {
    const struct item *items = span->items + (side == EARLIER ? 0 : span->count[EARLIER]);
    size_t count = span->count[side];

    if (count && bsearch(&version, items, count, sizeof *items, compare_version)) {
        return true;
    }
    if (count > VERSIONS_COMPARED_MAX || drift_is_read_alike(worker)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (version_agrees(items[i].version, version)) {
            return true;
        }
    }
    return false;
}

/* Versions of a side, each once; those that the other side lacks go to ALONE as well, and *RET_DIFFERS says that there
 * are any. */
static void list_versions(struct drift_worker *worker, const struct span *span, enum side side, struct buffer *all,
                          struct buffer *alone, bool *ret_differs) {
    const struct item *items = span->items + (side == EARLIER ? 0 : span->count[EARLIER]);

    for (size_t i = 0; i < span->count[side]; i++) {
        if (i && str_eq(items[i].version, items[i - 1].version)) {
            continue;
        }
        observed_versions_append(all, items[i].version);
        if (!has_version(worker, span, side == EARLIER ? LATER : EARLIER, items[i].version)) {
            *ret_differs = true;
            observed_versions_append(alone, items[i].version);
        }
    }
}

/* --- telling it ------------------------------------------------------------------------------------------------------
 */

static struct drift_side side_of(const struct item *item, struct str versions) {
    if (!item) {
        return (struct drift_side){STR("not-installed"), true};
    }
    return str_is_empty(versions) ? (struct drift_side){STR("installed"), true} : (struct drift_side){versions, false};
}

/* Packages of a distribution, and what comes along with products, are listed, not judged. */
static bool is_judged(struct drift_worker *worker, const struct item *item) {
    const struct titles *titles = worker->base.run->titles;
    enum title_class class = titles_class(titles, item->title, item->source);

    return worker->run->input->all_software || class == TITLE_PRODUCT || class == TITLE_UNKNOWN ||
           titles_is_listed(titles, item->title);
}

/* Where the versions are alike, or not written, the titles say what changed. */
static void name_sides(struct drift_change *change, const struct finding_of *told) {
    bool is_renamed = told->first[EARLIER] && told->first[LATER] &&
                      told->first[EARLIER]->title.exact != told->first[LATER]->title.exact;

    if (is_renamed && str_eq(told->versions[EARLIER], told->versions[LATER])) {
        change->before = (struct drift_side){told->first[EARLIER]->product, false};
        change->after = (struct drift_side){told->first[LATER]->product, false};
    }
}

static void report(struct drift_worker *worker, const struct drift_machine *machine, const struct finding_of *told) {
    const struct run *run = worker->base.run;
    const struct item *before = told->first[EARLIER], *after = told->first[LATER], *item = after ? after : before;
    struct observed_versions observed = {
        .is_there = after != NULL,
        .versions = told->alone[LATER].n ? told->alone[LATER] : told->versions[LATER],
        .title_version = titles_version(run->titles, item->title),
    };
    struct observed_versions opposite = {
        .is_there = before != NULL,
        .versions = told->alone[EARLIER].n ? told->alone[EARLIER] : told->versions[EARLIER],
        .title_version = before ? titles_version(run->titles, before->title) : STR_NONE,
    };
    struct drift_change change = {
        .what = DRIFT_OF_SOFTWARE,
        .field = item->product,
        .before = side_of(before, told->versions[EARLIER]),
        .after = side_of(after, told->versions[LATER]),
        .state = is_judged(worker, item) ? DRIFT_UNAPPROVED : DRIFT_COUNTED,
        .evidence = drift_evidence(worker, run->listed, before ? before->row : UINT32_MAX, run->installed,
                                   after ? after->row : UINT32_MAX),
    };

    name_sides(&change, told);
    if (run->changes) {
        uint32_t number = drift_machine_number(worker, machine);
        change.answer = change_ask_software(run->changes, number, item->title, &observed, &opposite);
    }
    drift_report(worker, machine, &change);
}

/* --- families --------------------------------------------------------------------------------------------------------
 */

/* What of each side could be read to its end: only then is something known not to be there. */
struct wholeness {
    bool is_whole[SIDES];
};

static struct finding_of tell(struct drift_worker *worker, const struct span *span) {
    CLEANUP(buffer_done) struct buffer before = {0};
    CLEANUP(buffer_done) struct buffer after = {0};
    CLEANUP(buffer_done) struct buffer gone = {0};
    CLEANUP(buffer_done) struct buffer fresh = {0};
    struct finding_of told = {
        .first = {span->count[EARLIER] ? span->items : NULL,
                  span->count[LATER] ? span->items + span->count[EARLIER] : NULL},
    };

    list_versions(worker, span, EARLIER, &before, &gone, &told.has_gone);
    list_versions(worker, span, LATER, &after, &fresh, &told.has_fresh);
    told.versions[EARLIER] = arena_dup(worker->base.arena, buffer_view(&before));
    told.versions[LATER] = arena_dup(worker->base.arena, buffer_view(&after));
    told.alone[EARLIER] = arena_dup(worker->base.arena, buffer_view(&gone));
    told.alone[LATER] = arena_dup(worker->base.arena, buffer_view(&fresh));
    return told;
}

/* Titles of one side alone, one of the earlier with one of the later as long as there are both: a name that has its
 * version in it changes with it. */
struct loners {
    struct finding_of *items[SIDES];
    size_t count[SIDES];
};

static void report_loners(struct drift_worker *worker, const struct drift_machine *machine, struct wholeness whole,
                          const struct loners *loners) {
    size_t most = loners->count[EARLIER] > loners->count[LATER] ? loners->count[EARLIER] : loners->count[LATER];

    for (size_t i = 0; i < most; i++) {
        bool has_before = i < loners->count[EARLIER], has_after = i < loners->count[LATER];
        if ((has_before && !whole.is_whole[LATER]) || (has_after && !whole.is_whole[EARLIER])) {
            continue;
        }
        struct finding_of told = has_after ? loners->items[LATER][i] : loners->items[EARLIER][i];
        if (has_before && has_after) {
            told.first[EARLIER] = loners->items[EARLIER][i].first[EARLIER];
            told.versions[EARLIER] = loners->items[EARLIER][i].versions[EARLIER];
            told.alone[EARLIER] = loners->items[EARLIER][i].alone[EARLIER];
        }
        report(worker, machine, &told);
    }
}

static void compare_family(struct drift_worker *worker, const struct drift_machine *machine, struct wholeness whole,
                           const struct family *family) {
    struct loners loners = {{0}, {0}};

    for (enum side side = 0; side < SIDES; side++) {
        loners.items[side] = arena_alloc_array(worker->base.arena, family->count, sizeof *loners.items[side]);
        if (!loners.items[side]) {
            return;
        }
    }
    for (size_t i = 0; i < family->count;) {
        struct span span = next_title(family, i);
        struct finding_of told = tell(worker, &span);
        if (!span.count[EARLIER] || !span.count[LATER]) {
            enum side side = span.count[EARLIER] ? EARLIER : LATER;
            loners.items[side][loners.count[side]++] = told;
        } else if ((told.has_fresh && whole.is_whole[EARLIER]) || (told.has_gone && whole.is_whole[LATER])) {
            report(worker, machine, &told);
        }
        i += span.count[EARLIER] + span.count[LATER];
    }
    report_loners(worker, machine, whole, &loners);
}

void drift_compare_software(struct drift_worker *worker, const struct drift_machine *machine) {
    const struct run *run = worker->base.run;

    if (!run->listed || !run->installed) {
        return;
    }
    struct wholeness whole = {
        {software_is_read(run->listed, &run->listed_by_asset, machine->earlier, worker->earlier),
         software_is_read(run->installed, &run->installed_by_device, machine->later, worker->base.device)}};
    if (!whole.is_whole[EARLIER] && !whole.is_whole[LATER]) {
        return;
    }
    struct rests rests = settle(&worker->base, machine->earlier, machine->later);
    size_t room = (size_t)rests.listed.count + rests.installed.count;
    struct item *items = arena_alloc_array(worker->base.arena, room + 1, sizeof *items);
    if (!items) {
        return;
    }
    size_t count = read_items(worker, EARLIER, rests.listed, items);
    count += read_items(worker, LATER, rests.installed, items + count);
    qsort(items, count, sizeof *items, compare_items);
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin; end < count && family_of(&items[end].title) == family_of(&items[begin].title);) {
            end++;
        }
        compare_family(worker, machine, whole, &(struct family){items + begin, end - begin});
    }
}
