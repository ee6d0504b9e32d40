#pragma once
/* What is in a directory: its names, removing all of it, and putting it on the disk. Nothing follows symbolic links.
 * Failures are false, or NULL, with errno. One thread at a time for a listing. */

#include "base/compiler.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>

/* How directories are opened. */
#define TREE_OPEN (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A stream of its own, so that FD's position plays no part; closed by tree_close. */
DIR *tree_list(int fd);
/* For CLEANUP: keeps errno; NULL is fine. */
void tree_close(DIR **listing);
/* The next name but "." and ".."; NULL with errno 0 at the end. */
const char *tree_next(DIR *listing);
/* Makes the directory NAME of DIR_FD unless it is there; one that is made is on the disk. */
MUST_CHECK bool tree_make(int dir_fd, const char *name, mode_t mode);
/* Removes everything in the directory but the file KEPT (may be NULL). Names that vanish meanwhile are fine. */
bool tree_empty(int fd, const char *kept);
/* The directory NAME with everything in it. */
bool tree_remove(int dir_fd, const char *name);
/* fsync of the directory and those below it; files are synced when they are closed. */
bool tree_sync(int fd);
