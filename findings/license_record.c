#include "findings/license_record.h"

#include <assert.h>

static const char *const right_names[] = {
    [RIGHT_DIRECT] = "direct", [RIGHT_DOWNGRADE] = "downgrade", [RIGHT_UPGRADE] = "upgrade", [RIGHT_SUITE] = "suite",
    [RIGHT_SECOND] = "second", [RIGHT_HOST] = "host",           [RIGHT_USER] = "user",       [RIGHT_SITE] = "site",
};
static_assert(ARRAY_LEN(right_names) == RIGHT_COUNT, "a right lacks its name");

static const char *const state_names[] = {
    [DEMAND_COVERED] = "covered",
    [DEMAND_SHORT] = "short",
    [DEMAND_EXEMPT] = "exempt",
    [DEMAND_UNKNOWN] = "unknown",
};
static_assert(ARRAY_LEN(state_names) == DEMAND_STATE_COUNT, "a state lacks its name");

const char *license_right_name(enum license_right right) {
    assert((unsigned)right < RIGHT_COUNT);
    return right_names[right];
}

const char *demand_state_name(enum demand_state state) {
    assert((unsigned)state < DEMAND_STATE_COUNT);
    return state_names[state];
}

/* clang-format off */
#define POSITION(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct license_position, MEMBER), 0}
static const struct record_part position_parts[] = {
    POSITION(KEY, vendor), POSITION(KEY, product), POSITION(KEY, edition), POSITION(KEY, metric),
    POSITION(TEXT, version), POSITION(FLAG, is_suite), POSITION(COUNT, entitled), POSITION(COUNT, effective),
    POSITION(NUMBER, need_min), POSITION(NUMBER, need_max), POSITION(NUMBER, allocated_direct),
    POSITION(NUMBER, allocated_downgrade), POSITION(NUMBER, allocated_suite), POSITION(NUMBER, allocated_second),
    POSITION(NUMBER, exempt), POSITION(NUMBER, short_min), POSITION(NUMBER, short_max), POSITION(COUNT, spare),
    {RECORD_WORD, offsetof(struct license_position, outcome), OUTCOME_COUNT},
    POSITION(FLAG, has_price), POSITION(NUMBER, unit_price), POSITION(NUMBER, true_up), POSITION(NUMBER, recoverable),
    POSITION(NUMBER, unexamined), POSITION(TEXT, evidence),
};

#define ALLOCATION(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct license_allocation, MEMBER), 0}
static const struct record_part allocation_parts[] = {
    ALLOCATION(KEY, license_id), ALLOCATION(KEY, product), ALLOCATION(KEY, asset_id), ALLOCATION(KEY, user_id),
    ALLOCATION(NUMBER, quantity), {RECORD_WORD, offsetof(struct license_allocation, right), RIGHT_COUNT},
    ALLOCATION(TEXT, reason),
};

#define DEMAND(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct license_demand, MEMBER), 0}
static const struct record_part demand_parts[] = {
    DEMAND(KEY, product), DEMAND(KEY, metric), DEMAND(KEY, asset_id), DEMAND(KEY, user_id), DEMAND(KEY, version),
    DEMAND(FLAG, is_certain), {RECORD_WORD, offsetof(struct license_demand, state), DEMAND_STATE_COUNT},
    DEMAND(NUMBER, units), DEMAND(NUMBER, missing), DEMAND(TEXT, arithmetic), DEMAND(TEXT, evidence),
};
/* clang-format on */

const struct record_shape license_record_shapes[LICENSE_RECORD_COUNT] = {
    [LICENSE_RECORD_POSITION] = {position_parts, ARRAY_LEN(position_parts), sizeof(struct license_position)},
    [LICENSE_RECORD_ALLOCATION] = {allocation_parts, ARRAY_LEN(allocation_parts), sizeof(struct license_allocation)},
    [LICENSE_RECORD_DEMAND] = {demand_parts, ARRAY_LEN(demand_parts), sizeof(struct license_demand)},
};
static_assert(sizeof(struct license_position) <= RECORD_SIZE_MAX &&
                  sizeof(struct license_allocation) <= RECORD_SIZE_MAX &&
                  sizeof(struct license_demand) <= RECORD_SIZE_MAX,
              "a record does not fit");
