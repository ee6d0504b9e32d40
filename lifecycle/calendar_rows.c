#include "lifecycle/calendar_rows.h"

#include "base/text.h"
#include "inventory/row_cells.h"
#include "inventory/words.h"
#include "products/version.h"

/* --- what a row says -----------------------------------------------------------------------------------------------
 */

struct reading {
    struct calendar_rows *rows;
    const struct calendar_feed *feed;
    struct calendar_identifier *identifier;
    const struct table *table;
    struct row_reader *reader;
};

static struct str text_of(const struct reading *reading, unsigned column) {
    return arena_dup(reading->rows->arena, row_reader_text(reading->reader, column));
}

static struct milestone milestone_in(const struct reading *reading, unsigned column) {
    struct value value = row_reader_value(reading->reader, column);

    return milestone_of(&value);
}

/* Where an end of the extension is said, there is one, and it must be bought unless the row says that it need not. */
static enum calendar_extension extension_in(const struct reading *reading, const struct calendar_release *release) {
    switch (row_reader_word(reading->reader, SUPPORT_EXTENSION)) {
    case EXTENSION_FREE:
        return CALENDAR_EXTENSION_FREE;
    case EXTENSION_PAID:
        return CALENDAR_EXTENSION_PAID;
    default:
        return milestone_is_set(release->extended_end) || release->bought == CALENDAR_BOUGHT_YES
                   ? CALENDAR_EXTENSION_PAID
                   : CALENDAR_EXTENSION_NONE;
    }
}

static void read_dates(const struct reading *reading, struct calendar_release *release) {
    release->sale_end = milestone_in(reading, SUPPORT_SALE_END);
    release->active_end = milestone_in(reading, SUPPORT_ACTIVE_END);
    release->support_end = milestone_in(reading, SUPPORT_SUPPORT_END);
    release->extended_end = milestone_in(reading, SUPPORT_EXTENDED_END);
    release->checked_on = release->known_on = row_reader_date(reading->reader, SUPPORT_CHECKED_ON);
    release->planned_end = row_reader_date(reading->reader, SUPPORT_PLANNED_END);
    for (unsigned date = 0; date < CALENDAR_DATE_COUNT; date++) {
        release->is_of_ledger |= milestone_is_set(*calendar_release_date(release, date));
    }
}

static void read_extension(const struct reading *reading, struct calendar_release *release) {
    struct value quantity = row_reader_value(reading->reader, SUPPORT_EXTENDED_QUANTITY);
    int bought = row_reader_word(reading->reader, SUPPORT_EXTENDED_BOUGHT);

    release->bought = bought == WORD_BLANK ? CALENDAR_BOUGHT_BLANK : bought ? CALENDAR_BOUGHT_YES : CALENDAR_BOUGHT_NO;
    release->has_quantity = quantity.is_set && !quantity.is_unlimited;
    release->quantity = release->has_quantity ? quantity.number : 0;
    if (quantity.is_set && quantity.is_unlimited) {
        release->has_quantity = true;
        release->quantity = INT64_MAX;
    }
    release->extension = extension_in(reading, release);
}

static void read_decision(const struct reading *reading, struct calendar_release *release) {
    release->decision = row_reader_word(reading->reader, SUPPORT_DECISION);
    release->decided_by = text_of(reading, SUPPORT_DECIDED_BY);
    release->decided_on = row_reader_date(reading->reader, SUPPORT_DECIDED_ON);
    release->has_risk_security = row_reader_text(reading->reader, SUPPORT_RISK_SECURITY).n > 0;
    release->has_risk_withdrawal = row_reader_text(reading->reader, SUPPORT_RISK_WITHDRAWAL).n > 0;
    release->has_risk_failure = row_reader_text(reading->reader, SUPPORT_RISK_FAILURE).n > 0;
}

static void read_release(const struct reading *reading, uint32_t row, struct calendar_release *release) {
    struct arena *arena = reading->rows->arena;

    *release = calendar_release_blank();
    release->row = row;
    release->evidence = row_evidence(reading->table, row, arena);
    release->product = text_of(reading, SUPPORT_PRODUCT);
    release->name = text_of(reading, SUPPORT_VERSION);
    release->label = release->name.n
                         ? arena_printf(arena, "%.*s %.*s", STR_FMT(release->product), STR_FMT(release->name))
                         : release->product;
    release->source = text_of(reading, SUPPORT_SOURCE);
    release->successor = text_of(reading, SUPPORT_SUCCESSOR);
    read_dates(reading, release);
    read_extension(reading, release);
    read_decision(reading, release);
}

/* --- the releases that a row is about ------------------------------------------------------------------------------
 */

static enum err_code link_releases(const struct reading *reading, const struct calendar_identity *identity,
                                   struct calendar_row *row, struct err *err) {
    struct str version = row->version.n             ? row->version
                         : identity->rule_version.n ? identity->rule_version
                                                    : row->title_version;
    const struct feed_product *product =
        identity->product == FEED_NONE ? NULL : &reading->feed->products[identity->product];
    const struct release_query query = {row->release.product, version, identity->rule_edition};
    struct release_answer answer;

    if (!product || version.n == 0) {
        return ERR_OK;
    }
    enum err_code code = release_set_find(product->set, &query, &answer, err);
    if (!code && (answer.kind == RELEASE_FOUND || answer.kind == RELEASE_SEVERAL)) {
        for (unsigned i = 0; i < answer.count; i++) {
            row->links[row->link_count++] = product->first + answer.candidates[i];
        }
    }
    return code;
}

/* A row of a name that says a version is about no other: "Windows Server 2016", whatever the version's own column says.
 */
static enum err_code add_keys(struct calendar_rows *rows, const struct calendar_identity *identity, uint32_t number,
                              struct err *err) {
    CLEANUP(buffer_done) struct buffer bins = {0};
    const struct calendar_row *row = &rows->items[number];
    struct calendar_row_index *index = &rows->index;
    struct str name = identity->name.cut_count ? product_name_cut(&identity->name, identity->name.plain) : STR_NONE;

    calendar_row_bins(row->links, row->link_count, row->title_version.n ? row->title_version : row->version, &bins);
    if (bins.failed) {
        return err_no_memory(err);
    }
    enum err_code code = calendar_row_index_add(index, ROW_KEY_NAME, name, buffer_view(&bins), number, err);
    if (!code) {
        code = calendar_row_index_add(index, ROW_KEY_ENDOFLIFE, identity->endoflife, buffer_view(&bins), number, err);
    }
    return code ? code
                : calendar_row_index_add(index, ROW_KEY_RULE, identity->rule_product, buffer_view(&bins), number, err);
}

/* A row that says no end has nothing to be found for, unless it plans or decides something. */
static enum err_code read_row(const struct reading *reading, uint32_t number, struct err *err) {
    struct calendar_row *row = &reading->rows->items[number];
    struct arena *arena = reading->rows->arena;
    CLEANUP(buffer_done) struct buffer editions = {0};
    struct calendar_identity identity;

    row_reader_move(reading->reader, number);
    read_release(reading, number, &row->release);
    row->kind = row_reader_word(reading->reader, SUPPORT_KIND);
    row->says_extension = row_reader_word(reading->reader, SUPPORT_EXTENSION) != WORD_BLANK;
    row->version = row->release.name;
    const struct calendar_title title = {.title = row->release.product, .vendor = text_of(reading, SUPPORT_VENDOR)};
    enum err_code code = calendar_identify(reading->identifier, &title, &identity, err);
    if (code) {
        return code;
    }
    row->maker = arena_dup(arena, identity.maker);
    row->words = arena_dup(arena, identity.name.words);
    row->title_version = arena_dup(arena, identity.name.version);
    row->exactness = version_exactness(row->version) + version_exactness(row->title_version);
    product_editions(&identity.name, &editions);
    row->editions = arena_dup(arena, buffer_view(&editions));
    code = link_releases(reading, &identity, row, err);
    return code || row->kind == SUPPORTED_HARDWARE ? code : add_keys(reading->rows, &identity, number, err);
}

static enum err_code read_rows(struct reading *reading, struct err *err) {
    struct calendar_rows *rows = reading->rows;
    enum err_code code = ERR_OK;

    rows->items = arena_alloc_array(rows->arena, (size_t)rows->count + 1, sizeof *rows->items);
    if (!rows->items) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; !code && i < rows->count; i++) {
        code = read_row(reading, i, err);
    }
    if (!code) {
        code = row_reader_error(reading->reader, err);
    }
    return !code && arena_failed(rows->arena) ? err_no_memory(err) : code;
}

enum err_code calendar_rows_read(const struct table *table, const struct calendar_feed *feed,
                                 struct calendar_identifier *identifier, struct calendar_rows *ret_rows,
                                 struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct calendar_rows rows = {.arena = arena_new()};
    struct reading reading = {&rows, feed, identifier, table, NULL};
    enum err_code code = rows.arena ? calendar_row_index_init(&rows.index, rows.arena, err) : err_no_memory(err);

    if (!code && table) {
        rows.count = table_rows(table);
        code = row_reader_new(table, &reader, err);
        reading.reader = reader;
        code = code ? code : read_rows(&reading, err);
    }
    if (code) {
        calendar_rows_done(&rows);
        return code;
    }
    *ret_rows = rows;
    return ERR_OK;
}

void calendar_rows_done(struct calendar_rows *rows) {
    if (rows->arena) {
        arena_free(rows->arena);
    }
    calendar_row_index_done(&rows->index);
    *rows = (struct calendar_rows){0};
}

/* --- finding -------------------------------------------------------------------------------------------------------
 */

enum err_code calendar_row_set_init(const struct calendar_rows *rows, struct arena *arena,
                                    struct calendar_row_set *ret_set, struct err *err) {
    struct calendar_row_set set = {
        .found = arena_alloc_array(arena, (size_t)rows->count + 1, sizeof *set.found),
        .stamps = arena_alloc_array(arena, (size_t)rows->count + 1, sizeof *set.stamps),
        .fitting = arena_alloc_array(arena, (size_t)rows->count + 1, sizeof *set.fitting),
    };

    if (!set.found || !set.stamps || !set.fitting) {
        return err_no_memory(err);
    }
    *ret_set = set;
    return ERR_OK;
}

/* Systems of network devices are firmware to some and systems to others; systems also stand among software. */
static bool kind_fits(int kind, enum support_subject subject) {
    static const bool fits[][4] = {
        [SUPPORTED_HARDWARE] = {[SUPPORT_OF_HARDWARE] = true},
        [SUPPORTED_SOFTWARE] = {[SUPPORT_OF_SOFTWARE] = true, [SUPPORT_OF_OS] = true},
        [SUPPORTED_OS] = {[SUPPORT_OF_SOFTWARE] = true, [SUPPORT_OF_OS] = true, [SUPPORT_OF_FIRMWARE] = true},
        [SUPPORTED_FIRMWARE] = {[SUPPORT_OF_OS] = true, [SUPPORT_OF_FIRMWARE] = true},
    };

    return kind == WORD_BLANK || fits[kind][subject];
}

static void add_found(const struct calendar_rows *rows, const struct calendar_row_node *node,
                      const struct calendar_row_query *query, struct calendar_row_set *set) {
    for (; node; node = node->next) {
        const struct calendar_row *row = &rows->items[node->row];
        if (set->stamps[node->row] != set->stamp && kind_fits(row->kind, query->query->subject) &&
            product_makers_agree(row->maker, query->identity->maker)) {
            set->stamps[node->row] = set->stamp;
            set->found[set->count++] = node->row;
        }
    }
}

/* The versions in use: of the installation, and of its title. */
struct used {
    struct str version, title_version;
};

static struct used used_in(const struct calendar_row_query *query) {
    const struct calendar_identity *identity = query->identity;

    return (struct used){
        .version = query->query->version.n ? query->query->version : identity->rule_version,
        .title_version = identity->name.version.n ? identity->name.version : identity->rule_version,
    };
}

/* What is asked for under one name. */
struct lookup {
    const struct calendar_rows *rows;
    const struct calendar_row_query *query;
    struct str bins;
    struct calendar_row_set *set;
    struct buffer key;
};

static void look_up(struct lookup *lookup, enum calendar_row_key kind, struct str text) {
    struct str rest = lookup->bins, bin;

    while (str_cut(&rest, ' ', &bin)) {
        add_found(lookup->rows, calendar_row_index_find(&lookup->rows->index, kind, text, bin, &lookup->key),
                  lookup->query, lookup->set);
    }
}

enum err_code calendar_rows_find(const struct calendar_rows *rows, const struct calendar_row_query *query,
                                 uint32_t release, struct calendar_row_set *set, struct err *err) {
    CLEANUP(buffer_done) struct buffer bins = {0};
    const struct calendar_identity *identity = query->identity;
    const struct product_name *const names[] = {&identity->name, &identity->rule_name};
    struct used used = used_in(query);

    set->count = 0;
    set->stamp++;
    calendar_row_search_bins(release, (const struct str[]){used.version, used.title_version}, 2, &bins);
    struct lookup lookup = {rows, query, buffer_view(&bins), set, {0}};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        for (unsigned cut = 0; cut < names[i]->cut_count; cut++) {
            look_up(&lookup, ROW_KEY_NAME, product_name_cut(names[i], cut));
        }
    }
    look_up(&lookup, ROW_KEY_ENDOFLIFE, identity->endoflife);
    look_up(&lookup, ROW_KEY_RULE, identity->rule_product);
    bool has_failed = bins.failed || lookup.key.failed;
    buffer_done(&lookup.key);
    return has_failed ? err_no_memory(err) : ERR_OK;
}

/* --- versions ------------------------------------------------------------------------------------------------------
 */

/* Is USED, which may be blank, of the version SAID? */
static enum calendar_row_fit version_fit(struct str said, struct str used) {
    if (used.n == 0 || !version_agrees(said, used)) {
        return used.n == 0 ? ROW_MAY_FIT : ROW_DIFFERS;
    }
    return version_exactness(said) <= version_exactness(used) ? ROW_FITS : ROW_MAY_FIT;
}

static enum calendar_row_fit better_fit(enum calendar_row_fit a, enum calendar_row_fit b) {
    return a > b ? a : b;
}

/* What the version of an installation is, and what its title says, may be two ways to count: "Windows Server 2016" is
 * 10.0.14393. The row's may be either, but not against the other where they are of one kind: Windows 10 is no Windows
 * 11, whose version is 10.0.22631. */
static enum calendar_row_fit one_fit(struct str said, struct str version, struct str title_version) {
    enum version_order order = title_version.n ? version_compare(said, title_version) : VERSION_INCOMPARABLE;

    if (order == VERSION_EARLIER || order == VERSION_LATER) {
        return ROW_DIFFERS;
    }
    if (version.n == 0 && title_version.n == 0) {
        return ROW_MAY_FIT;
    }
    return better_fit(version.n ? version_fit(said, version) : ROW_DIFFERS,
                      title_version.n ? version_fit(said, title_version) : ROW_DIFFERS);
}

static bool is_linked(const struct calendar_row *row, uint32_t release) {
    for (unsigned i = 0; i < row->link_count; i++) {
        if (row->links[i] == release) {
            return true;
        }
    }
    return false;
}

/* A row about the release, or about a part of it: RHEL 7.9 of RHEL 7. */
static enum calendar_row_fit linked_fit(const struct calendar_row *row, const struct calendar_release *release,
                                        const struct used *used) {
    struct str said = row->version.n ? row->version : row->title_version;
    bool is_part =
        said.n && version_agrees(release->name, said) && version_exactness(said) > version_exactness(release->name);

    return is_part ? version_fit(said, used->version.n ? used->version : used->title_version) : ROW_FITS;
}

/* A row about an edition is about no other. */
static bool is_other_edition(const struct calendar_row *row, const struct calendar_row_query *query) {
    CLEANUP(buffer_done) struct buffer text = {0};

    if (row->editions.n == 0) {
        return false;
    }
    buffer_append(&text, query->identity->name.words);
    buffer_append_char(&text, ' ');
    text_fold(query->query->edition, &text);
    buffer_append_char(&text, ' ');
    text_fold(query->identity->rule_edition, &text);
    return text.failed || !product_words_are_in(row->editions, buffer_view(&text));
}

enum calendar_row_fit calendar_row_fit(const struct calendar_rows *rows, uint32_t number,
                                       const struct calendar_row_query *query, const struct calendar_feed *feed,
                                       uint32_t release) {
    const struct calendar_row *row = &rows->items[number];
    struct used used = used_in(query);
    struct str version = used.version, title_version = used.title_version;

    if (release != FEED_NONE && row->link_count) {
        return is_linked(row, release) ? linked_fit(row, &feed->releases[release], &used) : ROW_DIFFERS;
    }
    enum calendar_row_fit fit = is_other_edition(row, query) ? ROW_DIFFERS : ROW_FITS;
    if (row->title_version.n && fit != ROW_DIFFERS) {
        fit = one_fit(row->title_version, title_version.n ? STR_NONE : version, title_version);
    }
    if (row->version.n && fit != ROW_DIFFERS) {
        enum calendar_row_fit own = one_fit(row->version, version, row->title_version.n ? STR_NONE : title_version);
        fit = own < fit ? own : fit;
    }
    return fit;
}
