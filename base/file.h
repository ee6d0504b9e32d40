#pragma once
/* Reading files: regular files only, never blocking on a FIFO, never following a race into something else. */

#include "base/arena.h"
#include "base/error.h"

/* A file opened for reading; pread-only, so it may be shared by threads. */
struct file;
/* PATH relative to DIR_FD (AT_FDCWD for the working directory). Anything but a regular file is ERR_NOT_A_FILE. */
MUST_CHECK enum err_code file_open(int dir_fd, const char *path, struct file **ret_file, struct err *err);
/* A file of SIZE bytes that a descriptor has open; takes the descriptor, also on failure. */
MUST_CHECK enum err_code file_take_fd(int fd, const char *path, uint64_t size, struct file **ret_file, struct err *err);
/* The same file once more, to be freed by itself. */
MUST_CHECK enum err_code file_dup(const struct file *file, struct file **ret_file, struct err *err);
void file_free(struct file *file);
DEFINE_CLEANUP(file, file_free)
uint64_t file_size(const struct file *file);
/* FILE is another form of ORIGIN, as its text in UTF-8 is; takes ORIGIN over. */
void file_set_origin(struct file *file, struct file *origin);
/* NULL: the file is no form of another. */
const struct file *file_origin(const struct file *file);
/* The path it was opened with. */
const char *file_path(const struct file *file);
/* Exactly LENGTH bytes at OFFSET; a file that became shorter meanwhile is ERR_DIGEST. */
MUST_CHECK enum err_code file_read_at(const struct file *file, uint64_t offset, size_t length, char *buffer,
                                      struct err *err);
/* The file's bytes in memory, for reading here and there without a system call each; mapped once, on first use, by any
 * thread. NULL when the system will not map it: file_read_at always works. A file that others make shorter meanwhile,
 * or that cannot be read, ends the process with SIGBUS when such bytes are touched: the program says what that means.
 */
const char *file_map(struct file *file);
/* ERR_DIGEST when the file has become shorter than it was. For whoever reads from the map, when done: what was cut off
 * reads as NUL up to the end of a page. */
MUST_CHECK enum err_code file_check_size(const struct file *file, struct err *err);
/* The whole file, at most LIMIT bytes (else ERR_TOO_LARGE), into the arena. */
MUST_CHECK enum err_code file_read_all(int dir_fd, const char *path, size_t limit, struct arena *arena,
                                       struct str *ret_bytes, struct err *err);
/* Owner only, and owned by us: else ERR_NOT_PRIVATE. For key and credential files. */
MUST_CHECK enum err_code file_check_private(int dir_fd, const char *path, struct err *err);

/* A file without a name in TMPDIR (O_TMPFILE, or unlinked at once), open for reading and writing; the caller closes. */
MUST_CHECK enum err_code file_open_temporary(const char *tmpdir, int *ret_fd, struct err *err);
/* All of BYTES at the descriptor's position; PATH is for messages. */
MUST_CHECK enum err_code file_write_fd(int fd, const char *path, struct str bytes, struct err *err);
/* The same at OFFSET, without moving the position: several threads may write one file. */
MUST_CHECK enum err_code file_write_fd_at(int fd, const char *path, uint64_t offset, struct str bytes, struct err *err);
/* file_read_at on a bare descriptor. */
MUST_CHECK enum err_code file_read_fd(int fd, const char *path, uint64_t offset, size_t length, char *buffer,
                                      struct err *err);
/* The directory that PATH is in, or would be, with its slash behind; empty for a name alone, which is in the working
 * directory. Borrowed from PATH, which the name in it follows; slashes at its end count as part of the name. Pure. */
struct str file_parent(const char *path);
/* What was written to the file at PATH is on the disk. */
MUST_CHECK enum err_code file_sync(const char *path, struct err *err);
/* The names in the directory that PATH is in are on the disk. */
MUST_CHECK enum err_code file_sync_parent(const char *path, struct err *err);
