#include "lifecycle/lifecycle_run.h"

enum err_code lifecycle_audit(const struct lifecycle_input *input, struct pool *pool, struct finding_sink *findings,
                              struct lifecycle_records *records, struct err *err) {
    const struct calendar_input dates = {input->ledger, input->state, input->rules, input->as_of};
    CLEANUP(calendar_free_cleanup) struct calendar *calendar = NULL;
    enum err_code code = calendar_read(&dates, &calendar, err);
    struct lifecycle_run run = {input, calendar, pool, findings, records};

    if (code == ERR_OK) {
        code = support_audit(&run, err);
    }
    if (code == ERR_OK) {
        code = contracts_audit(&run, err);
    }
    return code == ERR_OK ? reuse_audit(&run, err) : code;
}
