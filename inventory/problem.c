#include "inventory/problem.h"

struct problem_def {
    const char *code;
    enum problem_effect effect;
};

static const struct problem_def problems[PROBLEM_COUNT] = {
#define PROBLEM(ID, CODE, EFFECT) [PROBLEM_##ID] = {CODE, EFFECT_##EFFECT},
#include "inventory/problem.def"
};

const char *problem_code(enum problem problem) {
    return problems[problem].code;
}

enum problem_effect problem_effect(enum problem problem) {
    return problems[problem].effect;
}
