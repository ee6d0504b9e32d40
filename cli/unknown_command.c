#include "cli/unknown_command.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/suggestion.h"
#include "cli/surroundings.h"

enum exit_status unknown_command(const char *typed) {
    struct suggestion suggestion = {.typed = typed};

    for (size_t i = 0; i < commands_count(); i++) {
        suggestion_consider(&suggestion, commands_at(i)->name);
    }
    suggestion_consider(&suggestion, "--version");
    if (typed[0] == '-' && !suggestion.name) {
        options_usage_error(NULL, _("options stand behind the command, not before it: '%s'"), typed);
    } else if (suggestion.name) {
        options_usage_error(NULL, _("unknown command '%s'; did you mean '%s'?"), typed, suggestion.name);
    } else {
        options_usage_error(NULL, _("unknown command '%s'"), typed);
    }
    return EXIT_REFUSED;
}
