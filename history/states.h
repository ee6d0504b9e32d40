#pragma once
/* The states of the findings of a run, by id, as history/join.c finds them out: sixteen bytes a finding. Adding: one
 * thread; reading what is no longer added to: any. */

#include "history/join.h"

/* COUNT: how many will be added. NULL when memory is out. HISTORY is borrowed. */
struct history_states *states_new(struct history *history, uint64_t count);
/* Of a finding of the run; each id once. */
void states_add(struct history_states *states, uint64_t id, struct finding_state state);
/* A finding that is resolved with the run, by its row number, in the order of keys. False when memory is out. */
bool states_add_resolved(struct history_states *states, int64_t number);
/* One more finding that is open and was not looked at. */
void states_add_kept(struct history_states *states);
