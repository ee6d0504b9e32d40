#pragma once
/* Completions of shells, on stdout, from the tables of commands and options. Descriptions are English: the shells have
 * no way to choose. */

#include "base/compiler.h"
#include "cli/command.h"

void completion_print_bash(void);
void completion_print_zsh(void);
void completion_print_fish(void);

/* What the value of an option, or an argument, is completed by. */
enum completion_kind { COMPLETION_NONE, COMPLETION_FILES, COMPLETION_DIRECTORIES, COMPLETION_CODES, COMPLETION_WORDS };

/* By what stands for it in --help; NULL gives COMPLETION_NONE. */
enum completion_kind completion_of_value(const char *value);
/* COMPLETION_WORDS when OPTION has choices. */
enum completion_kind completion_of_option(const struct option_def *option);
/* May PART (NULL: none) of a command be given OPTION? */
bool completion_is_taken(const struct option_def *option, const struct command_part *part);
/* Words with blanks between: the choices of an option, the names of parts, all codes of findings. */
void completion_print_choices(const struct option_def *option);
void completion_print_parts(const struct command *command);
void completion_print_codes(void);
/* The first line of a file. */
void completion_print_origin(void);
