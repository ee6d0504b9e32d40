#include "docs/completion.h"

#include <stdio.h>

enum completion_kind completion_of_value(const char *value) {
    static const struct {
        const char *value;
        enum completion_kind kind;
    } kinds[] = {
        {"FILE", COMPLETION_FILES},           {"PATH", COMPLETION_FILES}, {"DIR", COMPLETION_DIRECTORIES},
        {"SNAPSHOT", COMPLETION_DIRECTORIES}, {"CODE", COMPLETION_CODES},
    };

    for (size_t i = 0; value && i < ARRAY_LEN(kinds); i++) {
        if (strcmp(kinds[i].value, value) == 0) {
            return kinds[i].kind;
        }
    }
    return COMPLETION_NONE;
}

enum completion_kind completion_of_option(const struct option_def *option) {
    return option->choices ? COMPLETION_WORDS : completion_of_value(option->value);
}

bool completion_is_taken(const struct option_def *option, const struct command_part *part) {
    return !option->group || !part || part->takes & option->group;
}

void completion_print_choices(const struct option_def *option) {
    for (size_t i = 0; option->choices[i]; i++) {
        printf("%s%s", i ? " " : "", option->choices[i]);
    }
}

void completion_print_parts(const struct command *command) {
    for (size_t i = 0; i < command->part_count; i++) {
        printf("%s%s", i ? " " : "", command->parts[i].name);
    }
}

void completion_print_codes(void) {
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        printf("%s%s", code ? " " : "", code_def((enum finding_code)code)->name);
    }
}

void completion_print_origin(void) {
    puts("# Printed by genkyo-doc-commands from the tables of options.");
}
