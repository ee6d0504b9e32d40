#include "licenses/ledger_check.h"

struct str ledger_column(unsigned column) {
    return str_from(schema_column(TABLE_LICENSES, column)->name);
}

enum err_code ledger_check_add(const struct ledger_check *check, struct finding *finding, unsigned field,
                               struct err *err) {
    finding->field = ledger_column(field);
    return finding_sink_add(check->findings, check->lane, finding, err);
}
