#include "lifecycle/calendar_feed.h"

#include "inventory/row_cells.h"
#include "inventory/words.h"

#include <stdlib.h>

static const char *const free_extensions[] = {
#define FREE(PRODUCT) PRODUCT,
#include "lifecycle/free_extension.def"
};

/* What the columns of a stage are. */
static const struct stage_columns {
    enum calendar_column date, label;
} stage_columns[CALENDAR_STAGE_COUNT] = {
    [CALENDAR_STAGE_EOAS] = {CALENDAR_ACTIVE, CALENDAR_ACTIVE_LABEL},
    [CALENDAR_STAGE_EOL] = {CALENDAR_SUPPORT, CALENDAR_SUPPORT_LABEL},
    [CALENDAR_STAGE_EOES] = {CALENDAR_EXTENDED, CALENDAR_EXTENDED_LABEL},
    [CALENDAR_STAGE_DISCONTINUED] = {CALENDAR_DISCONTINUED, CALENDAR_DISCONTINUED_LABEL},
};

/* A table while it is read. */
struct reading {
    struct calendar_feed *feed;
    const struct calendar_stages *stages;
    const struct table *table;
    struct row_reader *reader;
};

struct calendar_release calendar_release_blank(void) {
    return (struct calendar_release){
        .released_on = DATE_NONE,
        .sale_end = MILESTONE_NONE,
        .active_end = MILESTONE_NONE,
        .support_end = MILESTONE_NONE,
        .extended_end = MILESTONE_NONE,
        .known_on = DATE_NONE,
        .checked_on = DATE_NONE,
        .planned_end = DATE_NONE,
        .decision = WORD_BLANK,
        .decided_on = DATE_NONE,
        .row = UINT32_MAX,
    };
}

struct milestone *calendar_release_date(struct calendar_release *release, unsigned date) {
    struct milestone *const dates[CALENDAR_DATE_COUNT] = {
        [CALENDAR_SALE_END] = &release->sale_end,
        [CALENDAR_ACTIVE_END] = &release->active_end,
        [CALENDAR_SUPPORT_END] = &release->support_end,
        [CALENDAR_EXTENDED_END] = &release->extended_end,
    };

    return dates[date];
}

static struct str text_of(const struct reading *reading, unsigned column) {
    return arena_dup(reading->feed->arena, row_reader_text(reading->reader, column));
}

/* --- releases ------------------------------------------------------------------------------------------------------
 */

static bool is_free(struct str product) {
    for (size_t i = 0; i < ARRAY_LEN(free_extensions); i++) {
        if (str_eq(product, str_from(free_extensions[i]))) {
            return true;
        }
    }
    return false;
}

/* Each stage goes to the date that it is; of two for one date the first says it. */
static void take_stages(const struct reading *reading, struct calendar_release *release) {
    for (enum calendar_stage stage = 0; stage < CALENDAR_STAGE_COUNT; stage++) {
        struct str label = text_of(reading, stage_columns[stage].label);
        struct value value = row_reader_value(reading->reader, stage_columns[stage].date);
        struct milestone end = milestone_of(&value);
        enum calendar_date date = calendar_stages_find(reading->stages, release->product, stage, label);
        if (date == CALENDAR_NO_DATE || !milestone_is_set(end) ||
            milestone_is_set(*calendar_release_date(release, date))) {
            continue;
        }
        *calendar_release_date(release, date) = end;
        release->support_label = date == CALENDAR_SUPPORT_END ? label : release->support_label;
        release->extended_label = date == CALENDAR_EXTENDED_END ? label : release->extended_label;
    }
    if (milestone_is_set(release->extended_end)) {
        release->extension = is_free(release->product) ? CALENDAR_EXTENSION_FREE : CALENDAR_EXTENSION_PAID;
    }
}

static bool begins_with(struct str text, struct str prefix) {
    return prefix.n && text.n >= prefix.n && str_eq_ignore_case(str_sub(text, 0, prefix.n), prefix);
}

/* "Debian" and "12 (Bookworm)"; but "Microsoft Windows Server" and "Windows Server 2019" already say both. */
static struct str full_label(struct arena *arena, struct str product, struct str label) {
    struct str bare = product, maker;

    if (!str_cut(&bare, ' ', &maker) || !bare.n) {
        bare = STR_NONE;
    }
    return begins_with(label, product) || begins_with(label, bare)
               ? label
               : arena_printf(arena, "%.*s %.*s", STR_FMT(product), STR_FMT(label));
}

/* PRODUCT is the last of the products. */
static void read_release(const struct reading *reading, const struct feed_product *product, uint32_t row) {
    struct calendar_feed *feed = reading->feed;
    struct calendar_release release = calendar_release_blank();
    struct str label = text_of(reading, CALENDAR_LABEL);

    release.product = product->name;
    release.name = text_of(reading, CALENDAR_RELEASE);
    release.label = full_label(feed->arena, product->label, label.n ? label : release.name);
    release.released_on = row_reader_date(reading->reader, CALENDAR_RELEASED_ON);
    release.known_on = row_reader_date(reading->reader, CALENDAR_GENERATED_ON);
    release.latest = text_of(reading, CALENDAR_LATEST);
    release.source = arena_printf(feed->arena, "endoflife.date/%.*s", STR_FMT(product->name));
    release.evidence = row_evidence(reading->table, row, feed->arena);
    take_stages(reading, &release);
    if (release.known_on.days > feed->generated_on.days) {
        feed->generated_on = release.known_on;
    }
    feed->defs[feed->release_count] = (struct release_def){
        .name = release.name,
        .label = label,
        .codename = text_of(reading, CALENDAR_CODENAME),
        .latest = release.latest,
        .released_on = release.released_on,
    };
    feed->releases[feed->release_count++] = release;
}

/* --- products ------------------------------------------------------------------------------------------------------
 */

/* The product of the reader's row: the one before it, or a new one. NULL when memory is out. */
static struct feed_product *product_of_row(const struct reading *reading) {
    struct calendar_feed *feed = reading->feed;
    struct str name = row_reader_text(reading->reader, CALENDAR_PRODUCT);

    if (feed->product_count && str_eq(feed->products[feed->product_count - 1].name, name)) {
        return &feed->products[feed->product_count - 1];
    }
    struct feed_product *products =
        arena_grow(feed->arena, feed->products, feed->product_count, 1, &feed->product_capacity, sizeof *products);
    if (!products) {
        return NULL;
    }
    feed->products = products;
    struct str label = text_of(reading, CALENDAR_PRODUCT_LABEL);
    struct feed_product *product = &products[feed->product_count++];
    *product = (struct feed_product){.name = arena_dup(feed->arena, name),
                                     .category = text_of(reading, CALENDAR_CATEGORY),
                                     .first = feed->release_count};
    product->label = label.n ? label : product->name;
    return product;
}

struct row_name {
    struct str name;
    uint32_t row;
};

static int compare_rows(const void *a, const void *b) {
    const struct row_name *x = a, *y = b;
    int order = str_cmp(x->name, y->name);

    return order ? order : x->row < y->row ? -1 : x->row > y->row;
}

/* The rows by product, to be freed: the files are people's to sort. NULL when memory is out. */
static struct row_name *rows_in_order(const struct table *table, struct arena *arena, struct row_reader *reader) {
    uint32_t count = table_rows(table);
    struct row_name *rows = calloc((size_t)count + 1, sizeof *rows);

    for (uint32_t row = 0; rows && row < count; row++) {
        row_reader_move(reader, row);
        rows[row] = (struct row_name){arena_dup(arena, row_reader_text(reader, CALENDAR_PRODUCT)), row};
    }
    if (rows) {
        qsort(rows, count, sizeof *rows, compare_rows);
    }
    return rows;
}

static enum err_code read_releases(struct reading *reading, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *names = arena_new();
    uint32_t count = table_rows(reading->table);
    struct calendar_feed *feed = reading->feed;
    struct row_name *rows = names ? rows_in_order(reading->table, names, reading->reader) : NULL;
    enum err_code code = ERR_OK;

    if (!rows || arena_failed(names)) {
        free(rows);
        return err_no_memory(err);
    }
    feed->releases = arena_alloc_array(feed->arena, (size_t)count + 1, sizeof *feed->releases);
    feed->defs = arena_alloc_array(feed->arena, (size_t)count + 1, sizeof *feed->defs);
    if (!feed->releases || !feed->defs) {
        code = err_no_memory(err);
    }
    for (uint32_t i = 0; !code && i < count; i++) {
        row_reader_move(reading->reader, rows[i].row);
        if (rows[i].name.n == 0 || row_reader_text(reading->reader, CALENDAR_RELEASE).n == 0) {
            continue;
        }
        struct feed_product *product = product_of_row(reading);
        if (product) {
            read_release(reading, product, rows[i].row);
            product->count++;
        } else {
            code = err_no_memory(err);
        }
    }
    free(rows);
    return code;
}

static enum err_code make_sets(struct calendar_feed *feed, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < feed->product_count; i++) {
        struct feed_product *product = &feed->products[i];
        code = release_set_new(product->name, &feed->defs[product->first], product->count, &product->set, err);
    }
    return code;
}

uint32_t calendar_feed_find(const struct calendar_feed *feed, struct str name) {
    uint32_t low = 0, high = feed->product_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_cmp(feed->products[middle].name, name);
        if (order == 0) {
            return middle;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return FEED_NONE;
}

/* --- identifiers ---------------------------------------------------------------------------------------------------
 */

static enum err_code read_ids(struct reading *reading, struct err *err) {
    struct calendar_feed *feed = reading->feed;
    uint32_t count = table_rows(reading->table);

    feed->ids = arena_alloc_array(feed->arena, (size_t)count + 1, sizeof *feed->ids);
    if (!feed->ids) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < count; row++) {
        row_reader_move(reading->reader, row);
        struct value kind = row_reader_value(reading->reader, CALENDAR_IDS_KIND);
        uint32_t product = calendar_feed_find(feed, row_reader_text(reading->reader, CALENDAR_IDS_PRODUCT));
        struct str id = text_of(reading, CALENDAR_IDS_ID);
        if (kind.is_set && product != FEED_NONE && id.n) {
            feed->ids[feed->id_count++] = (struct feed_id){product, (int)kind.number, id};
        }
    }
    return ERR_OK;
}

/* --- tables --------------------------------------------------------------------------------------------------------
 */

static enum err_code read_table(struct calendar_feed *feed, const struct calendar_stages *stages,
                                const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(table, &reader, err);
    struct reading reading = {feed, stages, table, reader};

    if (code || !table) {
        return code;
    }
    code = table_id(table) == TABLE_CALENDAR ? read_releases(&reading, err) : read_ids(&reading, err);
    return code ? code : row_reader_error(reader, err);
}

static enum err_code read_state(struct calendar_feed *feed, const struct inventory *state, const struct table *feeds,
                                struct err *err) {
    CLEANUP(calendar_stages_free_cleanup) struct calendar_stages *stages = NULL;
    enum err_code code = calendar_stages_read(feeds, &stages, err);

    if (!code) {
        code = read_table(feed, stages, inventory_table(state, TABLE_CALENDAR), err);
    }
    if (!code) {
        code = read_table(feed, stages, inventory_table(state, TABLE_CALENDAR_IDS), err);
    }
    return code ? code : make_sets(feed, err);
}

enum err_code calendar_feed_read(const struct inventory *state, const struct table *feeds,
                                 struct calendar_feed *ret_feed, struct err *err) {
    struct calendar_feed feed = {.arena = arena_new(), .generated_on = DATE_NONE};
    enum err_code code = feed.arena ? ERR_OK : err_no_memory(err);

    if (!code && state) {
        code = read_state(&feed, state, feeds, err);
    }
    if (!code && arena_failed(feed.arena)) {
        code = err_no_memory(err);
    }
    if (code) {
        calendar_feed_done(&feed);
        return code;
    }
    *ret_feed = feed;
    return ERR_OK;
}

void calendar_feed_done(struct calendar_feed *feed) {
    for (uint32_t i = 0; i < feed->product_count; i++) {
        release_set_free(feed->products[i].set);
    }
    arena_free(feed->arena);
    *feed = (struct calendar_feed){0};
}
