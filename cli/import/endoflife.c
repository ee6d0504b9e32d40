#include "cli/import/endoflife.h"

#include "base/tree.h"
#include "cli/read_input.h"
#include "cli/say.h"
#include "cli/state_path.h"
#include "inventory/state_read.h"
#include "lifecycle/endoflife_write.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

struct job {
    const struct cli *cli;
    const struct import_endoflife_options *given;
    char directory[PATH_MAX];
    struct endoflife *endoflife;
    struct diagnostics *diagnostics; /* of what there was */
};

static enum err_code read_file(struct job *job, const char *path, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct endoflife_options options = {str_from(job->given->product), job->given->observed_on};
    struct str bytes;

    if (!arena) {
        return err_no_memory(err);
    }
    enum err_code code = input_read(path, ENDOFLIFE_BYTES_MAX, ENDOFLIFE_BYTES_TEXT, arena, &bytes, err);
    return code ? code : endoflife_read(job->endoflife, bytes, path, &options, err);
}

static enum err_code keep_earlier(struct job *job, struct err *err) {
    CLEANUP(inventory_free_cleanup) struct inventory *state = NULL;
    const struct read_options options = {.tmpdir = job->cli->tmpdir};
    struct err missing = {0};
    enum err_code code = state_read(job->directory, &options, job->diagnostics, &state, &missing);

    if (code == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (code) {
        *err = missing;
        return code;
    }
    if (inventory_is_refused(state, TABLE_CALENDAR) || inventory_is_refused(state, TABLE_CALENDAR_IDS)) {
        return err_set(err, ERR_REFUSED, job->directory, STR_NONE, STR_NONE);
    }
    return endoflife_keep(job->endoflife, state, err);
}

static enum err_code write_state(struct job *job, struct err *err) {
    if (!tree_make(AT_FDCWD, job->given->state, 0777)) {
        return err_system(err, job->given->state, "mkdir");
    }
    return endoflife_write(job->endoflife, job->directory, true, err);
}

static enum err_code run_job(struct job *job, int count, char **paths, struct err *err) {
    enum err_code code = state_support_path(job->given->state, job->directory, err);

    for (int i = 0; !code && i < count; i++) {
        code = read_file(job, paths[i], err);
    }
    if (!code) {
        code = keep_earlier(job, err);
    }
    return code ? code : write_state(job, err);
}

static void print_result(const struct job *job) {
    uint32_t count, imported = 0;
    const struct endoflife_product *products = endoflife_products(job->endoflife, &count);
    uint64_t releases = 0, all_releases = 0;
    char day[11];

    for (uint32_t i = 0; i < count; i++) {
        imported += products[i].file > 0;
        releases += products[i].file > 0 ? products[i].row_count : 0;
        all_releases += products[i].row_count;
    }
    date_format(endoflife_generated_on(job->endoflife), day);
    printf(day[0] ? _("Imported products %u, releases %llu, data of %s\n")
                  : _("Imported products %u, releases %llu, data of an unknown day\n"),
           imported, (unsigned long long)releases, day);
    printf(_("Support data %s: products %u, releases %llu\n"), job->directory, count, (unsigned long long)all_releases);
}

enum exit_status import_endoflife(const struct cli *cli, const struct import_endoflife_options *given, int count,
                                  char **paths) {
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct job job = {.cli = cli, .given = given, .endoflife = endoflife, .diagnostics = diagnostics};
    struct err err = {0};
    enum err_code code = endoflife && diagnostics ? run_job(&job, count, paths, &err) : err_no_memory(&err);

    if (diagnostics) {
        say_diagnostics(cli, diagnostics, stderr);
    }
    if (code == ERR_MISSING_KEY && strcmp(err.arg[0], "--product") == 0) {
        fprintf(stderr, _("genkyo: %s: nothing says which product it is of: give its name with --product\n"), err.file);
    } else if (code != ERR_OK) {
        say_error(cli, &err);
    }
    if (code != ERR_OK) {
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        print_result(&job);
    }
    return EXIT_DONE;
}
