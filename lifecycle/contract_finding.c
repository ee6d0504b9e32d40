#include "lifecycle/contract_audit.h"

#include "findings/finding_rows.h"

struct str contract_evidence(struct contract_audit *audit, uint32_t contract) {
    const struct contract *item = &audit->list.items[contract];

    return row_evidence(contract_table(audit->run, item), item->row, audit->arena);
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

struct finding contract_finding_of_asset(struct contract_audit *audit, enum finding_code code, enum message message,
                                         uint32_t asset) {
    const struct lifecycle_input *input = audit->run->input;
    struct finding finding = finding_make(code, message);
    uint32_t device = pairing_partner(input->pairing, asset);
    struct row_reader *observed = row_reader_at(audit->devices, device);

    finding_set_asset(&finding, row_reader_at(audit->assets, asset), audit->arena);
    finding.ledger_evidence = row_evidence(inventory_table(input->ledger, TABLE_DEVICES), asset, audit->arena);
    if (observed) {
        finding_set_device(&finding, observed, audit->arena);
        finding.snapshot_evidence = row_evidence(inventory_table(input->snapshot, TABLE_DEVICES), device, audit->arena);
    }
    return finding;
}

void contract_finding_add_day(struct contract_audit *audit, struct finding *finding, struct date day) {
    finding_add_text(finding, date_written(day, audit->arena));
}

enum err_code contract_finding_add(struct contract_audit *audit, const struct finding *finding, struct err *err) {
    enum err_code code =
        arena_failed(audit->arena) ? err_no_memory(err) : finding_sink_add(audit->run->findings, 0, finding, err);
    arena_reset(audit->arena);
    return code;
}
