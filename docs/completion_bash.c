/* A function for complete -F. It relies on nothing but bash: the package bash-completion only loads it. */

#include "cli/commands.h"
#include "cli/options.h"
#include "docs/completion.h"

#include <stdio.h>

static const char helpers[] = "_genkyo_words() {\n"
                              "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$2\")\n"
                              "}\n"
                              "\n"
                              "_genkyo_paths() { # f: files and directories, d: directories\n"
                              "    compopt -o filenames 2>/dev/null\n"
                              "    mapfile -t COMPREPLY < <(compgen \"-$1\" -- \"$2\")\n"
                              "}\n"
                              "\n";

/* A part may stand behind options. bash makes words of --option, = and VALUE. */
static const char begin[] = "_genkyo() {\n"
                            "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                            "    local command=${COMP_WORDS[1]} part='' i\n"
                            "\n"
                            "    COMPREPLY=()\n"
                            "    if [ \"$cur\" = = ]; then\n"
                            "        cur=''\n"
                            "    elif [ \"$prev\" = = ]; then\n"
                            "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
                            "    fi\n";

static void print_action(enum completion_kind kind, const struct option_def *option) {
    switch (kind) {
    case COMPLETION_FILES:
        printf("_genkyo_paths f \"$cur\"");
        break;
    case COMPLETION_DIRECTORIES:
        printf("_genkyo_paths d \"$cur\"");
        break;
    case COMPLETION_CODES:
        printf("_genkyo_words '");
        completion_print_codes();
        printf("' \"$cur\"");
        break;
    case COMPLETION_WORDS:
        printf("_genkyo_words '");
        completion_print_choices(option);
        printf("' \"$cur\"");
        break;
    case COMPLETION_NONE:
        break;
    }
}

static void print_first_word(void) {
    printf("    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        _genkyo_words '");
    for (size_t i = 0; i < commands_count(); i++) {
        printf("%s ", commands_at(i)->name);
    }
    printf("--help --version' \"$cur\"\n        return\n    fi\n");
}

static void print_part_search(void) {
    printf("    for ((i = 2; i < COMP_CWORD; i++)); do\n        case $command:${COMP_WORDS[i]} in\n");
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        for (size_t j = 0; j < command->part_count; j++) {
            printf("        %s:%s)%s", command->name, command->parts[j].name, " part=${COMP_WORDS[i]}; break ;;\n");
        }
    }
    printf("        esac\n    done\n");
}

static void print_values_of(const char *command, const struct option_def *options, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (options[i].value) {
            printf("    %s:--%s) ", command, options[i].name);
            print_action(completion_of_option(&options[i]), &options[i]);
            printf("%sreturn ;;\n", completion_of_option(&options[i]) == COMPLETION_NONE ? "" : "; ");
        }
    }
}

static void print_values(void) {
    printf("    case $command:$prev in\n");
    for (size_t i = 0; i < commands_count(); i++) {
        print_values_of(commands_at(i)->name, commands_at(i)->options, commands_at(i)->option_count);
    }
    print_values_of("*", common_options, COMMON_OPTION_COUNT);
    printf("    esac\n");
}

static void print_names(const struct option_def *options, size_t count, const struct command_part *part) {
    for (size_t i = 0; i < count; i++) {
        if (completion_is_taken(&options[i], part)) {
            printf(" --%s", options[i].name);
        }
    }
}

static void print_options_of(const struct command *command, const struct command_part *part) {
    printf("        %s:%s) options='", command->name, part ? part->name : "");
    print_names(command->options, command->option_count, part);
    printf("' ;;\n");
}

static void print_options(void) {
    printf("    if [[ $cur == -* ]]; then\n        local options=''\n        case $command:$part in\n");
    for (size_t i = 0; i < commands_count(); i++) {
        print_options_of(commands_at(i), NULL);
        for (size_t j = 0; j < commands_at(i)->part_count; j++) {
            print_options_of(commands_at(i), &commands_at(i)->parts[j]);
        }
    }
    printf("        esac\n        _genkyo_words \"$options");
    print_names(common_options, COMMON_OPTION_COUNT, NULL);
    printf("\" \"$cur\"\n        return\n    fi\n");
}

static void print_operand(const char *command, const char *part, const char *operand) {
    enum completion_kind kind = completion_of_value(operand);

    if (kind != COMPLETION_NONE) {
        printf("    %s:%s) ", command, part);
        print_action(kind, NULL);
        printf(" ;;\n");
    }
}

static void print_operands(void) {
    printf("    case $command:$part in\n");
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        print_operand(command->name, "", command->operand);
        if (command->part_count) {
            printf("    %s:) _genkyo_words '", command->name);
            completion_print_parts(command);
            printf("' \"$cur\" ;;\n");
        }
        for (size_t j = 0; j < command->part_count; j++) {
            print_operand(command->name, command->parts[j].name, command->parts[j].operand);
        }
    }
    printf("    esac\n");
}

void completion_print_bash(void) {
    completion_print_origin();
    fputs(helpers, stdout);
    fputs(begin, stdout);
    print_first_word();
    print_part_search();
    print_values();
    print_options();
    print_operands();
    printf("}\n\ncomplete -F _genkyo genkyo\n");
}
