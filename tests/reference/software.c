/* The reference: what is installed, and what the ledger lists. */

#include "base/text.h"
#include "pairing/asset_state.h"
#include "products/edition.h"
#include "products/recognition.h"
#include "products/vendor.h"
#include "products/version.h"
#include "reconciler/compare.h"
#include "tests/reference/run.h"
#include "tests/unit/support/require.h"

#include <stdlib.h>

/* --- titles --------------------------------------------------------------------------------------------------------
 */

static struct str folded(const struct reference *reference, struct str text) {
    CLEANUP(buffer_done) struct buffer fold = {0};

    title_fold(text, &fold);
    return arena_dup(reference->arena, buffer_view(&fold));
}

static struct known_title know_title(const struct reference *reference, struct title_matcher *matcher,
                                     struct str text) {
    CLEANUP(buffer_done) struct buffer stem = {0}, product = {0}, vendor = {0}, edition = {0};
    struct title_recognition recognition;

    require(title_recognise(matcher, text, STR_NONE, STR_NONE, &recognition, NULL) == ERR_OK, "recognising a title");
    title_stem(text, &stem);
    recognition_key(&recognition, &product);
    if (recognition.rule) {
        vendor_fold(recognition.rule->vendor, &vendor);
        edition_fold(recognition.edition, &edition);
    }
    bool is_named = recognition.rule && recognition.title_class == TITLE_PRODUCT;
    return (struct known_title){
        .fold = folded(reference, text),
        .stem = arena_dup(reference->arena, buffer_view(&stem)),
        .product = arena_dup(reference->arena, buffer_view(&product)),
        .version = folded(reference, recognition.version),
        .name = is_named ? folded(reference, recognition.product) : STR_NONE,
        .vendor = arena_dup(reference->arena, buffer_view(&vendor)),
        .edition = arena_dup(reference->arena, buffer_view(&edition)),
        .is_recognised = recognition.rule != NULL,
        .title_class = recognition.title_class,
    };
}

static struct known_title *know_titles(const struct reference *reference, struct title_matcher *matcher,
                                       const struct sheet *sheet) {
    struct known_title *titles = arena_alloc_array(reference->arena, (size_t)sheet->rows + 1, sizeof *titles);

    require(titles, "memory");
    for (uint32_t row = 0; row < sheet->rows; row++) {
        titles[row] = know_title(reference, matcher, sheet_text(sheet, row, SOFTWARE_PRODUCT));
    }
    return titles;
}

void read_titles(struct reference *reference) {
    CLEANUP(title_matcher_free_cleanup) struct title_matcher *matcher = NULL;

    if (reference->input->rules) {
        require(title_matcher_new(reference->input->rules, &matcher, NULL) == ERR_OK, "matching titles");
    }
    reference->listed_titles = know_titles(reference, matcher, &reference->listed);
    reference->installed_titles = know_titles(reference, matcher, &reference->installed);
}

/* Does any row of the ledger list the title: as it is, by its stem, or as the same product? */
static bool is_listed_anywhere(const struct reference *reference, const struct known_title *title) {
    for (uint32_t row = 0; row < reference->listed.rows; row++) {
        const struct known_title *listed = &reference->listed_titles[row];
        if (str_eq(title->fold, listed->fold) || str_eq(title->fold, listed->stem) ||
            str_eq(title->stem, listed->fold) || str_eq(title->stem, listed->stem) ||
            (title->product.n && str_eq(title->product, listed->product))) {
            return true;
        }
    }
    return false;
}

static enum title_class class_of(const struct reference *reference, uint32_t row) {
    const struct known_title *title = &reference->installed_titles[row];

    return title->is_recognised ? title->title_class
                                : title_class_of_source(sheet_text(&reference->installed, row, SOFTWARE_SOURCE));
}

/* --- whose software it is ------------------------------------------------------------------------------------------
 */

/* The assets of a name: how many are still with us or have left, and one of them. */
static uint32_t count_named(const struct reference *reference, enum identity_key kind, struct str name, bool has_left,
                            uint32_t *ret_last) {
    uint32_t count = 0;

    for (uint32_t asset = 0; asset < reference->assets.rows; asset++) {
        if (reference->pairs.has_left[asset] == has_left && pairs_asset_has_key(&reference->pairs, asset, kind, name)) {
            *ret_last = asset;
            count++;
        }
    }
    return count;
}

/* An asset number goes before a host name, and an asset that is with us before those that have left; a name of several
 * means none. */
static uint32_t asset_of(const struct reference *reference, struct str text) {
    static const enum identity_key kinds[] = {KEY_ASSET_ID, KEY_HOSTNAME};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        CLEANUP(buffer_done) struct buffer name = {0};
        bool is_name = identity_normalise(kinds[i], text, &name);
        for (int has_left = 0; is_name && has_left <= 1; has_left++) {
            uint32_t asset = PAIRING_NONE;
            uint32_t count = count_named(reference, kinds[i], buffer_view(&name), has_left, &asset);
            if (count > 0) {
                return count == 1 ? asset : PAIRING_NONE;
            }
        }
    }
    return PAIRING_NONE;
}

static uint32_t device_of(const struct reference *reference, struct str id) {
    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        if (str_eq(sheet_text(&reference->devices, device, DEVICES_DEVICE_ID), id)) {
            return device;
        }
    }
    return PAIRING_NONE;
}

void find_owners(struct reference *reference) {
    const struct sheet *listed = &reference->listed, *installed = &reference->installed;

    reference->asset_of_listed = arena_alloc_array(reference->arena, (size_t)listed->rows + 1, sizeof(uint32_t));
    reference->device_of_installed = arena_alloc_array(reference->arena, (size_t)installed->rows + 1, sizeof(uint32_t));
    require(reference->asset_of_listed && reference->device_of_installed, "memory");
    for (uint32_t row = 0; row < listed->rows; row++) {
        reference->asset_of_listed[row] = asset_of(reference, sheet_text(listed, row, SOFTWARE_ASSET_ID));
    }
    for (uint32_t row = 0; row < installed->rows; row++) {
        reference->device_of_installed[row] = device_of(reference, sheet_text(installed, row, SOFTWARE_DEVICE_ID));
    }
}

/* --- the software of one machine -----------------------------------------------------------------------------------
 */

/* A row with a title. */
struct entry {
    const struct known_title *title;
    struct str product, version;
    struct str vendor, edition; /* folded, as their columns have them */
    uint32_t row;
    bool is_accounted; /* installed, and the ledger lists it */
};

struct entries {
    struct entry *items;
    size_t count;
};

static int compare_entries(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    int order = str_cmp(a->product, b->product);

    order = order ? order : str_cmp(a->version, b->version);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static struct entries entries_of(const struct reference *reference, const struct sheet *sheet,
                                 const struct known_title *titles, const uint32_t *owners, uint32_t owner) {
    struct entries entries = {arena_alloc_array(reference->arena, (size_t)sheet->rows + 1, sizeof(struct entry)), 0};

    require(entries.items, "memory");
    for (uint32_t row = 0; row < sheet->rows; row++) {
        struct str product = sheet_text(sheet, row, SOFTWARE_PRODUCT);
        if (owners[row] == owner && product.n) {
            CLEANUP(buffer_done) struct buffer vendor = {0}, edition = {0};
            vendor_fold(sheet_text(sheet, row, SOFTWARE_VENDOR), &vendor);
            edition_fold(sheet_text(sheet, row, SOFTWARE_EDITION), &edition);
            entries.items[entries.count++] = (struct entry){
                .title = &titles[row],
                .product = product,
                .version = sheet_text(sheet, row, SOFTWARE_VERSION),
                .vendor = arena_dup(reference->arena, buffer_view(&vendor)),
                .edition = arena_dup(reference->arena, buffer_view(&edition)),
                .row = row,
            };
        }
    }
    qsort(entries.items, entries.count, sizeof *entries.items, compare_entries);
    return entries;
}

static struct entries listed_of(const struct reference *reference, uint32_t asset) {
    return entries_of(reference, &reference->listed, reference->listed_titles, reference->asset_of_listed, asset);
}

static struct entries installed_on(const struct reference *reference, uint32_t device) {
    return entries_of(reference, &reference->installed, reference->installed_titles, reference->device_of_installed,
                      device);
}

static bool lists_title(const struct entries *listed, struct str fold) {
    for (size_t i = 0; i < listed->count; i++) {
        if (str_eq(listed->items[i].title->fold, fold)) {
            return true;
        }
    }
    return false;
}

/* "1.0; 2.0": the same one twice in a row is named once, and none that is not known. */
static struct str join_versions(const struct reference *reference, const struct str *versions, size_t count) {
    struct str joined = STR_NONE, last = STR_NONE;

    for (size_t i = 0; i < count; i++) {
        if (versions[i].n == 0 || str_eq(versions[i], last)) {
            continue;
        }
        last = versions[i];
        joined = joined.n ? reference_printf(reference, "%.*s; %.*s", STR_FMT(joined), STR_FMT(last)) : last;
    }
    return joined;
}

/* --- listed titles -------------------------------------------------------------------------------------------------
 */

/* How an installed title may answer to a listed one; the first kind that any title has counts. */
enum answer { ANSWER_EXACT, ANSWER_PRODUCT, ANSWER_STEM, ANSWER_NAME, ANSWER_COUNT };

static bool differ_if_said(struct str a, struct str b) {
    return a.n && b.n && !str_eq(a, b);
}

static struct str edition_of(const struct entry *installed) {
    return installed->title->edition.n ? installed->title->edition : installed->edition;
}

/* No rule knows the listed title, but what is installed is a product of that name. */
static bool is_named(const struct entry *listed, const struct entry *installed) {
    return !listed->title->is_recognised && installed->title->name.n &&
           str_eq(listed->title->fold, installed->title->name) &&
           !differ_if_said(listed->vendor, installed->title->vendor) &&
           !differ_if_said(listed->edition, edition_of(installed));
}

static bool is_answer(const struct entry *listed, const struct entry *installed, const struct entries *all_listed,
                      enum answer answer) {
    if (answer != ANSWER_NAME && differ_if_said(listed->edition, installed->edition)) {
        return false;
    }
    if (answer == ANSWER_EXACT) {
        return str_eq(listed->title->fold, installed->title->fold);
    }
    if (lists_title(all_listed, installed->title->fold)) {
        return false; /* it answers to its own name */
    }
    return answer == ANSWER_NAME ? is_named(listed, installed)
           : answer == ANSWER_PRODUCT
               ? listed->title->product.n && str_eq(listed->title->product, installed->title->product)
               : str_eq(listed->title->stem, installed->title->stem);
}

/* Entries of the installed ones, in their order. */
static size_t find_answers(const struct entry *listed, const struct entries *installed,
                           const struct entries *all_listed, struct entry **answers) {
    size_t count = 0;

    for (enum answer answer = 0; count == 0 && answer < ANSWER_COUNT; answer++) {
        for (size_t i = 0; i < installed->count; i++) {
            if (is_answer(listed, &installed->items[i], all_listed, answer)) {
                answers[count++] = &installed->items[i];
            }
        }
    }
    return count;
}

static bool titles_disagree(const struct entry *listed, const struct entry *installed) {
    return listed->title->version.n && installed->title->version.n &&
           !version_agrees(listed->title->version, installed->title->version);
}

static bool versions_agree(const struct entry *listed, const struct entry *installed) {
    return !titles_disagree(listed, installed) &&
           (version_agrees(listed->version, installed->version) ||
            (installed->title->version.n && version_agrees(listed->version, installed->title->version)));
}

static void set_rows(const struct reference *reference, const struct pair_rows *rows, struct finding *finding) {
    reference_set_asset(reference, finding, rows->asset);
    reference_set_device(reference, finding, rows->device);
    finding_add_text(finding, finding->field);
}

static void report_missing(struct reference *reference, struct pair_rows *rows, const struct entry *listed) {
    struct finding finding = finding_make(CODE_DIF_SW_MISSING, MESSAGE_SW_MISSING);

    finding.ledger_evidence = sheet_evidence(&reference->listed, listed->row, reference->arena);
    finding.field = listed->product;
    finding.distinct = listed->version;
    finding.documented = listed->version;
    set_rows(reference, rows, &finding);
    finding_add_text(&finding, listed->version);
    reference_add(reference, &finding, rows);
}

/* FIRST is NULL for an operating system, which stands in the device's row. */
static void report_version(struct reference *reference, struct pair_rows *rows, const struct entry *listed,
                           const struct entry *first, struct str documented, struct str observed) {
    struct finding finding = finding_make(CODE_DIF_SW_VERSION, MESSAGE_SW_VERSION);

    finding.ledger_evidence = sheet_evidence(&reference->listed, listed->row, reference->arena);
    if (first) {
        finding.snapshot_evidence = sheet_evidence(&reference->installed, first->row, reference->arena);
    }
    finding.field = listed->product;
    finding.distinct = listed->version;
    finding.documented = documented;
    finding.observed = observed;
    set_rows(reference, rows, &finding);
    finding_add_text(&finding, documented);
    finding_add_text(&finding, observed);
    reference_add(reference, &finding, rows);
}

/* Software ledgers list operating systems as well. */
static void check_system(struct reference *reference, struct pair_rows *rows, const struct entry *listed) {
    const struct column_def *column = schema_column(TABLE_DEVICES, DEVICES_OS_NAME);
    struct str name = sheet_text(&reference->devices, rows->device, DEVICES_OS_NAME);
    struct str version = sheet_text(&reference->devices, rows->device, DEVICES_OS_VERSION);
    struct str whole = reference_printf(reference, "%.*s %.*s", STR_FMT(name), STR_FMT(version));

    if (!name.n || !compare_system_is(listed->product, name, version)) {
        report_missing(reference, rows, listed);
    } else if (compare_version_texts(listed->version, version) == COMPARE_DIFFERENT &&
               !compare_designation_is_in(column, listed->version, whole)) {
        report_version(reference, rows, listed, NULL, listed->version, version);
    }
}

/* None of the answers has the listed version. The ledger is corrected where there is one version to write. */
static void differ(struct reference *reference, struct pair_rows *rows, const struct entry *listed,
                   struct entry *const *answers, size_t count) {
    struct str *versions = arena_alloc_array(reference->arena, count, sizeof *versions);
    bool is_by_title = false;

    require(versions, "memory");
    for (size_t i = 0; i < count; i++) {
        bool is_other = titles_disagree(listed, answers[i]);
        versions[i] = is_other ? answers[i]->title->version : answers[i]->version;
        is_by_title |= is_other;
    }
    struct str observed = join_versions(reference, versions, count);
    report_version(reference, rows, listed, answers[0], is_by_title ? listed->title->version : listed->version,
                   observed);
    if (!is_by_title && str_eq(observed, versions[count - 1])) {
        reference_correct(reference, rows,
                          (struct correction){TABLE_SOFTWARE, listed->row, SOFTWARE_VERSION, versions[count - 1]});
    }
}

/* Installed titles whose version agrees are accounted for; where none agrees, all of them are. */
static void check_listed(struct reference *reference, struct pair_rows *rows, const struct entry *listed,
                         const struct entries *all_listed, struct entries *installed) {
    struct entry **answers = arena_alloc_array(reference->arena, installed->count + 1, sizeof *answers);
    require(answers, "memory");
    size_t count = find_answers(listed, installed, all_listed, answers);
    bool has_agreed = false;

    for (size_t i = 0; i < count; i++) {
        has_agreed |= versions_agree(listed, answers[i]);
    }
    for (size_t i = 0; i < count; i++) {
        answers[i]->is_accounted |= !has_agreed || versions_agree(listed, answers[i]);
    }
    if (count == 0) {
        check_system(reference, rows, listed);
    } else if (!has_agreed) {
        differ(reference, rows, listed, answers, count);
    }
}

/* --- installed titles ----------------------------------------------------------------------------------------------
 */

static bool is_relevant(const struct reference *reference, const struct entry *entry) {
    return reference->input->all_software || is_listed_anywhere(reference, entry->title) ||
           class_of(reference, entry->row) == TITLE_PRODUCT;
}

static void report_unlisted(struct reference *reference, struct pair_rows *rows, const struct entry *first,
                            struct str versions) {
    struct finding finding = finding_make(CODE_DIF_SW_UNREGISTERED, MESSAGE_SW_UNREGISTERED);

    if (inventory_is_refused(reference->input->ledger, TABLE_SOFTWARE)) {
        finding.outcome = OUTCOME_UNDETERMINED;
        finding.message = MESSAGE_SW_UNREGISTERED_LEFT_OUT;
    }
    if (is_relevant(reference, first)) {
        finding.snapshot_evidence = sheet_evidence(&reference->installed, first->row, reference->arena);
        finding.field = first->product;
        finding.observed = versions;
        set_rows(reference, rows, &finding);
        finding_add_text(&finding, versions);
        reference_add(reference, &finding, rows);
    }
}

/* The titles of which a row is not accounted for. ROWS, if not NULL: they are reported. */
static uint32_t check_unlisted(struct reference *reference, struct pair_rows *rows, const struct entries *installed) {
    struct str *versions = arena_alloc_array(reference->arena, installed->count + 1, sizeof *versions);
    bool *is_counted = arena_alloc_array(reference->arena, installed->count + 1, sizeof *is_counted);
    uint32_t titles = 0;

    require(versions && is_counted, "memory");
    for (size_t i = 0; i < installed->count; i++) {
        const struct entry *first = &installed->items[i];
        size_t count = 0;
        if (first->is_accounted || is_counted[i]) {
            continue;
        }
        for (size_t j = i; j < installed->count; j++) {
            const struct entry *entry = &installed->items[j];
            if (!entry->is_accounted && str_eq(entry->title->fold, first->title->fold)) {
                is_counted[j] = true;
                versions[count++] = entry->version;
            }
        }
        titles++;
        if (rows) {
            report_unlisted(reference, rows, first, join_versions(reference, versions, count));
        }
    }
    return titles;
}

uint32_t count_titles(struct reference *reference, uint32_t device) {
    struct entries installed = installed_on(reference, device);
    return check_unlisted(reference, NULL, &installed);
}

/* --- a pair --------------------------------------------------------------------------------------------------------
 */

static bool has_row(const struct reference *reference, uint32_t device) {
    for (uint32_t row = 0; row < reference->installed.rows; row++) {
        if (reference->device_of_installed[row] == device) {
            return true;
        }
    }
    return false;
}

/* The first row of the asset's stands for its software. */
static void report_unread(struct reference *reference, struct pair_rows *rows, const struct entries *listed) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, MESSAGE_SW_UNVERIFIED);
    uint32_t first = PAIRING_NONE;

    for (size_t i = 0; i < listed->count; i++) {
        first = listed->items[i].row < first ? listed->items[i].row : first;
    }
    if (first == PAIRING_NONE) {
        return;
    }
    finding.ledger_evidence = sheet_evidence(&reference->listed, first, reference->arena);
    reference_set_asset(reference, &finding, rows->asset);
    reference_set_device(reference, &finding, rows->device);
    finding.field = STR("software");
    finding_add_word(&finding, STR("partial"));
    reference_add(reference, &finding, rows);
}

uint32_t compare_software(struct reference *reference, struct pair_rows *rows, bool *ret_is_checked) {
    struct entries listed = listed_of(reference, rows->asset), installed = installed_on(reference, rows->device);

    *ret_is_checked = false;
    if (!reference->listed.table) {
        return check_unlisted(reference, NULL, &installed);
    }
    if (!has_row(reference, rows->device) || !reference_part_is_complete(reference, rows->device, STR("packages"))) {
        report_unread(reference, rows, &listed);
        return 0;
    }
    for (size_t i = 0; i < listed.count; i++) {
        check_listed(reference, rows, &listed.items[i], &listed, &installed);
    }
    *ret_is_checked = !inventory_is_refused(reference->input->ledger, TABLE_SOFTWARE);
    return check_unlisted(reference, rows, &installed);
}

/* --- titles that nobody knows --------------------------------------------------------------------------------------
 */

static void find_unknown(struct reference *reference) {
    reference->is_unknown = arena_alloc_array(reference->arena, (size_t)reference->installed.rows + 1, sizeof(bool));
    require(reference->is_unknown, "memory");
    for (uint32_t row = 0; row < reference->installed.rows; row++) {
        const struct known_title *title = &reference->installed_titles[row];
        reference->is_unknown[row] = reference->device_of_installed[row] != PAIRING_NONE && title->fold.n &&
                                     class_of(reference, row) == TITLE_UNKNOWN && !is_listed_anywhere(reference, title);
    }
}

/* Is the title of the row the same as that of OTHER, and unknown as well? */
static bool is_same_unknown(const struct reference *reference, uint32_t row, uint32_t other) {
    return reference->is_unknown[other] &&
           str_eq(reference->installed_titles[row].fold, reference->installed_titles[other].fold);
}

static uint32_t count_devices_with(const struct reference *reference, uint32_t row) {
    uint32_t count = 0;

    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        bool has_it = false;
        for (uint32_t other = 0; other < reference->installed.rows; other++) {
            has_it |= reference->device_of_installed[other] == device && is_same_unknown(reference, row, other);
        }
        count += has_it;
    }
    return count;
}

static void report_unknown(struct reference *reference, uint32_t row) {
    struct reference_result *result = reference->result;
    struct finding finding = finding_make(CODE_LIC_TITLE, MESSAGE_TITLE_UNKNOWN);
    uint32_t devices = count_devices_with(reference, row);

    finding.subject_kind = SUBJECT_TITLE;
    finding.subject = finding.field = sheet_text(&reference->installed, row, SOFTWARE_PRODUCT);
    finding.snapshot_evidence = sheet_evidence(&reference->installed, row, reference->arena);
    finding_add_text(&finding, finding.subject);
    finding_add_number(&finding, devices);
    reference_add(reference, &finding, NULL);
    result->titles[result->title_count++] =
        (struct unknown_title){finding.subject, sheet_text(&reference->installed, row, SOFTWARE_VENDOR), devices};
}

/* Each once, by the first row that has it. */
void report_unknown_titles(struct reference *reference) {
    struct reference_result *result = reference->result;
    uint32_t rows = reference->installed.rows;

    result->titles = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof *result->titles);
    require(result->titles, "memory");
    find_unknown(reference);
    for (uint32_t row = 0; row < rows; row++) {
        bool is_first = reference->is_unknown[row];
        for (uint32_t other = 0; other < row && is_first; other++) {
            is_first = !is_same_unknown(reference, row, other);
        }
        if (is_first) {
            report_unknown(reference, row);
        }
    }
}
