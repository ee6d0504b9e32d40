#include "licenses/program_model.h"

#include <stdlib.h>
#include <string.h>

struct program *program_new(void) {
    return calloc(1, sizeof(struct program));
}

void program_free(struct program *program) {
    if (program) {
        free(program->variables);
        free(program->rows.items);
        free(program->levels.items);
        free(program->terms);
        free(program);
    }
}

/* Room for MORE items behind COUNT. */
static void *grow(void *items, size_t count, size_t more, size_t *capacity, size_t size) {
    size_t wanted = *capacity ? *capacity : 16;
    void *grown;

    if (more > SIZE_MAX / 4 - count) {
        return NULL;
    }
    if (items && count + more <= *capacity) {
        return items;
    }
    while (wanted < count + more) {
        wanted *= 2;
    }
    grown = reallocarray(items, wanted, size);
    if (grown) {
        *capacity = wanted;
    }
    return grown;
}

static bool is_bound(int64_t value) {
    return value >= -PROGRAM_MAX_BOUND && value <= PROGRAM_MAX_BOUND;
}

enum err_code program_add_variable(struct program *program, int64_t lower, int64_t upper, uint64_t order,
                                   uint32_t *ret_variable, struct err *err) {
    struct program_variable *variables;

    if (!is_bound(lower) || !is_bound(upper) || lower > upper || program->variable_count >= PROGRAM_MAX_VARIABLES) {
        return err_set(err, ERR_USAGE, NULL, STR("variable"), STR("-1000000...1000000"));
    }
    variables = grow(program->variables, program->variable_count, 1, &program->variable_capacity, sizeof *variables);
    if (!variables) {
        return err_no_memory(err);
    }
    program->variables = variables;
    variables[program->variable_count] = (struct program_variable){lower, upper, order, 0};
    *ret_variable = (uint32_t)program->variable_count++;
    return ERR_OK;
}

void program_branch_first(struct program *program, uint32_t variable, unsigned urgency) {
    program->variables[variable].urgency = urgency;
}

static int compare_terms(const void *a, const void *b) {
    const struct program_term *x = a, *y = b;

    return (x->variable > y->variable) - (x->variable < y->variable);
}

/* Adds up what is of one variable, and drops what is 0; false on overflow. */
static bool merge_terms(struct program_term *terms, size_t *count) {
    size_t kept = 0;

    qsort(terms, *count, sizeof *terms, compare_terms);
    for (size_t i = 0; i < *count;) {
        struct program_term sum = {terms[i].variable, 0};

        for (; i < *count && terms[i].variable == sum.variable; i++) {
            if (__builtin_add_overflow(sum.factor, terms[i].factor, &sum.factor)) {
                return false;
            }
        }
        if (sum.factor != 0) {
            terms[kept++] = sum;
        }
    }
    *count = kept;
    return true;
}

static int64_t distance(int64_t value) {
    return value < 0 ? -value : value;
}

/* Σ |factor·bound| within 63 bits: then no value of the form overflows, nor any part of it. */
static bool is_level(const struct program *program, const struct program_term *terms, size_t count) {
    int64_t sum = 0, most;

    for (size_t i = 0; i < count; i++) {
        const struct program_variable *variable = &program->variables[terms[i].variable];
        int64_t lower = distance(variable->lower), upper = distance(variable->upper);

        if (terms[i].factor == INT64_MIN ||
            __builtin_mul_overflow(distance(terms[i].factor), lower > upper ? lower : upper, &most) ||
            __builtin_add_overflow(sum, most, &sum)) {
            return false;
        }
    }
    return true;
}

static bool is_row(const struct program_term *terms, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (terms[i].factor < -PROGRAM_MAX_FACTOR || terms[i].factor > PROGRAM_MAX_FACTOR) {
            return false;
        }
    }
    return true;
}

static bool has_variables(const struct program *program, const struct program_term *terms, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (terms[i].variable >= program->variable_count) {
            return false;
        }
    }
    return true;
}

static enum err_code add_form(struct program *program, struct program_rows *rows, const struct program_term *terms,
                              size_t count, struct program_row row, struct err *err) {
    struct program_term *all = grow(program->terms, program->term_count, count, &program->term_capacity, sizeof *all);
    struct program_row *items = all ? grow(rows->items, rows->count, 1, &rows->capacity, sizeof *items) : NULL;

    program->terms = all ? all : program->terms;
    if (!items) {
        return err_no_memory(err);
    }
    rows->items = items;
    if (count > 0) {
        memcpy(all + program->term_count, terms, count * sizeof *terms);
    }
    all += program->term_count;
    if (!has_variables(program, all, count) || !merge_terms(all, &count) ||
        !(rows == &program->levels ? is_level(program, all, count) : is_row(all, count))) {
        return err_set(err, ERR_USAGE, NULL, STR("term"), STR("variables of the program, factors within bounds"));
    }
    row.first = program->term_count;
    row.count = (uint32_t)count;
    items[rows->count++] = row;
    program->term_count += count;
    return ERR_OK;
}

enum err_code program_add_row(struct program *program, const struct program_term *terms, size_t count, int64_t lower,
                              int64_t upper, struct err *err) {
    return add_form(program, &program->rows, terms, count, (struct program_row){.lower = lower, .upper = upper}, err);
}

enum err_code program_add_level(struct program *program, const struct program_term *terms, size_t count,
                                struct err *err) {
    struct program_row row = {.lower = PROGRAM_NO_LOWER, .upper = PROGRAM_NO_UPPER};

    return add_form(program, &program->levels, terms, count, row, err);
}

size_t program_variable_count(const struct program *program) {
    return program->variable_count;
}

size_t program_level_count(const struct program *program) {
    return program->levels.count;
}

static __int128 value_of(const struct program *program, const struct program_row *row, const int64_t *values) {
    __int128 sum = 0;

    for (size_t i = row->first; i < row->first + row->count; i++) {
        sum += (__int128)program->terms[i].factor * values[program->terms[i].variable];
    }
    return sum;
}

bool program_check(const struct program *program, const int64_t *values, int64_t *ret_levels) {
    bool is_kept = true;

    for (size_t i = 0; i < program->variable_count; i++) {
        is_kept &= values[i] >= program->variables[i].lower && values[i] <= program->variables[i].upper;
    }
    for (size_t i = 0; i < program->rows.count; i++) {
        const struct program_row *row = &program->rows.items[i];
        __int128 value = value_of(program, row, values);

        is_kept &= (row->lower == PROGRAM_NO_LOWER || value >= row->lower) &&
                   (row->upper == PROGRAM_NO_UPPER || value <= row->upper);
    }
    for (size_t i = 0; ret_levels && i < program->levels.count; i++) {
        ret_levels[i] = (int64_t)value_of(program, &program->levels.items[i], values);
    }
    return is_kept;
}
