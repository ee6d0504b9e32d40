#include "tests/reference/reference.h"

#include "pairing/asset_state.h"
#include "pairing/places.h"
#include "tests/reference/run.h"
#include "tests/unit/support/require.h"

#include <stdarg.h>
#include <stdio.h>

/* --- results -------------------------------------------------------------------------------------------------------
 */

/* Room for one more item of SIZE bytes. */
static void *make_room(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    size_t grown = *capacity ? *capacity * 2 : 64;
    void *copy = arena_alloc_array(arena, grown, size);

    require(copy, "memory");
    if (count) {
        memcpy(copy, items, count * size);
    }
    *capacity = grown;
    return copy;
}

void reference_add(struct reference *reference, const struct finding *finding, struct pair_rows *rows) {
    struct reference_result *result = reference->result;

    if (rows && finding->outcome == OUTCOME_VIOLATION) {
        rows->has_violation = true;
    }
    result->findings = make_room(reference->arena, result->findings, result->finding_count, &result->finding_capacity,
                                 sizeof *result->findings);
    result->findings[result->finding_count++] = *finding;
}

void reference_correct(struct reference *reference, const struct pair_rows *rows, struct correction correction) {
    struct reference_result *result = reference->result;

    if (rows->is_certain && correction.text.n) {
        result->corrections = make_room(reference->arena, result->corrections, result->correction_count,
                                        &result->correction_capacity, sizeof *result->corrections);
        result->corrections[result->correction_count++] = correction;
    }
}

static void add_verdict(struct reference *reference, const struct verdict *verdict) {
    struct reference_result *result = reference->result;

    result->verdicts = make_room(reference->arena, result->verdicts, result->verdict_count, &result->verdict_capacity,
                                 sizeof *result->verdicts);
    result->verdicts[result->verdict_count++] = *verdict;
}

struct str reference_printf(const struct reference *reference, const char *format, ...) {
    char text[4096];
    va_list arguments;

    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    require(n >= 0 && (size_t)n < sizeof text, "room for a text");
    return arena_dup(reference->arena, (struct str){text, (size_t)n});
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

void reference_set_asset(const struct reference *reference, struct finding *finding, uint32_t asset) {
    const struct sheet *assets = &reference->assets;

    finding->subject_kind = SUBJECT_ASSET;
    finding->subject = finding->asset_id = sheet_text(assets, asset, DEVICES_ASSET_ID);
    finding->hostname = sheet_text(assets, asset, DEVICES_HOSTNAME);
    finding->system = sheet_text(assets, asset, DEVICES_SYSTEM);
    finding->department = sheet_text(assets, asset, DEVICES_DEPARTMENT);
    finding->location = sheet_text(assets, asset, DEVICES_LOCATION);
    if (!finding->ledger_evidence.n) {
        finding->ledger_evidence = sheet_evidence(assets, asset, reference->arena);
    }
}

static struct str either(struct str first, struct str second) {
    return first.n ? first : second;
}

void reference_set_device(const struct reference *reference, struct finding *finding, uint32_t device) {
    const struct sheet *devices = &reference->devices;

    finding->device_id = sheet_text(devices, device, DEVICES_DEVICE_ID);
    if (!finding->subject.n) {
        finding->subject_kind = SUBJECT_DEVICE;
        finding->subject = finding->device_id;
    }
    finding->hostname = either(finding->hostname, sheet_text(devices, device, DEVICES_HOSTNAME));
    finding->system = either(finding->system, sheet_text(devices, device, DEVICES_SYSTEM));
    finding->department = either(finding->department, sheet_text(devices, device, DEVICES_DEPARTMENT));
    finding->location = either(finding->location, sheet_text(devices, device, DEVICES_LOCATION));
    if (!finding->snapshot_evidence.n) {
        finding->snapshot_evidence = sheet_evidence(devices, device, reference->arena);
    }
}

bool reference_part_is_complete(const struct reference *reference, uint32_t device, struct str part) {
    struct str *missing;
    size_t count = sheet_parts(&reference->devices, device, DEVICES_SECTIONS_MISSING, reference->arena, &missing);

    for (size_t i = 0; i < count; i++) {
        if (str_eq(missing[i], part)) {
            return false;
        }
    }
    return true;
}

/* --- verdicts ------------------------------------------------------------------------------------------------------
 */

static struct verdict verdict_of(const struct sheet *sheet, uint32_t row) {
    return (struct verdict){
        .hostname = sheet_text(sheet, row, DEVICES_HOSTNAME),
        .texts =
            {
                .system = sheet_text(sheet, row, DEVICES_SYSTEM),
                .department = sheet_text(sheet, row, DEVICES_DEPARTMENT),
                .location = sheet_text(sheet, row, DEVICES_LOCATION),
                .device_kind = sheet_text(sheet, row, DEVICES_KIND),
                .status = sheet_text(sheet, row, DEVICES_STATUS),
            },
    };
}

static void set_observed(const struct reference *reference, struct verdict *verdict, uint32_t device) {
    const struct sheet *devices = &reference->devices;

    verdict->device_id = sheet_text(devices, device, DEVICES_DEVICE_ID);
    verdict->texts.observed_at = sheet_text(devices, device, DEVICES_OBSERVED_AT);
    verdict->hostname = either(verdict->hostname, sheet_text(devices, device, DEVICES_HOSTNAME));
}

static void judge_pair(struct reference *reference, uint32_t asset, bool has_conflict, bool is_expected) {
    const struct pair *pair = &reference->pairs.of_asset[asset];
    struct coverage *coverage = &reference->result->coverage;
    struct pair_rows rows = {
        .asset = asset,
        .device = pair->row,
        .is_certain = !has_conflict && pair->key <= KEY_MAC &&
                      !sheet_text(&reference->devices, pair->row, DEVICES_SECTIONS_MISSING).n,
    };
    struct verdict verdict = verdict_of(&reference->assets, asset);

    verdict.asset_id = sheet_text(&reference->assets, asset, DEVICES_ASSET_ID);
    set_observed(reference, &verdict, pair->row);
    compare_attributes(reference, &rows, &verdict.location_checked, &verdict.user_checked);
    verdict.software_unlisted = compare_software(reference, &rows, &verdict.software_checked);
    verdict.location_checked |= compare_port(reference, &rows, verdict.location_checked);
    compare_guest_host(reference, &rows);
    verdict.kind = rows.has_violation ? VERDICT_DIFFERENT : VERDICT_MATCHED;
    verdict.keys = pair->agreeing;
    verdict.grade = identity_key_grade(pair->key);
    add_verdict(reference, &verdict);
    coverage->examined += is_expected;
    coverage->place += is_expected && verdict.location_checked;
    coverage->user += is_expected && verdict.user_checked;
    coverage->software += is_expected && verdict.software_checked;
}

/* The column in which people find the key. */
static const unsigned documented_columns[KEY_COUNT] = {
    [KEY_ASSET_ID] = DEVICES_ASSET_ID, [KEY_SERIAL] = DEVICES_SERIAL,     [KEY_UUID] = DEVICES_UUID,
    [KEY_MAC] = DEVICES_MAC_ADDRESSES, [KEY_HOSTNAME] = DEVICES_HOSTNAME, [KEY_ADDRESS] = DEVICES_IP_ADDRESSES,
};

static struct str column_name(enum identity_key key) {
    return str_from(schema_column(TABLE_DEVICES, documented_columns[key])->name);
}

static bool report_conflicts(struct reference *reference, uint32_t asset) {
    bool has_any = false;

    for (size_t i = 0; i < reference->pairs.conflict_count; i++) {
        const struct pair_conflict *conflict = &reference->pairs.conflicts[i];
        struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_CONFLICT);
        enum identity_key key = conflict->disagreeing;
        unsigned observed = key == KEY_ASSET_ID ? DEVICES_ASSET_TAG : documented_columns[key];
        if (conflict->asset != asset) {
            continue;
        }
        reference_set_asset(reference, &finding, asset);
        reference_set_device(reference, &finding, conflict->device);
        finding.field = column_name(key);
        finding.distinct = sheet_text(&reference->devices, conflict->device, DEVICES_DEVICE_ID);
        finding.documented = sheet_text(&reference->assets, asset, documented_columns[key]);
        finding.observed = sheet_text(&reference->devices, conflict->device, observed);
        finding_add_field(&finding, column_name(conflict->agreeing));
        finding_add_field(&finding, finding.field);
        finding_add_text(&finding, finding.documented);
        finding_add_text(&finding, finding.observed);
        reference_add(reference, &finding, NULL);
        has_any = true;
    }
    return has_any;
}

static void report_ambiguous(struct reference *reference, uint32_t asset) {
    const struct pair *pair = &reference->pairs.of_asset[asset];
    struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_AMBIGUOUS);

    reference_set_asset(reference, &finding, asset);
    finding.field = column_name(pair->key);
    finding.documented = sheet_text(&reference->assets, asset, documented_columns[pair->key]);
    finding_add_field(&finding, finding.field);
    finding_add_number(&finding, pair->candidates);
    reference_add(reference, &finding, NULL);
}

static void judge_unpaired(struct reference *reference, uint32_t asset, bool has_conflict, bool is_expected) {
    struct verdict verdict = verdict_of(&reference->assets, asset);

    verdict.asset_id = sheet_text(&reference->assets, asset, DEVICES_ASSET_ID);
    verdict.kind = VERDICT_NOT_EXPECTED;
    if (reference->pairs.of_asset[asset].state == PAIR_AMBIGUOUS) {
        verdict.kind = VERDICT_AMBIGUOUS;
        if (!has_conflict) {
            report_ambiguous(reference, asset);
        }
    } else if (is_expected) {
        verdict.kind = look_for_asset(reference, asset, &verdict.cause);
    }
    add_verdict(reference, &verdict);
}

static void judge_asset(struct reference *reference, uint32_t asset) {
    bool is_expected =
        asset_state_read(sheet_reader(&reference->assets, asset), reference->input->observed_on) == ASSET_EXPECTED;
    bool has_conflict = report_conflicts(reference, asset);

    reference->result->coverage.expected += is_expected;
    if (reference->pairs.of_asset[asset].state == PAIR_ONE) {
        judge_pair(reference, asset, has_conflict, is_expected);
    } else {
        judge_unpaired(reference, asset, has_conflict, is_expected);
    }
}

static void judge_device(struct reference *reference, uint32_t device) {
    struct verdict verdict = verdict_of(&reference->devices, device);
    enum pair_state state = reference->pairs.of_device[device].state;

    if (state == PAIR_ONE) {
        return;
    }
    set_observed(reference, &verdict, device);
    verdict.software_unlisted = count_titles(reference, device);
    verdict.kind = state == PAIR_AMBIGUOUS ? VERDICT_AMBIGUOUS : VERDICT_UNREGISTERED;
    add_verdict(reference, &verdict);
    if (state == PAIR_NONE) {
        report_unregistered(reference, device);
    }
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static void read_sheets(struct reference *reference) {
    const struct inventory *ledger = reference->input->ledger, *snapshot = reference->input->snapshot;

    reference->assets = sheet_read(inventory_table(ledger, TABLE_DEVICES), reference->arena);
    reference->listed = sheet_read(inventory_table(ledger, TABLE_SOFTWARE), reference->arena);
    reference->devices = sheet_read(inventory_table(snapshot, TABLE_DEVICES), reference->arena);
    reference->installed = sheet_read(inventory_table(snapshot, TABLE_SOFTWARE), reference->arena);
    reference->probes = sheet_read(inventory_table(snapshot, TABLE_PROBES), reference->arena);
    reference->neighbors = sheet_read(inventory_table(snapshot, TABLE_NEIGHBORS), reference->arena);
    reference->interfaces = sheet_read(inventory_table(snapshot, TABLE_INTERFACES), reference->arena);
    reference->places = sheet_read(inventory_table(ledger, TABLE_PLACES), reference->arena);
    reference->connections = sheet_read(inventory_table(ledger, TABLE_CONNECTIONS), reference->arena);
    reference->guests = sheet_read(inventory_table(snapshot, TABLE_GUESTS), reference->arena);
    reference->components = sheet_read(inventory_table(snapshot, TABLE_COMPONENTS), reference->arena);
    reference->clusters = sheet_read(inventory_table(ledger, TABLE_CLUSTERS), reference->arena);
    if (reference->places.table) {
        require(places_build(reference->places.table, &reference->place_rules, NULL) == ERR_OK, "reading places");
    }
}

static void sheets_done(struct reference *reference) {
    sheet_done(&reference->assets);
    sheet_done(&reference->listed);
    sheet_done(&reference->devices);
    sheet_done(&reference->installed);
    sheet_done(&reference->probes);
    sheet_done(&reference->neighbors);
    sheet_done(&reference->interfaces);
    sheet_done(&reference->places);
    sheet_done(&reference->connections);
    sheet_done(&reference->guests);
    sheet_done(&reference->clusters);
    sheet_done(&reference->components);
    places_free(reference->place_rules);
}

static void report_missing_table(struct reference *reference) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, MESSAGE_NO_TABLE);

    finding.subject_kind = SUBJECT_FILE;
    finding.subject = finding.field = STR("software");
    finding_add_word(&finding, STR("software"));
    reference_add(reference, &finding, NULL);
}

struct reference_result reference_reconcile(const struct reconcile_input *input, struct arena *arena) {
    struct reference_result result = {0};
    struct reference reference = {.input = input, .arena = arena, .result = &result};

    read_sheets(&reference);
    reference.pairs = pairs_find(&reference.assets, &reference.devices, arena);
    read_titles(&reference);
    find_owners(&reference);
    read_places(&reference);
    read_guests(&reference);
    read_neighbors(&reference);
    if (!reference.listed.table) {
        report_missing_table(&reference);
    }
    for (uint32_t asset = 0; asset < reference.assets.rows; asset++) {
        judge_asset(&reference, asset);
    }
    for (uint32_t device = 0; device < reference.devices.rows; device++) {
        judge_device(&reference, device);
    }
    report_unknown_titles(&reference);
    report_strangers(&reference);
    report_strange_guests(&reference);
    report_answers(&reference);
    sheets_done(&reference);
    return result;
}
