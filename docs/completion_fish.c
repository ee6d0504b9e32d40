/* Lines of complete, each with the condition that holds where it is offered. */

#include "cli/commands.h"
#include "cli/options.h"
#include "docs/completion.h"

#include <stdio.h>

/* The command is the first word; a part may stand behind options. */
static const char conditions[] = "function __genkyo_is_first\n"
                                 "    test (count (commandline -opc)) -eq 1\n"
                                 "end\n"
                                 "\n"
                                 "function __genkyo_is # COMMAND [PART…]: with any of the parts, if some are given\n"
                                 "    set -l words (commandline -opc)\n"
                                 "    test (count $words) -ge 2; and test $words[2] = $argv[1]; or return 1\n"
                                 "    test (count $argv) -eq 1; and return 0\n"
                                 "    for part in $argv[2..-1]\n"
                                 "        contains -- $part $words[3..-1]; and return 0\n"
                                 "    end\n"
                                 "    return 1\n"
                                 "end\n"
                                 "\n"
                                 "function __genkyo_lacks_part # COMMAND PART…: all that it has\n"
                                 "    __genkyo_is $argv[1]; and not __genkyo_is $argv\n"
                                 "end\n"
                                 "\n"
                                 "complete -c genkyo -f\n";

static void print_quoted(const char *text) {
    putchar('\'');
    for (; *text; text++) {
        printf(*text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
    }
    putchar('\'');
}

/* What follows the option, or is offered as an argument. */
static void print_values(enum completion_kind kind, const struct option_def *option) {
    switch (kind) {
    case COMPLETION_FILES:
        printf(option ? " -r -F" : " -F");
        break;
    case COMPLETION_DIRECTORIES:
        printf("%s -a '(__fish_complete_directories)'", option ? " -x" : "");
        break;
    case COMPLETION_CODES:
        printf("%s -a '", option ? " -x" : "");
        completion_print_codes();
        putchar('\'');
        break;
    case COMPLETION_WORDS:
        printf(" -x -a '");
        completion_print_choices(option);
        putchar('\'');
        break;
    case COMPLETION_NONE:
        printf(option && option->value ? " -x" : "");
        break;
    }
}

/* An option of some parts is offered with these, and as long as no part is named. */
static void print_condition(const struct command *command, unsigned group) {
    printf("complete -c genkyo -n '__genkyo_is %s", command->name);
    for (size_t i = 0; group && i < command->part_count; i++) {
        if (command->parts[i].takes & group) {
            printf(" %s", command->parts[i].name);
        }
    }
    if (group) {
        printf("; or __genkyo_lacks_part %s ", command->name);
        completion_print_parts(command);
    }
    putchar('\'');
}

static void print_option(const struct option_def *option) {
    printf(" -l %s", option->name);
    print_values(completion_of_option(option), option);
    printf(" -d ");
    print_quoted(option->help);
    putchar('\n');
}

static void print_parts(const struct command *command) {
    printf("complete -c genkyo -n '__genkyo_lacks_part %s ", command->name);
    completion_print_parts(command);
    printf("' -a '");
    completion_print_parts(command);
    printf("'\n");
}

static void print_operand(const struct command *command, const char *part, const char *operand) {
    if (completion_of_value(operand) != COMPLETION_NONE) {
        printf("complete -c genkyo -n '__genkyo_is %s%s%s'", command->name, part ? " " : "", part ? part : "");
        print_values(completion_of_value(operand), NULL);
        putchar('\n');
    }
}

static void print_command(const struct command *command) {
    printf("\ncomplete -c genkyo -n __genkyo_is_first -a %s -d ", command->name);
    print_quoted(command->summary);
    putchar('\n');
    for (size_t i = 0; i < command->option_count; i++) {
        print_condition(command, command->options[i].group);
        print_option(&command->options[i]);
    }
    print_operand(command, NULL, command->operand);
    if (command->part_count) {
        print_parts(command);
    }
    for (size_t i = 0; i < command->part_count; i++) {
        print_operand(command, command->parts[i].name, command->parts[i].operand);
    }
}

void completion_print_fish(void) {
    completion_print_origin();
    fputs(conditions, stdout);
    printf("complete -c genkyo -n __genkyo_is_first -l help\n");
    printf("complete -c genkyo -n __genkyo_is_first -l version\n");
    for (size_t i = 0; i < commands_count(); i++) {
        print_command(commands_at(i));
    }
    putchar('\n');
    for (size_t i = 0; i < COMMON_OPTION_COUNT; i++) {
        printf("complete -c genkyo -n 'not __genkyo_is_first'");
        print_option(&common_options[i]);
    }
}
