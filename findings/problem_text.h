#pragma once
/* Sentences for the problems that reading finds (inventory/problem.h), in both languages: what is wrong, and what to do
 * about it. They are rows of the message catalogue, so a problem can be shown at once or become a finding. Any thread.
 */

#include "findings/message.h"
#include "inventory/problem.h"

/* Appends one line without file and position: the heading of the cell, the sentence, the remedy; made safe for a
 * terminal. */
void problem_render(const struct diagnostic *diagnostic, enum language language, struct buffer *out);
/* The code of the problem as a finding code; CODE_COUNT for PROBLEM_NONE. */
enum finding_code problem_finding_code(enum problem problem);
/* The message of the problem; MESSAGE_COUNT for PROBLEM_NONE. */
enum message problem_message(enum problem problem);
/* The arguments of that message. Borrowed from the diagnostic. */
void problem_arguments(const struct diagnostic *diagnostic, struct argument ret_arguments[2]);
