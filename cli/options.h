#pragma once
/* Command lines: parsing by the commands' option tables (getopt_long). */

#include "base/compiler.h"
#include "cli/command.h"

/* What every command takes; the values go to struct cli. */
enum { COMMON_OPTION_COUNT = 8 };
extern const struct option_def common_options[COMMON_OPTION_COUNT];

/* Parses ARGV (argv[0] is the command's name) into OPTIONS and the common options into CLI. False after a usage error,
 * which has been printed. *ret_first is the index of the first argument that is no option. */
bool options_parse(const struct command *command, int argc, char **argv, void *options, struct cli *cli,
                   int *ret_first);
/* For commands that take no arguments: false, and said, where there are some. */
bool options_take_no_arguments(const struct command *command, int argument_count, char **arguments);
/* For commands with parts: the index of the one that the first argument names, or -1, and said that one is NEEDED. */
int options_take_part(const struct command *command, int argument_count, char **arguments, const char *needed);
/* What was given of an option that only some parts of a command take. */
struct option_check {
    unsigned group; /* of the option */
    bool is_given;
    bool is_blank;       /* given, but says nothing, which is as good as missing */
    const char *name;    /* without --; NULL with a REFUSAL, of one that is never missing */
    const char *value;   /* as in its definition; NULL likewise */
    const char *refusal; /* marked with N_; NULL: "--NAME is not for 'COMMAND PART'" */
};
/* False, and said, where one was given that PART does not take, or one of the groups NEEDED is missing: an option that
 * says nothing to the part is a mistake. */
bool options_suit_part(const struct command *command, const struct command_part *part, unsigned needed,
                       const struct option_check *checks, size_t count);
/* "genkyo: …" and where to find help, on stderr. */
void options_usage_error(const struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);
