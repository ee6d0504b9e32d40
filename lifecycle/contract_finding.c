#include "lifecycle/contract_audit.h"

struct str contract_evidence(struct contract_audit *audit, uint32_t contract) {
    CLEANUP(buffer_done) struct buffer place = {0};
    const struct contract *item = &audit->list.items[contract];

    table_evidence(contract_table(audit->run, item), item->row, &place);
    return arena_dup(audit->arena, buffer_view(&place));
}

struct finding contract_finding(struct contract_audit *audit, enum finding_code code, enum message message,
                                uint32_t contract) {
    struct finding finding = finding_make(code, message);

    finding.subject_kind = SUBJECT_CONTRACT;
    finding.subject = audit->list.items[contract].id;
    finding.ledger_evidence = contract_evidence(audit, contract);
    return finding;
}

void contract_finding_add_evidence(struct contract_audit *audit, struct finding *finding, uint32_t contract) {
    finding->ledger_evidence = arena_printf(audit->arena, "%.*s %.*s", STR_FMT(finding->ledger_evidence),
                                            STR_FMT(contract_evidence(audit, contract)));
}

static struct str asset_text(struct contract_audit *audit, unsigned column) {
    return arena_dup(audit->arena, row_reader_text(audit->assets, column));
}

/* The device of the asset, where it was observed. */
static void set_device(struct contract_audit *audit, struct finding *finding, uint32_t asset) {
    CLEANUP(buffer_done) struct buffer place = {0};
    uint32_t device = pairing_partner(audit->run->input->pairing, asset);

    if (device == PAIRING_NONE || !audit->devices) {
        return;
    }
    row_reader_move(audit->devices, device);
    finding->device_id = arena_dup(audit->arena, row_reader_text(audit->devices, DEVICES_DEVICE_ID));
    table_evidence(inventory_table(audit->run->input->snapshot, TABLE_DEVICES), device, &place);
    finding->snapshot_evidence = arena_dup(audit->arena, buffer_view(&place));
}

struct finding contract_finding_of_asset(struct contract_audit *audit, enum finding_code code, enum message message,
                                         uint32_t asset) {
    CLEANUP(buffer_done) struct buffer place = {0};
    struct finding finding = finding_make(code, message);

    row_reader_move(audit->assets, asset);
    finding.subject_kind = SUBJECT_ASSET;
    finding.asset_id = finding.subject = asset_text(audit, DEVICES_ASSET_ID);
    finding.hostname = asset_text(audit, DEVICES_HOSTNAME);
    finding.system = asset_text(audit, DEVICES_SYSTEM);
    finding.department = asset_text(audit, DEVICES_DEPARTMENT);
    finding.location = asset_text(audit, DEVICES_LOCATION);
    table_evidence(inventory_table(audit->run->input->ledger, TABLE_DEVICES), asset, &place);
    finding.ledger_evidence = arena_dup(audit->arena, buffer_view(&place));
    set_device(audit, &finding, asset);
    return finding;
}

void contract_finding_add_day(struct contract_audit *audit, struct finding *finding, struct date day) {
    char text[11];

    date_format(day, text);
    finding_add_text(finding, arena_dup(audit->arena, str_from(text)));
}

enum err_code contract_finding_add(struct contract_audit *audit, const struct finding *finding, struct err *err) {
    enum err_code code =
        arena_failed(audit->arena) ? err_no_memory(err) : finding_sink_add(audit->run->findings, 0, finding, err);
    arena_reset(audit->arena);
    return code;
}
