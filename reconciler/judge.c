#include "reconciler/judge.h"

#include "findings/verdict_tables.h"
#include "pairing/asset_state.h"
#include "reconciler/attributes.h"
#include "reconciler/guest_check.h"
#include "reconciler/idle.h"
#include "reconciler/presence.h"
#include "reconciler/software.h"
#include "reconciler/switch_port.h"

static void add_verdict(struct worker *worker, const struct verdict *verdict) {
    struct err err = {0};
    enum err_code code = verdict_sink_add(worker->run->verdicts, worker->number, verdict, &err);

    worker_keep(worker, code, &err);
}

static struct verdict verdict_of_asset(struct worker *worker, uint32_t asset) {
    return (struct verdict){
        .asset = asset,
        .device = VERDICT_NO_ROW,
        .asset_id = worker_text(worker, worker->asset, DEVICES_ASSET_ID),
        .hostname = worker_text(worker, worker->asset, DEVICES_HOSTNAME),
    };
}

/* Of an asset without a device; the sink finds those of other verdicts in the tables. */
static void set_texts(struct worker *worker, struct verdict *verdict) {
    verdict->texts = (struct verdict_texts){
        .system = worker_text(worker, worker->asset, DEVICES_SYSTEM),
        .department = worker_text(worker, worker->asset, DEVICES_DEPARTMENT),
        .location = worker_text(worker, worker->asset, DEVICES_LOCATION),
        .device_kind = worker_text(worker, worker->asset, DEVICES_KIND),
        .status = worker_text(worker, worker->asset, DEVICES_STATUS),
    };
}

static void set_observed(struct worker *worker, struct verdict *verdict, uint32_t device) {
    verdict->device = device;
    verdict_tables_note(worker->run->assets, worker->run->devices, verdict);
    verdict->device_id = worker_text(worker, worker->device, DEVICES_DEVICE_ID);
    if (str_is_empty(verdict->hostname)) {
        verdict->hostname = worker_text(worker, worker->device, DEVICES_HOSTNAME);
    }
}

/* By a label, a maker's number or an address burnt in that no other key contradicts, on a device of which nothing was
 * left unread. */
static bool is_certain(struct worker *worker, const struct pair *pair, bool has_conflict) {
    return !has_conflict && identity_key_grade(pair->key) <= 'C' &&
           str_is_empty(row_reader_text(worker->device, DEVICES_SECTIONS_MISSING));
}

static void judge_pair(struct worker *worker, uint32_t asset, const struct pair *pair, bool has_conflict) {
    struct pair_rows rows = {.asset = asset, .device = pair->row};

    row_reader_move(worker->device, pair->row);
    worker->code = pairing_prove(worker->run->input->pairing, asset, worker->asset, worker->device, &worker->err);
    if (worker->code) {
        return;
    }
    rows.is_certain = is_certain(worker, pair, has_conflict);
    struct verdict verdict = verdict_of_asset(worker, asset);
    set_observed(worker, &verdict, pair->row);
    struct attribute_checks attributes = attributes_compare(worker, &rows);
    struct software_checks software = software_compare(worker, &rows);
    attributes.location |= switch_port_compare(worker, &rows, attributes.location);
    guest_check_host(worker, &rows);
    verdict.kind = rows.has_violation ? VERDICT_DIFFERENT : VERDICT_MATCHED;
    verdict.keys = pair->agreeing;
    verdict.grade = identity_key_grade(pair->key);
    verdict.location_checked = attributes.location;
    verdict.user_checked = attributes.user;
    verdict.software_checked = software.is_checked;
    verdict.software_unlisted = software.unlisted;
    add_verdict(worker, &verdict);
    if (asset_state_read(worker->asset, worker->run->input->observed_on) == ASSET_EXPECTED) {
        worker->coverage.examined++;
        worker->coverage.place += attributes.location;
        worker->coverage.user += attributes.user;
        worker->coverage.software += software.is_checked;
        worker->coverage.logins += probe_parts_is_read(worker->run->probe_parts, worker->device, PROBE_PART_LOGINS);
        worker->coverage.updates += probe_parts_is_read(worker->run->probe_parts, worker->device, PROBE_PART_UPDATES);
        idle_check(worker, &rows);
    }
}

/* The column in which people find the key. */
static unsigned column_of_key(enum identity_key key) {
    static const unsigned columns[KEY_COUNT] = {
        [KEY_ASSET_ID] = DEVICES_ASSET_ID, [KEY_SERIAL] = DEVICES_SERIAL,     [KEY_UUID] = DEVICES_UUID,
        [KEY_MAC] = DEVICES_MAC_ADDRESSES, [KEY_HOSTNAME] = DEVICES_HOSTNAME, [KEY_ADDRESS] = DEVICES_IP_ADDRESSES,
    };
    return columns[key];
}

static unsigned observed_column_of_key(enum identity_key key) {
    return key == KEY_ASSET_ID ? DEVICES_ASSET_TAG : column_of_key(key);
}

static struct str name_of_key(enum identity_key key) {
    return str_from(schema_column(TABLE_DEVICES, column_of_key(key))->name);
}

static void report_ambiguous(struct worker *worker, uint32_t asset, const struct pair *pair) {
    struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_AMBIGUOUS);

    worker_set_asset(worker, &finding, asset);
    finding.field = name_of_key(pair->key);
    finding.documented = worker_text(worker, worker->asset, column_of_key(pair->key));
    finding_add_field(&finding, finding.field);
    finding_add_number(&finding, pair->candidates);
    worker_add(worker, &finding, NULL);
}

static void report_conflict(struct worker *worker, const struct pair_conflict *conflict) {
    struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_CONFLICT);

    row_reader_move(worker->device, conflict->device);
    worker_set_asset(worker, &finding, conflict->asset);
    worker_set_device(worker, &finding, conflict->device);
    finding.field = name_of_key(conflict->disagreeing);
    finding.distinct = finding.device_id; /* several devices may disagree in one key */
    finding.documented = worker_text(worker, worker->asset, column_of_key(conflict->disagreeing));
    finding.observed = worker_text(worker, worker->device, observed_column_of_key(conflict->disagreeing));
    finding_add_field(&finding, name_of_key(conflict->agreeing));
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, NULL);
}

/* Conflicts are sorted by asset: the asset's ones stand together. */
static bool report_conflicts(struct worker *worker, uint32_t asset) {
    size_t count;
    const struct pair_conflict *conflicts = pairing_conflicts(worker->run->input->pairing, &count);
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (conflicts[middle].asset < asset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < count && conflicts[i].asset == asset; i++) {
        report_conflict(worker, &conflicts[i]);
    }
    return low < count && conflicts[low].asset == asset;
}

static void judge_unpaired(struct worker *worker, uint32_t asset, const struct pair *pair, bool has_conflict,
                           enum asset_state state) {
    struct verdict verdict = verdict_of_asset(worker, asset);

    set_texts(worker, &verdict);
    if (pair->state == PAIR_AMBIGUOUS) {
        verdict.kind = VERDICT_AMBIGUOUS;
        if (!has_conflict) {
            report_ambiguous(worker, asset, pair);
        }
    } else if (state == ASSET_EXPECTED) {
        verdict.kind = presence_of_asset(worker, asset, &verdict.cause);
    } else {
        verdict.kind = VERDICT_NOT_EXPECTED;
    }
    add_verdict(worker, &verdict);
}

static void judge_asset(struct worker *worker, uint32_t asset) {
    struct pair pair = pairing_of_asset(worker->run->input->pairing, asset);

    row_reader_move(worker->asset, asset);
    enum asset_state state = asset_state_read(worker->asset, worker->run->input->observed_on);
    worker->coverage.expected += state == ASSET_EXPECTED;
    bool has_conflict = report_conflicts(worker, asset);
    if (pair.state == PAIR_ONE) {
        judge_pair(worker, asset, &pair, has_conflict);
    } else {
        judge_unpaired(worker, asset, &pair, has_conflict, state);
    }
}

static void judge_device(struct worker *worker, uint32_t device) {
    struct pair pair = pairing_of_device(worker->run->input->pairing, device);

    if (pair.state == PAIR_ONE) {
        return;
    }
    row_reader_move(worker->device, device);
    struct verdict verdict = {.asset = VERDICT_NO_ROW};
    set_observed(worker, &verdict, device);
    verdict.software_unlisted = software_count_titles(worker, device);
    verdict.kind = pair.state == PAIR_AMBIGUOUS ? VERDICT_AMBIGUOUS : presence_of_device(worker, device);
    add_verdict(worker, &verdict);
}

/* Assets stand in the order of their rows, their devices anywhere: first what the table keeps of a device, then, by its
 * place, its text. */
enum { EXPECT_ROW = 16, EXPECT_TEXT = 8 };

static void expect_device_of(struct worker *worker, uint32_t asset, void (*expect)(const struct table *, uint32_t)) {
    uint32_t device = pairing_partner(worker->run->input->pairing, asset);

    if (device != PAIRING_NONE) {
        expect(worker->run->devices, device);
    }
}

static void expect_assets(struct worker *worker, uint32_t asset, uint32_t end) {
    if (end - asset > EXPECT_ROW) {
        expect_device_of(worker, asset + EXPECT_ROW, table_expect);
    }
    if (end - asset > EXPECT_TEXT) {
        expect_device_of(worker, asset + EXPECT_TEXT, table_expect_text);
    }
}

static void expect_nothing(struct worker *worker, uint32_t row, uint32_t end) {
    (void)worker, (void)row, (void)end;
}

const struct judging judging_assets = {expect_assets, judge_asset};
const struct judging judging_devices = {expect_nothing, judge_device};
