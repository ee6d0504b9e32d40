/* A function for compsys: one for each command, which _arguments does the work of. */

#include "cli/commands.h"
#include "cli/options.h"
#include "docs/completion.h"

#include <stdio.h>

/* Within '…': a quote ends it, and _arguments reads brackets and colons. */
static void print_description(const char *text) {
    for (; *text; text++) {
        if (*text == '\'') {
            printf("'\\''");
        } else {
            printf(*text == '[' || *text == ']' || *text == ':' || *text == '\\' ? "\\%c" : "%c", *text);
        }
    }
}

static void print_action(enum completion_kind kind, const struct option_def *option) {
    switch (kind) {
    case COMPLETION_FILES:
        printf("_files");
        break;
    case COMPLETION_DIRECTORIES:
        printf("_files -/");
        break;
    case COMPLETION_CODES:
        putchar('(');
        completion_print_codes();
        putchar(')');
        break;
    case COMPLETION_WORDS:
        putchar('(');
        completion_print_choices(option);
        putchar(')');
        break;
    case COMPLETION_NONE:
        putchar(' ');
        break;
    }
}

static void print_option(const struct option_def *option) {
    printf("        '%s--%s%s[", option->kind == OPTION_LIST ? "*" : "", option->name, option->value ? "=" : "");
    print_description(option->help);
    putchar(']');
    if (option->value) {
        printf(":%s:", option->choices ? option->name : option->value);
        print_action(completion_of_option(option), option);
    }
    printf("'\n");
}

static void print_options(const struct command *command, const struct command_part *part) {
    for (size_t i = 0; i < command->option_count; i++) {
        if (completion_is_taken(&command->options[i], part)) {
            print_option(&command->options[i]);
        }
    }
}

static void print_operand(const char *operand) {
    if (operand) {
        printf("        '*:%s:", operand);
        print_action(completion_of_value(operand), NULL);
        printf("'\n");
    }
}

/* The options of the part that stands among the words; before it is there, all of them. */
static void print_parts(const struct command *command) {
    printf("    case ${words[(r)(");
    for (size_t i = 0; i < command->part_count; i++) {
        printf("%s%s", i ? "|" : "", command->parts[i].name);
    }
    printf(")]} in\n");
    for (size_t i = 0; i < command->part_count; i++) {
        const struct command_part *part = &command->parts[i];
        printf("    (%s)\n        specs=(\n        '1: :(", part->name);
        completion_print_parts(command);
        printf(")'\n");
        print_options(command, part);
        print_operand(part->operand);
        printf("        )\n        ;;\n");
    }
    printf("    (*)\n        specs=(\n        '1: :(");
    completion_print_parts(command);
    printf(")'\n");
    print_options(command, NULL);
    printf("        )\n        ;;\n    esac\n");
}

static void print_command(const struct command *command) {
    printf("_genkyo_%s() {\n    local -a specs\n", command->name);
    if (command->part_count) {
        print_parts(command);
    } else {
        printf("    specs=(\n");
        print_options(command, NULL);
        print_operand(command->operand);
        printf("    )\n");
    }
    printf("    _arguments $specs $_genkyo_common\n}\n\n");
}

static void print_dispatch(void) {
    printf("_genkyo() {\n    local curcontext=$curcontext state line\n    local -a _genkyo_common commands\n"
           "    _genkyo_common=(\n");
    for (size_t i = 0; i < COMMON_OPTION_COUNT; i++) {
        print_option(&common_options[i]);
    }
    printf("    )\n    commands=(\n");
    for (size_t i = 0; i < commands_count(); i++) {
        printf("        '%s:", commands_at(i)->name);
        print_description(commands_at(i)->summary);
        printf("'\n");
    }
    printf("    )\n"
           "    _arguments -C '(- *)--help[show help]' '(- *)--version[show the version]' \\\n"
           "        '1: :->command' '*:: :->argument'\n"
           "    case $state in\n"
           "    (command) _describe command commands ;;\n"
           "    (argument) (( $+functions[_genkyo_$words[1]] )) && _genkyo_$words[1] ;;\n"
           "    esac\n"
           "}\n");
}

void completion_print_zsh(void) {
    printf("#compdef genkyo\n");
    completion_print_origin();
    putchar('\n');
    for (size_t i = 0; i < commands_count(); i++) {
        print_command(commands_at(i));
    }
    print_dispatch();
    printf("\n_genkyo \"$@\"\n");
}
