#include "report/export/ledger.h"
#include "report/export/ledger_rows.h"
#include "report/result/read.h"

#include <stdlib.h>

/* What assets.csv says of an asset; the first two are what it is found by. */
struct asset_verdict {
    struct str asset_id, hostname, verdict, cause, device_id, observed_at;
    struct str location_checked, user_checked, software_checked;
};
static const unsigned first[] = {DEVICES_ASSET_ID, DEVICES_HOSTNAME, DEVICES_KIND};
static const struct sheet_column joined[] = {
    {"verdict", SHEET_WORD, offsetof(struct asset_verdict, verdict), {NULL}},
    {"cause", SHEET_WORD, offsetof(struct asset_verdict, cause), {NULL}},
    {"observed_at", SHEET_TEXT, offsetof(struct asset_verdict, observed_at), {NULL}},
    {"location_checked", SHEET_FLAG, offsetof(struct asset_verdict, location_checked), {NULL}},
    {"user_checked", SHEET_FLAG, offsetof(struct asset_verdict, user_checked), {NULL}},
    {"software_checked", SHEET_FLAG, offsetof(struct asset_verdict, software_checked), {NULL}},
    {"device_id", SHEET_TEXT, offsetof(struct asset_verdict, device_id), {NULL}},
};

/* The columns of assets.csv that are read. */
#define MEMBERS(DO)                                                                                                    \
    DO(asset_id), DO(hostname), DO(verdict), DO(cause), DO(device_id), DO(observed_at), DO(location_checked),          \
        DO(user_checked), DO(software_checked)
#define NAME(MEMBER)   #MEMBER
#define OFFSET(MEMBER) offsetof(struct asset_verdict, MEMBER)
static const char *const names[] = {MEMBERS(NAME)};
static const size_t offsets[] = {MEMBERS(OFFSET)};

struct asset_verdicts {
    struct arena *arena;
    struct asset_verdict *items; /* in order of ids, once all are read */
    uint32_t count, capacity;
};

static enum err_code take_verdict(void *context, const struct str *cells, struct err *err) {
    struct asset_verdicts *verdicts = context;

    if (!cells[0].n) {
        return ERR_OK; /* a device of no asset */
    }
    verdicts->items =
        arena_grow(verdicts->arena, verdicts->items, verdicts->count, 1, &verdicts->capacity, sizeof *verdicts->items);
    if (!verdicts->items) {
        return err_no_memory(err);
    }
    struct asset_verdict *verdict = &verdicts->items[verdicts->count++];
    for (size_t i = 0; i < ARRAY_LEN(offsets); i++) {
        *(struct str *)((char *)verdict + offsets[i]) = arena_dup(verdicts->arena, cells[i]);
    }
    return arena_failed(verdicts->arena) ? err_no_memory(err) : ERR_OK;
}

static int compare(const void *a, const void *b) {
    return str_cmp(((const struct asset_verdict *)a)->asset_id, ((const struct asset_verdict *)b)->asset_id);
}

/* An id that stands in several rows of the ledger has a verdict of each, which the host name tells apart. NULL: nothing
 * does, and none is given to a row that it may not be of. */
static const struct asset_verdict *find_verdict(const struct asset_verdicts *verdicts,
                                                const struct asset_verdict *wanted) {
    const struct asset_verdict *items = verdicts->items, *found = NULL;
    const struct asset_verdict *any =
        verdicts->count ? bsearch(wanted, items, verdicts->count, sizeof *items, compare) : NULL;
    uint32_t begin = any ? (uint32_t)(any - items) : 0, end = begin;

    while (any && begin > 0 && compare(&items[begin - 1], wanted) == 0) {
        begin--;
    }
    while (any && end < verdicts->count && compare(&items[end], wanted) == 0) {
        end++;
    }
    for (uint32_t i = begin; i < end && end - begin > 1; i++) {
        if (str_eq(items[i].hostname, wanted->hostname)) {
            if (found) {
                return NULL;
            }
            found = &items[i];
        }
    }
    return end - begin == 1 ? any : found;
}

static enum err_code join(void *context, const struct table *table, uint32_t row, struct row_reader *reader,
                          void *record, struct err *err) {
    const struct asset_verdicts *verdicts = context;
    const struct asset_verdict wanted = {.asset_id = row_reader_text(reader, DEVICES_ASSET_ID),
                                         .hostname = row_reader_text(reader, DEVICES_HOSTNAME)};
    const struct asset_verdict *found = find_verdict(verdicts, &wanted);

    (void)table;
    (void)row;
    (void)err;
    if (found) {
        *(struct asset_verdict *)record = *found;
    }
    return ERR_OK;
}

static const struct ledger_sheet spec = {
    .table = TABLE_DEVICES,
    .file = "devices.csv",
    .name = {"Assets", "情報資産"},
    .about = EXPORT_ABOUT_ASSETS,
    .first = first,
    .first_count = ARRAY_LEN(first),
    .joined = joined,
    .joined_count = ARRAY_LEN(joined),
    .record_size = sizeof(struct asset_verdict),
    .join = join,
};

enum err_code export_asset_rows(struct export_set *set, const struct export_request *request, struct arena *arena,
                                struct err *err) {
    struct asset_verdicts verdicts = {.arena = arena};
    enum err_code code = result_read_rows(result_set_fd(request->results), "assets.csv", names, ARRAY_LEN(names),
                                          take_verdict, &verdicts, err);

    if (code != ERR_OK) {
        return code;
    }
    if (verdicts.count) {
        qsort(verdicts.items, verdicts.count, sizeof *verdicts.items, compare);
    }
    return export_ledger_rows(set, inventory_table(request->ledger, TABLE_DEVICES), &spec, &verdicts, arena, err);
}
