#pragma once
/* Files of tests, in directories of their own below $TMPDIR, or /tmp. What goes wrong with them ends the test program.
 */

#include "base/str.h"

/* As setup and teardown of cmocka: a directory that is also the test's working directory. */
int scratch_make(void **state);
int scratch_remove(void **state);
#define SCRATCH_TEST(TEST) cmocka_unit_test_setup_teardown(TEST, scratch_make, scratch_remove)
/* A new directory, called NAME and six letters; its path, in SIZE bytes of room. */
void scratch_directory(const char *name, char *path, size_t size);
/* A directory with all that is in it. */
void scratch_remove_all(const char *path);
/* Creates or replaces a file. */
void scratch_write(const char *path, struct str bytes);
/* The whole file; the caller frees the bytes. */
struct str scratch_read(const char *path);
/* Fails the test unless the file has these bytes. */
void scratch_expect(const char *path, const char *expected);
/* UTF-8 text in another encoding, by iconv; the caller frees the bytes. */
struct str scratch_encode(const char *encoding, struct str utf8);
