#pragma once
/* Records of support, contracts and reuse for tests of what is made of them. A failure ends the test. */

#include "findings/lifecycle_records.h"
#include "tests/unit/support/ledger_day.h"

/* That day, "2027-03-31"; NULL: none. */
struct milestone made_end(const char *text);
/* PRODUCT in VERSION on COUNT machines, in standard support until END. */
struct support_record made_support(const char *product, const char *version, int64_t count, const char *end);
/* An active one. */
struct contract_record made_contract(enum contract_kind kind, const char *id, const char *notice_deadline,
                                     const char *end);
struct lifecycle_records *made_records(const struct support_record *supports, size_t support_count,
                                       const struct contract_record *contracts, size_t contract_count,
                                       const struct reuse_record *reuses, size_t reuse_count);
