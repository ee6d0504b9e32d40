#pragma once
/* What findings about support have in common: sentences, outcomes, evidence. Internal to lifecycle/support*.c. */

#include "lifecycle/support_walk.h"

enum { SUPPORT_EVIDENCE_MAX = 100 /* rows that one finding names */ };

/* Uses that something is said of at once, machine by machine. */
struct support_tally {
    struct support_machine_count machines;
    uint32_t uses;
    uint32_t first[SUPPORT_EVIDENCE_MAX]; /* of them, by the stock's numbers */
};
void support_tally_add(struct support_tally *tally, const struct support_use *use);

/* Evidence, gathered by the worker: a row, in the buffer of its side; what is on record of a release, which may be
 * NULL; and all of it as the finding's. */
void support_add_row(struct buffer *rows, const struct table *table, uint32_t row);
void support_add_release(struct support_worker *worker, const struct calendar_release *release);
void support_take_evidence(struct support_worker *worker, struct finding *finding);
/* A finding of the group as a whole, on the rows of the tally and those of the support data. Texts are the worker's
 * until its arena is reset. */
struct finding support_finding_of_group(const struct support_audit *audit, struct support_worker *worker,
                                        const struct support_group *group, enum message message, const char *field,
                                        const struct support_tally *tally);
/* A finding about what one machine has. Its outcome is that of the code where the use is certain. */
struct finding support_finding_of_use(const struct support_audit *audit, struct support_worker *worker,
                                      const struct support_use *use, const struct support_verdict *verdict,
                                      enum message message);
/* The sentence of a verdict with trouble, and its arguments behind the name. IS_CERTAIN: is it surely in use? */
enum message support_trouble_message(const struct support_item *item, const struct support_verdict *verdict,
                                     bool is_certain);
void support_add_trouble(const struct support_audit *audit, struct support_worker *worker,
                         const struct support_item *item, const struct support_verdict *verdict,
                         struct finding *finding);
/* A day, or the word in its place, as an argument. */
void support_add_end(struct support_worker *worker, struct finding *finding, struct milestone end);
/* Sends it, and forgets what the worker kept for it. */
MUST_CHECK enum err_code support_send(const struct support_audit *audit, unsigned worker, const struct finding *finding,
                                      struct err *err);
