#include "licenses/program_box.h"

#include <math.h>

/* What goes on being tightened after so many rounds gains little: bounds may creep by 1. */
enum { MAX_ROUNDS = 8 };

static __int128 least(__int128 a, __int128 b) {
    return a < b ? a : b;
}

static bool has_bounds(const struct program_row *row) {
    return row->lower != PROGRAM_NO_LOWER || row->upper != PROGRAM_NO_UPPER;
}

struct range {
    __int128 least, most;
};

static struct range range_of(const struct part *part, const struct program_row *row, const struct box *box) {
    const struct program_term *terms = part->terms + row->first;
    struct range range = {0, 0};

    for (uint32_t i = 0; i < row->count; i++) {
        __int128 a = (__int128)terms[i].factor * box->lower[terms[i].variable];
        __int128 b = (__int128)terms[i].factor * box->upper[terms[i].variable];

        range.least += a < b ? a : b;
        range.most += a < b ? b : a;
    }
    return range;
}

/* The variable may go no further than ROOM/|factor| from the end at which the row is least (IS_LEAST) or most. */
static bool tighten_term(struct box *box, struct program_term term, __int128 room, bool is_least) {
    int64_t *lower = &box->lower[term.variable], *upper = &box->upper[term.variable];
    __int128 steps = room / (term.factor < 0 ? -(__int128)term.factor : term.factor);

    if (steps >= (__int128)*upper - *lower) {
        return false;
    }
    if ((term.factor > 0) == is_least) {
        *upper = *lower + (int64_t)steps;
    } else {
        *lower = *upper - (int64_t)steps;
    }
    return true;
}

/* False: no solution. Otherwise *HAS_CHANGED is set when the box has become smaller. */
static bool tighten_row(const struct part *part, const struct program_row *row, struct box *box, bool *has_changed) {
    const struct program_term *terms = part->terms + row->first;
    struct range range = range_of(part, row, box);
    __int128 below = row->upper == PROGRAM_NO_UPPER ? range.most - range.least : row->upper - range.least;
    __int128 above = row->lower == PROGRAM_NO_LOWER ? range.most - range.least : range.most - row->lower;

    if (below < 0 || above < 0) {
        return false;
    }
    if (below >= range.most - range.least && above >= range.most - range.least) {
        return true;
    }
    for (uint32_t i = 0; i < row->count; i++) {
        /* The second is measured from an end that the first may have moved inwards: too cautious then, and right. */
        *has_changed |= tighten_term(box, terms[i], below, true);
        *has_changed |= tighten_term(box, terms[i], above, false);
    }
    return true;
}

bool box_tighten(const struct part *part, struct box *box) {
    bool has_changed = true;

    for (int round = 0; round < MAX_ROUNDS && has_changed; round++) {
        has_changed = false;
        for (uint32_t i = 0; i < part->row_count; i++) {
            if (has_bounds(&part->rows[i]) && !tighten_row(part, &part->rows[i], box, &has_changed)) {
                return false;
            }
        }
    }
    return true;
}

__int128 part_value(const struct part *part, uint32_t row, const int64_t *values) {
    const struct program_term *terms = part->terms + part->rows[row].first;
    __int128 sum = 0;

    for (uint32_t i = 0; i < part->rows[row].count; i++) {
        sum += (__int128)terms[i].factor * values[terms[i].variable];
    }
    return sum;
}

bool part_is_kept(const struct part *part, const int64_t *values) {
    for (uint32_t i = 0; i < part->row_count; i++) {
        const struct program_row *row = &part->rows[i];
        __int128 value = has_bounds(row) ? part_value(part, i, values) : 0;

        if (has_bounds(row) && ((row->lower != PROGRAM_NO_LOWER && value < row->lower) ||
                                (row->upper != PROGRAM_NO_UPPER && value > row->upper))) {
            return false;
        }
    }
    return true;
}

/* 0, which is always right, for what would be too large, is no number, or has no bound on its side. */
static int64_t round_multiplier(const struct program_row *row, double multiplier) {
    static const double most = (double)((int64_t)1 << 60);
    double scaled = nearbyint(multiplier * (double)BOX_SCALE);

    if (!(scaled > -most && scaled < most) || (scaled > 0 && row->lower == PROGRAM_NO_LOWER) ||
        (scaled < 0 && row->upper == PROGRAM_NO_UPPER)) {
        return 0;
    }
    return (int64_t)scaled;
}

static void add_objective(const struct part *part, uint32_t objective, __int128 *rest) {
    for (uint32_t i = 0; i < part->variable_count; i++) {
        rest[i] = 0;
    }
    if (objective != UINT32_MAX) {
        const struct program_row *row = &part->rows[objective];

        for (size_t i = row->first; i < row->first + row->count; i++) {
            rest[part->terms[i].variable] = (__int128)part->terms[i].factor * BOX_SCALE;
        }
    }
}

/* Of a rest within 2^80 and a box within 2^44 no product is beyond 2^124. */
static bool is_small(__int128 rest, const struct box *box, uint32_t variable) {
    static const __int128 most = (__int128)1 << 80;
    static const int64_t far = (int64_t)1 << 44;

    return rest > -most && rest < most && box->lower[variable] > -far && box->upper[variable] < far;
}

struct box_bound box_bound_by(const struct part *part, const struct box *box, uint32_t objective,
                              const double *multipliers, __int128 *rest) {
    struct box_bound bound = {true, 0};

    add_objective(part, objective, rest);
    for (uint32_t i = 0; i < part->row_count; i++) {
        const struct program_row *row = &part->rows[i];
        int64_t y = round_multiplier(row, multipliers[i]);
        __int128 gain = (__int128)y * (y > 0 ? row->lower : row->upper);

        if (y == 0) {
            continue;
        }
        bound.is_known &= !__builtin_add_overflow(bound.value, gain, &bound.value);
        for (size_t k = row->first; k < row->first + row->count; k++) {
            rest[part->terms[k].variable] -= (__int128)y * part->terms[k].factor;
        }
    }
    for (uint32_t i = 0; bound.is_known && i < part->variable_count; i++) {
        bound.is_known =
            is_small(rest[i], box, i) &&
            !__builtin_add_overflow(bound.value, least(rest[i] * box->lower[i], rest[i] * box->upper[i]), &bound.value);
    }
    return bound;
}

void box_tighten_by_costs(const struct part *part, struct box *box, const struct box_bound *bound, const __int128 *rest,
                          int64_t most) {
    __int128 room = (__int128)most * BOX_SCALE - bound->value;

    for (uint32_t i = 0; bound->is_known && room >= 0 && i < part->variable_count; i++) {
        __int128 steps = rest[i] ? room / (rest[i] < 0 ? -rest[i] : rest[i]) : room;

        if (rest[i] && steps < (__int128)box->upper[i] - box->lower[i]) {
            if (rest[i] > 0) {
                box->upper[i] = box->lower[i] + (int64_t)steps;
            } else {
                box->lower[i] = box->upper[i] - (int64_t)steps;
            }
        }
    }
}
