#pragma once
/* What a run counted, for summary.json and for the screen. Plain values, filled by the engines and by cli/. */

#include "base/calendar.h"
#include "findings/code.h"
#include "findings/drift_records.h"
#include "findings/finding_state.h"
#include "findings/lifecycle_records.h"
#include "findings/policy.h"
#include "findings/verdict.h"

/* Why an expected asset could not be examined; also the causes of DIF-UNVERIFIED. */
enum unverified_cause {
    CAUSE_OUT_OF_SCOPE,
    CAUSE_NO_ADDRESS,
    CAUSE_NO_ANSWER,
    CAUSE_NO_CREDENTIAL,
    CAUSE_AUTH_REFUSED,
    CAUSE_HOST_KEY_CHANGED,
    CAUSE_HOST_KEY_UNKNOWN,
    CAUSE_PARTIAL,
    CAUSE_NEIGHBOUR_ONLY,
    CAUSE_EXCLUDED,
    CAUSE_NOT_SEEN,
    CAUSE_ERROR,
    CAUSE_COUNT
};
const char *unverified_cause_name(enum unverified_cause cause); /* "no-answer" */

/* How much of what the ledger says is alive was really looked at. */
struct coverage {
    uint64_t expected;              /* assets expected alive */
    uint64_t examined;              /* of these, paired with a device that answered */
    uint64_t place, user, software; /* of these, with the place, the user, the software compared */
    uint64_t logins, updates;       /* of these, with who logged in, and the updates that they lack, read */
    uint64_t causes[CAUSE_COUNT];   /* the others, by cause */
};
/* Tenths of a per cent, rounded down; 1000 when nothing was expected. */
unsigned coverage_permille(uint64_t part, uint64_t whole);

struct summary_file {
    struct str name;  /* "ledger/devices.csv" */
    struct str table; /* canonical name, or empty */
    struct str encoding;
    struct str digest; /* XXH3-128, hex */
    uint64_t rows;
    bool is_refused;
};

/* The comparison of two snapshots; the summary's own is the later one. */
struct summary_drift {
    struct str started, ended, scanner; /* of the earlier one */
    uint64_t machines, changed, first_seen, not_seen;
};

struct summary {
    struct str command; /* "reconcile" */
    struct date as_of;
    enum language language;
    const struct policy *policy;
    struct str ledger_country;  /* what ledger.yaml says: empty when nothing */
    int64_t ledger_fiscal_year; /* 0: nothing */
    const struct summary_file *files;
    size_t file_count;
    struct str snapshot_started, snapshot_ended, snapshot_scanner;
    uint64_t by_code[CODE_COUNT][OUTCOME_COUNT];
    uint64_t raised[CODE_COUNT]; /* of the violations those that are critical, where others of the code are not */
    bool has_history;            /* there is a store: by_code has neither what is waived nor what is resolved */
    uint64_t by_status[FINDING_STATUS_COUNT];
    uint64_t not_examined; /* findings of earlier runs, still open: what they are about was not looked at */
    uint64_t by_verdict[VERDICT_KIND_COUNT];
    bool is_audited; /* licences were: by_position has the products by the outcome of their position */
    uint64_t by_position[OUTCOME_COUNT];
    bool has_lifecycle; /* support, contracts and reuse were: what follows counts the rows of their files */
    uint64_t by_support[SUPPORT_CLASS_COUNT], by_contract[CONTRACT_STATE_COUNT], by_reuse[CODE_COUNT];
    uint64_t deadlines, deadlines_left_out;    /* in deadlines.ics; too many for it */
    uint64_t support_beyond, contracts_beyond; /* rows that these leave out: nothing of them comes before the horizon */
    bool has_horizon;
    struct date horizon; /* the last day of what these files list */
    struct coverage coverage;
    const struct summary_drift *drift; /* two snapshots were compared, and no ledger: there are no verdicts */
    uint64_t by_drift[DRIFT_STATE_COUNT];
    int exit_status;
    /* the reasons that hold, each a fixed word: "violation", "table-refused", "coverage", "target-failed" … */
    const struct str *exit_reasons;
    size_t exit_reason_count;
};
