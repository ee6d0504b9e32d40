#pragma once
/* The figures in number cells, with their units and thousands. All text is folded (base/text.h) and trimmed. Pure
 * functions; any thread. */

#include "inventory/value.h"

/* A figure in the unit of columns of TYPE: 16gb, 16,384 mb, 1.5tb, 12台, 120千円. UNIT, from the heading, counts where
 * the text names none. Rounded half up to a whole number; *ret_exact is false when that changed it. Gives PROBLEM_NONE
 * or why there is no number. */
enum problem number_read(enum column_type type, enum unit unit, struct str text, int64_t *ret_number, bool *ret_exact);

/* Parts 8コア×2 at its multiplication sign; false when there is none. */
bool number_cut_product(struct str text, struct str *ret_left, struct str *ret_right);
/* The total and the sockets of such a product. Gives PROBLEM_NUMBER_CONVERTED or why there is no number. */
enum problem number_read_cores_product(struct str left, struct str right, int64_t *ret_total, int64_t *ret_sockets);

/* An exact number: 0.5, 1/4, 1,024.25. */
enum problem number_read_ratio(struct str text, struct rational *ret_ratio);
/* 3か月, 60日, 2週間, 1年6か月, 3か月前; a bare number counts in UNIT, from the heading, and is no period without. */
enum problem number_read_period(enum unit unit, struct str text, struct duration *ret_period);
