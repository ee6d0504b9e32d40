#include "licenses/core_layout.h"

#include <inttypes.h>

enum { PARTS = 2 };

/* --- what is on record ---------------------------------------------------------------------------------------------
 */

static bool is_known(int64_t figure) {
    return figure > 0;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Without a number of cores: each socket has one at least. */
static struct core_layout without_cores(const struct processors *processors) {
    bool has_sockets = is_known(processors->sockets);
    int64_t sockets = has_sockets ? processors->sockets : 1;

    return (struct core_layout){
        .least = {sockets, larger(sockets, processors->cores_per_socket)},
        .has_sockets = has_sockets,
        .cores_gap = CAPACITY_NO_CORES,
        .sockets_gap = has_sockets ? CAPACITY_COMPLETE : CAPACITY_NO_SOCKETS,
    };
}

/* Sockets that nobody counted are between one and as many as there are cores. */
static struct core_layout without_sockets(const struct processors *processors) {
    int64_t cores = processors->cores, each = processors->cores_per_socket;

    if (is_known(each) && cores % each == 0) {
        struct core_shape shape = {cores / each, cores};
        return (struct core_layout){.least = shape, .most = shape, .has_cores = true, .has_sockets = true};
    }
    return (struct core_layout){
        .least = {1, cores},
        .most = {cores, cores},
        .has_cores = true,
        .sockets_gap = CAPACITY_NO_SOCKETS,
    };
}

/* Sockets and cores are known, and each socket may be. */
static struct core_layout with_both(int64_t sockets, int64_t cores, int64_t product) {
    if (cores < sockets) {
        return (struct core_layout){
            .least = {1, cores},
            .cores_gap = CAPACITY_TORN_CORES,
            .sockets_gap = CAPACITY_TORN_CORES,
        };
    }
    return (struct core_layout){
        .least = {sockets, smaller(cores, product)},
        .most = {sockets, larger(cores, product)},
        .has_cores = true,
        .has_sockets = true,
        .cores_gap = cores == product ? CAPACITY_COMPLETE : CAPACITY_TORN_CORES,
    };
}

struct core_layout core_layout_read(const struct processors *processors) {
    int64_t sockets = processors->sockets, cores = processors->cores, product = 0;
    bool has_product = is_known(sockets) && is_known(processors->cores_per_socket);

    if (has_product && __builtin_mul_overflow(sockets, processors->cores_per_socket, &product)) {
        return (struct core_layout){
            .least = {sockets, sockets},
            .has_sockets = true,
            .cores_gap = CAPACITY_TOO_LARGE,
        };
    }
    if (has_product && !is_known(cores)) {
        return with_both(sockets, product, product);
    }
    if (!is_known(cores)) {
        return without_cores(processors);
    }
    return is_known(sockets) ? with_both(sockets, cores, has_product ? product : cores) : without_sockets(processors);
}

/* --- what it comes to ----------------------------------------------------------------------------------------------
 */

/* Sockets with a core more than the others go first. */
static size_t spread(const struct core_shape *shape, struct equal_sockets parts[PARTS]) {
    int64_t each = shape->cores / shape->sockets, rest = shape->cores % shape->sockets;
    size_t count = 0;

    if (rest) {
        parts[count++] = (struct equal_sockets){rest, each + 1};
    }
    parts[count++] = (struct equal_sockets){shape->sockets - rest, each};
    return count;
}

bool core_shape_count(const struct core_shape *shape, const struct minimum *minimum, int64_t *ret_cores) {
    struct equal_sockets parts[PARTS];
    size_t count = spread(shape, parts);

    return minimum_of_host(minimum, parts, count, ret_cores);
}

/* "2 × max(6, 8)" */
static void write_part(const struct equal_sockets *part, const struct minimum *minimum, struct buffer *to) {
    if (minimum->per_socket > 0) {
        buffer_printf(to, "%" PRId64 " × max(%" PRId64 ", %" PRId64 ")", part->sockets, part->cores,
                      minimum->per_socket);
    } else {
        buffer_printf(to, "%" PRId64 " × %" PRId64, part->sockets, part->cores);
    }
}

static enum expression write_parts(const struct core_shape *shape, const struct minimum *minimum, bool has_sockets,
                                   struct buffer *to) {
    struct equal_sockets parts[PARTS];
    size_t count = spread(shape, parts);

    if (minimum->per_socket <= 0 && (!has_sockets || count > 1)) {
        buffer_printf(to, "%" PRId64, shape->cores);
        return EXPRESSION_NUMBER;
    }
    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(to, i ? " + " : "");
        write_part(&parts[i], minimum, to);
    }
    return EXPRESSION_PRODUCT;
}

enum expression core_shape_write(const struct core_shape *shape, const struct minimum *minimum, bool has_sockets,
                                 int64_t count, struct buffer *arithmetic) {
    struct minimum of_sockets = *minimum;
    int64_t sum = count;
    enum expression expression = write_parts(shape, minimum, has_sockets, arithmetic);

    of_sockets.per_server = 0;
    if ((minimum->per_socket <= 0 && minimum->per_server <= 0) || !core_shape_count(shape, &of_sockets, &sum)) {
        return expression;
    }
    if (expression == EXPRESSION_PRODUCT) {
        buffer_printf(arithmetic, " = %" PRId64, sum);
    }
    if (minimum->per_server > sum) {
        buffer_printf(arithmetic, " < %" PRId64 " → %" PRId64, minimum->per_server, count);
    } else if (minimum->per_server > 0) {
        buffer_printf(arithmetic, " ≥ %" PRId64, minimum->per_server);
    }
    return EXPRESSION_RESULT;
}
