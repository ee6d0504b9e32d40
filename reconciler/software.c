#include "reconciler/software.h"

#include "inventory/row_cells.h"
#include "products/edition.h"
#include "products/vendor.h"
#include "products/version.h"
#include "reconciler/change_result.h"
#include "reconciler/compare.h"
#include "reconciler/labels.h"
#include "reconciler/settling.h"

#include <assert.h>
#include <stdlib.h>

/* A software row of either side. Texts live in the worker's arena. */
struct entry {
    struct title title;
    struct str product, version;
    struct str title_version; /* what the title itself says: Office 2019 */
    struct str edition;       /* of its own column, folded */
    uint32_t row;
    bool is_paired; /* has a partner on the other side */
};

/* The titles of one owner in several orders, each by a number of the title, then by text, so that neither the order of
 * the file nor that of the numbers plays a part. */
enum order { BY_EXACT, BY_STEM, BY_PRODUCT, BY_NAME, ORDER_COUNT };

struct entries {
    struct entry **by[ORDER_COUNT];
    size_t count;
};

/* Entries that stand together in one of the orders. */
struct span {
    struct entry *const *items;
    size_t count;
};

static int compare_text(const struct entry *a, const struct entry *b) {
    int order = str_cmp(a->product, b->product);
    order = order ? order : str_cmp(a->version, b->version);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* By name only what the rules know. */
static uint32_t number_of(const struct entry *entry, enum order order) {
    const struct title *title = &entry->title;
    const uint32_t numbers[ORDER_COUNT] = {title->exact, title->stem, title->product, title->product ? title->name : 0};
    return numbers[order];
}

static int compare_by(const void *left, const void *right, enum order by) {
    const struct entry *a = *(const struct entry *const *)left, *b = *(const struct entry *const *)right;
    uint32_t x = number_of(a, by), y = number_of(b, by);
    int order = (x > y) - (x < y);
    return order ? order : compare_text(a, b);
}

static int compare_by_exact(const void *left, const void *right) {
    return compare_by(left, right, BY_EXACT);
}

static int compare_by_stem(const void *left, const void *right) {
    return compare_by(left, right, BY_STEM);
}

static int compare_by_product(const void *left, const void *right) {
    return compare_by(left, right, BY_PRODUCT);
}

static int compare_by_name(const void *left, const void *right) {
    return compare_by(left, right, BY_NAME);
}

static bool has_number(const struct entry *items, size_t count, enum order order) {
    for (size_t i = 0; i < count; i++) {
        if (number_of(&items[i], order)) {
            return true;
        }
    }
    return false;
}

/* The orders by product and by name are NULL where no title is a known product. */
static void sort_entries(struct worker *worker, struct entry *items, struct entries *entries) {
    static int (*const comparators[ORDER_COUNT])(const void *, const void *) = {compare_by_exact, compare_by_stem,
                                                                                compare_by_product, compare_by_name};

    for (unsigned order = 0; order < ORDER_COUNT; order++) {
        if (order >= BY_PRODUCT && !has_number(items, entries->count, order)) {
            return;
        }
        struct entry **sorted = arena_alloc_array(worker->arena, entries->count + 1, sizeof *sorted);
        if (!sorted) {
            entries->count = 0;
            return;
        }
        for (size_t i = 0; i < entries->count; i++) {
            sorted[i] = &items[i];
        }
        qsort(sorted, entries->count, sizeof *sorted, comparators[order]);
        entries->by[order] = sorted;
    }
}

static struct str read_edition(struct worker *worker, struct row_reader *reader) {
    struct str text = row_reader_text(reader, SOFTWARE_EDITION);
    struct buffer folded = {0};

    if (str_is_empty(text)) {
        return STR_NONE;
    }
    edition_fold(text, &folded);
    struct str edition = arena_dup(worker->arena, buffer_view(&folded));
    buffer_done(&folded);
    return edition;
}

/* Rows without a title say nothing. */
static struct entries read_entries(struct worker *worker, const struct table *table, struct row_reader *reader,
                                   struct rest rest) {
    struct entry *items = arena_alloc_array(worker->arena, (size_t)rest.count + 1, sizeof *items);
    struct entries entries = {0};

    for (uint32_t i = 0; items && i < rest.count; i++) {
        struct entry *entry = &items[entries.count];
        entry->row = rest.rows[i];
        row_reader_move(reader, entry->row);
        entry->product = worker_text(worker, reader, SOFTWARE_PRODUCT);
        if (str_is_empty(entry->product)) {
            continue;
        }
        entry->title = titles_of_row(worker->run->titles, table, reader, entry->row);
        entry->version = worker_text(worker, reader, SOFTWARE_VERSION);
        entry->title_version = titles_version(worker->run->titles, entry->title);
        entry->edition = read_edition(worker, reader);
        entries.count++;
    }
    sort_entries(worker, items, &entries);
    return entries;
}

static struct span find_title(const struct entries *entries, enum order order, uint32_t number) {
    struct entry *const *items = entries->by[order];
    size_t low = 0, count = items ? entries->count : 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (number_of(items[middle], order) < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    struct span span = {items ? items + low : NULL, 0};
    while (low + span.count < count && number_of(span.items[span.count], order) == number) {
        span.count++;
    }
    return span;
}

static bool has_exact(const struct entries *entries, uint32_t exact) {
    return find_title(entries, BY_EXACT, exact).count > 0;
}

/* What a listed title was found to be on the device. */
struct match {
    bool is_found;
    bool version_agrees;
    bool is_by_title;          /* the titles themselves name different versions */
    const struct entry *first; /* the first installed entry that answers to it; NULL for the operating system */
    struct buffer versions;    /* "1.0; 2.0" */
    struct str last_version;
};

static void add_version(struct match *match, struct str version) {
    if (str_is_empty(version) || str_eq(match->last_version, version)) {
        return;
    }
    observed_versions_append(&match->versions, version);
    match->last_version = version;
}

/* Those of the installed titles that the ledger does not list exactly. */
static struct span without_partners(struct worker *worker, struct span candidates, const struct entries *all_listed) {
    struct entry **answers = arena_alloc_array(worker->arena, candidates.count + 1, sizeof *answers);
    size_t count = 0;
    for (size_t i = 0; answers && i < candidates.count; i++) {
        if (!has_exact(all_listed, candidates.items[i]->title.exact)) {
            answers[count++] = candidates.items[i];
        }
    }
    return (struct span){answers, count};
}

/* Those of CANDIDATES that agree. */
static struct span only_agreeing(struct worker *worker, const struct entry *listed, struct span candidates,
                                 bool (*agrees)(struct worker *worker, const struct entry *listed,
                                                const struct entry *installed)) {
    struct entry **answers = arena_alloc_array(worker->arena, candidates.count + 1, sizeof *answers);
    size_t count = 0;

    for (size_t i = 0; answers && i < candidates.count; i++) {
        if (agrees(worker, listed, candidates.items[i])) {
            answers[count++] = candidates.items[i];
        }
    }
    return (struct span){answers, count};
}

static bool editions_differ(struct str a, struct str b) {
    return a.n && b.n && !str_eq(a, b);
}

static bool cells_agree(struct worker *worker, const struct entry *listed, const struct entry *installed) {
    (void)worker;
    return !editions_differ(listed->edition, installed->edition);
}

/* What the title says, or else its column. */
static struct str installed_edition(struct worker *worker, const struct entry *installed) {
    struct str edition = titles_edition(worker->run->titles, installed->title);
    return edition.n ? edition : installed->edition;
}

/* The maker is what the rules say. */
static bool product_agrees(struct worker *worker, const struct entry *listed, const struct entry *installed) {
    CLEANUP(buffer_done) struct buffer vendor = {0};
    struct str maker = titles_vendor(worker->run->titles, installed->title);

    row_reader_move(worker->listed, listed->row);
    vendor_fold(row_reader_text(worker->listed, SOFTWARE_VENDOR), &vendor);
    return (vendor.n == 0 || maker.n == 0 || str_eq(buffer_view(&vendor), maker)) &&
           !editions_differ(listed->edition, installed_edition(worker, installed));
}

/* A listed title that no rule knows may be the name of a product, whose edition stands in a column of its own: that
 * edition, or where none is listed whichever is installed. */
static struct span find_by_name(struct worker *worker, const struct entry *listed, const struct entries *installed,
                                const struct entries *all_listed) {
    if (listed->title.product || !listed->title.name) {
        return (struct span){NULL, 0};
    }
    struct span named = without_partners(worker, find_title(installed, BY_NAME, listed->title.name), all_listed);
    return only_agreeing(worker, listed, named, product_agrees);
}

/* The installed titles that answer to a listed one: exactly; as the same product, by the rules; by the stem; or as what
 * the rules call by that name. Of another edition than is listed, none does. */
static struct span find_answers(struct worker *worker, const struct entry *listed, const struct entries *installed,
                                const struct entries *all_listed) {
    static const enum order orders[] = {BY_EXACT, BY_PRODUCT, BY_STEM};
    struct span answers = {NULL, 0};

    for (size_t i = 0; i < ARRAY_LEN(orders) && !answers.count; i++) {
        uint32_t number = number_of(listed, orders[i]);
        if (orders[i] != BY_PRODUCT || number) {
            struct span same = find_title(installed, orders[i], number);
            same = orders[i] == BY_EXACT ? same : without_partners(worker, same, all_listed);
            answers = listed->edition.n ? only_agreeing(worker, listed, same, cells_agree) : same;
        }
    }
    return answers.count ? answers : find_by_name(worker, listed, installed, all_listed);
}

/* Do both titles name versions that differ: Office 2019 and Office 2021? */
static bool titles_disagree(const struct entry *listed, const struct entry *installed) {
    return listed->title_version.n && installed->title_version.n &&
           !version_agrees(listed->title_version, installed->title_version);
}

/* A ledger may say in its version column what the installed title says: 2021, where 16.0 is the version. */
static bool versions_agree(const struct entry *listed, const struct entry *installed) {
    return !titles_disagree(listed, installed) &&
           (version_agrees(listed->version, installed->version) ||
            version_is_of_title(listed->version, installed->title_version, installed->version));
}

/* Installed titles whose version agrees are accounted for; where none agrees, all are: the finding names them. */
static void match_listed(const struct entry *listed, struct span answers, struct match *match) {
    for (size_t i = 0; i < answers.count; i++) {
        struct entry *entry = answers.items[i];
        bool is_by_title = titles_disagree(listed, entry);
        if (versions_agree(listed, entry)) {
            match->version_agrees = true;
            entry->is_paired = true;
        }
        add_version(match, is_by_title ? entry->title_version : entry->version);
        match->is_by_title |= is_by_title;
        match->first = match->is_found ? match->first : entry;
        match->is_found = true;
    }
    for (size_t i = 0; i < answers.count && !match->version_agrees; i++) {
        answers.items[i]->is_paired = true;
    }
}

/* Software ledgers list operating systems too, and what is observed of them stands with the device. */
static void match_system(struct worker *worker, const struct entry *listed, struct match *match) {
    const struct column_def *column = schema_column(TABLE_DEVICES, DEVICES_OS_NAME);
    struct str name = worker_text(worker, worker->device, DEVICES_OS_NAME);
    struct str version = worker_text(worker, worker->device, DEVICES_OS_VERSION);
    struct str full = arena_printf(worker->arena, "%.*s %.*s", STR_FMT(name), STR_FMT(version));

    if (match->is_found || str_is_empty(name) || !compare_system_is(listed->product, name, version)) {
        return;
    }
    match->is_found = true;
    match->version_agrees = compare_version_texts(listed->version, version) != COMPARE_DIFFERENT ||
                            compare_designation_is_in(column, listed->version, full);
    buffer_append(&match->versions, version);
}

static struct finding software_finding(struct worker *worker, const struct pair_rows *rows, enum finding_code code,
                                       enum message message, const struct entry *listed,
                                       const struct entry *installed) {
    struct finding finding = finding_make(code, message);

    assert(listed || installed);
    if (listed) {
        finding.ledger_evidence = worker_evidence(worker, worker->run->listed, listed->row);
    }
    if (installed) {
        finding.snapshot_evidence = worker_evidence(worker, worker->run->installed, installed->row);
    }
    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    finding.field = listed ? listed->product : installed->product;
    finding.distinct = listed ? listed->version : STR_NONE; /* a ledger may list several of one product */
    finding_add_text(&finding, finding.field);
    return finding;
}

static void report_missing(struct worker *worker, struct pair_rows *rows, const struct entry *listed) {
    struct finding finding = software_finding(worker, rows, CODE_DIF_SW_MISSING, MESSAGE_SW_MISSING, listed, NULL);
    finding.documented = listed->version;
    finding_add_text(&finding, listed->version);
    worker_add(worker, &finding, rows);
}

/* Which of several installed versions the ledger means, nobody can say; and a system's version is read elsewhere. */
static void correct_version(struct worker *worker, const struct pair_rows *rows, const struct entry *listed,
                            const struct match *match) {
    struct correction correction = {TABLE_SOFTWARE, listed->row, SOFTWARE_VERSION, match->last_version};

    if (match->first && !match->is_by_title && str_eq(match->last_version, buffer_view(&match->versions))) {
        worker_correct(worker, rows, &correction);
    }
}

static void report_version(struct worker *worker, struct pair_rows *rows, const struct entry *listed,
                           const struct match *match) {
    struct finding finding =
        software_finding(worker, rows, CODE_DIF_SW_VERSION, MESSAGE_SW_VERSION, listed, match->first);
    finding.documented = match->is_by_title ? listed->title_version : listed->version;
    finding.observed = arena_dup(worker->arena, buffer_view(&match->versions));
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, rows);
    correct_version(worker, rows, listed, match);
}

static void check_listed(struct worker *worker, struct pair_rows *rows, const struct entries *listed,
                         const struct entries *installed) {
    for (size_t i = 0; i < listed->count; i++) {
        const struct entry *entry = listed->by[BY_EXACT][i];
        struct match match = {0};
        match_listed(entry, find_answers(worker, entry, installed, listed), &match);
        match_system(worker, entry, &match);
        if (!match.is_found) {
            report_missing(worker, rows, entry);
        } else if (!match.version_agrees) {
            report_version(worker, rows, entry, &match);
        }
        buffer_done(&match.versions);
    }
}

static bool is_relevant(struct worker *worker, const struct entry *installed) {
    if (worker->run->input->all_software || titles_is_listed(worker->run->titles, installed->title)) {
        return true;
    }
    row_reader_move(worker->installed, installed->row);
    struct str source = row_reader_text(worker->installed, SOFTWARE_SOURCE);
    return titles_class(worker->run->titles, installed->title, source) == TITLE_PRODUCT;
}

/* The distinct titles of which something is not accounted for; REPORT is called for each, if not NULL. */
static uint32_t count_unpaired(struct worker *worker, struct pair_rows *rows, const struct entries *installed,
                               void (*report)(struct worker *worker, struct pair_rows *rows, struct span same)) {
    uint32_t titles = 0;

    for (size_t begin = 0; begin < installed->count;) {
        struct span same = {installed->by[BY_EXACT] + begin, 0};
        bool is_paired = true;
        while (begin < installed->count && installed->by[BY_EXACT][begin]->title.exact == same.items[0]->title.exact) {
            is_paired = installed->by[BY_EXACT][begin++]->is_paired && is_paired;
            same.count++;
        }
        titles += !is_paired;
        if (!is_paired && report) {
            report(worker, rows, same);
        }
    }
    return titles;
}

/* Installed, and not listed for this asset: one finding a title, with the versions that no ledger row accounts for.
 * What is no product by the rules, and what no rule knows, is counted only, unless the ledger lists it for any asset.
 */
static void report_unlisted(struct worker *worker, struct pair_rows *rows, struct span same) {
    struct match match = {0};

    for (size_t i = 0; i < same.count; i++) {
        if (!same.items[i]->is_paired) {
            add_version(&match, same.items[i]->version);
            match.first = match.is_found ? match.first : same.items[i];
            match.is_found = true;
        }
    }
    if (is_relevant(worker, match.first)) {
        bool is_partial = worker->run->listed_is_partial;
        enum message message = is_partial ? MESSAGE_SW_UNREGISTERED_LEFT_OUT : MESSAGE_SW_UNREGISTERED;
        struct finding finding = software_finding(worker, rows, CODE_DIF_SW_UNREGISTERED, message, NULL, match.first);
        finding.outcome = is_partial ? OUTCOME_UNDETERMINED : finding.outcome;
        finding.observed = arena_dup(worker->arena, buffer_view(&match.versions));
        finding_add_text(&finding, finding.observed);
        worker_add(worker, &finding, rows);
    }
    buffer_done(&match.versions);
}

/* The first row in the table that lists a title for the asset; UINT32_MAX when none does. */
static uint32_t first_listed(struct worker *worker, uint32_t asset) {
    struct rest rest = rest_of_owner(worker, &worker->run->listed_by_asset, asset);

    for (uint32_t i = 0; i < rest.count; i++) {
        row_reader_move(worker->listed, rest.rows[i]);
        if (!str_is_empty(row_reader_text(worker->listed, SOFTWARE_PRODUCT))) {
            return rest.rows[i];
        }
    }
    return UINT32_MAX;
}

/* The ledger lists software, but what is installed was not read to its end: unknown, not missing. */
static void report_unverified(struct worker *worker, struct pair_rows *rows) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, MESSAGE_SW_UNVERIFIED);
    uint32_t first = first_listed(worker, rows->asset);

    if (first == UINT32_MAX) {
        return;
    }
    finding.ledger_evidence = worker_evidence(worker, worker->run->listed, first);
    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    finding.field = STR("software");
    finding_add_word(&finding, STR("partial"));
    worker_add(worker, &finding, rows);
}

bool software_is_read(const struct table *software, const struct row_groups *groups, uint32_t owner,
                      struct row_reader *device) {
    return software && groups->first[owner + 1] > groups->first[owner] &&
           device_section_is_read(device, SECTION_OF_SOFTWARE);
}

struct software_checks software_compare(struct worker *worker, struct pair_rows *rows) {
    const struct run *run = worker->run;
    struct software_checks checks = {0};

    if (!run->listed) {
        checks.unlisted = software_count_titles(worker, rows->device);
        return checks;
    }
    if (!software_is_read(run->installed, &run->installed_by_device, rows->device, worker->device)) {
        report_unverified(worker, rows);
        return checks;
    }
    struct rests rests = settle(worker, rows->asset, rows->device);
    struct entries listed = read_entries(worker, run->listed, worker->listed, rests.listed);
    struct entries installed = read_entries(worker, run->installed, worker->installed, rests.installed);
    check_listed(worker, rows, &listed, &installed);
    checks.unlisted = rests.counted + count_unpaired(worker, rows, &installed, report_unlisted);
    checks.is_checked = !run->listed_is_partial;
    return checks;
}

uint32_t software_count_titles(struct worker *worker, uint32_t device) {
    const struct run *run = worker->run;

    if (!run->installed) {
        return 0;
    }
    if (run->labels->are_kept) {
        return settling_count_titles(worker, device);
    }
    struct rest rest = rest_of_owner(worker, &run->installed_by_device, device);
    struct entries installed = read_entries(worker, run->installed, worker->installed, rest);
    return count_unpaired(worker, NULL, &installed, NULL);
}
