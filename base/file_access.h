#pragma once
/* Which files this process, and whatever it starts, may still open, make and run (Landlock, Linux 5.19 and later). What
 * was given up does not come back. To be called before there are threads: those of later are bound, too. What is open
 * already stays usable, and whether a file is there can always be asked. */

#include "base/compiler.h"

#include <stdbool.h>

enum {
    FILE_ACCESS_READ = 1,  /* files, and lists of what is in directories */
    FILE_ACCESS_WRITE = 2, /* files; making, renaming and removing them and directories */
    FILE_ACCESS_RUN = 4,   /* programs */
    FILE_ACCESS_LIST = 8,  /* lists of what is in directories, only */
    FILE_ACCESS_MOVE = 16, /* making, renaming and removing directories, only */
};

struct file_access;

/* Begins a list of what stays allowed; nothing is given up yet. HELD: what is refused where the list does not allow it.
 * NULL: the kernel has no such thing, or does not let us. */
struct file_access *file_access_new(unsigned held);
void file_access_free(struct file_access *access);
DEFINE_CLEANUP(file_access, file_access_free)
/* Allows RIGHTS at PATH, symbolic links followed, and below it. Nothing where there is no such file. */
void file_access_allow(struct file_access *access, const char *path, unsigned rights);
/* From now on nothing but the list. False: refused, and nothing was given up. */
bool file_access_enforce(const struct file_access *access);
/* Can it be done here? */
bool file_access_can_be_limited(void);
