#include "findings/license_record.h"

#include "base/record.h"

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

enum part_type {
    PART_KEY, /* struct str that the records are sorted by, each of these before the next; first in the tables */
    PART_TEXT,
    PART_NUMBER, /* int64_t */
    PART_COUNT,  /* struct unit_count */
    PART_FLAG,   /* bool */
    PART_WORD,   /* an enum */
};

/* A member of a record. */
struct part {
    enum part_type type;
    size_t offset;
    unsigned limit; /* of the values of an enum */
};

/* clang-format off */
#define POSITION(TYPE, MEMBER) {PART_##TYPE, offsetof(struct license_position, MEMBER), 0}
static const struct part position_parts[] = {
    POSITION(KEY, vendor), POSITION(KEY, product), POSITION(KEY, edition), POSITION(KEY, metric),
    POSITION(TEXT, version), POSITION(FLAG, is_suite), POSITION(COUNT, entitled), POSITION(COUNT, effective),
    POSITION(NUMBER, need_min), POSITION(NUMBER, need_max), POSITION(NUMBER, allocated_direct),
    POSITION(NUMBER, allocated_downgrade), POSITION(NUMBER, allocated_suite), POSITION(NUMBER, allocated_second),
    POSITION(NUMBER, exempt), POSITION(NUMBER, short_min), POSITION(NUMBER, short_max), POSITION(COUNT, spare),
    {PART_WORD, offsetof(struct license_position, outcome), OUTCOME_COUNT},
    POSITION(FLAG, has_price), POSITION(NUMBER, unit_price), POSITION(NUMBER, true_up), POSITION(NUMBER, recoverable),
    POSITION(NUMBER, unexamined), POSITION(TEXT, evidence),
};

#define ALLOCATION(TYPE, MEMBER) {PART_##TYPE, offsetof(struct license_allocation, MEMBER), 0}
static const struct part allocation_parts[] = {
    ALLOCATION(KEY, license_id), ALLOCATION(KEY, product), ALLOCATION(KEY, asset_id), ALLOCATION(KEY, user_id),
    ALLOCATION(NUMBER, quantity), {PART_WORD, offsetof(struct license_allocation, right), RIGHT_COUNT},
    ALLOCATION(TEXT, reason),
};

#define DEMAND(TYPE, MEMBER) {PART_##TYPE, offsetof(struct license_demand, MEMBER), 0}
static const struct part demand_parts[] = {
    DEMAND(KEY, product), DEMAND(KEY, metric), DEMAND(KEY, asset_id), DEMAND(KEY, user_id), DEMAND(KEY, version),
    DEMAND(FLAG, is_certain), {PART_WORD, offsetof(struct license_demand, state), DEMAND_STATE_COUNT},
    DEMAND(NUMBER, units), DEMAND(NUMBER, missing), DEMAND(TEXT, arithmetic), DEMAND(TEXT, evidence),
};
/* clang-format on */

struct record_kind {
    const struct part *parts;
    size_t count;
    size_t size; /* of the struct */
};

static const struct record_kind kinds[LICENSE_RECORD_COUNT] = {
    [LICENSE_RECORD_POSITION] = {position_parts, ARRAY_LEN(position_parts), sizeof(struct license_position)},
    [LICENSE_RECORD_ALLOCATION] = {allocation_parts, ARRAY_LEN(allocation_parts), sizeof(struct license_allocation)},
    [LICENSE_RECORD_DEMAND] = {demand_parts, ARRAY_LEN(demand_parts), sizeof(struct license_demand)},
};

union record {
    struct license_position position;
    struct license_allocation allocation;
    struct license_demand demand;
};

static_assert(sizeof(enum outcome) == sizeof(unsigned) && sizeof(enum license_right) == sizeof(unsigned) &&
                  sizeof(enum demand_state) == sizeof(unsigned),
              "words are put as unsigned numbers");

static void put_number(int64_t number, struct buffer *out) {
    record_put_u64(out, (uint64_t)number);
}

static void put_count(const struct unit_count *count, struct buffer *out) {
    record_put_u64(out, (count->is_unknown ? 1U : 0U) | (count->is_unlimited ? 2U : 0U));
    put_number(count->count, out);
}

/* The bytes of key parts, each ended by NUL, sort as the texts do, one after the other. */
static void put_part(const struct part *part, const void *member, struct buffer *key, struct buffer *payload) {
    switch (part->type) {
    case PART_KEY:
        buffer_append(key, *(const struct str *)member);
        buffer_append_char(key, '\0');
        break;
    case PART_TEXT:
        record_put_str(payload, *(const struct str *)member);
        break;
    case PART_NUMBER:
        put_number(*(const int64_t *)member, payload);
        break;
    case PART_COUNT:
        put_count(member, payload);
        break;
    case PART_FLAG:
        record_put_u64(payload, *(const bool *)member);
        break;
    case PART_WORD:
        record_put_u64(payload, *(const unsigned *)member);
        break;
    }
}

void license_record_put(enum license_record_kind kind, const void *record, struct buffer *key, struct buffer *payload) {
    for (size_t i = 0; i < kinds[kind].count; i++) {
        const struct part *part = &kinds[kind].parts[i];
        put_part(part, (const char *)record + part->offset, key, payload);
    }
}

static bool get_number(struct str *rest, int64_t *ret_number) {
    uint64_t number;

    if (!record_get_u64(rest, &number)) {
        return false;
    }
    *ret_number = (int64_t)number;
    return true;
}

/* A number below LIMIT. */
static bool get_below(struct str *rest, unsigned limit, unsigned *ret_number) {
    uint64_t number;

    if (!record_get_u64(rest, &number) || number >= limit) {
        return false;
    }
    *ret_number = (unsigned)number;
    return true;
}

static bool get_flag(struct str *rest, bool *ret_flag) {
    unsigned flag;

    if (!get_below(rest, 2, &flag)) {
        return false;
    }
    *ret_flag = flag != 0;
    return true;
}

static bool get_count(struct str *rest, struct unit_count *ret_count) {
    unsigned flags;

    if (!get_below(rest, 4, &flags)) {
        return false;
    }
    ret_count->is_unknown = (flags & 1) != 0;
    ret_count->is_unlimited = (flags & 2) != 0;
    return get_number(rest, &ret_count->count);
}

static bool get_part(const struct part *part, struct str *key, struct str *payload, void *member) {
    switch (part->type) {
    case PART_KEY:
        /* Behind the last NUL nothing is left, which would pass for one more empty text. */
        return key->n && str_cut(key, '\0', member);
    case PART_TEXT:
        return record_get_str(payload, member);
    case PART_NUMBER:
        return get_number(payload, member);
    case PART_COUNT:
        return get_count(payload, member);
    case PART_FLAG:
        return get_flag(payload, member);
    case PART_WORD:
        return get_below(payload, part->limit, member);
    }
    return false;
}

bool license_record_get(enum license_record_kind kind, struct str key, struct str payload, void *ret_record) {
    union record record = {0};

    for (size_t i = 0; i < kinds[kind].count; i++) {
        const struct part *part = &kinds[kind].parts[i];
        if (!get_part(part, &key, &payload, (char *)&record + part->offset)) {
            return false;
        }
    }
    if (key.n || payload.n) {
        return false;
    }
    memcpy(ret_record, &record, kinds[kind].size);
    return true;
}
