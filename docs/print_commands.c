/* Prints what is known of the commands:
 *
 *   genkyo-doc-commands man en|ja genkyo|COMMAND    a manual page
 *   genkyo-doc-commands bash|zsh|fish               completions
 *
 * Not installed. Japanese comes from the catalogue in the build tree. */

#include "cli/commands.h"
#include "cli/surroundings.h"
#include "docs/command_page.h"
#include "docs/completion.h"

#include <stdio.h>

static const struct {
    const char *shell;
    void (*print)(void);
} shells[] = {
    {"bash", completion_print_bash},
    {"zsh", completion_print_zsh},
    {"fish", completion_print_fish},
};

static bool print_page(const char *language, const char *name) {
    const struct command *command = commands_find(name);

    surroundings_set_language(strcmp(language, "ja") == 0 ? LANGUAGE_JA : LANGUAGE_EN);
    if (command) {
        command_page_print(command);
    } else if (strcmp(name, "genkyo") == 0) {
        command_page_print_program();
    } else {
        fprintf(stderr, "genkyo-doc-commands: there is no command %s\n", name);
        return false;
    }
    return true;
}

static bool print_completion(const char *shell) {
    for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
        if (strcmp(shells[i].shell, shell) == 0) {
            shells[i].print();
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv) {
    bool is_done = argc == 4 && strcmp(argv[1], "man") == 0 ? print_page(argv[2], argv[3])
                                                            : argc == 2 && print_completion(argv[1]);
    return is_done && fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
