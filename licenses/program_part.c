#include "licenses/program_part.h"

#include "base/arena.h"

#include <stdlib.h>

/* Which variables are connected: a forest in which each variable points towards the representative of its set. */

static uint32_t find(uint32_t *parents, uint32_t variable) {
    while (parents[variable] != variable) {
        parents[variable] = parents[parents[variable]];
        variable = parents[variable];
    }
    return variable;
}

static void connect_rows(const struct program *program, uint32_t *parents) {
    for (uint32_t i = 0; i < program->variable_count; i++) {
        parents[i] = i;
    }
    for (size_t i = 0; i < program->rows.count; i++) {
        const struct program_row *row = &program->rows.items[i];
        const struct program_term *terms = program->terms + row->first;

        for (uint32_t k = 1; k < row->count; k++) {
            uint32_t a = find(parents, terms[0].variable), b = find(parents, terms[k].variable);

            parents[a > b ? a : b] = a > b ? b : a;
        }
    }
}

struct ranked {
    uint64_t order;
    uint32_t variable;
};

static int compare_ranked(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;

    if (x->order != y->order) {
        return x->order < y->order ? -1 : 1;
    }
    return (x->variable > y->variable) - (x->variable < y->variable);
}

/* Numbers components as their first variables come. */
static size_t number_components(const struct ranked *ranked, size_t count, uint32_t *parents, uint32_t *numbers,
                                uint32_t *component_of) {
    size_t components = 0;

    for (size_t i = 0; i < count; i++) {
        numbers[i] = UINT32_MAX;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t *number = &numbers[find(parents, ranked[i].variable)];

        if (*number == UINT32_MAX) {
            *number = (uint32_t)components++;
        }
        component_of[ranked[i].variable] = *number;
    }
    return components;
}

/* Turns the counts of each group in FIRST[1…] into where each begins. */
static void sum_up(size_t *first, size_t count) {
    for (size_t i = 0; i < count; i++) {
        first[i + 1] += first[i];
    }
}

static void group_members(struct partition *partition, const struct ranked *ranked, size_t count, size_t *next) {
    for (size_t i = 0; i < count; i++) {
        partition->first[partition->component_of[i] + 1]++;
    }
    sum_up(partition->first, partition->count);
    for (size_t i = 0; i < partition->count; i++) {
        next[i] = partition->first[i];
    }
    for (size_t i = 0; i < count; i++) {
        partition->members[next[partition->component_of[ranked[i].variable]]++] = ranked[i].variable;
    }
}

static bool holds_of_nothing(const struct program_row *row) {
    return row->lower <= 0 && row->upper >= 0;
}

static void group_rows(const struct program *program, struct partition *partition, size_t *next) {
    const struct program_row *rows = program->rows.items;

    for (size_t i = 0; i < program->rows.count; i++) {
        if (rows[i].count > 0) {
            partition->first_row[partition->component_of[program->terms[rows[i].first].variable] + 1]++;
        } else {
            partition->is_contradictory |= !holds_of_nothing(&rows[i]);
        }
    }
    sum_up(partition->first_row, partition->count);
    for (size_t i = 0; i < partition->count; i++) {
        next[i] = partition->first_row[i];
    }
    for (size_t i = 0; i < program->rows.count; i++) {
        if (rows[i].count > 0) {
            partition->rows[next[partition->component_of[program->terms[rows[i].first].variable]]++] = (uint32_t)i;
        }
    }
}

static void group_level_terms(const struct program *program, struct partition *partition, size_t *next) {
    for (size_t i = 0; i < program->levels.count; i++) {
        const struct program_row *level = &program->levels.items[i];

        for (uint32_t k = 0; k < level->count; k++) {
            partition->first_level_term[partition->component_of[program->terms[level->first + k].variable] + 1]++;
        }
    }
    sum_up(partition->first_level_term, partition->count);
    for (size_t i = 0; i < partition->count; i++) {
        next[i] = partition->first_level_term[i];
    }
    for (uint32_t i = 0; i < program->levels.count; i++) {
        const struct program_row *level = &program->levels.items[i];

        for (uint32_t k = 0; k < level->count; k++) {
            struct program_term term = program->terms[level->first + k];

            partition->level_terms[next[partition->component_of[term.variable]]++] = (struct level_term){i, term};
        }
    }
}

static size_t count_level_terms(const struct program *program) {
    size_t count = 0;

    for (size_t i = 0; i < program->levels.count; i++) {
        count += program->levels.items[i].count;
    }
    return count;
}

enum err_code partition_build(const struct program *program, struct arena *arena, struct partition *ret_partition,
                              struct err *err) {
    size_t count = program->variable_count;
    struct ranked *ranked = arena_alloc_array(arena, count + 1, sizeof *ranked);
    uint32_t *parents = arena_alloc_array(arena, count + 1, sizeof *parents);
    uint32_t *numbers = arena_alloc_array(arena, count + 1, sizeof *numbers);
    size_t *next = arena_alloc_array(arena, count + 1, sizeof *next);
    struct partition partition = {
        .component_of = arena_alloc_array(arena, count + 1, sizeof *partition.component_of),
        .members = arena_alloc_array(arena, count + 1, sizeof *partition.members),
        .first = arena_alloc_array(arena, count + 2, sizeof *partition.first),
        .rows = arena_alloc_array(arena, program->rows.count + 1, sizeof *partition.rows),
        .first_row = arena_alloc_array(arena, count + 2, sizeof *partition.first_row),
        .level_terms = arena_alloc_array(arena, count_level_terms(program) + 1, sizeof *partition.level_terms),
        .first_level_term = arena_alloc_array(arena, count + 2, sizeof *partition.first_level_term),
    };

    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        ranked[i] = (struct ranked){program->variables[i].order, i};
    }
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    connect_rows(program, parents);
    partition.count = number_components(ranked, count, parents, numbers, partition.component_of);
    group_members(&partition, ranked, count, next);
    group_rows(program, &partition, next);
    group_level_terms(program, &partition, next);
    *ret_partition = partition;
    return ERR_OK;
}

/* One row or level of a part, before it is put in its place. */
struct form {
    struct program_term *terms;
    uint32_t count;
    int64_t lower, upper;
};

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_terms(const void *a, const void *b) {
    const struct program_term *x = a, *y = b;

    return compare_numbers(x->variable, y->variable);
}

static int compare_forms(const void *a, const void *b) {
    const struct form *x = a, *y = b;
    int order = compare_numbers(x->count, y->count);

    for (uint32_t i = 0; order == 0 && i < x->count; i++) {
        order = compare_numbers(x->terms[i].variable, y->terms[i].variable);
        order = order ? order : compare_numbers(x->terms[i].factor, y->terms[i].factor);
    }
    order = order ? order : compare_numbers(x->lower, y->lower);
    return order ? order : compare_numbers(x->upper, y->upper);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int64_t common_divisor(int64_t a, int64_t b) {
    while (b) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static void divide_form(struct form *form) {
    int64_t divisor = 0;

    for (uint32_t i = 0; i < form->count; i++) {
        divisor = common_divisor(form->terms[i].factor, divisor);
    }
    if (divisor <= 1) {
        return;
    }
    for (uint32_t i = 0; i < form->count; i++) {
        form->terms[i].factor /= divisor;
    }
    if (form->lower != PROGRAM_NO_LOWER) {
        form->lower = -floor_div(-form->lower, divisor);
    }
    if (form->upper != PROGRAM_NO_UPPER) {
        form->upper = floor_div(form->upper, divisor);
    }
}

struct builder {
    const struct program *program;
    const uint32_t *local; /* by variable of the program: its number in the part */
    struct arena *arena;
    struct part *part;
};

/* A form of COUNT terms in the part's numbers; without terms when memory is out. */
static struct form new_form(struct builder *builder, size_t count) {
    return (struct form){
        .terms = arena_alloc_array(builder->arena, count + 1, sizeof(struct program_term)),
        .lower = PROGRAM_NO_LOWER,
        .upper = PROGRAM_NO_UPPER,
    };
}

static void add_term(struct builder *builder, struct form *form, struct program_term term) {
    if (form->terms) {
        form->terms[form->count++] = (struct program_term){builder->local[term.variable], term.factor};
    }
}

static void sort_form(struct form *form) {
    if (form->count > 0) {
        qsort(form->terms, form->count, sizeof *form->terms, compare_terms);
    }
}

static struct form copy_row(struct builder *builder, const struct program_row *row) {
    struct form form = new_form(builder, row->count);

    form.lower = row->lower;
    form.upper = row->upper;
    for (uint32_t i = 0; i < row->count; i++) {
        add_term(builder, &form, builder->program->terms[row->first + i]);
    }
    sort_form(&form);
    divide_form(&form);
    return form;
}

/* What a component has of each level. */
static void copy_levels(struct builder *builder, const struct partition *partition, size_t component,
                        struct form *levels) {
    const struct level_term *term = partition->level_terms + partition->first_level_term[component];
    const struct level_term *end = partition->level_terms + partition->first_level_term[component + 1];

    for (uint32_t i = 0; i < builder->part->level_count; i++) {
        size_t count = 0;

        for (const struct level_term *other = term; other < end && other->level == i; other++) {
            count++;
        }
        levels[i] = new_form(builder, count);
        for (; term < end && term->level == i; term++) {
            add_term(builder, &levels[i], term->term);
        }
        sort_form(&levels[i]);
    }
}

static uint32_t append_form(struct part *part, const struct form *form) {
    struct program_row *row = &part->rows[part->row_count];

    *row = (struct program_row){part->term_count, form->count, form->lower, form->upper};
    for (uint32_t i = 0; i < form->count; i++) {
        part->terms[part->term_count++] = form->terms[i];
    }
    return part->row_count++;
}

static int64_t digit_of(int64_t factor, uint32_t place) {
    for (; place > 0; place--) {
        factor /= PROGRAM_BASE;
    }
    return factor % PROGRAM_BASE;
}

static uint32_t count_digits(const struct form *form) {
    uint32_t count = form->count > 0;

    for (uint32_t i = 0; i < form->count; i++) {
        int64_t rest = form->terms[i].factor / PROGRAM_BASE;

        /* the base itself is still one digit where it is the largest */
        rest = form->terms[i].factor == PROGRAM_BASE || form->terms[i].factor == -PROGRAM_BASE ? 0 : rest;
        for (uint32_t digits = 1; rest != 0; rest /= PROGRAM_BASE) {
            digits++;
            count = digits > count ? digits : count;
        }
    }
    return count;
}

static int64_t floor_base(__int128 value) {
    return (int64_t)(value / PROGRAM_BASE - (value % PROGRAM_BASE < 0));
}

/* A variable for what goes to the next digit: within what the digit's form can be. */
static uint32_t add_carry(struct part *part, const struct form *form) {
    __int128 least = 0, most = 0;

    for (uint32_t i = 0; i < form->count; i++) {
        const struct program_term *term = &form->terms[i];
        __int128 a = (__int128)term->factor * part->lower[term->variable];
        __int128 b = (__int128)term->factor * part->upper[term->variable];

        least += a < b ? a : b;
        most += a < b ? b : a;
    }
    part->lower[part->variable_count] = floor_base(least);
    part->upper[part->variable_count] = floor_base(most);
    return part->variable_count++;
}

/* LEVEL's form as digits; SCRATCH has room for two terms more. */
static void add_digits(struct part *part, const struct form *level, struct form *scratch, struct part_level *ret) {
    uint32_t count = count_digits(level), carry = UINT32_MAX;

    ret->digit_count = count;
    for (uint32_t place = 0; place < count; place++) {
        bool is_top = place + 1 == count;

        scratch->count = 0;
        for (uint32_t i = 0; i < level->count; i++) {
            int64_t digit = count == 1 ? level->terms[i].factor : digit_of(level->terms[i].factor, place);

            if (digit != 0) {
                scratch->terms[scratch->count++] = (struct program_term){level->terms[i].variable, digit};
            }
        }
        if (carry != UINT32_MAX) {
            scratch->terms[scratch->count++] = (struct program_term){carry, 1};
        }
        if (!is_top) {
            carry = add_carry(part, scratch);
            scratch->terms[scratch->count++] = (struct program_term){carry, -PROGRAM_BASE};
        }
        scratch->lower = is_top ? PROGRAM_NO_LOWER : 0;
        scratch->upper = is_top ? PROGRAM_NO_UPPER : PROGRAM_BASE - 1;
        ret->digits[place] = append_form(part, scratch);
    }
}

static void add_variables(struct builder *builder, const struct partition *partition, size_t component,
                          uint32_t *local) {
    struct part *part = builder->part;
    const uint32_t *members = partition->members + partition->first[component];

    for (uint32_t i = 0; i < part->own_count; i++) {
        part->variables[i] = members[i];
        part->lower[i] = builder->program->variables[members[i]].lower;
        part->upper[i] = builder->program->variables[members[i]].upper;
        part->urgency[i] = builder->program->variables[members[i]].urgency;
        local[members[i]] = i;
    }
    part->variable_count = part->own_count;
}

static enum err_code allocate(struct builder *builder, size_t variables, size_t rows, size_t terms, struct err *err) {
    struct part *part = builder->part;
    struct arena *arena = builder->arena;

    part->variables = arena_alloc_array(arena, variables + 1, sizeof *part->variables);
    part->lower = arena_alloc_array(arena, variables + 1, sizeof *part->lower);
    part->upper = arena_alloc_array(arena, variables + 1, sizeof *part->upper);
    part->urgency = arena_alloc_array(arena, variables + 1, sizeof *part->urgency);
    part->rows = arena_alloc_array(arena, rows + 1, sizeof *part->rows);
    part->terms = arena_alloc_array(arena, terms + 1, sizeof *part->terms);
    part->levels = arena_alloc_array(arena, part->level_count + 1, sizeof *part->levels);
    return arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}

/* The rows of the component, then its part of each level. */
static enum err_code copy_forms(struct builder *builder, const struct partition *partition, size_t component,
                                struct form *forms, struct err *err) {
    const struct program *program = builder->program;
    size_t first = partition->first_row[component], count = partition->first_row[component + 1] - first;

    for (size_t i = 0; i < count; i++) {
        forms[i] = copy_row(builder, &program->rows.items[partition->rows[first + i]]);
    }
    copy_levels(builder, partition, component, forms + count);
    if (arena_failed(builder->arena)) {
        return err_no_memory(err);
    }
    qsort(forms, count, sizeof *forms, compare_forms);
    return ERR_OK;
}

static enum err_code fill(struct builder *builder, const struct form *forms, struct err *err) {
    struct part *part = builder->part;
    struct form scratch = {
        .terms = arena_alloc_array(builder->arena, part->own_count + PROGRAM_DIGITS, sizeof *scratch.terms)};

    if (!scratch.terms) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < part->own_row_count; i++) {
        append_form(part, &forms[i]);
    }
    for (size_t i = 0; i < part->level_count; i++) {
        add_digits(part, &forms[part->own_row_count + i], &scratch, &part->levels[i]);
    }
    part->tie_row = append_form(part, &(struct form){.lower = PROGRAM_NO_LOWER, .upper = PROGRAM_NO_UPPER});
    return ERR_OK;
}

enum err_code part_build(const struct program *program, const struct partition *partition, size_t component,
                         uint32_t *local, struct arena *arena, struct part *ret_part, struct err *err) {
    struct part part = {
        .own_count = (uint32_t)(partition->first[component + 1] - partition->first[component]),
        .own_row_count = (uint32_t)(partition->first_row[component + 1] - partition->first_row[component]),
        .level_count = program->levels.count,
    };
    struct builder builder = {program, local, arena, &part};
    size_t form_count = part.own_row_count + part.level_count, terms = 0;
    struct form *forms = arena_alloc_array(arena, form_count + 1, sizeof *forms);
    enum err_code code = forms ? ERR_OK : err_no_memory(err);

    for (size_t i = 0; !code && i < part.own_count; i++) {
        local[partition->members[partition->first[component] + i]] = (uint32_t)i;
    }
    code = code ? code : copy_forms(&builder, partition, component, forms, err);
    for (size_t i = 0; !code && i < form_count; i++) {
        terms += i < part.own_row_count ? forms[i].count : (forms[i].count + 2) * PROGRAM_DIGITS;
    }
    code = code ? code
                : allocate(&builder, part.own_count + part.level_count * (PROGRAM_DIGITS - 1),
                           part.own_row_count + part.level_count * PROGRAM_DIGITS + 1, terms + PROGRAM_TIES, err);
    if (!code) {
        add_variables(&builder, partition, component, local);
        code = fill(&builder, forms, err);
    }
    if (!code) {
        *ret_part = part;
    }
    return code;
}
