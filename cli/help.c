#include "cli/help.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/unknown_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { HELP_COLUMN = 28 };

static void print_program(void) {
    puts(_("Usage: genkyo COMMAND [OPTION]…\n\n"
           "Compares what is written down about information systems with what is there.\n"));
    puts(_("Commands:"));
    for (size_t i = 0; i < commands_count(); i++) {
        printf("  %-12s%s\n", commands_at(i)->name, _(commands_at(i)->summary));
    }
    puts(_("\n'genkyo COMMAND --help' tells more about each, 'genkyo --version' which libraries are at work.\n\n"
           "Exit status: 0 done and nothing found, 1 something was found, 2 usage or unusable input,\n"
           "3 done in part."));
}

/* Columns that a text takes on a terminal: two for each Japanese character. */
static int display_width(const char *text) {
    wchar_t wide[160];
    size_t count = mbstowcs(wide, text, ARRAY_LEN(wide));
    int width = count < ARRAY_LEN(wide) ? wcswidth(wide, count) : -1;

    return width >= 0 ? width : (int)strlen(text);
}

static void print_option(const struct option_def *option) {
    char left[160];

    snprintf(left, sizeof left, "--%s%s%s", option->name, option->value ? " " : "",
             option->value ? _(option->value) : "");
    int gap = HELP_COLUMN - display_width(left);
    if (gap > 0) {
        printf("  %s%*s%s\n", left, gap, "", _(option->help));
    } else {
        printf("  %s\n  %*s%s\n", left, HELP_COLUMN, "", _(option->help));
    }
}

void help_print_command(const struct command *command) {
    printf(_("Usage: genkyo %s\n\n"), _(command->usage));
    printf("%s\n\n", _(command->details));
    if (command->option_count) {
        puts(_("Options:"));
        for (size_t i = 0; i < command->option_count; i++) {
            print_option(&command->options[i]);
        }
        putchar('\n');
    }
    puts(_("Common options:"));
    for (size_t i = 0; i < COMMON_OPTION_COUNT; i++) {
        print_option(&common_options[i]);
    }
    if (command->example_count) {
        printf("\n%s\n", _("Examples:"));
    }
    for (size_t i = 0; i < command->example_count; i++) {
        printf("  genkyo %s\n      %s\n", command->examples[i].line, _(command->examples[i].what));
    }
}

bool help_is_asked_for(const char *argument) {
    static const char *const ways[] = {"--help", "-h", "help"};

    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        if (strcmp(argument, ways[i]) == 0) {
            return true;
        }
    }
    return false;
}

enum exit_status help_answer(int argc, char **argv) {
    const struct command *command = argc > 2 ? commands_find(argv[2]) : NULL;

    if (argc > 2 && !command) {
        return unknown_command(argv[2]);
    }
    if (command) {
        help_print_command(command);
    } else {
        print_program();
    }
    return EXIT_DONE;
}
