#include "licenses/license_finding.h"

#include "licenses/estate.h"

struct finding finding_of_entitlement(enum finding_code code, enum message message,
                                      const struct entitlement *entitlement) {
    struct finding finding = finding_make(code, message);

    finding.subject_kind = SUBJECT_LICENSE;
    finding.subject = entitlement->license_id;
    finding.department = entitlement->department;
    finding.ledger_evidence = entitlement->evidence;
    return finding;
}

const char *entitlement_lacking_column(const struct entitlement *entitlement) {
    for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
        if (entitlement->facts >> fact & 1 && fact != FACT_VENDOR && fact != FACT_TITLE && fact != FACT_TERMS) {
            return schema_column(TABLE_LICENSES, entitlement_fact_column((enum entitlement_fact)fact))->name;
        }
    }
    return "quantity";
}

void finding_set_reason(struct finding *finding, struct str field) {
    finding->distinct = finding->field;
    finding->field = field;
}

void finding_set_machine(struct finding *finding, const struct machine *machine) {
    finding->asset_id = machine->asset_id;
    finding->device_id = machine->device_id;
    finding->hostname = machine->hostname;
    finding->system = machine->system;
    finding->department = machine->department;
    finding->location = machine->location;
}
