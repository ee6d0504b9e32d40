#pragma once
/* The problems that reading ledgers and snapshots can find, as numbers for base/diagnostic.h. Each belongs to one code
 * of the input group (INP-…) and either refuses the table, makes the cell count as blank, or is a notice: the cell was
 * understood, but people should know how. The sentences are in findings/problem_text.c. */

#include "base/diagnostic.h"

enum problem {
#define PROBLEM(ID, CODE, EFFECT) PROBLEM_##ID,
#include "inventory/problem.def"
    PROBLEM_COUNT
};

enum problem_effect {
    EFFECT_NONE,   /* no problem */
    EFFECT_NOTICE, /* understood; nothing is lost */
    EFFECT_BLANK,  /* the cell counts as blank, or the row as it stands is doubtful */
    EFFECT_REFUSE, /* the table cannot be used */
};

/* "INP-DATE" */
const char *problem_code(enum problem problem);
enum problem_effect problem_effect(enum problem problem);
