/* relaxation.h for builds without the solver: nothing is solved, and it is said why. */

#include "licenses/relaxation.h"

enum err_code relaxation_new(const struct part *part, struct relaxation **ret_relaxation, struct err *err) {
    (void)part, (void)ret_relaxation;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("solver"), STR_NONE);
}

/* There are no relaxations, so that nobody asks one. */

void relaxation_free(struct relaxation *relaxation) {
    (void)relaxation;
}

void relaxation_set_objective(struct relaxation *relaxation, uint32_t objective) {
    (void)relaxation, (void)objective;
}

void relaxation_update_row(struct relaxation *relaxation, uint32_t row) {
    (void)relaxation, (void)row;
}

void relaxation_solve(struct relaxation *relaxation, const struct box *box, struct relaxation_answer *ret_answer) {
    (void)relaxation, (void)box;
    *ret_answer = (struct relaxation_answer){0};
}
