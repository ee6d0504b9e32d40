#include "licenses/capacity_figure.h"

#include <inttypes.h>

/* --- counts --------------------------------------------------------------------------------------------------------
 */

static enum capacity_gap first_gap(enum capacity_gap a, enum capacity_gap b) {
    return a != CAPACITY_COMPLETE ? a : b;
}

struct tally tally_settled(struct tally tally) {
    if (tally.has_most && tally.least == tally.most) {
        tally.gap = CAPACITY_COMPLETE;
    }
    return tally;
}

static bool in_packs(int64_t count, int64_t pack, int64_t *ret_count) {
    int64_t packs = count / pack + (count % pack > 0), filled;

    if (__builtin_mul_overflow(packs, pack, &filled)) {
        return false;
    }
    *ret_count = filled;
    return true;
}

struct tally tally_sockets(const struct core_layout *layout, int64_t pack) {
    struct tally tally = {.least = layout->least.sockets, .gap = layout->sockets_gap};
    int64_t most = layout->has_sockets ? layout->least.sockets : layout->most.sockets;
    bool fits = in_packs(layout->least.sockets, pack, &tally.least);

    if (layout->has_sockets || layout->has_cores) {
        tally.has_most = in_packs(most, pack, &tally.most);
        fits &= tally.has_most;
    }
    tally.gap = fits ? tally.gap : CAPACITY_TOO_LARGE;
    return tally_settled(tally);
}

struct tally tally_cores(const struct core_layout *layout, const struct core_minimum *minimum) {
    struct tally tally = {
        .least = layout->least.cores,
        .gap = first_gap(first_gap(layout->cores_gap, minimum->gap), layout->sockets_gap),
    };
    bool fits = core_shape_count(&layout->least, &minimum->least, &tally.least);

    if (layout->has_cores && minimum->has_most) {
        tally.has_most = core_shape_count(&layout->most, &minimum->most, &tally.most);
        fits &= tally.has_most;
    }
    tally.gap = fits ? tally.gap : CAPACITY_TOO_LARGE;
    return tally_settled(tally);
}

struct tally tally_vm(const struct core_layout *layout, const struct core_minimum *minimum) {
    struct tally tally = {
        .least = minimum_of_vm(&minimum->least, layout->least.cores),
        .gap = first_gap(layout->cores_gap, minimum->gap),
    };

    if (layout->has_cores && minimum->has_most) {
        tally.has_most = true;
        tally.most = minimum_of_vm(&minimum->most, layout->most.cores);
    }
    return tally_settled(tally);
}

/* --- needs ---------------------------------------------------------------------------------------------------------
 */

struct core_weight core_weight_none(void) {
    return (struct core_weight){.least = rational_whole(1), .most = rational_whole(1), .gap = CAPACITY_COMPLETE};
}

struct capacity_need capacity_weigh(const struct tally *tally, const struct core_weight *weight,
                                    enum round_scope scope) {
    struct capacity_need need = {
        .gap = first_gap(tally->gap, weight->gap),
        .exact_least = rational_whole(0),
        .exact = rational_whole(0),
        .factor = weight->most,
        .round_scope = scope,
        .is_allowed = TERM_YES,
    };
    bool fits = rational_mul(rational_whole(tally->least), weight->least, &need.exact_least);

    if (tally->has_most) {
        need.is_known = rational_mul(rational_whole(tally->most), weight->most, &need.exact);
        fits &= need.is_known;
    }
    need.least = rational_ceil(need.exact_least);
    need.least = need.least == 0 && tally->least > 0 ? 1 : need.least;
    need.most = need.is_known ? rational_ceil(need.exact) : 0;
    need.gap = fits ? need.gap : CAPACITY_TOO_LARGE;
    return need;
}

/* --- arithmetic ----------------------------------------------------------------------------------------------------
 */

static void write_ratio(const char *before, struct rational value, struct buffer *to) {
    char text[48];

    rational_format(value, text);
    buffer_append_cstr(to, before);
    buffer_append_cstr(to, text);
}

void capacity_write_result(const struct capacity_need *need, const struct core_weight *weight,
                           enum expression expression, int64_t count, struct buffer *arithmetic) {
    if (weight->is_used) {
        if (expression == EXPRESSION_RESULT) {
            buffer_printf(arithmetic, "; %" PRId64, count);
        }
        write_ratio(" × ", need->factor, arithmetic);
        write_ratio(" = ", need->exact, arithmetic);
    } else if (expression == EXPRESSION_PRODUCT) {
        buffer_printf(arithmetic, " = %" PRId64, count);
    }
    if (need->exact.denominator != 1 && need->round_scope != ROUND_POOL) {
        buffer_printf(arithmetic, " → %" PRId64, need->most);
    }
}

void capacity_write_range(const struct capacity_need *need, struct buffer *arithmetic) {
    if (!need->is_known) {
        buffer_printf(arithmetic, "%" PRId64 "..", need->least);
    } else if (need->least != need->most) {
        buffer_printf(arithmetic, "; %" PRId64 "..%" PRId64, need->least, need->most);
    }
}
