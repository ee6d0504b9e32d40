#include "tests/unit/support/lifecycle_made.h"

struct milestone made_end(const char *text) {
    return milestone_on(ledger_day(text));
}

struct support_record made_support(const char *product, const char *version, int64_t count, const char *end) {
    return (struct support_record){
        .product = str_from(product),
        .version = str_from(version),
        .count = count,
        .support = SUPPORT_STANDARD,
        .active_end = MILESTONE_NONE,
        .support_end = made_end(end),
        .extended_end = MILESTONE_NONE,
        .effective_end = made_end(end),
        .planned_end = DATE_NONE,
        .checked_on = DATE_NONE,
        .subject = SUPPORT_OF_SOFTWARE,
    };
}

struct contract_record made_contract(enum contract_kind kind, const char *id, const char *notice_deadline,
                                     const char *end) {
    struct date notice = ledger_day(notice_deadline);

    return (struct contract_record){
        .kind = kind,
        .id = str_from(id),
        .start_on = DATE_NONE,
        .end_on = made_end(end),
        .notice_deadline = notice,
        .due_on = date_is_set(notice) ? notice : ledger_day(end),
        .state = CONTRACT_ACTIVE,
    };
}

struct lifecycle_records *made_records(const struct support_record *supports, size_t support_count,
                                       const struct contract_record *contracts, size_t contract_count,
                                       const struct reuse_record *reuses, size_t reuse_count) {
    struct lifecycle_records *records = NULL;

    assert_int_equal(lifecycle_records_new(1, 0, "/tmp", &records, NULL), ERR_OK);
    for (size_t i = 0; i < support_count; i++) {
        assert_int_equal(lifecycle_records_add_support(records, 0, &supports[i], NULL), ERR_OK);
    }
    for (size_t i = 0; i < contract_count; i++) {
        assert_int_equal(lifecycle_records_add_contract(records, 0, &contracts[i], NULL), ERR_OK);
    }
    for (size_t i = 0; i < reuse_count; i++) {
        assert_int_equal(lifecycle_records_add_reuse(records, 0, &reuses[i], NULL), ERR_OK);
    }
    assert_int_equal(lifecycle_records_finish(records, NULL, NULL), ERR_OK);
    return records;
}
