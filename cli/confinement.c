#include "cli/confinement.h"

#include "base/file.h"
#include "base/file_access.h"
#include "base/system_calls.h"
#include "base/tree.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/surroundings.h"
#include "report/drawing/layout.h"

#include <assert.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_WRITE = FILE_ACCESS_READ | FILE_ACCESS_WRITE, READ_RUN = FILE_ACCESS_READ | FILE_ACCESS_RUN };

/* Links in one directory that are followed: a ledger may be made of them. */
enum { LINKS_MAX = 4096 };

static const struct {
    const char *path;
    unsigned rights;
    unsigned needs; /* only for one of these; 0: always */
} system_files[] = {
    {"/usr", FILE_ACCESS_READ, 0}, /* tables of character sets, zones, libraries that are loaded late */
    {"/lib", FILE_ACCESS_READ, 0},
    {"/lib64", FILE_ACCESS_READ, 0},
    {"/etc/ld.so.cache", FILE_ACCESS_READ, 0},
    {"/etc/localtime", FILE_ACCESS_READ, 0},
    {"/dev/null", READ_WRITE, 0},
    {"/dev/urandom", FILE_ACCESS_READ, 0},
    {"/etc/fonts", FILE_ACCESS_READ, NEEDS_DRAWING},
    {"/usr", READ_RUN, NEEDS_PROGRAMS},
    {"/bin", READ_RUN, NEEDS_PROGRAMS},
    {"/lib", READ_RUN, NEEDS_PROGRAMS},
    {"/lib64", READ_RUN, NEEDS_PROGRAMS},
    {"/dev/pts", READ_WRITE, NEEDS_PROGRAMS}, /* where ssh-add asks for a passphrase */
    {"/dev/ptmx", READ_WRITE, NEEDS_PROGRAMS},
    {"/dev/tty", READ_WRITE, NEEDS_PROGRAMS},
};

/* --- files ---------------------------------------------------------------------------------------------------------
 */

static void allow_parent(struct file_access *files, const char *path, unsigned rights) {
    struct str place = file_parent(path);
    char parent[PATH_MAX];

    snprintf(parent, sizeof parent, "%.*s", STR_FMT(place.n ? place : STR(".")));
    file_access_allow(files, parent, rights);
}

/* What is in a directory by a link is there as if it stood there. */
static void allow_links(struct file_access *files, const char *path, unsigned rights) {
    char target[PATH_MAX];
    size_t links = 0;
    const char *name;
    int fd;

    do {
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    CLEANUP(tree_close) DIR *listing = fd < 0 ? NULL : tree_list(fd);
    while (listing && links < LINKS_MAX && (name = tree_next(listing))) {
        if (readlinkat(fd, name, target, sizeof target) > 0 &&
            snprintf(target, sizeof target, "%s/%s", path, name) < (int)sizeof target) {
            file_access_allow(files, target, rights);
            links++;
        }
    }
    if (fd >= 0) {
        close(fd);
    }
}

static void allow_file(struct confinement *confinement, const char *path) {
    allow_parent(confinement->files, path, FILE_ACCESS_WRITE | FILE_ACCESS_LIST);
}

/* Where a link leads to, if it is one. Those beside it are keys, as a rule. */
static void allow_list(struct confinement *confinement, const char *path) {
    if (access(path, F_OK) == 0) {
        file_access_allow(confinement->files, path, READ_WRITE);
    } else {
        allow_file(confinement, path);
    }
}

/* A directory that is there when rights are given can have rights of its own: those beside it keep theirs to
 * themselves. What stays empty goes at the end. Where it cannot be made the command tries again, and is to meet what is
 * in the way, and not a right that it lacks. */
static void make_directory(struct confinement *confinement, const char *path) {
    bool is_made = confinement->made_count < CONFINEMENT_PATHS_MAX && mkdir(path, 0777) == 0;

    if (is_made) {
        snprintf(confinement->made[confinement->made_count++], PATH_MAX, "%s", path);
    }
    if (is_made || access(path, F_OK) != 0) {
        allow_parent(confinement->files, path, FILE_ACCESS_LIST | FILE_ACCESS_MOVE);
    }
}

/* It is written as PATH.partial (base/staging.h), and then takes the place of what was there. */
static void allow_result(struct confinement *confinement, const char *path) {
    char partial[PATH_MAX];
    size_t n = strlen(path);

    if (confinement->needs & NEEDS_FILE_RESULT) {
        allow_file(confinement, path);
        return;
    }
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    if (snprintf(partial, sizeof partial, "%.*s.partial", (int)n, path) < (int)sizeof partial) {
        make_directory(confinement, partial);
        file_access_allow(confinement->files, partial, READ_WRITE);
    }
    file_access_allow(confinement->files, path, READ_WRITE);
    allow_parent(confinement->files, path, FILE_ACCESS_LIST | FILE_ACCESS_MOVE);
}

static void allow_input(struct confinement *confinement, const char *path) {
    file_access_allow(confinement->files, path, FILE_ACCESS_READ);
    allow_links(confinement->files, path, FILE_ACCESS_READ);
}

static void allow_shared(struct confinement *confinement, const char *path) {
    file_access_allow(confinement->files, path, READ_WRITE);
}

static void allow_place(struct confinement *confinement, const char *path) {
    allow_shared(confinement, path);
    allow_links(confinement->files, path, FILE_ACCESS_READ);
}

static void allow_state(struct confinement *confinement, const char *path) {
    allow_shared(confinement, path);
    allow_links(confinement->files, path, READ_WRITE);
}

static void allow_made(struct confinement *confinement, const char *path) {
    make_directory(confinement, path);
    allow_place(confinement, path);
}

/* Its other files stand beside the file itself, not beside a link to it. */
static void allow_store(struct confinement *confinement, const char *path) {
    char real[PATH_MAX];

    allow_parent(confinement->files, realpath(path, real) ? real : path, READ_WRITE);
}

static void allow(struct confinement *confinement, const char *path, enum path_use use) {
    static void (*const ways[])(struct confinement * confinement, const char *path) = {
        [PATH_INPUT] = allow_input,   [PATH_RESULT] = allow_result, [PATH_FILE] = allow_file,
        [PATH_PLACE] = allow_place,   [PATH_MADE] = allow_made,     [PATH_STATE] = allow_state,
        [PATH_SHARED] = allow_shared, [PATH_LIST] = allow_list,     [PATH_STORE] = allow_store};

    if (use != PATH_NONE && path && *path) {
        ways[use](confinement, path);
    }
}

/* --- what the system has ---------------------------------------------------------------------------------------------
 */

/* Our own program names it: what starts programs must be started itself. */
static int allow_loader(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_INTERP) {
            uintptr_t name = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            file_access_allow(context, (const char *)name, READ_RUN);
        }
    }
    return 1; /* the others are libraries */
}

static void allow_search_path(struct file_access *files) {
    const char *path = surroundings_variable("PATH");
    struct str rest = str_from(path ? path : ""), part;
    char directory[PATH_MAX];

    while (str_cut(&rest, ':', &part)) {
        if (part.n && snprintf(directory, sizeof directory, "%.*s", STR_FMT(part)) < (int)sizeof directory) {
            file_access_allow(files, directory, READ_RUN);
        }
    }
}

static void allow_system(struct file_access *files, unsigned needs) {
    const char *catalogues = bindtextdomain("genkyo", NULL);

    for (size_t i = 0; i < ARRAY_LEN(system_files); i++) {
        if (!system_files[i].needs || system_files[i].needs & needs) {
            file_access_allow(files, system_files[i].path, system_files[i].rights);
        }
    }
    if (catalogues) {
        file_access_allow(files, catalogues, FILE_ACCESS_READ);
    }
    if (needs & NEEDS_DRAWING) {
        dl_iterate_phdr(allow_loader, files);
        file_access_allow(files, drawing_dot_program, READ_RUN);
    }
    if (needs & NEEDS_PROGRAMS) {
        allow_search_path(files);
    }
}

/* --- what the command line names
 * --------------------------------------------------------------------------------------
 */

static void allow_options(struct confinement *confinement, const struct option_def *options, size_t count,
                          const void *base) {
    for (size_t i = 0; i < count; i++) {
        if (options[i].use != PATH_NONE) {
            allow(confinement, *(const char *const *)((const char *)base + options[i].offset), options[i].use);
        }
    }
}

/* The first one may say which part of the command it is. */
static const struct command_part *find_part(const struct command *command, int count, char **arguments) {
    int part = commands_find_part(command, count > 0 ? arguments[0] : NULL);

    return part >= 0 ? &command->parts[part] : NULL;
}

static void allow_arguments(struct confinement *confinement, const struct command *command, int count,
                            char **arguments) {
    const struct command_part *part = find_part(command, count, arguments);

    for (int i = part ? 1 : 0; i < count; i++) {
        allow(confinement, arguments[i], part ? part->use : command->use);
    }
}

/* --- */

void confinement_allow(struct confinement *confinement, const char *path, enum path_use use) {
    assert(confinement->path_count < CONFINEMENT_PATHS_MAX);
    if (path && *path) {
        confinement->paths[confinement->path_count++] = (struct confined_path){path, use};
    }
}

static bool begin_files(const struct cli *cli, struct confinement *confinement) {
    unsigned held = FILE_ACCESS_WRITE | FILE_ACCESS_RUN;

    confinement->files = file_access_new(confinement->needs & NEEDS_ANY_INPUT ? held : held | FILE_ACCESS_READ);
    if (!confinement->files) {
        return false;
    }
    allow_system(confinement->files, confinement->needs);
    allow_options(confinement, common_options, COMMON_OPTION_COUNT, cli);
    for (size_t i = 0; i < confinement->path_count; i++) {
        allow(confinement, confinement->paths[i].path, confinement->paths[i].use);
    }
    return true;
}

static void enforce_files(struct confinement *confinement) {
    (void)file_access_enforce(confinement->files);
    file_access_free(TAKE_PTR(confinement->files));
}

void confinement_of_files(const struct cli *cli, struct confinement *confinement) {
    if (begin_files(cli, confinement)) {
        enforce_files(confinement);
    }
}

static unsigned allowed_calls(unsigned needs) {
    return (needs & NEEDS_NETWORK ? SYSTEM_CALLS_NETWORK : 0) |
           (needs & (NEEDS_PROGRAMS | NEEDS_DRAWING) ? SYSTEM_CALLS_PROGRAMS : 0);
}

void confinement_begin(const struct cli *cli, const struct command *command, const void *options, int argument_count,
                       char **arguments, struct confinement *ret_confinement) {
    const struct command_part *part = find_part(command, argument_count, arguments);
    struct confinement *confinement = ret_confinement;

    *confinement = (struct confinement){.needs = command->needs | (part ? part->needs : 0)};
    if (command->needs_more) {
        command->needs_more(options, confinement);
    }
    if (!(confinement->needs & NEEDS_OWN_LIST) && begin_files(cli, confinement)) {
        allow_options(confinement, command->options, command->option_count, options);
        allow_arguments(confinement, command, argument_count, arguments);
        enforce_files(confinement);
    }
    (void)system_calls_limit(allowed_calls(confinement->needs));
}

void confinement_end(const struct confinement *confinement) {
    for (size_t i = 0; i < confinement->made_count; i++) {
        (void)rmdir(confinement->made[i]);
    }
}

void confinement_describe(void) {
    if (!system_calls_can_be_limited()) {
        puts(_("Commands are not confined here: system calls (seccomp)"));
    }
    if (!file_access_can_be_limited()) {
        puts(_("Commands are not confined here: files (Landlock, Linux 5.19 or later)"));
    }
}
