#pragma once
/* Least privilege: before a command reads the first byte that came from outside, the process gives up what the command
 * does not need (base/system_calls.h, base/file_access.h). What it needs is in the tables of commands: NEEDS_… of the
 * command, and for each option and argument what is done with the file that it names (enum path_use). Files that nobody
 * named can be neither read nor written, but for what the system's libraries read. Where the kernel, or a container,
 * does not do it, commands go on without; confinement_describe says so. To be called while there is one thread.
 * See docs/confinement.md. */

#include "cli/command.h"

#include <limits.h>

struct confined_path {
    const char *path;
    enum path_use use;
};

enum { CONFINEMENT_PATHS_MAX = 4 };

/* What one run of a command needs. */
struct confinement {
    unsigned needs;                                    /* NEEDS_… */
    struct confined_path paths[CONFINEMENT_PATHS_MAX]; /* besides those on the command line */
    size_t path_count;
    char known_hosts[PATH_MAX];                 /* for one of them */
    struct file_access *files;                  /* while rights are given */
    char made[CONFINEMENT_PATHS_MAX][PATH_MAX]; /* directories that were made for it */
    size_t made_count;
};

/* Adds a file to what is needed; PATH is borrowed, and may be NULL or empty: none. */
void confinement_allow(struct confinement *confinement, const char *path, enum path_use use);
/* Confines the process to what COMMAND needs with these values and arguments. With NEEDS_OWN_LIST files stay as they
 * are until confinement_of_files. */
void confinement_begin(const struct cli *cli, const struct command *command, const void *options, int argument_count,
                       char **arguments, struct confinement *ret_confinement);
/* To the files in CONFINEMENT. */
void confinement_of_files(const struct cli *cli, struct confinement *confinement);
/* When the command is through: removes directories that were made for it and are empty. */
void confinement_end(const struct confinement *confinement);
/* A line for each part of it that this system, or this build, does not do. */
void confinement_describe(void);
