#pragma once
/* The change register: which approved change explains that something is otherwise than it was, or than paper says.
 *
 * A change explains a difference if and only if it is approved, approved_on ≤ applied_on ≤ the day of the observation,
 * its target is the machine, its field is the column or the product that differs, and its `after` is what was observed.
 * Where all that is known of a change fits, but a fact is missing, nobody can tell. It need not have been applied since
 * some earlier observation: what was done late was approved all the same. But it explains nothing where what was there
 * before, or stands on paper, is the result of another change that was applied later (CHANGE_SUPERSEDED): to go back
 * was not approved.
 *
 * A target is an asset number or a host name of the ledger, a device_id of the snapshot, or the host name of an
 * observed machine that no asset claims. A field is a column of the devices table by any heading that ledgers have,
 * else a title of software, which may also stand before its version in `before` and `after` where the field says
 * ソフトウェア; a change without a field explains nothing. Constant once built; any thread. Internal to
 * reconciler/. */

#include "pairing/pairing.h"
#include "products/titles.h"
#include "reconciler/change_rows.h"

struct changes_input {
    const struct table *table;     /* of changes */
    const struct table *assets;    /* the ledger's devices; may be NULL */
    const struct table *devices;   /* the snapshot's devices; may be NULL */
    const struct pairing *pairing; /* of the two; NULL: not paired */
    const struct titles *titles;   /* with the register's fields */
    struct date observed_on;
};

/* An asset by its row, or a device that no asset claims: behind all assets. */
#define CHANGE_NO_MACHINE UINT32_MAX

enum change_subject {
    CHANGE_OF_COLUMN,
    CHANGE_OF_SOFTWARE,
    CHANGE_OF_NOTHING, /* the field is blank, or neither a column nor a title that anybody knows */
};

struct change {
    const struct change_row *row;
    uint32_t machine; /* CHANGE_NO_MACHINE: the target is none that is known */
    enum change_subject subject;
    unsigned column;    /* CHANGE_OF_COLUMN */
    struct title title; /* CHANGE_OF_SOFTWARE */
};

struct changes;
MUST_CHECK enum err_code changes_build(const struct changes_input *input, struct changes **ret_changes,
                                       struct err *err);
void changes_free(struct changes *changes);
DEFINE_CLEANUP(changes, changes_free)
uint32_t changes_count(const struct changes *changes);
/* In the order of the rows. */
const struct change *changes_get(const struct changes *changes, uint32_t number);
const struct table *changes_table(const struct changes *changes);
/* The machine of an asset, or (ASSET is PAIRING_NONE) of a device that no asset claims. */
uint32_t changes_machine(const struct changes *changes, uint32_t asset, uint32_t device);

/* Does the `after` of a change say what was observed? */
enum change_agreement {
    CHANGE_DISAGREES,
    CHANGE_AGREES,
    CHANGE_SAYS_NOTHING, /* `after` is blank or unreadable */
};

/* What is the matter with the best of the changes that are about a difference, worst first. */
enum change_verdict {
    CHANGE_NONE,  /* there is none */
    CHANGE_OTHER, /* has another result */
    CHANGE_REJECTED,
    CHANGE_PENDING,
    CHANGE_NOT_YET,    /* was to be applied after the observation */
    CHANGE_SUPERSEDED, /* what was there before is the result of another one, applied later */
    CHANGE_LATE,       /* was approved after it had been applied, or after the observation */
    CHANGE_INCOMPLETE, /* fits as far as it is filled in */
    CHANGE_EXPLAINS,
};

struct change_question {
    uint32_t machine;
    enum change_subject subject;
    unsigned column;
    struct title title;
    enum change_agreement (*agrees)(void *context, const struct change_row *change);
    void *context;
    void *opposite; /* likewise, of what was there before or stands on paper; NULL: nobody knows */
};

/* Of several changes that fare alike the one applied last. */
struct change_answer {
    enum change_verdict verdict;
    const struct change *change; /* NULL: CHANGE_NONE */
    enum changes_column missing; /* CHANGE_INCOMPLETE: the column that is blank */
};
struct change_answer changes_ask(const struct changes *changes, const struct change_question *question);
/* The better of two answers. */
struct change_answer change_answer_better(struct change_answer a, struct change_answer b);
/* Approved, and applied by the day of the observation: what it says should be seen. */
bool change_is_due(const struct changes *changes, const struct change *change);
