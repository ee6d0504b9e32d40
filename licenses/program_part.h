#pragma once
/* One component of a program in its canonical form: the same whatever the order in which things were added. Variables
 * are in their order, terms in that of variables, rows sorted by what they say; a row is divided by what all its
 * factors share, and its bounds are rounded inwards (of whole numbers nothing is lost).
 *
 * Levels with large factors are taken apart into digits, as floating point could not tell them apart in one form. For a
 * base B and f = Σ_i B^i·d_i(x), where |factors of d_i| < B (each factor's digits have its sign), there are carries
 *
 *     carry_0 = 0,   0 ≤ digit_i = d_i(x) + carry_i − B·carry_{i+1} ≤ B−1   for all but the topmost digit,
 *                        digit_m = d_m(x) + carry_m                         for the topmost, which has no bounds.
 *
 * Multiplying the line of digit i by B^i and adding them up, the carries cancel: f = Σ B^i·digit_i. As all digits but
 * the topmost are within 0…B−1, this is how f is written in base B, of which there is exactly one way; carries follow
 * from x and take nothing away from it. Of two values the one with the smaller topmost digit in which they differ is
 * smaller. So minimising the digits one after the other, the topmost first, each fixed at its minimum before the next,
 * minimises f; and "fixed" is said of digits with their carries, not of the forms d_i, whose minimum the best f need
 * not have. */

#include "licenses/program_model.h"

struct arena;

#define PROGRAM_BASE   1000000
#define PROGRAM_DIGITS 4  /* 64 bits are less than 10^6^4 */
#define PROGRAM_TIES   20 /* 2^20 is about 10^6 */

struct part_level {
    uint32_t digit_count;            /* 0: no variable of this part is in it */
    uint32_t digits[PROGRAM_DIGITS]; /* rows, the least digit first */
};

/* Variables are numbered anew: first those of the program, then carries. */
struct part {
    uint32_t variable_count;
    uint32_t own_count;  /* those of the program */
    uint32_t *variables; /* their numbers in the program */
    int64_t *lower;
    int64_t *upper;
    unsigned *urgency;        /* of branching on them */
    struct program_row *rows; /* `first` is in the terms below; without a bound either way: a digit */
    uint32_t row_count;
    uint32_t own_row_count;
    uint32_t tie_row; /* without bounds and terms, and with room for PROGRAM_TIES: for whoever breaks ties */
    struct program_term *terms;
    size_t term_count;
    struct part_level *levels;
    size_t level_count;
};

struct level_term {
    uint32_t level;
    struct program_term term;
};

struct partition {
    size_t count;
    uint32_t *component_of;         /* by variable */
    uint32_t *members;              /* variables by component, in their order */
    size_t *first;                  /* count + 1: in members */
    uint32_t *rows;                 /* rows with variables, by component */
    size_t *first_row;              /* count + 1 */
    struct level_term *level_terms; /* by component, then by level */
    size_t *first_level_term;       /* count + 1 */
    bool is_contradictory;          /* a row without variables does not hold */
};

/* All of it belongs to ARENA. */
MUST_CHECK enum err_code partition_build(const struct program *program, struct arena *arena,
                                         struct partition *ret_partition, struct err *err);
/* LOCAL: one entry for each variable of the program, to work with. */
MUST_CHECK enum err_code part_build(const struct program *program, const struct partition *partition, size_t component,
                                    uint32_t *local, struct arena *arena, struct part *ret_part, struct err *err);
