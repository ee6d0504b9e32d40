#include "reconciler/absence.h"

#include "base/budget.h"
#include "base/intern.h"
#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/words.h"

#include <stdlib.h>

/* The keys by which an inventory would name an asset, with the column of either side. Addresses move, and say nothing
 * here. */
static const struct key_columns {
    enum identity_key key;
    unsigned documented, observed;
} key_columns[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_ID, DEVICES_ASSET_TAG},
    {KEY_SERIAL, DEVICES_SERIAL, DEVICES_SERIAL},
    {KEY_UUID, DEVICES_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES, DEVICES_MAC_ADDRESSES},
    {KEY_HOSTNAME, DEVICES_HOSTNAME, DEVICES_HOSTNAME},
};

struct absence {
    const struct table *probes;
    struct intern *assets; /* asset numbers, in normal form, that were looked for by hand and not found */
    uint32_t *rows;        /* by number: the row of probes */
    uint32_t capacity;
    const struct snapshot_info *info;         /* of a complete inventory, else NULL */
    struct buffer site;                       /* folded */
    bool is_named_by[ARRAY_LEN(key_columns)]; /* the inventory gives such keys */
};

void absence_free(struct absence *absence) {
    if (absence) {
        intern_free(absence->assets);
        buffer_done(&absence->site);
        budget_drop(absence->rows);
        free(absence);
    }
}

static bool note_check(struct absence *absence, struct str asset_id, uint32_t row) {
    CLEANUP(buffer_done) struct buffer key = {0};

    if (!identity_normalise(KEY_ASSET_ID, asset_id, &key)) {
        return !key.failed;
    }
    uint32_t number = intern_add(absence->assets, buffer_view(&key));
    if (number == INTERN_NONE) {
        return false;
    }
    if (number >= absence->capacity) {
        uint32_t capacity = absence->capacity ? absence->capacity * 2 : 64;
        uint32_t *grown = budget_resize(table_budget(absence->probes), absence->rows, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        absence->rows = grown;
        absence->capacity = capacity;
    }
    absence->rows[number] = row;
    return true;
}

static enum err_code note_checks(struct absence *absence, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(absence->probes, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(absence->probes); row++) {
        row_reader_move(reader, row);
        struct value outcome = row_reader_value(reader, PROBES_OUTCOME);
        if (outcome.is_set && outcome.number == PROBE_NOT_FOUND &&
            !note_check(absence, row_reader_text(reader, PROBES_TARGET), row)) {
            code = err_no_memory(err);
        }
    }
    return code ? code : row_reader_error(reader, err);
}

/* Placeholders are no keys. */
static bool has_key(struct row_reader *reader, enum identity_key key, unsigned column) {
    CLEANUP(buffer_done) struct buffer normal = {0};
    struct str rest = row_reader_text(reader, column), part;

    while (value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        if (identity_normalise(key, part, &normal)) {
            return true;
        }
    }
    return false;
}

static enum err_code note_keys(struct absence *absence, const struct table *devices, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(devices, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        for (size_t i = 0; i < ARRAY_LEN(key_columns); i++) {
            absence->is_named_by[i] =
                absence->is_named_by[i] || has_key(reader, key_columns[i].key, key_columns[i].observed);
        }
    }
    return code ? code : row_reader_error(reader, err);
}

static enum err_code build(struct absence *absence, const struct table *devices, const struct snapshot_info *info,
                           struct err *err) {
    enum err_code code = absence->probes ? note_checks(absence, err) : ERR_OK;

    if (code || !info || !info->is_complete) {
        return code;
    }
    absence->info = info;
    text_fold(info->site, &absence->site);
    if (absence->site.failed) {
        return err_no_memory(err);
    }
    return devices ? note_keys(absence, devices, err) : ERR_OK;
}

enum err_code absence_build(const struct table *devices, const struct table *probes, const struct snapshot_info *info,
                            struct absence **ret_absence, struct err *err) {
    CLEANUP(absence_free_cleanup) struct absence *absence = calloc(1, sizeof *absence);
    enum err_code code;

    if (!absence || !(absence->assets = intern_new_within(probes ? table_budget(probes) : NULL))) {
        return err_no_memory(err);
    }
    absence->probes = probes;
    code = build(absence, devices, info, err);
    if (code) {
        return code;
    }
    *ret_absence = TAKE_PTR(absence);
    return ERR_OK;
}

/* --- hand checks ---------------------------------------------------------------------------------------------------
 */

struct str absence_by_check(struct worker *worker, uint32_t asset) {
    const struct absence *absence = worker->run->absence;
    CLEANUP(buffer_done) struct buffer key = {0};
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_CHECK);

    if (!identity_normalise(KEY_ASSET_ID, row_reader_text(worker->asset, DEVICES_ASSET_ID), &key)) {
        return STR_NONE;
    }
    uint32_t number = intern_find(absence->assets, buffer_view(&key));
    if (number == INTERN_NONE) {
        return STR_NONE;
    }
    worker_set_asset(worker, &finding, asset);
    finding.field = STR("hand-check");
    finding.documented = finding.location;
    /* what the person noted: when, who, and a remark */
    finding.observed = worker_cell(worker, absence->probes, absence->rows[number], PROBES_MESSAGE);
    finding.snapshot_evidence = worker_evidence(worker, absence->probes, absence->rows[number]);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, NULL);
    return finding.field;
}

/* --- complete inventories ------------------------------------------------------------------------------------------
 */

static bool covers_place(const struct absence *absence, struct worker *worker) {
    CLEANUP(buffer_done) struct buffer place = {0};

    if (absence->site.n == 0) {
        return true;
    }
    text_fold(row_reader_text(worker->asset, DEVICES_LOCATION), &place);
    return str_starts_with(buffer_view(&place), buffer_view(&absence->site));
}

/* Would the inventory name the asset by something that the ledger knows of it? */
static bool would_be_named(const struct absence *absence, struct worker *worker) {
    for (size_t i = 0; i < ARRAY_LEN(key_columns); i++) {
        if (absence->is_named_by[i] && has_key(worker->asset, key_columns[i].key, key_columns[i].documented)) {
            return true;
        }
    }
    return false;
}

struct str absence_by_inventory(struct worker *worker, uint32_t asset) {
    const struct absence *absence = worker->run->absence;
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_INVENTORY);

    if (!absence->info || !covers_place(absence, worker) || !would_be_named(absence, worker)) {
        return STR_NONE;
    }
    worker_set_asset(worker, &finding, asset);
    finding.field = STR("complete-inventory");
    finding.snapshot_evidence = STR("manifest.json");
    finding_add_text(&finding, absence->info->scope);
    finding_add_text(&finding, date_written(worker->run->input->observed_on, worker->arena));
    worker_add(worker, &finding, NULL);
    return finding.field;
}
