#include "reconciler/software.h"

#include <stdlib.h>

#include "products/title.h"
#include "products/version.h"

/* A software row of either side. Texts live in the worker's arena. */
struct entry {
    struct title title;
    struct str product, version;
    uint32_t row;
    bool is_paired; /* has a partner on the other side */
};

struct entries {
    struct entry *items;
    size_t count;
};

static int compare_entries(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    if (a->title.exact != b->title.exact) {
        return a->title.exact < b->title.exact ? -1 : 1;
    }
    int order = str_cmp(a->product, b->product);
    order = order ? order : str_cmp(a->version, b->version);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* The rows of one owner, sorted by title, then text, so that the order of the file plays no part. */
static struct entries read_entries(struct worker *worker, const struct table *table, struct row_reader *reader,
                                   const struct row_groups *groups, uint32_t owner) {
    uint32_t begin = groups->first[owner], count = groups->first[owner + 1] - begin;
    struct entries entries = {arena_alloc_array(worker->arena, (size_t)count + 1, sizeof(struct entry)), 0};

    for (uint32_t i = 0; entries.items && i < count; i++) {
        struct entry *entry = &entries.items[entries.count++];
        entry->row = groups->rows[begin + i];
        row_reader_move(reader, entry->row);
        entry->title = titles_of_row(worker->run->titles, table, reader, entry->row);
        entry->product = worker_text(worker, reader, SOFTWARE_PRODUCT);
        entry->version = worker_text(worker, reader, SOFTWARE_VERSION);
    }
    if (entries.count) {
        qsort(entries.items, entries.count, sizeof(struct entry), compare_entries);
    }
    return entries;
}

/* The first entry of the exact title, or the end: entries are sorted by it. */
static size_t find_exact(const struct entries *entries, uint32_t exact) {
    size_t low = 0, high = entries->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entries->items[middle].title.exact < exact) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool has_exact(const struct entries *entries, uint32_t exact) {
    size_t at = find_exact(entries, exact);
    return at < entries->count && entries->items[at].title.exact == exact;
}

/* Does an installed title answer to a listed one? Exactly, or by its stem where neither has an exact partner. */
static bool is_same_product(const struct entry *listed, const struct entry *installed, bool listed_has_exact,
                            const struct entries *all_listed) {
    if (listed_has_exact) {
        return installed->title.exact == listed->title.exact;
    }
    return installed->title.stem == listed->title.stem && !has_exact(all_listed, installed->title.exact);
}

/* What a listed title was found to be on the device. */
struct match {
    bool is_found;
    bool version_agrees;
    struct entry *first; /* the first installed entry that answers to it */
    struct buffer versions;
};

static void match_listed(const struct entry *listed, struct entries *installed, const struct entries *all_listed,
                         struct match *match) {
    bool by_exact = has_exact(installed, listed->title.exact);
    size_t begin = by_exact ? find_exact(installed, listed->title.exact) : 0;

    for (size_t i = begin; i < installed->count; i++) {
        struct entry *entry = &installed->items[i];
        if (by_exact && entry->title.exact != listed->title.exact) {
            break;
        }
        if (!is_same_product(listed, entry, by_exact, all_listed)) {
            continue;
        }
        match->first = match->is_found ? match->first : entry;
        match->is_found = true;
        if (version_agrees(listed->version, entry->version)) {
            match->version_agrees = true;
            entry->is_paired = true;
        }
        if (match->versions.n) {
            buffer_append_cstr(&match->versions, "; ");
        }
        buffer_append(&match->versions, entry->version);
    }
}

/* The versions that a listed title's wrong version stands for need no findings of their own. */
static void pair_all_of(const struct entry *listed, struct entries *installed, const struct entries *all_listed) {
    bool by_exact = has_exact(installed, listed->title.exact);

    for (size_t i = 0; i < installed->count; i++) {
        if (is_same_product(listed, &installed->items[i], by_exact, all_listed)) {
            installed->items[i].is_paired = true;
        }
    }
}

static struct finding software_finding(struct worker *worker, const struct pair_rows *rows, enum finding_code code,
                                       enum message message, const struct entry *listed,
                                       const struct entry *installed) {
    struct finding finding = finding_make(code, message);

    if (listed) {
        finding.ledger_evidence = worker_evidence(worker, worker->run->listed, listed->row);
    }
    if (installed) {
        finding.snapshot_evidence = worker_evidence(worker, worker->run->installed, installed->row);
    }
    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    finding.field = listed ? listed->product : installed->product;
    finding_add_text(&finding, finding.field);
    return finding;
}

static void report_missing(struct worker *worker, struct pair_rows *rows, const struct entry *listed) {
    struct finding finding = software_finding(worker, rows, CODE_DIF_SW_MISSING, MESSAGE_SW_MISSING, listed, NULL);
    finding.documented = listed->version;
    finding_add_text(&finding, listed->version);
    worker_add(worker, &finding, rows);
}

static void report_version(struct worker *worker, struct pair_rows *rows, const struct entry *listed,
                           const struct match *match) {
    struct finding finding =
        software_finding(worker, rows, CODE_DIF_SW_VERSION, MESSAGE_SW_VERSION, listed, match->first);
    finding.documented = listed->version;
    finding.observed = arena_dup(worker->arena, buffer_view(&match->versions));
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, rows);
}

static void check_listed(struct worker *worker, struct pair_rows *rows, const struct entries *listed,
                         struct entries *installed) {
    for (size_t i = 0; i < listed->count; i++) {
        struct match match = {0};
        match_listed(&listed->items[i], installed, listed, &match);
        if (!match.is_found) {
            report_missing(worker, rows, &listed->items[i]);
        } else if (!match.version_agrees) {
            report_version(worker, rows, &listed->items[i], &match);
            pair_all_of(&listed->items[i], installed, listed);
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
    return title_class_of_source(source) == TITLE_PRODUCT;
}

static bool is_repeat(const struct entry *a, const struct entry *b) {
    return a->title.exact == b->title.exact && str_eq(a->version, b->version);
}

/* Installed, and not listed for this asset. A distribution's packages are counted only, unless the ledger lists the
 * title for any asset. */
static uint32_t check_unlisted(struct worker *worker, struct pair_rows *rows, const struct entries *installed) {
    uint32_t unlisted = 0;

    for (size_t i = 0; i < installed->count; i++) {
        const struct entry *entry = &installed->items[i];
        if (entry->is_paired || (i > 0 && is_repeat(entry, entry - 1))) {
            continue;
        }
        unlisted++;
        if (is_relevant(worker, entry)) {
            struct finding finding =
                software_finding(worker, rows, CODE_DIF_SW_UNREGISTERED, MESSAGE_SW_UNREGISTERED, NULL, entry);
            finding.observed = entry->version;
            finding_add_text(&finding, entry->version);
            worker_add(worker, &finding, rows);
        }
    }
    return unlisted;
}

/* The ledger lists software, but what is installed was not read to its end: unknown, not missing. */
static void report_unverified(struct worker *worker, struct pair_rows *rows, const struct entries *listed) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, MESSAGE_SW_UNVERIFIED);

    if (listed->count == 0) {
        return;
    }
    finding.ledger_evidence = worker_evidence(worker, worker->run->listed, listed->items[0].row);
    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    finding.field = STR("software");
    finding_add_word(&finding, STR("partial"));
    worker_add(worker, &finding, rows);
}

struct software_checks software_compare(struct worker *worker, struct pair_rows *rows) {
    const struct run *run = worker->run;
    struct software_checks checks = {0};

    if (!run->listed) {
        checks.unlisted = software_count_titles(worker, rows->device);
        return checks;
    }
    struct entries listed = read_entries(worker, run->listed, worker->listed, &run->listed_by_asset, rows->asset);
    if (!run->installed || !worker_part_is_complete(worker, STR("packages"))) {
        report_unverified(worker, rows, &listed);
        return checks;
    }
    struct entries installed =
        read_entries(worker, run->installed, worker->installed, &run->installed_by_device, rows->device);
    check_listed(worker, rows, &listed, &installed);
    checks.unlisted = check_unlisted(worker, rows, &installed);
    checks.is_checked = true;
    return checks;
}

uint32_t software_count_titles(struct worker *worker, uint32_t device) {
    const struct run *run = worker->run;
    uint32_t count = 0;

    if (!run->installed) {
        return 0;
    }
    struct entries installed =
        read_entries(worker, run->installed, worker->installed, &run->installed_by_device, device);
    for (size_t i = 0; i < installed.count; i++) {
        count += i == 0 || !is_repeat(&installed.items[i], &installed.items[i - 1]);
    }
    return count;
}
