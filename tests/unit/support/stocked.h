#pragma once
/* The stock of a small ministry on 2027-03-31, as text. Anything that goes wrong fails the test. */

#include "lifecycle/stock.h"
#include "tests/unit/support/ministry.h"

struct stocked {
    struct ministry *ministry;
    struct pool *pool;
    struct pairing *pairing;
    struct title_rules *rules;
    struct policy policy;
    struct lifecycle_input input;
    struct lifecycle_run run;
    struct calendar_input dates;
    struct stock *stock;
};

struct stocked *stocked_new(const struct ministry_text *text, unsigned threads);
void stocked_free(struct stocked *stocked);
DEFINE_CLEANUP(stocked, stocked_free)
/* Appends a line a thing, with its machines, and a NUL. */
void stocked_tell(const struct stocked *stocked, bool with_rows, struct buffer *out);

/* The rules of the tests, as a table of the ledger. */
extern const struct ministry_table stocked_products;
