#pragma once
/* What a run did, as STATE/runs/NAME.json (docs/formats/genkyo-yaml.md): written anew, whole, whenever a step begins or
 * ends. A run that was killed is one whose record has no `ended`. */

#include "cli/run/state.h"
#include "cli/status.h"

enum { NIGHT_STEPS_MAX = 8, UUID_TEXT_SIZE = 37 };

/* Of one that nobody asked for nothing is recorded. */
enum night_outcome {
    STEP_UNASKED,
    STEP_WAITING,
    STEP_RUNNING,
    STEP_DONE,
    STEP_INTERRUPTED, /* a signal ended it early, and what it had is kept */
    STEP_FAILED,
    STEP_SKIPPED,
};
const char *night_outcome_name(enum night_outcome outcome); /* "done" */

struct night_step {
    const char *name;
    enum night_outcome outcome;
    enum exit_status status; /* of one that has ended */
    char started[26], ended[26];
};

struct night_record {
    char name[RUN_NAME_SIZE];
    char message_id[UUID_TEXT_SIZE]; /* what it tells people is known by, however often it is sent */
    char started[26], ended[26];     /* RFC 3339; ended is empty while it goes on */
    struct date as_of;
    const char *profile;          /* "", "year-end" */
    const char *from;             /* the first step that was planned */
    char snapshot[RUN_NAME_SIZE]; /* that the audit read; empty: none yet */
    struct night_step steps[NIGHT_STEPS_MAX];
    size_t step_count;
    enum exit_status status; /* once it has ended */
};
MUST_CHECK enum err_code night_record_write(const struct run_state *state, const struct night_record *record,
                                            struct err *err);
/* Are the latest results such that somebody was to be told of them, and was not? A run was killed, or could not
 * deliver: RET_MESSAGE_ID is that of its message, empty where its record has none. CURRENT, the name of a run, is
 * passed over. */
MUST_CHECK enum err_code night_record_find_untold(const struct run_state *state, const char *current, bool *ret_untold,
                                                  char ret_message_id[UUID_TEXT_SIZE], struct err *err);
