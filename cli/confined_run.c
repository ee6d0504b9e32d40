#include "cli/confined_run.h"

#include "cli/confinement.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "scanner/observer.h"

/* Before the command reads a secret. */
static bool start_observer(const struct command *command, struct cli *cli) {
    struct err err = {0};

    if (command->needs & NEEDS_OBSERVER && observer_start(surroundings_forget_all, &cli->observer, &err) != ERR_OK) {
        say_error(cli, &err);
        return false;
    }
    return true;
}

enum exit_status confined_run(const struct command *command, struct cli *cli, const void *options, int argument_count,
                              char **arguments) {
    enum exit_status status = EXIT_REFUSED;
    struct confinement confinement;

    confinement_begin(cli, command, options, argument_count, arguments, &confinement);
    if (start_observer(command, cli)) {
        status = command->run(cli, options, argument_count, arguments);
        observer_free(TAKE_PTR(cli->observer));
    }
    confinement_end(&confinement);
    return status;
}
