#include "cli/import/ansible.h"

#include "base/file.h"
#include "base/replacement.h"
#include "cli/read_input.h"
#include "cli/say.h"
#include "scanner/target/ansible_targets.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_MAX  ((size_t)64 << 20)
#define INPUT_TEXT "64 MiB"
#define NOTES_MAX  20

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static enum err_code read_one(struct ansible_inventory *inventory, const char *path, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str bytes;

    if (!arena) {
        return err_no_memory(err);
    }
    enum err_code code = input_read(path, INPUT_MAX, INPUT_TEXT, arena, &bytes, err);
    return code ? code : ansible_read(inventory, bytes, path, err);
}

/* Variables that Ansible would read from beside the file. Nothing is beside standard input. */
static bool has_vars_beside(const char *path) {
    static const char *const names[] = {"group_vars", "host_vars"};
    struct str place = file_parent(path);

    for (size_t i = 0; i < ARRAY_LEN(names) && !input_is_stream(path); i++) {
        char beside[PATH_MAX];
        snprintf(beside, sizeof beside, "%.*s%s", STR_FMT(place), names[i]);
        if (access(beside, F_OK) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_directory(const char *path) {
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static enum err_code read_all(struct ansible_inventory *inventory, int count, char **paths, struct err *err) {
    enum err_code code = ERR_OK;

    for (int i = 0; !code && i < count; i++) {
        code = read_one(inventory, paths[i], err);
        if (!code && has_vars_beside(paths[i])) {
            fprintf(stderr,
                    _("genkyo: %s: group_vars and host_vars beside it are not read; 'ansible-inventory -i %s --list "
                      "--yaml | genkyo import ansible -' has them\n"),
                    paths[i], paths[i]);
        }
    }
    return code ? code : ansible_inventory_finish(inventory, err);
}

/* --- writing -------------------------------------------------------------------------------------------------------
 */

/* The file appears only if all of it could be written. */
static enum err_code write_targets(struct ansible_inventory *inventory, const char *out, const char *site,
                                   struct ansible_counts *counts, struct err *err) {
    CLEANUP(replacement_free_cleanup) struct replacement *file = NULL;
    enum err_code code = replacement_begin_new(out, &file, err);

    if (code == ERR_OK) {
        code = ansible_targets_write(inventory, str_from(site), replacement_output(file), counts, err);
    }
    return code == ERR_OK ? replacement_commit(file, true, err) : code;
}

static void say_unusable(const struct ansible_inventory *inventory) {
    size_t count = 0;

    for (const struct ansible_setting *setting = ansible_settings(inventory); setting; setting = setting->next_added) {
        const char *name = ansible_variable_name(setting->variable);
        if (!setting->unusable || count++ >= NOTES_MAX) {
            continue;
        }
        fprintf(stderr, "genkyo: %s:%llu:%llu: ", setting->place.file, (unsigned long long)setting->place.line,
                (unsigned long long)setting->place.column);
        if (!ansible_is_template(setting)) {
            fprintf(stderr, _("%s runs a command that is no jump host; hosts left out: %zu\n"), name,
                    setting->unusable);
        } else if (setting->variable == ANSIBLE_USER || setting->variable == ANSIBLE_OLD_USER) {
            fprintf(stderr, _("%s is a template; hosts written without a user: %zu\n"), name, setting->unusable);
        } else {
            fprintf(stderr, _("%s is a template; hosts left out: %zu\n"), name, setting->unusable);
        }
    }
    if (count > NOTES_MAX) {
        fprintf(stderr, _("genkyo: and %zu more places of this kind\n"), count - NOTES_MAX);
    }
}

static void print_counts(const char *out, const struct ansible_counts *counts) {
    printf(_("Targets %s\n"), out);
    printf(_("  hosts: %zu\n"), counts->written);
    if (counts->other_connections) {
        printf(_("  left out, not reached over SSH: %zu\n"), counts->other_connections);
    }
    if (counts->unusable) {
        printf(_("  left out, the way to them cannot be told: %zu\n"), counts->unusable);
    }
}

enum exit_status import_ansible(const struct cli *cli, const char *out, const char *site, int count, char **paths) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();
    struct ansible_counts counts = {0};
    struct err err = {0};

    for (int i = 0; i < count; i++) {
        if (is_directory(paths[i])) {
            fprintf(stderr,
                    _("genkyo: %s: it is a directory; use 'ansible-inventory -i %s --list --yaml | genkyo import "
                      "ansible -'\n"),
                    paths[i], paths[i]);
            return EXIT_REFUSED;
        }
    }
    enum err_code code = inventory ? read_all(inventory, count, paths, &err) : err_no_memory(&err);
    if (code == ERR_OK) {
        code = write_targets(inventory, out, site, &counts, &err);
    }
    if (code != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    say_unusable(inventory);
    if (!cli->is_quiet) {
        print_counts(out, &counts);
    }
    return counts.unusable ? EXIT_PARTIAL : EXIT_DONE;
}
