#pragma once
/* Rows of license_position.csv while they are added up, one for each product and metric: what is held, what is needed,
 * and in the end what follows from both. Internal to licenses/. */

#include "licenses/plan.h"

struct position_row {
    uint32_t product; /* of the catalog */
    int metric;
    struct license_position position;
    struct buffer evidence; /* of the rights that are held */
    int64_t pack;           /* units that are bought at once, for the price of the position */
    bool has_doubt;         /* something of it could not be counted */
    bool is_unknown;        /* nothing is known of what is needed, so nobody can say that there is something to spare */
};

struct position_rows {
    struct plan *plan;
    struct position_row *items;
    uint32_t count, capacity;
    struct position_row spill; /* where there is no memory for another row; never told */
    bool failed;               /* memory is out; kept until position_rows_report */
};
void position_rows_done(struct position_rows *rows);

/* The metric that a right is counted by: machines where the ledger does not say. */
int position_metric(const struct right *right);
/* The row of a product and metric, new ones empty. Valid until the next call. */
struct position_row *position_rows_get(struct position_rows *rows, uint32_t product, int metric);
/* Adds what the right gives to the row of its product and metric. */
struct position_row *position_rows_hold(struct position_rows *rows, const struct right *right);
/* Settles all rows and adds them to the records, with a notice of what is to spare. GIVEN are the units given, by place
 * in plan->rights. */
MUST_CHECK enum err_code position_rows_report(struct position_rows *rows, const int64_t *given, struct err *err);
