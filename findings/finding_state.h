#pragma once
/* What is known of findings over several runs, for whoever writes or shows them. Where there is no store, every finding
 * is new. Any thread. */

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"
#include "findings/finding.h"

enum finding_status { FINDING_NEW, FINDING_CONTINUING, FINDING_WAIVED, FINDING_RESOLVED, FINDING_STATUS_COUNT };
const char *finding_status_name(enum finding_status status); /* "new" */
bool finding_status_by_name(struct str name, enum finding_status *ret_status);

struct finding_state {
    enum finding_status status;
    struct date first_seen, last_seen;
    struct date resolved_on; /* DATE_NONE unless it is */
    bool is_decided;         /* there is a disposition or a waiver, in force or not */
};

/* What people decided about a finding. Without a disposition, or a waiver, its texts are empty and its days none. */
struct finding_decision {
    bool has_disposition, has_waiver;
    struct str cause, prevention, action, owner;
    struct str disposition_state; /* "open" */
    struct date due;              /* DATE_NONE: none */
    struct str waived_by, waive_why;
    struct date waived_until; /* the last day, which may have passed */
};

/* Who knows. Borrowed; lives as long as the findings of the run are read. */
struct finding_memory {
    void *context;
    /* Of a finding of the run, by its id; any thread. */
    struct finding_state (*state_of)(void *context, uint64_t id);
    /* What was decided about one whose state says that something was, by its id; texts are copied to ARENA. Any
     * thread. */
    enum err_code (*decision_of)(void *context, uint64_t id, struct arena *arena, struct finding_decision *ret_decision,
                                 struct err *err);
    /* The findings that are resolved with the run, by number from 0 on, in the order of keys; *RET_FINDING is NULL at
     * the end, else borrowed until the next call. One thread. */
    enum err_code (*resolved)(void *context, size_t number, const struct finding **ret_finding,
                              struct finding_state *ret_state, struct err *err);
};
