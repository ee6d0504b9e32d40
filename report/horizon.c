#include "report/horizon.h"

bool horizon_has_day(const struct summary *summary, struct date day) {
    return date_is_set(day) && (!summary->has_horizon || day.days <= summary->horizon.days);
}

bool horizon_has_support(const struct summary *summary, const struct support_record *support) {
    return !summary->has_horizon || support->support == SUPPORT_UNKNOWN || support->support == SUPPORT_ENDED ||
           horizon_has_day(summary, support->effective_end.day) || horizon_has_day(summary, support->planned_end);
}

bool horizon_has_contract(const struct summary *summary, const struct contract_record *contract) {
    return !summary->has_horizon || contract->state == CONTRACT_UNKNOWN || contract->state == CONTRACT_ENDED ||
           horizon_has_day(summary, contract->due_on);
}
