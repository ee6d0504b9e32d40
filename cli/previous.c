#include "cli/previous.h"

#include "cli/say.h"

#include <stdio.h>

enum err_code previous_read(const struct cli *cli, const char *path, struct previous_ids **ret_previous,
                            struct err *err) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = NULL;
    enum err_code code = ERR_OK;

    if (path) {
        code = diagnostics ? previous_ids_read(path, cli->tmpdir, diagnostics, &previous, err) : err_no_memory(err);
    }
    if (path && diagnostics) {
        say_diagnostics(cli, diagnostics, stderr);
    }
    if (code) {
        return code;
    }
    if (previous && !previous_ids_are_known(previous)) {
        fprintf(stderr, _("genkyo: %s: has no list of keys: no machine keeps the id that it has there\n"), path);
    }
    *ret_previous = TAKE_PTR(previous);
    return ERR_OK;
}
