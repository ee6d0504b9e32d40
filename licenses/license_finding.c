#include "licenses/license_finding.h"

struct finding finding_of_entitlement(enum finding_code code, enum message message,
                                      const struct entitlement *entitlement) {
    struct finding finding = finding_make(code, message);

    finding.subject_kind = SUBJECT_LICENSE;
    finding.subject = entitlement->license_id;
    finding.department = entitlement->department;
    finding.ledger_evidence = entitlement->evidence;
    return finding;
}
