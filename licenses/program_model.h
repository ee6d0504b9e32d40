#pragma once
/* What a program (program.h) is made of, for those who solve it. */

#include "licenses/program.h"

struct program_variable {
    int64_t lower;
    int64_t upper;
    uint64_t order;
    unsigned urgency; /* of branching on it */
};

/* A linear form: terms in the order of variables, each variable once, no factor of 0. */
struct program_row {
    size_t first; /* in the program's terms */
    uint32_t count;
    int64_t lower;
    int64_t upper;
};

struct program_rows {
    struct program_row *items;
    size_t count;
    size_t capacity;
};

struct program {
    struct program_variable *variables;
    size_t variable_count;
    size_t variable_capacity;
    struct program_rows rows;
    struct program_rows levels;
    struct program_term *terms;
    size_t term_count;
    size_t term_capacity;
};
