#include "report/check/sample_size.h"

#include <stdlib.h>

/* A whole number of any size, the least significant part first. */
struct natural {
    uint64_t *parts;
    size_t count, capacity;
};

static void natural_done(struct natural *number) {
    free(number->parts);
}

static bool natural_init(struct natural *number, size_t factors) {
    number->capacity = factors + 1;
    number->parts = calloc(number->capacity, sizeof *number->parts);
    number->count = 1;
    if (number->parts) {
        number->parts[0] = 1;
    }
    return number->parts != NULL;
}

static void natural_multiply(struct natural *number, uint64_t factor) {
    unsigned __int128 carry = 0;

    for (size_t i = 0; i < number->count; i++) {
        carry += (unsigned __int128)number->parts[i] * factor;
        number->parts[i] = (uint64_t)carry;
        carry >>= 64;
    }
    if (carry) {
        number->parts[number->count++] = (uint64_t)carry;
    }
    while (number->count > 1 && number->parts[number->count - 1] == 0) {
        number->count--;
    }
}

static bool natural_is_at_most(const struct natural *a, const struct natural *b) {
    if (a->count != b->count) {
        return a->count < b->count;
    }
    for (size_t i = a->count; i-- > 0;) {
        if (a->parts[i] != b->parts[i]) {
            return a->parts[i] < b->parts[i];
        }
    }
    return true;
}

/* --- sizes ---------------------------------------------------------------------------------------------------------
 */

/* How likely a sample may miss all deviations, as a fraction: what is left of the confidence. */
struct risk {
    uint64_t numerator, denominator;
};

static bool risk_of(const struct sample_aim *aim, struct risk *ret_risk) {
    struct rational part, rest;

    if (!rational_div(aim->confidence, rational_whole(100), &part) || !rational_sub(rational_whole(1), part, &rest)) {
        return false;
    }
    *ret_risk = (struct risk){(uint64_t)rest.numerator, (uint64_t)rest.denominator};
    return true;
}

static bool is_share(struct rational percent) {
    return rational_cmp(percent, rational_whole(0)) > 0 && rational_cmp(percent, rational_whole(100)) < 0;
}

bool sample_aim_is_valid(const struct sample_aim *aim) {
    struct risk risk;

    return is_share(aim->confidence) && is_share(aim->tolerable) && risk_of(aim, &risk);
}

enum err_code sample_deviations(uint64_t population, const struct sample_aim *aim, uint64_t *ret_count,
                                struct err *err) {
    struct rational count;

    if (population > INT64_MAX || !rational_mul(rational_whole((int64_t)population), aim->tolerable, &count) ||
        !rational_div(count, rational_whole(100), &count)) {
        return err_set(err, ERR_TOO_LARGE, "tolerable", STR_NONE, STR_NONE);
    }
    *ret_count = (uint64_t)rational_ceil(count);
    return ERR_OK;
}

/* Is the risk kept? Of POPULATION, a SAMPLE misses all DEVIATIONS with the probability
 *
 *     C(population - deviations, sample)     population - a - i
 *     ---------------------------------- = ∏ ------------------   over i < b,
 *           C(population, sample)              population - i
 *
 * where a and b are the sample and the deviations, either way round: the smaller one makes the shorter product. */
static enum err_code keeps_risk(uint64_t population, uint64_t sample, uint64_t deviations, struct risk risk,
                                bool *ret_keeps, struct err *err) {
    CLEANUP(natural_done) struct natural missed = {0};
    CLEANUP(natural_done) struct natural all = {0};
    uint64_t a = sample > deviations ? sample : deviations, b = sample > deviations ? deviations : sample;

    if (sample > population - deviations) {
        *ret_keeps = true; /* there are not so many without a deviation */
        return ERR_OK;
    }
    if (!natural_init(&missed, b + 1) || !natural_init(&all, b + 1)) {
        return err_no_memory(err);
    }
    for (uint64_t i = 0; i < b; i++) {
        natural_multiply(&missed, population - a - i);
        natural_multiply(&all, population - i);
    }
    natural_multiply(&missed, risk.denominator);
    natural_multiply(&all, risk.numerator);
    *ret_keeps = natural_is_at_most(&missed, &all);
    return ERR_OK;
}

struct question {
    uint64_t population, deviations;
    struct risk risk;
};

/* The larger the sample, the smaller the risk. Sizes are tried from the small end, as products are short there:
 * doubled until one will do, then halved in between. */
static enum err_code search(const struct question *question, uint64_t *ret_size, struct err *err) {
    uint64_t least = 0, most = question->population, next = 1;
    enum err_code code = ERR_OK;
    bool is_doubling = true;

    while (code == ERR_OK && least < most) {
        uint64_t middle = least + (most - least) / 2;
        uint64_t size = is_doubling && next < middle ? next : middle;
        bool keeps = false;
        code = keeps_risk(question->population, size, question->deviations, question->risk, &keeps, err);
        if (keeps) {
            most = size;
        } else {
            least = size + 1;
        }
        is_doubling = is_doubling && !keeps;
        next = is_doubling ? 2 * size : next;
    }
    if (code == ERR_OK) {
        *ret_size = least;
    }
    return code;
}

enum err_code sample_size(uint64_t population, const struct sample_aim *aim, uint64_t *ret_size, struct err *err) {
    struct question question = {.population = population};
    enum err_code code = sample_deviations(population, aim, &question.deviations, err);

    if (code == ERR_OK && !risk_of(aim, &question.risk)) {
        code = err_set(err, ERR_TOO_LARGE, "confidence", STR_NONE, STR_NONE);
    }
    return code == ERR_OK ? search(&question, ret_size, err) : code;
}
