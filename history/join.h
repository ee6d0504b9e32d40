#pragma once
/* The findings of a run joined with what is known of them: new, seen before, waived; and those of earlier runs that are
 * resolved. A finding that comes back is the same finding: it is new once more, and first seen when it was.
 *
 * A finding is resolved only when what it is about was looked at this time, and is not so any more; what could not be
 * examined stays open, last seen when it was. Goes through both in the order of keys, so that memory does not grow with
 * the store, but for the states: some twenty bytes a finding of the run. One thread at a time; finished states may be
 * read by any. */

#include "findings/finding_sink.h"
#include "findings/finding_state.h"
#include "history/runs.h"

/* Was what a finding of an earlier run is about looked at this time? STORED has its key's parts, ids and place. */
typedef bool history_was_examined(void *context, const struct finding *stored);
/* What a run looked at, and for which day. Borrowed. */
struct history_look {
    struct date as_of;
    history_was_examined *was_examined;
    void *context;
};
/* Does the run, which does not have the finding, show that it is over? One that was not looked at stays open; and so
 * does one that was seen on a later day. */
bool history_is_over(const struct history_look *look, const struct finding *stored, struct date last_seen);

struct history_states;
/* Within the run's transaction. SINK is finished; it is read from the first one on. Waivers count on the day judged
 * for. ERR_COLLISION: the store has another finding with the id of one of these. */
MUST_CHECK enum err_code history_join(struct history *history, int64_t run, const struct history_look *look,
                                      struct finding_sink *sink, struct history_states **ret_states, struct err *err);
/* Before the history is closed. */
void history_states_free(struct history_states *states);
DEFINE_CLEANUP(history_states, history_states_free)
/* Of a finding of the sink. */
struct finding_state history_state_of(const struct history_states *states, uint64_t id);
/* Those that are resolved with this run, by number from 0 on, in the order of keys; *RET_FINDING is NULL at the end.
 * They are read from the store one by one, and borrowed until the next: one thread at a time. */
MUST_CHECK enum err_code history_resolved(struct history_states *states, size_t number,
                                          const struct finding **ret_finding, struct finding_state *ret_state,
                                          struct err *err);
/* How many findings of earlier runs are open, and not waived, because what they are about was not looked at. */
uint64_t history_states_kept(const struct history_states *states);
