#include "cli/commands.h"

#include <assert.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_init,     &command_check,
#if HAVE_SCAN
    &command_scan,
#endif
    &command_import,   &command_reconcile, &command_audit,  &command_drift,  &command_run,
    &command_findings, &command_trend,     &command_report, &command_export, &command_explain,
};

size_t commands_count(void) {
    return ARRAY_LEN(commands);
}

const struct command *commands_at(size_t index) {
    assert(index < ARRAY_LEN(commands));
    return commands[index];
}

const struct command *commands_find(const char *name) {
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

int commands_find_part(const struct command *command, const char *argument) {
    for (size_t i = 0; argument && i < command->part_count; i++) {
        if (strcmp(command->parts[i].name, argument) == 0) {
            return (int)i;
        }
    }
    return -1;
}
