#include "licenses/relaxation.h"

#include <coin/ClpConfig.h>
#include <coin/Clp_C_Interface.h>

#include <float.h>
#include <stdlib.h>

struct relaxation {
    Clp_Simplex *model;
    const struct part *part;
    double *objective;
    double *lower; /* of variables */
    double *upper;
    double *reason; /* the library's */
    bool is_begun;  /* there is a basis to go on from */
    bool is_new_objective;
};

/* The library's numbers are 32 bits. */
enum { MAX_TERMS = INT32_MAX / 4 };

static double row_lower(const struct program_row *row) {
    return row->lower == PROGRAM_NO_LOWER ? -DBL_MAX : (double)row->lower;
}

static double row_upper(const struct program_row *row) {
    return row->upper == PROGRAM_NO_UPPER ? DBL_MAX : (double)row->upper;
}

/* The terms of a part, which are by row, by variable. */
struct columns {
    CoinBigIndex *start;
    CoinBigIndex *next;
    int *rows;
    double *factors;
    double *lower; /* of rows */
    double *upper;
};

static void columns_done(struct columns *columns) {
    free(columns->start);
    free(columns->next);
    free(columns->rows);
    free(columns->factors);
    free(columns->lower);
    free(columns->upper);
}

static bool columns_init(struct columns *columns, const struct part *part) {
    columns->start = calloc((size_t)part->variable_count + 1, sizeof *columns->start);
    columns->next = calloc((size_t)part->variable_count + 1, sizeof *columns->next);
    columns->rows = calloc(part->term_count + 1, sizeof *columns->rows);
    columns->factors = calloc(part->term_count + 1, sizeof *columns->factors);
    columns->lower = calloc((size_t)part->row_count + 1, sizeof *columns->lower);
    columns->upper = calloc((size_t)part->row_count + 1, sizeof *columns->upper);
    return columns->start && columns->next && columns->rows && columns->factors && columns->lower && columns->upper;
}

static void columns_fill(struct columns *columns, const struct part *part) {
    for (size_t i = 0; i < part->term_count; i++) {
        columns->start[part->terms[i].variable + 1]++;
    }
    for (uint32_t i = 0; i < part->variable_count; i++) {
        columns->start[i + 1] += columns->start[i];
        columns->next[i] = columns->start[i];
    }
    for (uint32_t i = 0; i < part->row_count; i++) {
        const struct program_row *row = &part->rows[i];

        columns->lower[i] = row_lower(row);
        columns->upper[i] = row_upper(row);
        for (size_t k = row->first; k < row->first + row->count; k++) {
            CoinBigIndex place = columns->next[part->terms[k].variable]++;

            columns->rows[place] = (int)i;
            columns->factors[place] = (double)part->terms[k].factor;
        }
    }
}

static void load(struct relaxation *relaxation, const struct columns *columns) {
    const struct part *part = relaxation->part;

    Clp_setLogLevel(relaxation->model, 0);
    Clp_loadProblem(relaxation->model, (int)part->variable_count, (int)part->row_count, columns->start, columns->rows,
                    columns->factors, relaxation->lower, relaxation->upper, relaxation->objective, columns->lower,
                    columns->upper);
    Clp_setOptimizationDirection(relaxation->model, 1);
}

static bool allocate(struct relaxation *relaxation, uint32_t count) {
    relaxation->objective = calloc((size_t)count + 1, sizeof *relaxation->objective);
    relaxation->lower = calloc((size_t)count + 1, sizeof *relaxation->lower);
    relaxation->upper = calloc((size_t)count + 1, sizeof *relaxation->upper);
    relaxation->model = Clp_newModel();
    return relaxation->objective && relaxation->lower && relaxation->upper && relaxation->model;
}

static void set_box(struct relaxation *relaxation, const struct box *box) {
    for (uint32_t i = 0; i < relaxation->part->variable_count; i++) {
        relaxation->lower[i] = (double)box->lower[i];
        relaxation->upper[i] = (double)box->upper[i];
    }
}

enum err_code relaxation_new(const struct part *part, struct relaxation **ret_relaxation, struct err *err) {
    struct relaxation *relaxation = calloc(1, sizeof *relaxation);
    struct columns columns = {0};

    if (part->term_count > MAX_TERMS || part->variable_count > MAX_TERMS || part->row_count > MAX_TERMS) {
        free(relaxation);
        return err_set(err, ERR_UNSUPPORTED, NULL, STR("a program of this size"), STR_NONE);
    }
    if (!relaxation || !allocate(relaxation, part->variable_count) || !columns_init(&columns, part)) {
        columns_done(&columns);
        relaxation_free(relaxation);
        return err_no_memory(err);
    }
    relaxation->part = part;
    set_box(relaxation, &(struct box){part->lower, part->upper});
    columns_fill(&columns, part);
    load(relaxation, &columns);
    columns_done(&columns);
    *ret_relaxation = relaxation;
    return ERR_OK;
}

static void drop_reason(struct relaxation *relaxation) {
    if (relaxation->reason) {
        Clp_freeRay(relaxation->model, relaxation->reason);
        relaxation->reason = NULL;
    }
}

void relaxation_free(struct relaxation *relaxation) {
    if (relaxation) {
        drop_reason(relaxation);
        if (relaxation->model) {
            Clp_deleteModel(relaxation->model);
        }
        free(relaxation->objective);
        free(relaxation->lower);
        free(relaxation->upper);
        free(relaxation);
    }
}

void relaxation_set_objective(struct relaxation *relaxation, uint32_t objective) {
    const struct part *part = relaxation->part;

    for (uint32_t i = 0; i < part->variable_count; i++) {
        relaxation->objective[i] = 0;
    }
    if (objective != UINT32_MAX) {
        const struct program_row *row = &part->rows[objective];

        for (size_t i = row->first; i < row->first + row->count; i++) {
            relaxation->objective[part->terms[i].variable] = (double)part->terms[i].factor;
        }
    }
    Clp_chgObjCoefficients(relaxation->model, relaxation->objective);
    relaxation->is_new_objective = true;
}

void relaxation_update_row(struct relaxation *relaxation, uint32_t row) {
    Clp_rowLower(relaxation->model)[row] = row_lower(&relaxation->part->rows[row]);
    Clp_rowUpper(relaxation->model)[row] = row_upper(&relaxation->part->rows[row]);
}

/* A new objective leaves the last basis feasible, a new box leaves it dual feasible: each method goes on from there. */
static void run(struct relaxation *relaxation) {
    const struct part *part = relaxation->part;
    int64_t most = 10000 + 50 * ((int64_t)part->variable_count + part->row_count);

    Clp_setNumberIterations(relaxation->model, 0);
    Clp_setMaximumIterations(relaxation->model, most > INT32_MAX ? INT32_MAX : (int)most);
    if (relaxation->is_begun && relaxation->is_new_objective) {
        Clp_primal(relaxation->model, 0);
    } else {
        Clp_dual(relaxation->model, 0);
    }
    relaxation->is_begun = true;
    relaxation->is_new_objective = false;
}

void relaxation_solve(struct relaxation *relaxation, const struct box *box, struct relaxation_answer *ret_answer) {
    drop_reason(relaxation);
    set_box(relaxation, box);
    Clp_chgColumnLower(relaxation->model, relaxation->lower);
    Clp_chgColumnUpper(relaxation->model, relaxation->upper);
    run(relaxation);
    *ret_answer = (struct relaxation_answer){
        .is_infeasible = Clp_status(relaxation->model) == 1,
        .values = Clp_primalColumnSolution(relaxation->model),
        .multipliers = Clp_dualRowSolution(relaxation->model),
    };
    if (ret_answer->is_infeasible) {
        relaxation->reason = Clp_infeasibilityRay(relaxation->model);
        ret_answer->reason = relaxation->reason;
    }
}

struct library_version relaxation_library(void) {
    return library_version_of(CLP_VERSION, Clp_Version());
}
