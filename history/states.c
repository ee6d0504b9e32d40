#include "history/states.h"

#include "history/finding_row.h"
#include "history/schema.h"

#include <assert.h>
#include <stdlib.h>

/* A hash table: ids are hashes themselves. A place with no status is free. */
struct place {
    uint64_t id;
    int32_t first_seen;
    uint8_t status; /* and one */
    bool is_decided;
};

struct history_states {
    struct history *history;
    struct place *places;
    uint64_t place_count;
    struct date last_seen; /* of all of them */
    uint64_t kept;
    int64_t *resolved;
    size_t resolved_count, resolved_capacity;
    /* the one that was asked for last */
    struct statement *reading;
    struct finding_row row;
};

struct history_states *states_new(struct history *history, uint64_t count) {
    struct history_states *states = calloc(1, sizeof *states);

    if (states) {
        states->history = history;
        states->place_count = count + count / 4 + 1;
        states->places = calloc(states->place_count, sizeof *states->places);
    }
    if (states && !states->places) {
        history_states_free(states);
        return NULL;
    }
    return states;
}

void history_states_free(struct history_states *states) {
    if (states) {
        statement_free(states->reading);
        finding_row_done(&states->row);
        free(states->places);
        free(states->resolved);
        free(states);
    }
}

/* Where the id is, or would be. */
static struct place *place_of(const struct history_states *states, uint64_t id) {
    uint64_t at = (uint64_t)((unsigned __int128)id * states->place_count >> 64);

    while (states->places[at].status && states->places[at].id != id) {
        at = at + 1 == states->place_count ? 0 : at + 1;
    }
    return &states->places[at];
}

void states_add(struct history_states *states, uint64_t id, struct finding_state state) {
    struct place *place = place_of(states, id);

    assert(!place->status);
    *place = (struct place){id, state.first_seen.days, (uint8_t)(state.status + 1), state.is_decided};
    states->last_seen = state.last_seen;
}

struct finding_state history_state_of(const struct history_states *states, uint64_t id) {
    const struct place *place = place_of(states, id);

    assert(place->status);
    return (struct finding_state){
        .status = (enum finding_status)(place->status - 1),
        .first_seen = {place->first_seen},
        .last_seen = states->last_seen,
        .resolved_on = DATE_NONE,
        .is_decided = place->is_decided,
    };
}

bool states_add_resolved(struct history_states *states, int64_t number) {
    if (states->resolved_count == states->resolved_capacity) {
        size_t capacity = states->resolved_capacity ? states->resolved_capacity * 2 : 64;
        int64_t *resolved = reallocarray(states->resolved, capacity, sizeof *resolved);
        if (!resolved) {
            return false;
        }
        states->resolved = resolved;
        states->resolved_capacity = capacity;
    }
    states->resolved[states->resolved_count++] = number;
    return true;
}

void states_add_kept(struct history_states *states) {
    states->kept++;
}

uint64_t history_states_kept(const struct history_states *states) {
    return states->kept;
}

/* Only findings with a known code are resolved. */
static enum err_code read_resolved(struct history_states *states, int64_t number, struct finding_state *ret_state,
                                   struct err *err) {
    bool has_more = false, is_known = false;
    enum err_code code = ERR_OK;

    if (!states->reading) {
        code = statement_new(history_database(states->history),
                             "SELECT " FINDING_ROW_COLUMNS ", first_seen, last_seen, resolved_on, " HISTORY_IS_DECIDED
                             " FROM findings WHERE number = ?1",
                             &states->reading, err);
    }
    if (!code) {
        statement_reset(states->reading);
        statement_set_number(states->reading, 1, number);
        code = statement_step(states->reading, &has_more, err);
    }
    if (!code && has_more && !finding_row_get(&states->row, states->reading, &is_known)) {
        code = err_no_memory(err);
    }
    if (!code && !is_known) {
        code = err_set(err, ERR_DAMAGED, database_path(history_database(states->history)), STR("findings"), STR_NONE);
    }
    if (!code) {
        *ret_state = (struct finding_state){
            .status = FINDING_RESOLVED,
            .first_seen = statement_date(states->reading, FINDING_ROW_COLUMN_COUNT),
            .last_seen = statement_date(states->reading, FINDING_ROW_COLUMN_COUNT + 1),
            .resolved_on = statement_date(states->reading, FINDING_ROW_COLUMN_COUNT + 2),
            .is_decided = statement_number(states->reading, FINDING_ROW_COLUMN_COUNT + 3),
        };
    }
    return code;
}

enum err_code history_resolved(struct history_states *states, size_t number, const struct finding **ret_finding,
                               struct finding_state *ret_state, struct err *err) {
    enum err_code code = ERR_OK;

    if (number >= states->resolved_count) {
        statement_free(TAKE_PTR(states->reading));
        *ret_finding = NULL;
        return ERR_OK;
    }
    code = read_resolved(states, states->resolved[number], ret_state, err);
    if (!code) {
        *ret_finding = &states->row.finding;
    }
    return code;
}
